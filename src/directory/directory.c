#include "directory.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "../base/container.h"
#include "holdings.h"
#include "replies.h"
#include "state.h"

enum {
    GIVE_EVERY_MS = 20, /* while draining */
    GIVE_STEPS = 100,
    SPARE_EVERY_MS = 200,
    SPARE_STEPS = 20,     /* a quarter in a second */
    SPARE_LOOKED_AT = 64, /* rooms in a step */
};

struct directory *directory_new(const char *node, const char instance[INSTANCE_LEN + 1],
                                const struct room_secret *secret, uint32_t rooms_max,
                                struct directory_owner owner)
{
    char cluster[CLUSTER_NAME_LEN + 1];
    struct directory *d = calloc(1, sizeof *d);
    if (!d)
        return NULL;
    if (!table_init(&d->rooms)) {
        free(d);
        return NULL;
    }
    room_key_cluster(secret, cluster);
    d->node.name = node;
    memcpy(d->node.instance, instance, sizeof d->node.instance);
    snprintf(d->node.prefix, sizeof d->node.prefix, "otc1:%s:", cluster);
    d->secret = *secret;
    d->owner = owner;
    d->rooms_max = rooms_max;
    return d;
}

void directory_free(struct directory *d)
{
    if (!d)
        return;
    for (size_t i = 0; d->rooms.count > 0 && i < d->rooms.n_slots; i++)
        while (d->rooms.slots[i]) {
            struct holding *h = CONTAINER_OF(d->rooms.slots[i], struct holding, node);
            h->in_flight = false;
            holdings_stop_waiting(d, h);
            holding_free(&d->rooms, h);
        }
    table_fini(&d->rooms);
    sodium_memzero(d, sizeof *d);
    free(d);
}

/* ---- questions ---- */

enum directory_holder directory_ask(struct directory *d, const char *room, struct waiter *waiter,
                                    int64_t now)
{
    holdings_note_pause(d, now);
    struct holding *h = holding_find(&d->rooms, room);
    if (h && h->state == HOLDING_HELD && !h->unsure)
        return DIRECTORY_HERE;
    if (d->superseded || d->ending || d->waited.count >= DIRECTORY_WAITED_MAX ||
        (!h && d->rooms.count >= d->rooms_max))
        return DIRECTORY_BUSY;
    if (!h) {
        h = holding_new(&d->rooms, &d->secret, room);
        if (!h)
            return DIRECTORY_BUSY;
        holdings_claim(d, h);
    }
    waiter_enter(waiter, &h->waiters);
    if (!h->awaited) {
        h->awaited = true;
        h->wait_ends = now + DIRECTORY_WAIT_MS;
        list_append(&d->waited, &h->wait_node);
    }
    return DIRECTORY_ASKED;
}

/* Nobody who waits longer than WAIT_MS; what is claimed for nobody is forgotten. */
static void end_waits(struct directory *d, int64_t now)
{
    for (struct holding *h; (h = holdings_first_waited(d)) != NULL && h->wait_ends <= now;) {
        holdings_settle(d, h, DIRECTORY_BUSY, NULL);
        if (h->state == HOLDING_CLAIMED && !h->in_flight) {
            list_remove(&d->claims, &h->place);
            holdings_forget(d, h);
        }
    }
}

/* ---- commands ---- */

static struct flight *free_flight(struct directory *d)
{
    for (unsigned i = 0; d->n_flights < DIRECTORY_IN_FLIGHT && i < DIRECTORY_IN_FLIGHT; i++)
        if (d->flights[i].kind == FLIGHT_FREE)
            return &d->flights[i];
    return NULL;
}

/* Sends d->command. The rooms of the flight are in flight from then on. False: it is as if it
 * had been lost. */
static bool launch(struct directory *d, struct flight *f, enum flight_kind kind, int64_t now)
{
    f->kind = kind;
    f->since = now;
    d->n_flights++;
    for (unsigned i = 0; i < f->n; i++) {
        f->rooms[i]->in_flight = true;
        f->rooms[i]->epoch = d->epoch;
    }
    if (d->owner.send(d->owner.ctx, &d->command, (unsigned)(f - d->flights)))
        return true;
    replies_take(d, (unsigned)(f - d->flights), NULL, now);
    d->connected = false;
    return false;
}

static void fill(const struct flight *f, struct command_room rooms[COMMAND_ROOMS_MAX])
{
    for (unsigned i = 0; i < f->n; i++)
        rooms[i] = (struct command_room){f->rooms[i]->key, f->rooms[i]->since};
}

/* Claims or renews what the flight has. */
static bool hold(struct directory *d, struct flight *f, int64_t now)
{
    struct command_room rooms[COMMAND_ROOMS_MAX];
    fill(f, rooms);
    bool takes_none = d->draining || d->owner.load(d->owner.ctx).is_full;
    command_hold(&d->command, &d->node, rooms, f->n,
                 takes_none     ? ROOM_ELSEWHERE
                 : d->spare > 0 ? ROOM_RATHER_ELSEWHERE
                                : ROOM_HERE);
    return launch(d, f, FLIGHT_HOLD, now);
}

static bool give(struct directory *d, struct flight *f, int64_t now)
{
    struct command_room rooms[COMMAND_ROOMS_MAX];
    fill(f, rooms);
    for (unsigned i = 0; i < f->n; i++)
        f->rooms[i]->state = HOLDING_GIVEN;
    command_give(&d->command, &d->node, rooms, f->n);
    return launch(d, f, FLIGHT_GIVE, now);
}

static void lease_node(struct directory *d, int64_t now)
{
    struct flight *f = d->leasing || d->ended || now < d->node_due ? NULL : free_flight(d);
    if (!f)
        return;
    struct directory_load load = d->owner.load(d->owner.ctx);
    enum node_wish wish = d->draining || load.is_full ? NODE_TAKES_NONE
                          : now < d->asks_until       ? NODE_ASKS_FOR_ROOMS
                                                      : NODE_TAKES_ROOMS;
    f->n = 0;
    d->leasing = true;
    d->node_due = now + DIRECTORY_LEASE_MS;
    command_node(&d->command, &d->node, load.clients, wish, !d->known);
    launch(d, f, FLIGHT_NODE, now);
}

static void send_claims(struct directory *d, int64_t now)
{
    for (struct flight *f; d->connected && d->claims.head && (f = free_flight(d)) != NULL;) {
        for (f->n = 0; d->claims.head && f->n < COMMAND_ROOMS_MAX; f->n++) {
            f->rooms[f->n] = holdings_first(&d->claims);
            list_remove(&d->claims, &f->rooms[f->n]->place);
        }
        hold(d, f, now);
    }
}

/* The next rooms that are to be renewed, all of them in use or none; false: there are none. */
static bool take_due(struct directory *d, struct flight *f, bool *used, int64_t now)
{
    f->n = 0;
    for (struct holding *h; f->n < COMMAND_ROOMS_MAX && (h = holdings_first(&d->held)) != NULL;) {
        bool is_used = h->waiters.head || d->owner.people(d->owner.ctx, h->name) > 0;
        if (h->due > now || (f->n > 0 && is_used != *used))
            break;
        *used = is_used;
        list_remove(&d->held, &h->place);
        f->rooms[f->n++] = h;
    }
    return f->n > 0;
}

static void renew(struct directory *d, int64_t now)
{
    bool used = false;
    for (struct flight *f; d->connected && (f = free_flight(d)) != NULL;) {
        if (!take_due(d, f, &used, now))
            return;
        if (used)
            hold(d, f, now);
        else
            give(d, f, now);
    }
}

/* ---- a fair share ---- */

void directory_rebalance(struct directory *d)
{
    d->is_to_ask = true;
}

/* Rooms of `n` people or a few more, of those that are renewed next; none that has more than is
 * spare, or the next node would give it back. */
static void take_spare(struct directory *d, struct flight *f, uint64_t n)
{
    struct list_node *next = d->held.head;
    f->n = 0;
    for (unsigned i = 0; next && n > 0 && f->n < COMMAND_ROOMS_MAX && i < SPARE_LOOKED_AT; i++) {
        struct holding *h = CONTAINER_OF(next, struct holding, place);
        uint64_t people = d->owner.people(d->owner.ctx, h->name);
        next = next->next;
        if (people == 0 || people > d->spare)
            continue;
        list_remove(&d->held, &h->place);
        f->rooms[f->n++] = h;
        d->spare -= people;
        n -= people < n ? people : n;
    }
}

static void give_spare(struct directory *d, int64_t now)
{
    struct flight *f = d->connected && now >= d->give_due ? free_flight(d) : NULL;
    if (!f)
        return;
    d->give_due = now + SPARE_EVERY_MS;
    take_spare(d, f, d->spare / SPARE_STEPS + 1);
    if (f->n > 0)
        give(d, f, now);
}

/* ---- the end ---- */

/* As many flights as are free; what does not fit is given in the next step. */
static void give_up_to(struct directory *d, uint64_t n, int64_t now)
{
    for (struct flight *f; d->connected && d->held.head && n > 0 && (f = free_flight(d)) != NULL;) {
        for (f->n = 0; f->n < COMMAND_ROOMS_MAX && d->held.head && n > 0; f->n++, n--) {
            f->rooms[f->n] = holdings_first(&d->held);
            list_remove(&d->held, &f->rooms[f->n]->place);
        }
        give(d, f, now);
    }
}

/* The last command: rooms of a node without a lease are free. */
static void end_lease(struct directory *d, int64_t now)
{
    struct flight *f = d->connected && !d->ended ? free_flight(d) : NULL;
    if (!f)
        return;
    f->n = 0;
    d->ended = true;
    command_end(&d->command, &d->node);
    launch(d, f, FLIGHT_END, now);
}

/* A step that comes late makes up for those that were left out. */
static void give_some(struct directory *d, int64_t now)
{
    if (now < d->give_due)
        return;
    uint64_t n = d->give_n * (uint64_t)(1 + (now - d->give_due) / GIVE_EVERY_MS);
    d->give_due = now + GIVE_EVERY_MS;
    if (d->ending) {
        holdings_drop_all(d);
        end_lease(d, now);
    } else if (!d->connected) {
        struct holding *h;
        for (; n > 0 && (h = holdings_first(&d->held)) != NULL; n--)
            holdings_drop(d, h);
    } else if (d->held.head) {
        give_up_to(d, n, now);
    } else if (d->rooms.count == 0 && d->n_flights == 0) {
        end_lease(d, now);
    }
}

void directory_drain(struct directory *d, int64_t now)
{
    if (d->draining)
        return;
    d->draining = true;
    d->node_due = d->give_due = now;
    d->give_n = d->rooms.count / GIVE_STEPS + 1;
}

void directory_end(struct directory *d, int64_t now)
{
    directory_drain(d, now);
    d->ending = true;
    d->give_due = now;
}

bool directory_is_drained(const struct directory *d)
{
    return d->draining && d->rooms.count == 0 && d->n_flights == 0 &&
           (d->ended || !d->connected || d->superseded);
}

/* ---- the connection ---- */

void directory_connected(struct directory *d, int64_t now)
{
    d->connected = true;
    if (d->is_to_ask)
        d->asks_until = now + DIRECTORY_REBALANCE_MS;
    d->is_to_ask = false;
    d->leasing = false;
    d->node_due = now;
    holdings_renew_all(d, now, false);
}

void directory_disconnected(struct directory *d, const char *why, int64_t now)
{
    d->connected = false;
    d->spare = 0;
    if (why)
        health_fault(&d->health, why, "", 0, now);
}

bool directory_is_stuck(const struct directory *d, int64_t now)
{
    for (unsigned i = 0; d->n_flights > 0 && i < DIRECTORY_IN_FLIGHT; i++)
        if (d->flights[i].kind != FLIGHT_FREE && now - d->flights[i].since >= DIRECTORY_STUCK_MS)
            return true;
    return false;
}

bool directory_is_cut_off(const struct directory *d, int64_t now)
{
    return now - d->leased >= NODE_LEASE_MS;
}

void directory_reply(struct directory *d, unsigned tag, const struct directory_value *value,
                     int64_t now)
{
    holdings_note_pause(d, now);
    replies_take(d, tag, value, now);
}

/* ---- time ---- */

void directory_run(struct directory *d, int64_t now)
{
    holdings_note_pause(d, now);
    end_waits(d, now);
    if (d->superseded)
        holdings_drop_all(d);
    if (d->connected)
        lease_node(d, now);
    if (d->superseded)
        return;
    if (d->draining)
        give_some(d, now);
    else if (d->spare > 0)
        give_spare(d, now);
    send_claims(d, now);
    renew(d, now);
}

static int64_t earlier(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

int64_t directory_next_deadline(const struct directory *d)
{
    int64_t at = d->ran + DIRECTORY_LEASE_MS; /* so that it knows when it was stopped */
    const struct holding *waited = holdings_first_waited(d), *held = holdings_first(&d->held);
    bool may_send = d->connected && !d->superseded && d->n_flights < DIRECTORY_IN_FLIGHT;
    if (waited)
        at = earlier(at, waited->wait_ends);
    if (may_send && d->claims.head)
        at = d->ran;
    if (may_send && held)
        at = earlier(at, held->due);
    if ((d->draining && !directory_is_drained(d)) || (may_send && held && d->spare > 0))
        at = earlier(at, d->give_due);
    return at;
}

struct directory_counts directory_counts(const struct directory *d)
{
    struct directory_counts counts = d->counts;
    counts.held = d->rooms.count - d->claims.count;
    counts.waited = d->waited.count;
    counts.faults = d->health.faults;
    counts.is_ill = d->health.is_ill;
    counts.latency = &d->latency;
    return counts;
}
