/*
 * The text of answers: JSON bodies, and the CGI header before them.
 */
#ifndef API_ANSWER_H
#define API_ANSWER_H

#include "../base/buf.h"
#include "api.h"

enum { ANSWER_HEAD_MAX = 512 };

/* Writes the header for a status such as "200 OK" and returns its length.
 * `extra` is further header lines, each with its CRLF, or "". A `body_len` of
 * SIZE_MAX: there is no body, and no Content-Length. */
size_t answer_head(char head[ANSWER_HEAD_MAX], const char *status, const char *extra,
                   size_t body_len);

/* What an init tells beside the client. */
struct answer_context {
    const struct hub_limits *limits;
    size_t max_message;
    unsigned max_polls; /* of one request */
    int64_t unix_ms;
};

/* How many commands from the front of the client's queue go into one answer:
 * as many as fit into `bytes_max`, but one at least if any waits. */
uint32_t answer_batch(const struct client *c, size_t bytes_max);

/* Appends "seq":...,"commands":[...] with `n` commands from the `first` (0: that
 * at the front of the queue) on. */
void answer_append_commands(struct buf *b, const struct client *c, uint32_t first, uint32_t n,
                            const struct answer_context *context);

/* Appends "id":"...", and a comma. */
void answer_append_id(struct buf *b, const struct client_id *id);

/* Appends "error":code,"detail":detail; both need no escapes. */
void answer_append_failure(struct buf *b, const char *code, const char *detail);

/* Appends a comma and "wait":seconds. */
void answer_append_wait(struct buf *b, uint32_t ms);

#endif
