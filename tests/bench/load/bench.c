#include "bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "process.h"

enum { JOINING_MAX = 64, GUARD_SECONDS = 60 };

/* ---- counting ---- */

static void count_now(struct bench *b, struct counts *counts, double *resident)
{
    *counts = b->now;
    counts->at = clock_now();
    counts->own_cpu = (double)clock() / CLOCKS_PER_SEC;
    for (unsigned i = 0; i < b->options.n_pids; i++) {
        counts->cpu[i] = process_cpu(b->options.pids[i]);
        resident[i] = process_resident(b->options.pids[i]);
    }
}

static void end_if_quiet(struct bench *b)
{
    if (b->ending && b->flying == 0)
        ev_break(b->loop, EVBREAK_ALL);
}

void bench_end(struct bench *b)
{
    count_now(b, &b->to, b->resident_to);
    b->measuring = false;
    b->ending = true;
    ev_timer_stop(b->loop, &b->pace);
    end_if_quiet(b);
}

static void on_measured(struct ev_loop *loop, ev_timer *w, int events)
{
    (void)loop;
    (void)events;
    bench_end(w->data);
}

static void wait_then(struct bench *b, void (*then)(struct ev_loop *, ev_timer *, int),
                      double seconds)
{
    ev_now_update(b->loop);
    ev_timer_stop(b->loop, &b->timer);
    ev_timer_init(&b->timer, then, seconds, 0);
    b->timer.data = b;
    ev_timer_start(b->loop, &b->timer);
}

static void measure(struct bench *b)
{
    double unused[PIDS_MAX]; /* memory counts from before the first client */
    count_now(b, &b->from, unused);
    fputs("measuring\n", stderr); /* for whoever looks on */
    b->measuring = true;
    wait_then(b, on_measured, b->options.seconds);
}

static void on_warm(struct ev_loop *loop, ev_timer *w, int events)
{
    (void)loop;
    (void)events;
    measure(w->data);
}

/* A server that stands still fails the run. */
static void on_guard(struct ev_loop *loop, ev_timer *w, int events)
{
    struct bench *b = w->data;
    (void)loop;
    (void)events;
    if (b->flying > 0 || b->joined < b->options.clients)
        fail("nothing came for %d seconds: %u joined, %llu messages under way", GUARD_SECONDS,
             b->joined, (unsigned long long)b->flying);
}

/* ---- joining ---- */

static void join_some(struct bench *b)
{
    while (b->asked_to_join < b->options.clients && b->asked_to_join - b->joined < JOINING_MAX) {
        struct client *c = &b->clients[b->asked_to_join++];
        b->options.speech->join(c);
    }
}

void bench_joined(struct client *c)
{
    struct bench *b = c->bench;
    b->joined++;
    ev_timer_again(b->loop, &b->guard);
    if (b->options.work->listens)
        b->options.speech->listen(c);
    if (b->joined < b->options.clients)
        join_some(b);
    else
        b->options.work->begin(b);
}

/* ---- talking ---- */

void bench_ask(struct client *c, struct exchange *x, const struct ask *ask)
{
    c->bench->now.requests++;
    if (x == &c->other && !c->beside)
        c->beside = c->bench->target.protocol == &protocol_fcgi
                        ? c->listening
                        : channel_new(c->bench->loop, &c->bench->target);
    channel_ask(x == &c->other ? c->beside : x == &c->send ? c->sending : c->listening, x, ask);
}

void bench_say(struct room *room, unsigned sender, double due)
{
    struct client *c = room->members[sender];
    struct bench *b = c->bench;
    if (b->ending)
        return;
    c->to_say++;
    if (c->to_say - room->senders[sender].arrived >= DUE_KEPT)
        fail("the server falls behind: %d messages of one sender are under way", DUE_KEPT);
    room->senders[sender].due[c->to_say % DUE_KEPT] = due;
    b->flying++;
    if (c->saying == 0)
        b->options.speech->say(c);
}

void bench_said(struct client *c)
{
    c->said += c->saying;
    c->saying = 0;
    if (c->to_say > c->said)
        c->bench->options.speech->say(c);
}

static void note_arrival(struct bench *b, struct room *room, unsigned sender)
{
    uint32_t n = ++room->senders[sender].arrived;
    room->senders[sender].heard = 0;
    if (room->members[sender]->to_say > n)
        for (unsigned i = 0; i < room->n; i++)
            room->senders[sender].heard += room->members[i]->last[sender] > n;
    b->now.messages++;
    b->flying--;
    ev_timer_again(b->loop, &b->guard);
    /* Before that, what joining has left behind is on its way. */
    if (n == 1 && sender == 0 && ++b->rooms_begun == b->options.rooms)
        wait_then(b, on_warm, b->options.warmup);
    b->options.work->arrived(room, sender);
    end_if_quiet(b);
}

void bench_heard(struct client *c, unsigned sender, uint32_t n)
{
    struct bench *b = c->bench;
    struct room *room = c->room;
    if (sender >= b->senders || n != c->last[sender] + 1)
        fail("not exactly once and in order: client %u of a room heard message %u of sender %u, "
             "after %u",
             c->place, n, sender, sender < b->senders ? c->last[sender] : 0);
    if (n > room->members[sender]->to_say)
        fail("a message was heard that nobody has said");
    c->last[sender] = n;
    c->order = (c->order ^ ((uint64_t)sender << 32 | n)) * 0x9e3779b97f4a7c15;
    b->now.deliveries++;
    if (b->measuring)
        histogram_add(&b->latencies, channel_read_at() - room->senders[sender].due[n % DUE_KEPT]);
    b->options.work->heard(c, sender, n);
    /* Each member hears them in turn, so who hears this one last is the last of all. */
    if (n == room->senders[sender].arrived + 1 && ++room->senders[sender].heard == room->n)
        note_arrival(b, room, sender);
}

/* ---- from beginning to end ---- */

static void *allocate(size_t n, size_t size)
{
    void *memory = calloc(n, size);
    if (!memory)
        fail("out of memory");
    return memory;
}

static struct channel *channel_for(struct bench *b, unsigned i)
{
    unsigned n = b->options.connections;
    if (n == 0)
        return channel_new(b->loop, &b->target);
    if (!b->shared[i % n])
        b->shared[i % n] = channel_new(b->loop, &b->target);
    return b->shared[i % n];
}

static void make_clients(struct bench *b)
{
    const struct options *o = &b->options;
    b->clients = allocate(o->clients, sizeof *b->clients);
    b->rooms = allocate(o->rooms, sizeof *b->rooms);
    b->shared = allocate(o->connections + 1, sizeof(struct channel *));
    for (unsigned i = 0; i < o->rooms; i++)
        b->rooms[i].members = allocate(o->clients / o->rooms + 1, sizeof(struct client *));
    for (unsigned i = 0; i < o->clients; i++) {
        struct client *c = &b->clients[i];
        c->bench = b;
        c->room = &b->rooms[i % o->rooms];
        c->place = c->room->n;
        c->room->members[c->room->n++] = c;
        c->listening = c->sending = channel_for(b, i);
        if (b->target.protocol == &protocol_http && c->place < b->senders)
            c->sending = channel_new(b->loop, &b->target);
        c->listen.owner = c->send.owner = c->other.owner = c;
    }
}

static void check_orders(const struct bench *b)
{
    for (unsigned i = 0; i < b->options.rooms; i++)
        for (unsigned j = 1; j < b->rooms[i].n; j++)
            if (b->rooms[i].members[j]->order != b->rooms[i].members[0]->order)
                fail("two members of a room heard its messages in different orders");
}

void bench_run(struct bench *b)
{
    b->loop = ev_default_loop(EVFLAG_AUTO);
    make_clients(b);
    count_now(b, &b->from, b->resident_from);
    ev_init(&b->timer, on_warm);
    ev_init(&b->pace, on_warm);
    ev_init(&b->guard, on_guard);
    b->guard.repeat = GUARD_SECONDS;
    b->guard.data = b->pace.data = b;
    ev_timer_again(b->loop, &b->guard);
    join_some(b);
    ev_run(b->loop, 0);
    check_orders(b);
}
