/*
 * The inside of a FastCGI request, for session.c and request.c only.
 */
#ifndef FASTCGI_REQUEST_H
#define FASTCGI_REQUEST_H

#include "pairs.h"
#include "session.h"

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
    struct {
        uint32_t offset, len;
        bool present;
    } params[FCGI_PARAMS_WANTED_MAX];
};

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
};

/* A new request with empty input, in no session; NULL without memory. */
struct fcgi_request *request_new(struct fcgi_session *s, uint16_t id, bool keep_conn);
void request_free_input(struct fcgi_request *r); /* what it needed until it was complete */
void request_free(struct fcgi_request *r);

/* Takes bytes of FCGI_PARAMS or FCGI_STDIN; what cannot be held sets `fault`.
 * False: there are more params than any honest peer sends. */
bool request_take_params(struct fcgi_request *r, const uint8_t *bytes, size_t len);
void request_take_body(struct fcgi_request *r, const uint8_t *bytes, size_t len);

/* Whether the params ended between two pairs. */
bool request_params_whole(const struct fcgi_request *r);

#endif
