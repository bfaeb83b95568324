#include "hub.h"

#include <stdlib.h>
#include <string.h>

#include "client.h"

enum {
    FETCH_INTERVAL_MS = 10000, /* between two fetches about one client, on overflow */
    RETRY_MS = 1000,           /* after something failed for lack of memory */
};

struct client_list {
    struct client *head, *tail;
    uint64_t count;
};

struct hub {
    struct hub_limits limits;
    struct table clients; /* by id */
    struct table rooms;   /* by name */
    struct deadlines deadlines;
    struct client_list parked, ready;
    struct message *init; /* the same for all: it only marks a place */
    struct hub_counts counts;
    uint32_t mark; /* of the last overflow */
    bool pressed;  /* see hub_pressed */
};

static struct client *client_of(const struct table_node *node)
{
    return (struct client *)((char *)node - offsetof(struct client, node));
}

static struct room *room_of(const struct table_node *node)
{
    return (struct room *)((char *)node - offsetof(struct room, node));
}

static struct client *client_due(struct deadline *d)
{
    return (struct client *)((char *)d - offsetof(struct client, deadline));
}

/* ---- lists ---- */

static void list_append(struct client_list *list, struct client *c)
{
    c->prev = list->tail;
    c->next = NULL;
    *(list->tail ? &list->tail->next : &list->head) = c;
    list->tail = c;
    list->count++;
}

static void list_remove(struct client_list *list, struct client *c)
{
    *(c->prev ? &c->prev->next : &list->head) = c->next;
    *(c->next ? &c->next->prev : &list->tail) = c->prev;
    list->count--;
}

/* ---- the hub ---- */

struct hub *hub_new(const struct hub_limits *limits)
{
    struct hub *hub = calloc(1, sizeof *hub);
    if (!hub)
        return NULL;
    hub->limits = *limits;
    deadlines_init(&hub->deadlines);
    static const struct client_id nobody;
    hub->init = message_new(COMMAND_INIT, &nobody, NULL, 0);
    bool clients = table_init(&hub->clients), rooms = table_init(&hub->rooms);
    if (hub->init && clients && rooms)
        return hub;
    hub_free(hub);
    return NULL;
}

static void forget_room_if_empty(struct hub *hub, struct room *room)
{
    if (room->count > 0)
        return;
    table_remove(&hub->rooms, &room->node);
    room_free(room);
}

/* Takes a client out of every place it is in, and frees it. */
static void forget_client(struct hub *hub, struct client *c)
{
    struct room *room = c->room;
    room_remove(c);
    forget_room_if_empty(hub, room);
    if (c->poll_state != POLL_NONE)
        list_remove(c->poll_state == POLL_PARKED ? &hub->parked : &hub->ready, c);
    deadlines_remove(&hub->deadlines, &c->deadline);
    table_remove(&hub->clients, &c->node);
    client_free(c);
}

void hub_free(struct hub *hub)
{
    if (!hub)
        return;
    for (size_t i = 0; hub->clients.count > 0 && i < hub->clients.n_slots; i++)
        while (hub->clients.slots[i])
            forget_client(hub, client_of(hub->clients.slots[i]));
    message_unref(hub->init);
    deadlines_fini(&hub->deadlines);
    table_fini(&hub->clients);
    table_fini(&hub->rooms);
    free(hub);
}

const struct hub_limits *hub_limits(const struct hub *hub)
{
    return &hub->limits;
}

struct hub_counts hub_counts(const struct hub *hub)
{
    struct hub_counts counts = hub->counts;
    counts.clients = hub->clients.count;
    counts.rooms = hub->rooms.count;
    counts.parked = hub->parked.count + hub->ready.count;
    return counts;
}

static bool same_client(const struct table_node *node, const void *id)
{
    return memcmp(&client_of(node)->id, id, CLIENT_ID_BYTES) == 0;
}

struct client *hub_find(const struct hub *hub, const struct client_id *id)
{
    uint64_t hash = table_hash(&hub->clients, id, sizeof *id);
    struct table_node *node = table_find(&hub->clients, hash, same_client, id);
    return node ? client_of(node) : NULL;
}

static bool same_room(const struct table_node *node, const void *name)
{
    return strcmp(room_of(node)->name, name) == 0;
}

/* The room of this name, made if there is none; NULL without memory. */
static struct room *enter_room(struct hub *hub, const char *name)
{
    uint64_t hash = table_hash(&hub->rooms, name, strlen(name));
    struct table_node *node = table_find(&hub->rooms, hash, same_room, name);
    if (node)
        return room_of(node);
    struct room *room = room_new(name);
    if (room)
        table_insert(&hub->rooms, &room->node, hash);
    return room;
}

/* ---- delivery ---- */

static void make_ready(struct hub *hub, struct client *c)
{
    if (c->poll_state != POLL_PARKED)
        return;
    list_remove(&hub->parked, c);
    list_append(&hub->ready, c);
    c->poll_state = POLL_READY;
}

static void update_deadline(struct hub *hub, struct client *c)
{
    bool fetch_first = c->fetch_due && c->fetch_due < c->until;
    deadlines_move(&hub->deadlines, &c->deadline, fetch_first ? c->fetch_due : c->until);
}

/* The pass over a queue that overflows. */
struct overflow {
    struct hub *hub;
    struct client *client;
};

/* A fetch is kept once for each member who is still there: what a newcomer
 * asked for is never lost. */
static bool keep_fetch(const struct message *m, void *ctx)
{
    struct overflow *o = ctx;
    struct client *from = m->command == COMMAND_FETCH ? hub_find(o->hub, &m->from) : NULL;
    if (!from || from->room != o->client->room || from->mark == o->hub->mark)
        return false;
    from->mark = o->hub->mark;
    return true;
}

/* Room for one more must have been reserved. */
static void overflow(struct hub *hub, struct client *c)
{
    hub->mark++;
    client_overflow(c, hub->init, keep_fetch, &(struct overflow){hub, c});
    c->fetch_due = 0; /* first the new init must be read */
    update_deadline(hub, c);
}

/* Queues a command, for which room was reserved. */
static void deliver(struct hub *hub, struct client *c, struct message *m)
{
    struct queue *q = &c->queue;
    if (c->overflowed && m->command != COMMAND_FETCH)
        return;
    /* A single command always fits, or a small queue would overflow for ever. */
    bool overflows = q->count > 0 && q->bytes + message_cost(m) > hub->limits.max_queue;
    if (overflows) {
        overflow(hub, c);
        hub->counts.overflowed++;
    }
    if (!overflows || m->command == COMMAND_FETCH)
        queue_push(q, m);
    make_ready(hub, c);
    if (c->poll_state == POLL_READY && q->bytes > hub->limits.max_queue / 2)
        hub->pressed = true;
}

/* Makes room for `n` deliveries to each member but `except`. */
static bool reserve_in_room(struct room *room, const struct client *except, uint32_t n)
{
    for (uint32_t i = 0; i < room->count; i++)
        if (room->members[i] != except && !client_reserve(room->members[i], n))
            return false;
    return true;
}

static void deliver_to_room(struct hub *hub, struct room *room, const struct client *except,
                            struct message *m)
{
    for (uint32_t i = 0; i < room->count; i++)
        if (room->members[i] != except)
            deliver(hub, room->members[i], m);
}

/* Tells the others of the client's room about it. False without memory. */
static bool tell_others(struct hub *hub, struct client *c, enum command command)
{
    struct message *m = message_new(command, &c->id, NULL, 0);
    bool ok = m && reserve_in_room(c->room, c, 1);
    if (ok)
        deliver_to_room(hub, c->room, c, m);
    message_unref(m);
    return ok;
}

/* Has the others asked for what they said, now or as soon as it is allowed. */
static void fetch_again(struct hub *hub, struct client *c, int64_t now)
{
    if (now < c->fetch_allowed) {
        c->fetch_due = c->fetch_allowed;
    } else if (tell_others(hub, c, COMMAND_FETCH)) {
        c->fetch_due = 0;
        c->fetch_allowed = now + FETCH_INTERVAL_MS;
    } else {
        c->fetch_due = now + RETRY_MS;
    }
    update_deadline(hub, c);
}

/* ---- join and leave ---- */

static enum hub_result join_again(struct hub *hub, struct client *c, int64_t now)
{
    if (!client_reserve(c, 0))
        return HUB_NO_MEMORY;
    overflow(hub, c);
    hub_touch(hub, c, now);
    return HUB_OK;
}

/* A client that is in no room yet, known by its id. */
static struct client *add_client(struct hub *hub, const struct client_id *id, const char *token,
                                 size_t token_len, int64_t now)
{
    struct client *c = client_new(id, token, token_len);
    if (!c)
        return NULL;
    if (!client_reserve(c, 0) || !deadlines_add(&hub->deadlines, &c->deadline, now)) {
        client_free(c);
        return NULL;
    }
    table_insert(&hub->clients, &c->node, table_hash(&hub->clients, id, sizeof *id));
    return c;
}

/* Out of the old room, if it is in one. False without memory. */
static bool leave_room(struct hub *hub, struct client *c)
{
    struct room *room = c->room;
    if (!room)
        return true;
    if (!client_reserve(c, 0) || !tell_others(hub, c, COMMAND_LEFT))
        return false;
    room_remove(c);
    forget_room_if_empty(hub, room);
    return true;
}

enum hub_result hub_join(struct hub *hub, const struct client_id *id, const char *token,
                         size_t token_len, const char *name, int64_t now, struct client **client)
{
    struct client *c = hub_find(hub, id);
    *client = c;
    if (c && strcmp(c->room->name, name) == 0)
        return join_again(hub, c, now);
    if (!c && hub->clients.count >= hub->limits.max_clients)
        return HUB_FULL;

    struct room *room = enter_room(hub, name);
    if (!room)
        return HUB_NO_MEMORY;
    enum hub_result result = HUB_NO_MEMORY;
    struct message *fetch = message_new(COMMAND_FETCH, id, NULL, 0);
    if (room->count >= hub->limits.max_room)
        result = HUB_FULL;
    else if (fetch && room_reserve(room) && reserve_in_room(room, NULL, 1) &&
             (c || (c = add_client(hub, id, token, token_len, now))) && leave_room(hub, c))
        result = HUB_OK;
    if (result == HUB_OK) {
        deliver_to_room(hub, room, NULL, fetch);
        c->name = room_free_name(room, id);
        room_add(room, c);
        client_begin(c, hub->init);
        c->fetch_due = c->fetch_allowed = 0;
        hub_touch(hub, c, now);
        hub->counts.joined++;
        *client = c;
    }
    message_unref(fetch);
    forget_room_if_empty(hub, room);
    return result;
}

bool hub_leave(struct hub *hub, struct client *c, enum command why, int64_t now)
{
    if (!tell_others(hub, c, why)) {
        c->until = now + RETRY_MS;
        update_deadline(hub, c);
        return false;
    }
    forget_client(hub, c);
    return true;
}

/* ---- messages ---- */

static double longer(double a, double b)
{
    return a > b ? a : b;
}

double hub_rate_wait(const struct hub *hub, const struct client *c, bool live, bool history,
                     int64_t now)
{
    const struct hub_limits *limits = &hub->limits;
    double wait = 0;
    if (live)
        wait = longer(bucket_wait(c->live, &limits->messages, now),
                      bucket_wait(c->live_bytes, &limits->bytes, now));
    if (history)
        wait = longer(wait, longer(bucket_wait(c->history, &limits->messages, now),
                                   bucket_wait(c->history_bytes, &limits->bytes, now)));
    return wait;
}

static void take_from_buckets(struct hub *hub, struct client *c, unsigned n_live,
                              unsigned n_history, size_t body_bytes, int64_t now)
{
    const struct hub_limits *limits = &hub->limits;
    bucket_take(&c->live, &limits->messages, n_live, now);
    bucket_take(&c->history, &limits->messages, n_history, now);
    bucket_take(n_live > 0 ? &c->live_bytes : &c->history_bytes, &limits->bytes, (double)body_bytes,
                now);
}

/* The member that a message is for; NULL if it has gone, or is elsewhere. */
static struct client *receiver(const struct hub *hub, const struct client *c,
                               const struct outgoing *out)
{
    struct client *to = hub_find(hub, &out->to);
    return to && to->room == c->room ? to : NULL;
}

/* Whether messages `to` a client have to wait, so that history never overflows
 * a queue: half of it is kept for what is said to all. */
static bool has_much_waiting(const struct hub *hub, const struct client *to,
                             const struct outgoing *messages, unsigned n)
{
    size_t more = 0, waiting = to->queue.bytes, most = hub->limits.max_queue;
    for (unsigned i = 0; i < n; i++)
        more += message_cost(messages[i].message);
    return waiting > most / 2 || (waiting > 0 && waiting + more > most);
}

enum hub_result hub_send(struct hub *hub, struct client *c, const struct outgoing *messages,
                         unsigned n, size_t body_bytes, int64_t now)
{
    struct client *to[SEND_MAX];
    unsigned n_live = 0;
    for (unsigned i = 0; i < n; i++) {
        n_live += !messages[i].to_one;
        to[i] = messages[i].to_one ? receiver(hub, c, &messages[i]) : NULL;
        if (to[i] && has_much_waiting(hub, to[i], messages, n))
            return HUB_RECEIVER_BUSY;
        if (to[i] && !client_reserve(to[i], n))
            return HUB_NO_MEMORY;
    }
    if (n_live > 0 && !reserve_in_room(c->room, NULL, n))
        return HUB_NO_MEMORY;
    for (unsigned i = 0; i < n; i++) {
        if (!messages[i].to_one)
            deliver_to_room(hub, c->room, NULL, messages[i].message);
        else if (to[i])
            deliver(hub, to[i], messages[i].message);
    }
    take_from_buckets(hub, c, n_live, n - n_live, body_bytes, now);
    hub->counts.accepted += n;
    return HUB_OK;
}

/* ---- polls ---- */

void hub_park(struct hub *hub, struct client *c, void *poll, int64_t hold_ms, int64_t now)
{
    c->poll = poll;
    c->poll_state = POLL_PARKED;
    c->asked_to_wait = false;
    list_append(&hub->parked, c);
    c->until = now + hold_ms;
    update_deadline(hub, c);
    if (c->queue.count > 0)
        make_ready(hub, c);
}

void *hub_unpark(struct hub *hub, struct client *c, int64_t now)
{
    void *poll = c->poll;
    if (c->poll_state != POLL_NONE)
        list_remove(c->poll_state == POLL_PARKED ? &hub->parked : &hub->ready, c);
    c->poll_state = POLL_NONE;
    c->poll = NULL;
    hub_touch(hub, c, now);
    return poll;
}

void hub_touch(struct hub *hub, struct client *c, int64_t now)
{
    if (c->poll_state == POLL_PARKED)
        return; /* present as long as it is parked */
    c->until = now + hub->limits.grace_ms;
    update_deadline(hub, c);
}

/* Those that have left while an init waited need no history any more: their rm
 * was dropped, so a fetch would bring them back. */
static bool keep_init_and_fetch(const struct message *m, void *ctx)
{
    return m->command == COMMAND_INIT || keep_fetch(m, ctx);
}

void hub_prepare_answer(struct hub *hub, struct client *c)
{
    if (!c->overflowed)
        return;
    hub->mark++;
    queue_filter_unsent(&c->queue, keep_init_and_fetch, &(struct overflow){hub, c});
}

void hub_note_sent(struct hub *hub, struct client *c, uint64_t number, int64_t now)
{
    if (number > c->queue.sent)
        hub->counts.delivered += number - c->queue.sent;
    queue_note_sent(&c->queue, number);
    if (c->overflowed && number >= c->init_number) {
        c->overflowed = false;
        fetch_again(hub, c, now);
    }
}

struct client *hub_next_ready(struct hub *hub)
{
    if (!hub->ready.head)
        hub->pressed = false;
    return hub->ready.head;
}

bool hub_pressed(const struct hub *hub)
{
    return hub->pressed;
}

void hub_ask_to_wait(struct hub *hub, struct client *c)
{
    c->asked_to_wait = c->poll_state != POLL_NONE;
    make_ready(hub, c);
}

void hub_ask_all_to_wait(struct hub *hub)
{
    while (hub->parked.head)
        make_ready(hub, hub->parked.head);
    for (struct client *c = hub->ready.head; c; c = c->next)
        c->asked_to_wait = true;
}

/* ---- time ---- */

void hub_sweep(struct hub *hub, int64_t now)
{
    for (struct deadline *d; (d = deadlines_due(&hub->deadlines, now)) != NULL;) {
        struct client *c = client_due(d);
        if (c->fetch_due && c->fetch_due <= now) {
            fetch_again(hub, c, now);
        } else if (c->poll_state == POLL_NONE) {
            hub_leave(hub, c, COMMAND_GONE, now);
        } else {
            make_ready(hub, c);
            c->until = now + hub->limits.grace_ms;
            update_deadline(hub, c);
        }
    }
}

int64_t hub_next_deadline(const struct hub *hub)
{
    return deadlines_next(&hub->deadlines);
}
