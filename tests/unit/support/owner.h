/*
 * The owner of a session under test: it writes down what the session tells it,
 * and does with each request what the test says.
 */
#ifndef SUPPORT_OWNER_H
#define SUPPORT_OWNER_H

#include <stdbool.h>
#include <stddef.h>

#include "../../../src/fastcgi/session.h"
#include "answers.h"
#include "stream.h"

enum { OWNER_KEPT_MAX = 2048, OWNER_BODY_MAX = 98304 };

enum owner_params { /* the names in the session's configuration, in order */
                    OWNER_URI,
                    OWNER_METHOD,
                    OWNER_ADDR,
};

struct owner_kept {
    struct fcgi_request *request;
    char uri[16];
};

struct owner {
    struct fcgi_session session;
    struct fcgi_config config;
    struct pool requests;
    void (*on_params)(struct owner *o, struct fcgi_request *r);   /* NULL: goes on */
    void (*on_complete)(struct owner *o, struct fcgi_request *r); /* NULL: owner_keep */
    void (*on_abandoned)(struct owner *o, struct fcgi_request *r);
    void *user;                /* the test's */
    struct records transcript; /* every call in order, with all of its request */
    struct owner_kept kept[OWNER_KEPT_MAX];
    size_t n_kept;
    size_t n_params, n_complete, n_abandoned, n_output;
    enum fcgi_fault last_fault;
};

/* An owner with room for every test: change `config` before owner_begin. */
struct owner *owner_new(void);
void owner_begin(struct owner *o);

/* Ends the session and frees the owner. */
void owner_free(struct owner *o);

/* The value of a param, or NULL. */
static inline const char *request_param(const struct fcgi_request *r, unsigned index, size_t *len)
{
    *len = fcgi_request_params(r)[index].len;
    return fcgi_request_params(r)[index].text;
}

/* What a test may let on_params or on_complete do. */
void owner_keep(struct owner *o, struct fcgi_request *r);
void owner_echo(struct owner *o, struct fcgi_request *r); /* "<uri>|<body>" */

/* Answers the kept request of this URI; fails the test if there is none. */
void owner_answer(struct owner *o, const char *uri, const char *body);

bool owner_feed(struct owner *o, const struct records *s);
bool owner_feed_in_two(struct owner *o, const struct records *s, size_t first);
bool owner_feed_bytewise(struct owner *o, const struct records *s);

/* Decodes all output and consumes it; fails the test if it is not well formed. */
struct answers owner_answers(struct owner *o);

/* The answers, which are one, to `id`: its protocol status and whole output. */
void owner_expect_answer(struct owner *o, unsigned id, unsigned protocol_status, const char *body);

/* That there is no output. */
void owner_expect_silence(struct owner *o);

#endif
