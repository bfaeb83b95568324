/*
 * Long polling with nchan, as its manual says: the subscriber gives back the
 * Last-Modified and Etag of the last message, and gets the next one.
 *   POST /pub/<room>   GET /sub/<room>   GET /ready
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "bench.h"

enum { FIELD_MAX = 64 };

static void room_path(char path[32], const char *before, const struct client *c)
{
    snprintf(path, 32, "%s%td", before, c->room - c->bench->rooms);
}

static void on_joined(struct exchange *x, const struct answer *answer)
{
    if (answer->status != 204)
        fail("nchan's server answered with %d", answer->status);
    bench_joined(x->owner);
}

static void join(struct client *c)
{
    struct ask ask = {"GET", "/ready", "", "", 0};
    c->listen.answered = on_joined;
    bench_ask(c, &c->listen, &ask);
}

/* ---- subscribing ---- */

/* The value of a header field; its name comes with CRLF before and ": " behind. */
static void copy_field(char value[FIELD_MAX], const struct answer *answer, const char *name)
{
    const char *end = answer->head + answer->head_len;
    const char *p = memmem(answer->head, answer->head_len, name, strlen(name));
    p = p ? p + strlen(name) : end;
    const char *close = memchr(p, '\r', (size_t)(end - p));
    if (!close || close - p >= FIELD_MAX)
        fail("no %s in a message of nchan", name + 2);
    memcpy(value, p, (size_t)(close - p));
    value[close - p] = '\0';
}

static void subscribe(struct client *c, const char *head);

static void on_message(struct exchange *x, const struct answer *answer)
{
    struct client *c = x->owner;
    unsigned sender, n;
    char since[FIELD_MAX], tag[FIELD_MAX], head[2 * FIELD_MAX + 64];
    if (answer->status != 200 || answer->body_len == 0 ||
        sscanf(answer->body, "{\"id\":\"b%u-%u\"", &sender, &n) != 2)
        fail("nchan answered with %d, and with no message of ours", answer->status);
    copy_field(since, answer, "\r\nLast-Modified: ");
    copy_field(tag, answer, "\r\nEtag: ");
    snprintf(head, sizeof head, "If-Modified-Since: %s\r\nIf-None-Match: %s\r\n", since, tag);
    bench_heard(c, sender, n);
    subscribe(c, head);
}

static void subscribe(struct client *c, const char *head)
{
    char path[32];
    room_path(path, "/sub/r", c);
    struct ask ask = {"GET", path, head, "", 0};
    c->listen.answered = on_message;
    bench_ask(c, &c->listen, &ask);
}

static void begin_listening(struct client *c)
{
    subscribe(c, "");
}

/* ---- publishing ---- */

static void on_published(struct exchange *x, const struct answer *answer)
{
    if (answer->status < 200 || answer->status > 202)
        fail("nchan answered a message with %d", answer->status);
    bench_said(x->owner);
}

static void say(struct client *c)
{
    static char body[TEXT_MAX + 64];
    char path[32];
    int len = snprintf(body, sizeof body, "{\"id\":\"b%u-%u\",\"text\":\"%s\"}", c->place,
                       c->said + 1, c->bench->text);
    room_path(path, "/pub/r", c);
    struct ask ask = {"POST", path, "Content-Type: application/json\r\n", body, (size_t)len};
    c->saying = 1;
    c->send.answered = on_published;
    bench_ask(c, &c->send, &ask);
}

const struct speech speech_nchan = {"nchan", join, begin_listening, say};
