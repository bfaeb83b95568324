#include "hub.h"

#include <stdlib.h>
#include <string.h>

#include "delivery.h"
#include "streams.h"

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

/* ---- the hub ---- */

struct hub *hub_new(const struct hub_limits *limits)
{
    struct hub *hub = calloc(1, sizeof *hub);
    if (!hub)
        return NULL;
    hub->limits = *limits;
    client_pools_init(&hub->pools);
    deadlines_init(&hub->deadlines);
    places_init(&hub->places, limits->max_parked, limits->slow_places);
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
    deadlines_remove(&hub->deadlines, &c->deadline);
    table_remove(&hub->clients, &c->node);
    client_free(&hub->pools, c);
}

void hub_free(struct hub *hub)
{
    if (!hub)
        return;
    hub_ask_all_to_wait(hub);
    for (struct poll *poll; (poll = hub_next_ready(hub)) != NULL;) {
        hub_unpark(hub, poll, 0);
        poll_free(poll);
    }
    for (size_t i = 0; hub->clients.count > 0 && i < hub->clients.n_slots; i++)
        while (hub->clients.slots[i])
            forget_client(hub, client_of(hub->clients.slots[i]));
    message_unref(hub->init);
    deadlines_fini(&hub->deadlines);
    client_pools_fini(&hub->pools);
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

/* ---- join and leave ---- */

static enum hub_result join_again(struct hub *hub, struct client *c, int64_t now)
{
    if (!client_reserve(c, 0))
        return HUB_NO_MEMORY;
    delivery_overflow(hub, c);
    hub_touch(hub, c, now);
    return HUB_OK;
}

/* A client that is in no room yet, known by its id. */
static struct client *add_client(struct hub *hub, const struct client_id *id, const char *token,
                                 size_t token_len, int64_t now)
{
    struct client *c = client_new(&hub->pools, id, token, token_len);
    if (!c)
        return NULL;
    if (!client_reserve(c, 0) || !deadlines_add(&hub->deadlines, &c->deadline, now)) {
        client_free(&hub->pools, c);
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
    if (!client_reserve(c, 0) || !delivery_tell_others(hub, c, COMMAND_LEFT))
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
    else if (fetch && room_reserve(room) && delivery_reserve(room, NULL, 1) &&
             (c || (c = add_client(hub, id, token, token_len, now))) && leave_room(hub, c))
        result = HUB_OK;
    if (result == HUB_OK) {
        delivery_to_room(hub, room, NULL, fetch);
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
    if (!delivery_tell_others(hub, c, why)) {
        c->until = now + RETRY_MS;
        delivery_update_deadline(hub, c);
        return false;
    }
    forget_client(hub, c);
    return true;
}

/* ---- time ---- */

void hub_sweep(struct hub *hub, int64_t now)
{
    for (struct deadline *d; (d = deadlines_due(&hub->deadlines, now)) != NULL;) {
        struct client *c = client_due(d);
        if (c->fetch_due && c->fetch_due <= now) {
            delivery_fetch_again(hub, c, now);
        } else if (c->stream && stream_of(c->stream)->due <= now) {
            delivery_stream_due(hub, c->stream, now);
        } else if (!c->poll) {
            hub_leave(hub, c, COMMAND_GONE, now);
        } else {
            delivery_ready(hub, c);
            c->until = now + hub->limits.grace_ms;
            delivery_update_deadline(hub, c);
        }
    }
}

int64_t hub_next_deadline(const struct hub *hub)
{
    return hub->ready.head ? 0 : deadlines_next(&hub->deadlines);
}
