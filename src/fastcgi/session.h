/*
 * One FastCGI connection as a state machine: bytes in become requests, answers
 * become bytes out. It knows no socket and no clock. FastCGI 1.0, responder
 * role; requests may be multiplexed in any interleaving.
 *
 * The owner feeds what it read and writes out what fcgi_session_output holds.
 * A request is the session's; it lives until it is answered or abandoned.
 */
#ifndef FASTCGI_SESSION_H
#define FASTCGI_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../base/buf.h"
#include "../base/pool.h"
#include "../base/span.h"
#include "pairs.h"
#include "record.h"

enum {
    FCGI_PARAMS_WANTED_MAX = 8,       /* params that a session may keep */
    FCGI_PARAMS_BYTES_MAX = 16384,    /* of all kept values of one request */
    FCGI_PARAMS_STREAM_MAX = 1048576, /* of all params of one request; more breaks the session */
};

struct fcgi_session;
struct fcgi_request;

/* What is wrong with a request that is handed over. */
enum fcgi_fault {
    FCGI_SOUND,
    FCGI_PARAMS_TOO_LARGE, /* more than FCGI_PARAMS_BYTES_MAX are to be kept */
    FCGI_BODY_TOO_LARGE,   /* more than body_max bytes; the rest is passed over */
    FCGI_NO_MEMORY,        /* params or body could not be held */
};

/* The calls a session makes to its owner from within fcgi_session_feed;
 * `abandoned` also from where the session or its requests are ended, `output`
 * from wherever a request is answered. Each may answer any request, of this and
 * of other sessions, but for the one that is abandoned; none may finish a
 * session. */
struct fcgi_handler {
    /* The params are whole; a body may follow. An answer now passes it over. */
    void (*params)(void *ctx, struct fcgi_request *request);
    /* The request is whole, or faulty. Answer it now, or keep it and do so later. */
    void (*complete)(void *ctx, struct fcgi_request *request);
    /* A request that was kept has ended with its peer: forget it. */
    void (*abandoned)(void *ctx, struct fcgi_request *request);
    /* There is output, where there was none. */
    void (*output)(void *ctx);
};

struct request_input;

struct fcgi_config {
    struct fcgi_handler handler;
    struct fcgi_wanted {
        const char *name;
        uint8_t len, next;            /* next: of the same slot, plus 1 */
    } params[FCGI_PARAMS_WANTED_MAX]; /* to be kept: see fcgi_config_want */
    uint8_t slots[PAIRS_SLOTS];       /* the first of each slot, plus 1 */
    struct pool *requests;            /* of blocks of sizeof(struct fcgi_request) */
    struct request_input **spare; /* where one request leaves its buffers to the next, or NULL */
    uint32_t body_max;            /* bytes */
    uint32_t output_max;          /* bytes; more breaks the session */
    unsigned max_conns, max_reqs; /* told by FCGI_GET_VALUES; max_reqs also bounds a session */
};

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
};

/* Embedded by its owner; the members are the session's own. */
struct fcgi_session {
    const struct fcgi_config *config;
    void *ctx;
    struct buf out;
    struct fcgi_request **slots; /* of requests by id; NULL: all are on `first` */
    struct fcgi_request *first;
    uint32_t n_slots, n_requests, n_incomplete, n_draining;
    struct fcgi_request *current; /* the request of the record at hand, or NULL */
    struct values_query *values;  /* a FCGI_GET_VALUES at hand, or NULL */
    struct record record;         /* the record at hand */
    uint16_t length_left;
    uint8_t partial[8]; /* of a header, or of a FCGI_BEGIN_REQUEST */
    uint8_t partial_have;
    struct fcgi_request *draining; /* answered, while their bodies were coming */
    struct fcgi_request sole;      /* most connections carry one at a time; free: of no session */
    bool in_record, closing, broken;
    bool refused; /* a request was, whose body may come */
};

/* Has the param `name`, of at most 32 bytes, kept for each request, as that of
 * this index below FCGI_PARAMS_WANTED_MAX, which none has been given yet. */
void fcgi_config_want(struct fcgi_config *config, unsigned index, const char *name);

/* Frees what requests have left in `*spare`; NULL is fine. */
void request_input_free(struct request_input *input);

/* Begins a session; allocates nothing. `config` must outlive it. */
void fcgi_session_init(struct fcgi_session *s, const struct fcgi_config *config, void *ctx);

/* Ends it: kept requests are abandoned, everything is freed. */
void fcgi_session_fini(struct fcgi_session *s);

/* Ends the requests of a peer that will send no more; output stays to be
 * written. */
void fcgi_session_end_requests(struct fcgi_session *s);

/* Takes bytes from the peer. False: the peer broke the protocol, or an answer
 * could not be held; only fcgi_session_fini may follow. */
bool fcgi_session_feed(struct fcgi_session *s, const uint8_t *bytes, size_t len);

/* Whether the session can go on; false as fcgi_session_feed says. */
static inline bool fcgi_session_sound(const struct fcgi_session *s)
{
    return !s->broken;
}

/* The bytes to write to the peer; consume what was written. */
static inline struct buf *fcgi_session_output(struct fcgi_session *s)
{
    return &s->out;
}

/* Whether the connection is to be closed once the output is written, because
 * the peer did not ask to keep it (FCGI_KEEP_CONN). `cut`: the peer may still
 * be sending a body that was answered early, so read on until it has ended,
 * or the answer could be lost. */
bool fcgi_session_closing(const struct fcgi_session *s, bool *cut);

/* Whether any request is open: begun and not yet answered. */
static inline bool fcgi_session_busy(const struct fcgi_session *s)
{
    return s->n_requests > 0;
}

/* The only open request, if it is kept for a later answer; else NULL. To answer
 * it sets the connection free. */
struct fcgi_request *fcgi_session_sole_kept(const struct fcgi_session *s);

/* Whether any request is kept for a later answer. */
static inline bool fcgi_session_keeps(const struct fcgi_session *s)
{
    return s->n_requests > s->n_incomplete;
}

/* Whether the peer owes bytes: a record or a request has begun and is not whole. */
bool fcgi_session_receiving(const struct fcgi_session *s);

/* The values of config->params, FCGI_PARAMS_WANTED_MAX of them; text NULL where
 * the peer sent none. Valid until the request is kept or answered. */
const struct span *fcgi_request_params(const struct fcgi_request *r);

/* The body so far, ended by a NUL that does not count; valid as the params are.
 * Where there are bytes they may be written to. */
char *fcgi_request_body(const struct fcgi_request *r, size_t *len);

static inline enum fcgi_fault fcgi_request_fault(const struct fcgi_request *r)
{
    return (enum fcgi_fault)r->fault;
}

/* Keeps a complete request for a later answer: its params and body are freed.
 * `user` comes back from fcgi_request_user. */
void fcgi_request_keep(struct fcgi_request *r, void *user);
static inline void *fcgi_request_user(const struct fcgi_request *r)
{
    return r->user;
}

/* Answers with the bytes of `head` and then of `body` as FCGI_STDOUT, and ends
 * the request, which is freed. If they cannot be held the session is broken. */
void fcgi_request_answer(struct fcgi_request *r, const char *head, size_t head_len,
                         const char *body, size_t body_len);

/* Passes the next bytes of an answer on as FCGI_STDOUT; the request stays open.
 * If they cannot be held the session is broken. */
void fcgi_request_pass(struct fcgi_request *r, const char *bytes, size_t len);

/* Whether an answer of so many bytes can be held; if so it then is, unless
 * another of this session comes first. */
bool fcgi_request_has_room(struct fcgi_request *r, size_t bytes);

/* The owner of the session that a request came by (its `ctx`). */
static inline void *fcgi_request_ctx(const struct fcgi_request *r)
{
    return r->session->ctx;
}

#endif
