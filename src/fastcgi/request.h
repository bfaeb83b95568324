/*
 * The inside of a FastCGI request, for session.c and request.c only.
 */
#ifndef FASTCGI_REQUEST_H
#define FASTCGI_REQUEST_H

#include "../base/span.h"
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
    struct span params[FCGI_PARAMS_WANTED_MAX];
    uint16_t offsets[FCGI_PARAMS_WANTED_MAX]; /* of each in `values` */
};

/* A new request with empty input, not among those of its session yet; NULL without memory. */
struct fcgi_request *request_new(struct fcgi_session *s, uint16_t id, bool keep_conn);
void request_free_input(struct fcgi_request *r); /* what it needed until it was complete */
void request_free(struct fcgi_request *r);

/* Takes bytes of FCGI_PARAMS or FCGI_STDIN; what cannot be held sets `fault`.
 * False: there are more params than any honest peer sends. */
bool request_take_params(struct fcgi_request *r, const uint8_t *bytes, size_t len);
void request_take_body(struct fcgi_request *r, const uint8_t *bytes, size_t len);

/* The params have ended. False: within a pair. */
bool request_end_params(struct fcgi_request *r);

#endif
