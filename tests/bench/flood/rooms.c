/* Floods of people who are in rooms: they poll, or they talk, or both. */
#include "flood.h"

#include <stdio.h>
#include <stdlib.h>

#include "../load/fail.h"
#include "person.h"

/* What is under way on the wire of one person; each is one request at most. */
enum { JOIN_ID = 1, POLL_ID, SAY_ID };

struct talker {
    struct person person;
    const char *room;
    bool joined, saying;
    bool polls;
    uint64_t said;
};

static struct talker *new_talkers(struct wires *all, const char *const rooms[2], bool polls)
{
    struct talker *talkers = calloc(all->n, sizeof *talkers);
    if (!talkers)
        fail("out of memory");
    for (unsigned i = 0; i < all->n; i++) {
        person_init(&talkers[i].person, i);
        talkers[i].room = rooms[i % 2];
        talkers[i].polls = polls;
        all->of[i].owner = &talkers[i];
    }
    return talkers;
}

static void talker_opened(struct wire *w)
{
    struct talker *t = w->owner;
    t->joined = t->saying = false;
    person_join(&w->out, JOIN_ID, &t->person, t->room);
}

static void talker_answered(struct wire *w, uint16_t id, const char *text, size_t len)
{
    struct talker *t = w->owner;
    if (id == JOIN_ID)
        t->joined = true;
    if (id == SAY_ID)
        t->saying = false;
    if (id == POLL_ID)
        person_take(&t->person, text, len);
    if (id == SAY_ID || !t->polls)
        return;
    person_poll(&w->out, POLL_ID, &t->person);
    wire_write(w);
}

static const struct manner talking = {.opened = talker_opened, .answered = talker_answered};

enum { PARTS = 10 };

/* A tenth of them, each of whom says as much as the daemon lets them. */
static void let_talk(struct wires *all)
{
    static unsigned part;
    part = (part + 1) % PARTS;
    for (unsigned i = part; i < all->n; i += PARTS) {
        struct wire *w = &all->of[i];
        struct talker *t = w->owner;
        if (w->fd < 0 || !t->joined || t->saying)
            continue;
        t->saying = true;
        person_say(&w->out, SAY_ID, &t->person, "f", t->said++, 1, 24);
        wire_write(w);
    }
}

void flood_large_rooms(struct flooding *f)
{
    static const char *const rooms[2] = {"large1", "large2"};
    struct wires *all = flooding_connect(f, flooding_scaled(f, 2000), &talking);
    new_talkers(all, rooms, true);
    flooding_every(f, 0.05 / PARTS, let_talk, all);
}

/* Nobody polls. */
void flood_queues(struct flooding *f)
{
    static const char *const rooms[2] = {"full", "full"};
    struct wires *all = flooding_connect(f, flooding_scaled(f, 1000), &talking);
    new_talkers(all, rooms, false);
    flooding_every(f, 0.05 / PARTS, let_talk, all);
}

/* ---- many on one connection that is read slowly ---- */

static struct talker *listeners;
static unsigned n_listeners;

static void listeners_opened(struct wire *w)
{
    for (unsigned i = 0; i < n_listeners; i++) {
        listeners[i].joined = false;
        person_join(&w->out, (uint16_t)(i + 1), &listeners[i].person, "slow");
    }
}

static void listener_answered(struct wire *w, uint16_t id, const char *text, size_t len)
{
    struct talker *t = &listeners[id - 1];
    if (t->joined)
        person_take(&t->person, text, len);
    t->joined = true;
    person_poll(&w->out, id, &t->person);
    wire_write(w);
}

static void read_a_little(struct wires *all)
{
    wire_read(&all->of[0]);
}

void flood_slow_reader(struct flooding *f)
{
    static const char *const rooms[2] = {"slow", "slow"};
    static const struct manner slow = {
        .opened = listeners_opened, .answered = listener_answered, .read_at_once = 4096};
    n_listeners = flooding_scaled(f, 800);
    listeners = calloc(n_listeners, sizeof *listeners);
    if (!listeners)
        fail("out of memory");
    for (unsigned i = 0; i < n_listeners; i++)
        person_init(&listeners[i].person, 1 << 16 | i);
    flooding_every(f, 0.01, read_a_little, flooding_connect(f, 1, &slow));
    struct wires *all = flooding_connect(f, flooding_scaled(f, 100), &talking);
    new_talkers(all, rooms, true);
    flooding_every(f, 0.05 / PARTS, let_talk, all);
}

/* ---- shared polls ---- */

enum { SHARERS = 64, SHARED = 16, SHARED_WIRES = 64, SHARED_UNDER_WAY = 8 };

static struct person sharers[SHARERS];

/* Any sixteen of them in a row: it overlaps with others, all of which it replaces. */
static void put_shared_poll(struct wire *w)
{
    const struct person *some[SHARED];
    unsigned first = (unsigned)rand();
    for (unsigned i = 0; i < SHARED; i++)
        some[i] = &sharers[(first + i) % SHARERS];
    person_poll_shared(&w->out, wire_id(w), some, SHARED);
}

static void sharers_opened(struct wire *w)
{
    char room[8];
    snprintf(room, sizeof room, "s%u", w->index % SHARERS);
    person_join(&w->out, wire_id(w), &sharers[w->index % SHARERS], room);
    for (unsigned i = 1; i < SHARED_UNDER_WAY; i++)
        put_shared_poll(w);
}

static void shared_answered(struct wire *w, uint16_t id, const char *text, size_t len)
{
    (void)id;
    (void)text;
    (void)len;
    put_shared_poll(w);
    wire_write(w);
}

void flood_with_shared_polls(struct flooding *f)
{
    static const struct manner sharing = {.opened = sharers_opened, .answered = shared_answered};
    for (unsigned i = 0; i < SHARERS; i++)
        person_init(&sharers[i], i);
    flooding_connect(f, SHARED_WIRES, &sharing);
}
