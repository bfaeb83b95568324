/*
 * One FastCGI connection as a state machine: bytes that come in become requests,
 * and answers become bytes to be sent. It knows no sockets and no clocks.
 * FastCGI 1.0, responder role; requests may be multiplexed in any interleaving.
 *
 * The owner feeds the bytes it has read, and writes what fcgi_session_output
 * holds. Requests belong to the session; each lives until it is answered or
 * abandoned.
 */
#ifndef FASTCGI_SESSION_H
#define FASTCGI_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../base/buf.h"
#include "record.h"
#include "request.h"
#include "setup.h"

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
    size_t held;                  /* bytes of the params and bodies of its requests */
    uint16_t length_left;
    uint8_t partial[8]; /* of a header, or of a FCGI_BEGIN_REQUEST */
    uint8_t partial_have;
    struct fcgi_request *draining; /* answered, while their bodies were coming */
    struct fcgi_request sole;      /* most connections carry one at a time; free: of no session */
    bool in_record, closing, broken;
    bool refused; /* a request was refused, whose body may still come */
};

/* Begins a session; allocates nothing. `config` must outlive it. */
void fcgi_session_init(struct fcgi_session *s, const struct fcgi_config *config, void *ctx);

/* Ends it: kept requests are abandoned, everything is freed. */
void fcgi_session_fini(struct fcgi_session *s);

/* Ends all requests, because the peer sends nothing more. The output stays and is
 * still to be written. */
void fcgi_session_end_requests(struct fcgi_session *s);

/* Takes bytes from the peer. False: the peer broke the protocol, or an answer
 * could not be held; only fcgi_session_fini may follow. */
bool fcgi_session_feed(struct fcgi_session *s, const uint8_t *bytes, size_t len);

/* How many bytes the record at hand still has. No request is whole with these alone. */
static inline size_t fcgi_session_record_left(const struct fcgi_session *s)
{
    return s->length_left;
}

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
 * the peer did not ask to keep it (FCGI_KEEP_CONN). `peer_sends`: the peer
 * may still be sending a body that was answered early. Read on until it has ended,
 * or the answer could be lost. */
bool fcgi_session_closing(const struct fcgi_session *s, bool *peer_sends);

/* Whether any request is open: begun and not yet answered. */
static inline bool fcgi_session_busy(const struct fcgi_session *s)
{
    return s->n_requests > 0;
}

/* The open request, if it is the only one and is kept for a later answer; else
 * NULL. When it is answered the connection is free. */
struct fcgi_request *fcgi_session_sole_kept(const struct fcgi_session *s);

/* Whether any request is kept for a later answer. */
static inline bool fcgi_session_keeps(const struct fcgi_session *s)
{
    return s->n_requests > s->n_incomplete;
}

/* Whether more bytes must come: a record or a request has begun and is not whole. */
bool fcgi_session_receiving(const struct fcgi_session *s);

/* Keeps a complete request for a later answer: its params and body are freed.
 * fcgi_request_user returns `user` then. */
void fcgi_request_keep(struct fcgi_request *r, void *user);

/* Answers with the bytes of `head` and then of `body` as FCGI_STDOUT, and ends
 * the request, which is freed. If they cannot be held the session is broken. */
void fcgi_request_answer(struct fcgi_request *r, const char *head, size_t head_len,
                         const char *body, size_t body_len);

/* Sends the next bytes of an answer as FCGI_STDOUT; the request stays open.
 * If they cannot be held the session is broken. */
void fcgi_request_pass(struct fcgi_request *r, const char *bytes, size_t len);

/* Whether an answer of so many bytes can be held. If so the room is reserved,
 * until this session sends anything else. */
bool fcgi_request_has_room(struct fcgi_request *r, size_t bytes);

/* The owner of the session that a request came by (its `ctx`). */
static inline void *fcgi_request_ctx(const struct fcgi_request *r)
{
    return r->session->ctx;
}

#endif
