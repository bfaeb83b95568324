#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "channel.h"

enum { ANSWER_BYTES_MAX = 1 << 20 };

/* Where in an answer the next byte is. */
enum place { IN_HEAD, IN_BODY, IN_CHUNK_SIZE, IN_CHUNK, IN_CHUNK_END, IN_TRAILER, UNTIL_CLOSE };

struct state {
    struct exchange *exchange; /* NULL: none is under way */
    struct buf head, body;
    int status;
    enum place place;
    uint64_t left; /* bytes of the body, or of the chunk */
    bool close;
};

static void ask(struct channel *c, struct exchange *x, const struct ask *ask)
{
    struct state *s = channel_state(c);
    struct buf *out = channel_output(c);
    char head[512];
    if (s->exchange)
        fail("two requests at once on an HTTP connection");
    if (s->head.max == 0) {
        buf_init(&s->head, 65536);
        buf_init(&s->body, ANSWER_BYTES_MAX);
    }
    s->exchange = x;
    s->place = IN_HEAD;
    int len = snprintf(head, sizeof head, "%s %s%s HTTP/1.1\r\nHost: %s\r\n", ask->method,
                       channel_target(c)->base, ask->path, channel_target(c)->host);
    buf_append(out, head, (size_t)len);
    buf_append_string(out, ask->head);
    if (strcmp(ask->method, "POST") == 0) {
        len = snprintf(head, sizeof head, "Content-Length: %zu\r\n", ask->body_len);
        buf_append(out, head, (size_t)len);
    }
    buf_append_string(out, "\r\n");
    buf_append(out, ask->body, ask->body_len);
}

/* ---- the header ---- */

/* The value of a header field (its name with the colon), or NULL. */
static const char *field(const struct state *s, const char *name)
{
    const char *end = buf_bytes(&s->head) + buf_len(&s->head);
    size_t len = strlen(name);
    for (const char *p = buf_bytes(&s->head); (p = memmem(p, (size_t)(end - p), "\r\n", 2));) {
        p += 2;
        if ((size_t)(end - p) > len && strncasecmp(p, name, len) == 0)
            return p + len + strspn(p + len, " ");
    }
    return NULL;
}

static bool says(const char *value, const char *word)
{
    return value && strncasecmp(value, word, strlen(word)) == 0;
}

static void begin_body(struct state *s)
{
    const char *head = buf_bytes(&s->head);
    if (strncmp(head, "HTTP/1.", 7) != 0)
        fail("an answer that is no HTTP");
    s->status = atoi(head + 9);
    s->close = says(field(s, "connection:"), "close") || head[7] == '0';
    const char *length = field(s, "content-length:");
    s->left = 0;
    if (says(field(s, "transfer-encoding:"), "chunked"))
        s->place = IN_CHUNK_SIZE;
    else if (length || s->status == 204 || s->status == 304)
        s->place = IN_BODY;
    else
        s->place = UNTIL_CLOSE;
    if (length)
        s->left = strtoull(length, NULL, 10);
}

/* ---- the body ---- */

static void take_body(struct state *s, const char *bytes, size_t len)
{
    struct exchange *x = s->exchange;
    if (x->streamed && s->status == 200)
        x->streamed(x, bytes, len);
    else if (!buf_append(&s->body, bytes, len))
        fail("an answer is too long");
}

static void end_answer(struct channel *c, struct state *s)
{
    struct exchange *x = s->exchange;
    struct buf head = s->head, body = s->body;
    struct answer answer = {.status = s->status,
                            .head = buf_bytes(&head),
                            .head_len = buf_len(&head),
                            .body = buf_bytes(&body),
                            .body_len = buf_len(&body)};
    if (s->close)
        channel_ends(c);
    /* The owner may ask anew at once. */
    s->exchange = NULL;
    buf_init(&s->head, head.max);
    buf_init(&s->body, body.max);
    x->answered(x, &answer);
    buf_clear(&head);
    buf_clear(&body);
    s->head = head;
    s->body = body;
}

/* Takes a line, or as much of it as is there. How many bytes; 0: it is not whole. */
static size_t line_len(const char *bytes, size_t len)
{
    const char *end = memchr(bytes, '\n', len);
    return end ? (size_t)(end - bytes) + 1 : 0;
}

static size_t take_head(struct state *s, const char *bytes, size_t len)
{
    const char *end = memmem(bytes, len, "\r\n\r\n", 4);
    if (!end)
        return 0;
    size_t head_len = (size_t)(end - bytes) + 4;
    if (!buf_append(&s->head, bytes, head_len) || !buf_append(&s->head, "", 1))
        fail("the header of an answer is too long");
    begin_body(s);
    return head_len;
}

static size_t take_chunk_line(struct state *s, const char *bytes, size_t len)
{
    size_t n = line_len(bytes, len);
    if (n == 0)
        return 0;
    if (s->place == IN_CHUNK_SIZE) {
        s->left = strtoull(bytes, NULL, 16);
        s->place = s->left > 0 ? IN_CHUNK : IN_TRAILER;
    } else if (s->place == IN_CHUNK_END) {
        s->place = IN_CHUNK_SIZE;
    } else if (n == 2) { /* the empty line after the last chunk */
        s->left = 0;
        s->place = IN_BODY;
    }
    return n;
}

static size_t take_some(struct state *s, const char *bytes, size_t len)
{
    if (s->place == IN_HEAD)
        return take_head(s, bytes, len);
    if (s->place == IN_CHUNK_SIZE || s->place == IN_CHUNK_END || s->place == IN_TRAILER)
        return take_chunk_line(s, bytes, len);
    size_t n = s->place == UNTIL_CLOSE || len < s->left ? len : s->left;
    if (n > 0)
        take_body(s, bytes, n);
    s->left -= s->place == UNTIL_CLOSE ? 0 : n;
    if (s->place == IN_CHUNK && s->left == 0)
        s->place = IN_CHUNK_END;
    return n;
}

static size_t take(struct channel *c, const char *bytes, size_t len)
{
    struct state *s = channel_state(c);
    size_t at = 0;
    while (at < len) {
        if (!s->exchange)
            fail("an answer to no request");
        size_t n = take_some(s, bytes + at, len - at);
        at += n;
        if (s->place == IN_BODY && s->left == 0)
            end_answer(c, s);
        else if (n == 0)
            break;
    }
    return at;
}

static bool closed(struct channel *c)
{
    struct state *s = channel_state(c);
    if (s->exchange && s->place == UNTIL_CLOSE)
        end_answer(c, s);
    return !s->exchange;
}

const struct protocol protocol_http = {ask, take, closed, sizeof(struct state)};
