/*
 * socket.io over HTTP long polling: version 5 of its protocol, in version 4 of
 * Engine.IO's. Packets of one answer stand between record separators.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"

enum { PATH_MAX_BYTES = 160, SEPARATOR = 0x1e };

static void ask_at(struct client *c, struct exchange *x, const char *method, const char *body,
                   size_t len)
{
    char path[PATH_MAX_BYTES];
    snprintf(path, sizeof path, "/socket.io/?EIO=4&transport=polling&room=r%td%s%s",
             c->room - c->bench->rooms, c->token[0] ? "&sid=" : "", c->token);
    struct ask ask = {method, path, body ? "Content-Type: text/plain;charset=UTF-8\r\n" : "", body,
                      len};
    bench_ask(c, x, &ask);
}

static void need(const struct answer *answer, const char *beginning)
{
    size_t len = strlen(beginning);
    if (answer->status != 200 || answer->body_len < len ||
        memcmp(answer->body, beginning, len) != 0)
        fail("socket.io answered with %d: %.*s", answer->status, (int)answer->body_len,
             answer->body);
}

/* ---- joining: a session of Engine.IO, then one of socket.io in it ---- */

static void on_connected(struct exchange *x, const struct answer *answer)
{
    need(answer, "40");
    bench_joined(x->owner);
}

static void on_connecting(struct exchange *x, const struct answer *answer)
{
    need(answer, "ok");
    x->answered = on_connected;
    ask_at(x->owner, x, "GET", NULL, 0);
}

static void on_opened(struct exchange *x, const struct answer *answer)
{
    static const char before[] = "0{\"sid\":\"";
    struct client *c = x->owner;
    need(answer, before);
    const char *sid = answer->body + sizeof before - 1;
    size_t len = strcspn(sid, "\"");
    if (len > TOKEN_MAX)
        fail("a session id of %zu bytes", len);
    memcpy(c->token, sid, len);
    x->answered = on_connecting;
    ask_at(c, x, "POST", "40", 2);
}

static void join(struct client *c)
{
    c->listen.answered = on_opened;
    ask_at(c, &c->listen, "GET", NULL, 0);
}

/* ---- listening ---- */

static void on_pong(struct exchange *x, const struct answer *answer)
{
    (void)x;
    need(answer, "ok");
}

static void take_packet(struct client *c, const char *packet, size_t len)
{
    unsigned sender, n;
    if (len == 1 && packet[0] == '2') {
        c->other.answered = on_pong;
        ask_at(c, &c->other, "POST", "3", 1);
    } else if (sscanf(packet, "42[\"m\",{\"id\":\"b%u-%u\"", &sender, &n) == 2) {
        bench_heard(c, sender, n);
    } else if (len != 1 || packet[0] != '6') { /* "6": nothing came */
        fail("a packet of socket.io that is none of ours: %.*s", (int)len, packet);
    }
}

static void on_packets(struct exchange *x, const struct answer *answer);

static void begin_listening(struct client *c)
{
    c->listen.answered = on_packets;
    ask_at(c, &c->listen, "GET", NULL, 0);
}

static void on_packets(struct exchange *x, const struct answer *answer)
{
    struct client *c = x->owner;
    const char *p = answer->body, *end = p + answer->body_len;
    need(answer, "");
    while (p < end) {
        const char *separator = memchr(p, SEPARATOR, (size_t)(end - p));
        const char *close = separator ? separator : end;
        take_packet(c, p, (size_t)(close - p));
        p = close + 1;
    }
    begin_listening(c);
}

/* ---- saying ---- */

static void on_said(struct exchange *x, const struct answer *answer)
{
    need(answer, "ok");
    bench_said(x->owner);
}

static void say(struct client *c)
{
    static char body[TEXT_MAX + 64];
    int len = snprintf(body, sizeof body, "42[\"say\",{\"id\":\"b%u-%u\",\"text\":\"%s\"}]",
                       c->place, c->said + 1, c->bench->text);
    c->saying = 1;
    c->send.answered = on_said;
    ask_at(c, &c->send, "POST", body, (size_t)len);
}

const struct speech speech_socketio = {"socketio", join, begin_listening, say};
