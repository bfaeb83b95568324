#include "answer.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "../chat/name.h"
#include "identity.h"

/* Copies a string without its NUL; behind it. */
static inline char *put(char *to, const char *s)
{
    size_t len = strlen(s);
    memcpy(to, s, len);
    return to + len;
}

static char *put_number(char *to, size_t n)
{
    char digits[20], *first = digits + sizeof digits;
    do {
        *--first = (char)('0' + n % 10);
        n /= 10;
    } while (n > 0);
    size_t len = (size_t)(digits + sizeof digits - first);
    memcpy(to, first, len);
    return to + len;
}

size_t answer_head(char head[ANSWER_HEAD_MAX], struct span fields, struct span more,
                   size_t body_len)
{
    char *at = head;
    memcpy(at, fields.text, fields.len);
    at += fields.len;
    if (more.len > 0)
        memcpy(at, more.text, more.len);
    at += more.len;
    if (body_len != SIZE_MAX) {
        at = put(at, "Content-Length: ");
        at = put_number(at, body_len);
        at = put(at, "\r\n");
    }
    at = put(at, "Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n\r\n");
    return (size_t)(at - head);
}

/* ---- how long commands are as JSON ---- */

enum {
    ID_SIZE = ID_HEX_LEN + 2,        /* in quotes */
    INIT_SIZE = 512 + ROOM_NAME_MAX, /* at most, without the members */
    AROUND_SIZE = 64,                /* at most, of what is around the commands */
};

/* What is around the id or the payload, and the comma behind. */
static const size_t command_sizes[COMMAND_LAST + 1] = {
    [COMMAND_INIT] = INIT_SIZE,
    [COMMAND_FETCH] = sizeof "[\"fetch\",]," - 1,
    [COMMAND_ADD] = 1,
    [COMMAND_LEFT] = sizeof "[\"rm\",,\"left\"]," - 1,
    [COMMAND_GONE] = sizeof "[\"rm\",,\"gone\"]," - 1,
};

static size_t command_size(const struct client *c, const struct message *m)
{
    size_t members = m->command == COMMAND_INIT ? client_n_members(c) : 0;
    size_t id = m->command == COMMAND_ADD ? 0 : ID_SIZE; /* it is in the payload */
    assert(command_sizes[m->command] > 0);
    return command_sizes[m->command] + id + m->len + members * (ID_SIZE + 1);
}

uint32_t answer_batch(const struct client *c, size_t bytes_max)
{
    const struct queue *q = client_queue(c);
    size_t size = AROUND_SIZE;
    uint32_t n = 0;
    while (n < q->count) {
        size += command_size(c, queue_at(q, n));
        if (n > 0 && size > bytes_max)
            break;
        n++;
    }
    return n;
}

/* ---- their text ---- */

static void append_id(struct buf *b, const struct client_id *id)
{
    char quoted[ID_SIZE];
    quoted[0] = quoted[ID_SIZE - 1] = '"';
    identity_to_hex(id, quoted + 1);
    buf_append(b, quoted, sizeof quoted);
}

/* Text that needs no escape. */
static void append_plain(struct buf *b, const char *text, size_t len)
{
    buf_append(b, "\"", 1);
    buf_append(b, text, len);
    buf_append(b, "\"", 1);
}

/* Milliseconds, as a number of seconds. */
static void append_seconds(struct buf *b, int64_t ms)
{
    char text[32];
    snprintf(text, sizeof text, "%.10g", (double)ms / 1000);
    buf_append_string(b, text);
}

static void append_members(struct buf *b, const struct client *c)
{
    bool first = true;
    for (uint32_t i = 0; i < client_n_members(c); i++) {
        const struct client *member = client_member(c, i);
        if (member == c)
            continue;
        if (!first)
            buf_append(b, ",", 1);
        append_id(b, client_id(member));
        first = false;
    }
}

static void append_init(struct buf *b, const struct client *c, const struct answer_context *context)
{
    char name[NAME_MAX_BYTES];
    size_t token_len;
    const char *token = client_token(c, &token_len);
    name_write(client_name(c), name);

    buf_append_string(b, "[\"init\",");
    append_id(b, client_id(c));
    buf_append_string(b, ",{\"token\":");
    append_plain(b, token, token_len);
    buf_append_string(b, ",\"name\":\"");
    buf_append_string(b, name);
    buf_append_string(b, "\",\"room\":\"");
    buf_append_string(b, client_room(c));
    buf_append_string(b, "\",\"members\":[");
    append_members(b, c);
    buf_append_string(b, "],\"hold\":");
    append_seconds(b, context->limits->hold_ms);
    buf_append_string(b, ",\"max_hold\":");
    append_seconds(b, context->limits->max_hold_ms);
    buf_append_string(b, ",\"max_polls\":");
    buf_append_number(b, context->max_polls);
    buf_append_string(b, ",\"stream\":");
    buf_append_string(b, context->streams ? "true" : "false");
    buf_append_string(b, ",\"grace\":");
    append_seconds(b, context->limits->grace_ms);
    buf_append_string(b, ",\"max_message\":");
    buf_append_number(b, context->max_message);
    buf_append_string(b, ",\"now\":");
    buf_append_number(b, (uint64_t)context->unix_ms);
    if (context->node) {
        buf_append_string(b, ",\"node\":");
        append_plain(b, context->node, strlen(context->node));
    }
    buf_append_string(b, "}]");
}

static void append_command(struct buf *b, const struct client *c, const struct message *m,
                           const struct answer_context *context)
{
    switch ((enum command)m->command) {
    case COMMAND_INIT: append_init(b, c, context); break;
    case COMMAND_FETCH:
        buf_append_string(b, "[\"fetch\",");
        append_id(b, &m->from);
        buf_append(b, "]", 1);
        break;
    case COMMAND_ADD: buf_append(b, m->payload, m->len); break; /* as drafts.c wrote it */
    case COMMAND_LEFT:
    case COMMAND_GONE:
        buf_append_string(b, "[\"rm\",");
        append_id(b, &m->from);
        buf_append_string(b, m->command == COMMAND_LEFT ? ",\"left\"]" : ",\"gone\"]");
        break;
    }
}

void answer_append_commands(struct buf *b, const struct client *c, uint32_t first, uint32_t n,
                            const struct answer_context *context)
{
    const struct queue *q = client_queue(c);
    buf_append_string(b, "\"seq\":");
    buf_append_number(b, n > 0 ? queue_first(q) + first + n - 1 : q->acked);
    buf_append_string(b, ",\"commands\":[");
    for (uint32_t i = 0; i < n; i++) {
        if (i > 0)
            buf_append(b, ",", 1);
        append_command(b, c, queue_at(q, first + i), context);
    }
    buf_append(b, "]", 1);
    if (context->cut_off)
        buf_append_string(b, ",\"cut_off\":true");
}

void answer_append_id(struct buf *b, const struct client_id *id)
{
    buf_append_string(b, "\"id\":");
    append_id(b, id);
    buf_append(b, ",", 1);
}

void answer_append_failure(struct buf *b, const char *code, const char *detail)
{
    buf_append_string(b, "\"error\":");
    append_plain(b, code, strlen(code));
    buf_append_string(b, ",\"detail\":");
    append_plain(b, detail, strlen(detail));
}

void answer_append_wait(struct buf *b, uint32_t ms)
{
    buf_append_string(b, ",\"wait\":");
    append_seconds(b, ms);
}
