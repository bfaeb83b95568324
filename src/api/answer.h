/*
 * The text of answers: the CGI header and the JSON body.
 */
#ifndef API_ANSWER_H
#define API_ANSWER_H

#include "../base/buf.h"
#include "../base/span.h"
#include "../chat/chat.h"

enum {
    ANSWER_FIELDS_MAX = 768,
    ANSWER_HEAD_MAX = ANSWER_FIELDS_MAX + 256,
};

/* Writes a CGI header (RFC 3875, section 6.2) and returns its length. `fields`: the Status
 * and what else is its own, and `more` behind them, each line with its CRLF: together at
 * most ANSWER_FIELDS_MAX bytes. `body_len` is
 * SIZE_MAX if there is no body; then there is no Content-Length. */
size_t answer_head(char head[ANSWER_HEAD_MAX], struct span fields, struct span more,
                   size_t body_len);

/* What an init tells about the server. */
struct answer_context {
    const struct chat_limits *limits;
    size_t max_message;
    unsigned max_polls; /* of one request */
    bool streams;       /* whether streams work here */
    int64_t unix_ms;
    const char *node; /* NULL: there is only one */
    bool cut_off;     /* another node may have the same rooms now */
};

/* How many commands from the front of the client's queue go into one answer: as
 * many as fit into `bytes_max`, but at least one if any waits. */
uint32_t answer_batch(const struct client *c, size_t bytes_max);

/* Appends "seq":...,"commands":[...] with `n` commands of the client's queue,
 * starting at index `first`; and "cut_off":true where that is so. */
void answer_append_commands(struct buf *b, const struct client *c, uint32_t first, uint32_t n,
                            const struct answer_context *context);

/* Appends "id":"...", with the comma behind it. */
void answer_append_id(struct buf *b, const struct client_id *id);

/* Appends "error":code,"detail":detail; neither may need escapes. */
void answer_append_failure(struct buf *b, const char *code, const char *detail);

/* Appends ,"wait":seconds, with the comma in front. */
void answer_append_wait(struct buf *b, uint32_t ms);

#endif
