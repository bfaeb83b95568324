/*
 * One FastCGI request: its params and its body, as they come in.
 */
#ifndef FASTCGI_REQUEST_H
#define FASTCGI_REQUEST_H

#include <stdbool.h>

#include "../base/buf.h"
#include "../base/span.h"
#include "pairs.h"
#include "setup.h"

struct fcgi_session;

/* The members are the session's own. */
struct fcgi_request {
    struct fcgi_session *session;
    struct fcgi_request *next; /* in its slot */
    struct request_input *input;
    void *user;
    uint16_t id;
    uint8_t state; /* enum request_state */
    uint8_t fault; /* enum fcgi_fault */
    bool keep_conn;
    bool stdin_ended;
    uint8_t mark; /* see fcgi_request_mark */
};

/* The values of config->params, FCGI_PARAMS_WANTED_MAX of them; text NULL where
 * the peer sent none. Valid until the request is kept or answered. */
const struct span *fcgi_request_params(const struct fcgi_request *r);

/* The body so far, with a NUL behind it that `*len` does not count. Valid as the
 * params are. Its bytes may be written to. */
char *fcgi_request_body(const struct fcgi_request *r, size_t *len);

static inline enum fcgi_fault fcgi_request_fault(const struct fcgi_request *r)
{
    return (enum fcgi_fault)r->fault;
}

/* What was given to fcgi_request_keep. */
static inline void *fcgi_request_user(const struct fcgi_request *r)
{
    return r->user;
}

/* A byte that is the owner's as long as the request is there; 0 at first. */
static inline uint8_t *fcgi_request_mark(struct fcgi_request *r)
{
    return &r->mark;
}

/* Frees what requests have left in `*spare`; NULL is fine. */
void request_input_free(struct request_input *input);

/* ---- for session.c only ---- */

enum request_state {
    REQUEST_PARAMS,   /* its params are coming */
    REQUEST_STDIN,    /* its body is coming */
    REQUEST_COMPLETE, /* the owner has it */
};

/* What a request needs until it is complete. */
struct request_input {
    struct pairs pairs;
    struct buf values; /* the kept params, one after the other */
    struct buf body;
    size_t taken; /* bytes of both, as they came */
    struct span params[FCGI_PARAMS_WANTED_MAX];
    uint16_t offsets[FCGI_PARAMS_WANTED_MAX]; /* of each in `values` */
};

/* Input that holds nothing: the spare one, or a new one. NULL without memory. */
struct request_input *request_input_new(const struct fcgi_config *config);

/* Frees the input of a request, or leaves it as the spare one. */
void request_free_input(struct fcgi_request *r, const struct fcgi_config *config);

/* Takes bytes of FCGI_PARAMS or FCGI_STDIN; what cannot be held sets `fault`.
 * False: there are more params than any honest peer sends. */
bool request_take_params(struct fcgi_request *r, const struct fcgi_config *config,
                         const uint8_t *bytes, size_t len);
void request_take_body(struct fcgi_request *r, const uint8_t *bytes, size_t len);

/* The params have ended. False: within a pair. */
bool request_end_params(struct fcgi_request *r);

#endif
