#include "flood.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../load/fail.h"
#include "person.h"

/* ---- what all of them need ---- */

static void *allocate(size_t n, size_t size)
{
    void *memory = calloc(n, size);
    if (!memory)
        fail("out of memory");
    return memory;
}

unsigned flooding_scaled(const struct flooding *f, unsigned n)
{
    unsigned scaled = (unsigned)(n * f->scale);
    return scaled > 0 ? scaled : 1;
}

struct wires *flooding_connect(struct flooding *f, unsigned n, const struct manner *manner)
{
    struct wires *all = allocate(1, sizeof *all);
    all->loop = f->loop;
    all->address = &f->address;
    all->strength = f->strength;
    wires_start(all, n, manner);
    return all;
}

struct tick {
    ev_timer timer;
    void (*tick)(struct wires *);
    struct wires *all;
};

static void on_tick(struct ev_loop *loop, ev_timer *timer, int events)
{
    struct tick *t = timer->data;
    (void)loop;
    (void)events;
    t->tick(t->all);
}

void flooding_every(struct flooding *f, double seconds, void (*tick)(struct wires *all),
                    struct wires *all)
{
    struct tick *t = allocate(1, sizeof *t);
    t->tick = tick;
    t->all = all;
    ev_timer_init(&t->timer, on_tick, seconds, seconds);
    t->timer.data = t;
    ev_timer_start(f->loop, &t->timer);
}

/* ---- connections that say little or nothing ---- */

static void flood_silent(struct flooding *f)
{
    static const struct manner silent = {0};
    flooding_connect(f, flooding_scaled(f, 19000), &silent);
}

static void put_join(struct wire *w)
{
    struct person p;
    person_init(&p, w->index);
    person_join(&w->out, wire_id(w), &p, "slow");
}

/* A hundredth of them. */
static void send_bytes(struct wires *all)
{
    enum { PARTS = 100 };
    static unsigned part;
    part = (part + 1) % PARTS;
    for (unsigned i = part; i < all->n; i += PARTS)
        wire_write(&all->of[i]);
}

static void flood_byte_by_byte(struct flooding *f)
{
    static const struct manner slow = {.fill = put_join, .is_paced = true, .write_at_once = 1};
    flooding_every(f, 0.01, send_bytes, flooding_connect(f, flooding_scaled(f, 18000), &slow));
}

/* ---- people who do not read ---- */

static void put_large_answers(struct wire *w)
{
    static const char fill[] = ",\"fill\":262144}";
    char body[256];
    struct person *p = w->owner = w->owner ? w->owner : allocate(1, sizeof *p);
    person_init(p, w->index);
    person_join(&w->out, wire_id(w), p, "deaf");
    int len = snprintf(body, sizeof body, "{\"id\":\"%s\",\"token\":\"%s\"%s", p->id, p->token,
                       fill);
    person_ask(&w->out, wire_id(w), p->address, "/probe", body, (size_t)len);
}

static void put_polls(struct wire *w)
{
    for (unsigned i = 0; i < 16; i++)
        person_poll(&w->out, wire_id(w), w->owner);
}

static void flood_unread(struct flooding *f)
{
    static const struct manner deaf = {
        .opened = put_large_answers, .fill = put_polls, .is_deaf = true};
    flooding_connect(f, flooding_scaled(f, 500), &deaf);
}

/* ---- joins ---- */

enum { JOINERS = 9000, JOIN_WIRES = 64, JOINS_AT_ONCE = 16 };

static struct person joiners[JOINERS];

static void make_joiners(void)
{
    for (unsigned i = 0; i < JOINERS; i++)
        person_init(&joiners[i], i);
}

static void put_one_join(struct wire *w, const char *address)
{
    static unsigned n;
    char room[16];
    struct person *p = &joiners[n % JOINERS];
    snprintf(room, sizeof room, "j%u", n++ % JOINERS / 10);
    if (address)
        snprintf(p->address, sizeof p->address, "%s", address);
    person_join(&w->out, wire_id(w), p, room);
}

static void put_joins(struct wire *w)
{
    for (unsigned i = 0; i < JOINS_AT_ONCE; i++)
        put_one_join(w, NULL);
}

static void put_joins_of_one(struct wire *w)
{
    for (unsigned i = 0; i < JOINS_AT_ONCE; i++)
        put_one_join(w, "10.1.2.3");
}

static void flood_joins(struct flooding *f)
{
    static const struct manner many = {.fill = put_joins};
    make_joiners();
    flooding_connect(f, JOIN_WIRES, &many);
}

static void flood_joins_of_one(struct flooding *f)
{
    static const struct manner one = {.fill = put_joins_of_one};
    make_joiners();
    flooding_connect(f, JOIN_WIRES, &one);
}

/* ---- requests in pieces, and parts of requests ---- */

static void flood_pieces(struct flooding *f)
{
    static const struct manner pieces = {.fill = put_joins, .write_at_once = 3};
    make_joiners();
    flooding_connect(f, flooding_scaled(f, 1000), &pieces);
}

enum { LARGE_BODY = 90000, TOO_LARGE_BODY = 200000 };

/* A join whose body is nearly all of what nobody wants. */
static const char *large_body(size_t len)
{
    static char body[TOO_LARGE_BODY + 1];
    static const char begin[] = "{\"room\":\"large\",\"more\":[1", end[] = "]}";
    memcpy(body, begin, sizeof begin - 1);
    for (size_t i = sizeof begin - 1; i < len; i++)
        body[i] = i % 2 == (sizeof begin - 1) % 2 ? ',' : '1';
    body[len - sizeof end] = '1'; /* no comma */
    memcpy(body + len - (sizeof end - 1), end, sizeof end - 1);
    return body;
}

/* Half a request, and that it is aborted. */
static void put_aborted(struct wire *w, const struct person *p)
{
    static struct buf whole;
    uint8_t abort[FCGI_HEADER_LEN];
    uint16_t id = wire_id(w);
    if (whole.max == 0)
        buf_init(&whole, 4096);
    buf_clear(&whole);
    person_join(&whole, id, p, "aborted");
    buf_append(&w->out, buf_bytes(&whole), FCGI_HEADER_LEN * 2); /* its begin */
    record_encode(abort, FCGI_ABORT_REQUEST, id, 0, 0);
    buf_append(&w->out, abort, sizeof abort);
}

static void put_bodies(struct wire *w)
{
    static unsigned n;
    const struct person *p = &joiners[n++ % JOINERS];
    size_t len = n % 4 == 0 ? TOO_LARGE_BODY : LARGE_BODY;
    person_ask(&w->out, wire_id(w), p->address, "/join", large_body(len), len);
    for (unsigned i = 0; i < 16; i++)
        put_aborted(w, p);
    if (n % 16 == 0) /* what follows is no record */
        buf_append(&w->out, "\1", 1);
}

static void flood_bodies(struct flooding *f)
{
    static const struct manner large = {.fill = put_bodies};
    make_joiners();
    flooding_connect(f, flooding_scaled(f, 200), &large);
}

const struct flood floods[] = {
    {"silent", flood_silent},
    {"byte-by-byte", flood_byte_by_byte},
    {"unread", flood_unread},
    {"joins", flood_joins},
    {"joins-of-one", flood_joins_of_one},
    {"shared-polls", flood_with_shared_polls},
    {"large-rooms", flood_large_rooms},
    {"queues", flood_queues},
    {"slow-reader", flood_slow_reader},
    {"pieces", flood_pieces},
    {"bodies", flood_bodies},
    {0},
};
