/* The chat's own contract: join, poll with an acknowledgement, send. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "chat.h"

enum { BATCH_MAX = 64 };

const char chat_head[] = "Content-Type: application/json\r\n";

static void post(struct client *c, struct exchange *x, const char *path, const char *body,
                 size_t len)
{
    struct ask ask = {"POST", path, chat_head, body, len};
    bench_ask(c, x, &ask);
}

static void need_200(const struct answer *answer, const char *to)
{
    if (answer->status != 200)
        fail("%s was answered with %d: %.*s", to, answer->status, (int)answer->body_len,
             answer->body);
}

/* ---- answers, read as the server writes them ---- */

/* Past `text`, which must stand at `p`. */
static const char *skip(const char *p, const char *end, const char *text)
{
    size_t len = strlen(text);
    if ((size_t)(end - p) < len || memcmp(p, text, len) != 0)
        fail("the answer does not go on with %s: %.*s", text, (int)(end - p), p);
    return p + len;
}

/* Past the end of the command that begins at `p`. No text of ours has brackets. */
static const char *skip_command(const char *p, const char *end)
{
    for (unsigned depth = 0; p < end; p++) {
        depth += *p == '[';
        if (*p == ']' && --depth == 0)
            return p + 1;
    }
    fail("a command without an end");
}

/* Takes one ["add","<id>",{..."id":"b<sender>-<n>"...}]; what follows it. */
static const char *take_add(struct client *c, const char *p, const char *end)
{
    static const char before[] = "\"id\":\"b";
    static ptrdiff_t usual; /* where it stands in an add: in the same place as in the last */
    const char *begin = p, *close = memchr(p, ']', (size_t)(end - p));
    if (close && close - p > usual + (ptrdiff_t)sizeof before &&
        memcmp(p + usual, before, sizeof before - 1) == 0)
        p += usual;
    else
        p = close ? memmem(p, (size_t)(close - p), before, sizeof before - 1) : NULL;
    if (!p)
        fail("an add without its end, or without a message id of ours");
    usual = p - begin;
    char *after;
    unsigned long sender = strtoul(p + sizeof before - 1, &after, 10);
    unsigned long n = strtoul(skip(after, end, "-"), &after, 10);
    bench_heard(c, (unsigned)sender, (uint32_t)n);
    return close + 1;
}

void chat_take_commands(struct client *c, const char *body, size_t len)
{
    static const char add[] = "[\"add\",\"";
    const char *end = body + len;
    char *after;
    uint64_t seq = strtoull(skip(body, end, "{\"seq\":"), &after, 10);
    const char *p = skip(after, end, ",\"commands\":[");
    uint64_t n = 0;
    while (p < end && *p == '[') {
        if ((size_t)(end - p) > sizeof add + ID_LEN && memcmp(p, add, sizeof add - 1) == 0)
            p = take_add(c, p + sizeof add - 1, end);
        else
            p = skip_command(p, end);
        n++;
        p += p < end && *p == ',';
    }
    if (n == 0) /* its seq is the last that was acknowledged */
        return;
    if (seq != c->seq + n)
        fail("not exactly once: seq %" PRIu64 " after %" PRIu64 " and %" PRIu64 " commands", seq,
             c->seq, n);
    c->seq = seq;
}

static void copy_string(char *to, size_t size, const struct answer *answer, const char *before)
{
    const char *p = memmem(answer->body, answer->body_len, before, strlen(before));
    const char *end = answer->body + answer->body_len;
    p = p ? p + strlen(before) : end;
    const char *close = memchr(p, '"', (size_t)(end - p));
    if (!close || (size_t)(close - p) >= size)
        fail("no %s in the answer to a join", before);
    memcpy(to, p, (size_t)(close - p));
    to[close - p] = '\0';
}

/* ---- joining ---- */

static void on_joined(struct exchange *x, const struct answer *answer)
{
    struct client *c = x->owner;
    need_200(answer, "join");
    copy_string(c->id, sizeof c->id, answer, "[\"init\",\"");
    copy_string(c->token, sizeof c->token, answer, "\"token\":\"");
    chat_take_commands(c, answer->body, answer->body_len);
    bench_joined(c);
}

void chat_join(struct client *c)
{
    char body[64];
    int len = snprintf(body, sizeof body, "{\"room\":\"%s%td\"}", c->bench->options.prefix,
                       c->room - c->bench->rooms);
    c->listen.answered = on_joined;
    post(c, &c->listen, "/join", body, (size_t)len);
}

/* ---- polling ---- */

static void on_polled(struct exchange *x, const struct answer *answer)
{
    struct client *c = x->owner;
    need_200(answer, "poll");
    chat_take_commands(c, answer->body, answer->body_len);
    c->bench->options.speech->listen(c);
}

static void chat_poll(struct client *c)
{
    char body[256];
    int len = snprintf(body, sizeof body, "{\"id\":\"%s\",\"token\":\"%s\",\"ack\":%" PRIu64 "}",
                       c->id, c->token, c->seq);
    c->listen.answered = on_polled;
    post(c, &c->listen, "/poll", body, (size_t)len);
}

/* ---- sending ---- */

static void on_sent(struct exchange *x, const struct answer *answer)
{
    need_200(answer, "send");
    bench_said(x->owner);
}

void chat_say(struct client *c)
{
    static struct buf body;
    char text[192];
    if (body.max == 0)
        buf_init(&body, BATCH_MAX * (TEXT_MAX + 256));
    buf_clear(&body);
    snprintf(text, sizeof text, "{\"id\":\"%s\",\"token\":\"%s\",\"commands\":[", c->id, c->token);
    buf_append_string(&body, text);
    for (c->saying = 0; c->saying < BATCH_MAX && c->said + c->saying < c->to_say;) {
        c->saying++;
        snprintf(text, sizeof text, "%s[\"send\",\"%s\",{\"id\":\"b%u-%u\",\"text\":\"",
                 c->saying > 1 ? "," : "", c->id, c->place, c->said + c->saying);
        buf_append_string(&body, text);
        buf_append_string(&body, c->bench->text);
        buf_append_string(&body, "\"}]");
    }
    if (!buf_append_string(&body, "]}"))
        fail("out of memory for a send");
    c->send.answered = on_sent;
    post(c, &c->send, "/send", buf_bytes(&body), buf_len(&body));
}

const struct speech speech_chat = {"chat", chat_join, chat_poll, chat_say};
