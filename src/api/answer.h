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
    int64_t unix_ms;
};

/* How many commands from the front of the client's queue go into one answer:
 * as many as fit into `bytes_max`, but one at least if any waits. */
uint32_t answer_batch(const struct client *c, size_t bytes_max);

/* What an answer to a poll says beside its commands. */
struct answer_flags {
    bool superseded;
    uint32_t wait_ms; /* 0: nothing of waiting */
};

/* Appends {"seq":...,"commands":[...]} with the first `n` commands. */
void answer_append_commands(struct buf *b, const struct client *c, uint32_t n,
                            struct answer_flags flags, const struct answer_context *context);

#endif
