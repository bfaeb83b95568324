/*
 * A responder that does nothing is driven as if what it answers were the
 * messages: when one is said, everybody in the room polls, and each answer
 * counts as that message. So it answers as many requests as the chat does, of
 * the same sizes, and never one that does not wait for it.
 */
#include "bench.h"
#include "chat.h"

static void ask(struct client *c, struct exchange *x, const char *path)
{
    /* As long as a poll's. */
    static const char body[] = "{\"id\":\"00000000000000000000000000000000\","
                               "\"token\":\"00000000000000000000000000000000\",\"ack\":1000000}";
    struct ask request = {"POST", path, chat_head, body, sizeof body - 1};
    bench_ask(c, x, &request);
}

static void need_200(const struct answer *answer)
{
    if (answer->status != 200)
        fail("the floor answered with %d", answer->status);
}

static void on_joined(struct exchange *x, const struct answer *answer)
{
    need_200(answer);
    bench_joined(x->owner);
}

static void join(struct client *c)
{
    c->listen.answered = on_joined;
    ask(c, &c->listen, "/join");
}

/* Senders take turns in every work that the floor can do. */
static void on_polled(struct exchange *x, const struct answer *answer)
{
    struct client *c = x->owner;
    unsigned senders = c->bench->senders;
    need_200(answer);
    uint64_t n = c->seq++;
    bench_heard(c, (unsigned)(n % senders), (uint32_t)(n / senders + 1));
    if (--c->owed > 0)
        ask(c, x, "/poll");
}

static void begin_listening(struct client *c)
{
    c->listen.answered = on_polled;
}

static void on_sent(struct exchange *x, const struct answer *answer)
{
    need_200(answer);
    bench_said(x->owner);
}

static void say(struct client *c)
{
    c->saying = c->to_say - c->said;
    c->send.answered = on_sent;
    ask(c, &c->send, "/send");
    for (unsigned i = 0; i < c->room->n; i++) {
        struct client *member = c->room->members[i];
        if (member->owed == 0)
            ask(member, &member->listen, "/poll");
        member->owed += c->saying;
    }
}

const struct speech speech_floor = {"floor", join, begin_listening, say};
