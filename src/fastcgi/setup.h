/*
 * What sessions are set up with: their limits, the params they keep, and their
 * owner.
 */
#ifndef FASTCGI_SETUP_H
#define FASTCGI_SETUP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../base/pool.h"
#include "pairs.h"

enum {
    FCGI_PARAMS_WANTED_MAX = 16,      /* params that a session may keep */
    FCGI_PARAMS_BYTES_MAX = 16384,    /* all kept values of one request */
    FCGI_PARAMS_STREAM_MAX = 1048576, /* all params of one request; more breaks the session */
};

struct fcgi_request;
struct request_input;

/* What is wrong with a request that is handed over. */
enum fcgi_fault {
    FCGI_SOUND,
    FCGI_PARAMS_TOO_LARGE, /* the kept values are more than FCGI_PARAMS_BYTES_MAX */
    FCGI_BODY_TOO_LARGE,   /* the body is longer than body_max; its rest is skipped */
    FCGI_INPUTS_TOO_LARGE, /* the session's requests hold more than held_max */
    FCGI_NO_MEMORY,        /* params or body could not be held */
};

/* The calls that a session makes to its owner from within fcgi_session_feed;
 * `abandoned` also from where the session or its requests are ended, and
 * `output` from wherever a request is answered. Each may answer any request of
 * any session, except the one that is abandoned. None may finish a session. */
struct fcgi_handler {
    /* The params are whole; a body may follow. After an answer the body is skipped. */
    void (*params)(void *ctx, struct fcgi_request *request);
    /* The request is whole, or faulty. Answer it now, or keep it and answer later. */
    void (*complete)(void *ctx, struct fcgi_request *request);
    /* A request that was kept needs no answer: its peer has gone or has aborted it. Forget
     * it. */
    void (*abandoned)(void *ctx, struct fcgi_request *request);
    /* There is output, where there was none. */
    void (*output)(void *ctx);
};

/* A param that is kept. */
struct fcgi_wanted {
    const char *name;
    uint8_t len, next; /* `next`: the index, plus 1, of another one in the same slot */
    bool is_header;    /* of the request: one that comes again is joined to the first */
};

struct fcgi_config {
    struct fcgi_handler handler;
    struct fcgi_wanted params[FCGI_PARAMS_WANTED_MAX]; /* see fcgi_config_want */
    uint8_t slots[PAIRS_SLOTS];                        /* the first of each slot, plus 1 */
    struct pool *requests;        /* with blocks of sizeof(struct fcgi_request) */
    struct request_input **spare; /* where one request leaves its buffers to the next, or NULL */
    uint32_t body_max;            /* bytes */
    size_t held_max;     /* bytes of params and bodies, of all requests of a session not complete */
    uint32_t output_max; /* bytes; more breaks the session */
    unsigned max_conns, max_reqs; /* told by FCGI_GET_VALUES; max_reqs also bounds a session */
};

/* Has the param `name`, of at most PAIRS_NAME_MAX bytes, kept for each request
 * under this index below FCGI_PARAMS_WANTED_MAX. Each index is given once.
 * If a param comes again the first one counts. But an HTTP_ one is a header: its
 * values are joined in order, with ", " between them (RFC 9110, section 5.3). */
void fcgi_config_want(struct fcgi_config *config, unsigned index, const char *name);

#endif
