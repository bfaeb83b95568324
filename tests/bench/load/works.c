#include "bench.h"

static void nothing_heard(struct client *c, unsigned sender, uint32_t n)
{
    (void)c;
    (void)sender;
    (void)n;
}

static void nothing_arrives(struct room *room, unsigned sender)
{
    (void)room;
    (void)sender;
}

static void all_say(struct bench *b, unsigned senders)
{
    for (unsigned i = 0; i < b->options.rooms; i++)
        for (unsigned s = 0; s < senders; s++)
            bench_say(&b->rooms[i], s, clock_now());
}

/* ---- fan-out: each sender says the next message when the last has come to all ---- */

static void fanout_begin(struct bench *b)
{
    all_say(b, b->senders);
}

static void fanout_arrived(struct room *room, unsigned sender)
{
    bench_say(room, sender, clock_now());
}

const struct work work_fanout = {"fanout", true, 0, fanout_begin, nothing_heard, fanout_arrived};

/* ---- pairs: each message is answered by the other ---- */

static void pairs_begin(struct bench *b)
{
    all_say(b, 1);
}

static void pairs_heard(struct client *c, unsigned sender, uint32_t n)
{
    (void)n;
    if (c->place != sender)
        bench_say(c->room, c->place, clock_now());
}

const struct work work_pairs = {"pairs", true, 2, pairs_begin, pairs_heard, nothing_arrives};

/* ---- paced: so many messages a second, whether or not the last have arrived ---- */

static void on_due(struct ev_loop *loop, ev_timer *w, int events)
{
    struct bench *b = w->data;
    (void)events;
    for (; b->next_due <= clock_now(); b->next_due += 1 / b->options.rate) {
        unsigned turn = b->turn++ % (b->options.rooms * b->senders);
        bench_say(&b->rooms[turn / b->senders], turn % b->senders, b->next_due);
    }
    double left = b->next_due - clock_now();
    ev_now_update(loop);
    ev_timer_set(w, left > 0 ? left : 0, 0);
    ev_timer_start(loop, w);
}

static void paced_begin(struct bench *b)
{
    b->next_due = clock_now();
    ev_timer_init(&b->pace, on_due, 0, 0);
    ev_timer_start(b->loop, &b->pace);
}

const struct work work_paced = {"paced", true, 0, paced_begin, nothing_heard, nothing_arrives};

/* ---- parked: one message to everybody, then silence ---- */

static void parked_begin(struct bench *b)
{
    all_say(b, 1);
}

const struct work work_parked = {"parked", true, 1, parked_begin, nothing_heard, nothing_arrives};

/* ---- joins: all join, and that is all ---- */

const struct work work_joins = {"joins", false, 1, bench_end, nothing_heard, nothing_arrives};
