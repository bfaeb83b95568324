#include "chat.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "../base/container.h"
#include "core.h"
#include "delivery.h"
#include "fullness.h"
#include "past_rooms.h"
#include "room.h"

static struct client *client_of(struct table_node *node)
{
    return CONTAINER_OF(node, struct client, node);
}

/* ---- the core ---- */

struct chat *chat_new(const struct chat_limits *limits)
{
    struct chat *chat = calloc(1, sizeof *chat);
    if (!chat)
        return NULL;
    chat->limits = *limits;
    chat->little = fullness_little(limits);
    polls_wake_to(chat, POLL_READY);
    client_pools_init(&chat->pools);
    deadlines_init(&chat->deadlines);
    static const struct client_id nobody;
    chat->init = message_new(COMMAND_INIT, &nobody, NULL, 0);
    bool clients = table_init(&chat->clients), rooms = table_init(&chat->rooms);
    if (chat->init && clients && rooms)
        return chat;
    chat_free(chat);
    return NULL;
}

static void forget_room_if_empty(struct chat *chat, struct room *room)
{
    if (room->count > 0)
        return;
    table_remove(&chat->rooms, &room->node);
    room_free(room);
}

/* Takes a client out of every place it is in, and frees it. */
static void forget_client(struct chat *chat, struct client *c)
{
    struct room *room = c->room;
    room_remove(c);
    forget_room_if_empty(chat, room);
    deadlines_remove(&chat->deadlines, &c->deadline);
    fullness_forget(chat, c);
    table_remove(&chat->clients, &c->node);
    client_free(&chat->pools, c);
}

void chat_free(struct chat *chat)
{
    if (!chat)
        return;
    polls_ask_all_to_wait(chat);
    for (struct poll *poll; (poll = polls_next_ready(chat)) != NULL;) {
        polls_unpark(chat, poll, 0);
        if (poll->parked.kind == PARKED_STREAM)
            streams_free(streams_of(poll));
        else
            polls_free(poll);
    }
    for (size_t i = 0; chat->clients.count > 0 && i < chat->clients.n_slots; i++)
        while (chat->clients.slots[i])
            forget_client(chat, client_of(chat->clients.slots[i]));
    message_unref(chat->init);
    deadlines_fini(&chat->deadlines);
    client_pools_fini(&chat->pools);
    table_fini(&chat->clients);
    table_fini(&chat->rooms);
    free(chat);
}

void chat_set_limits(struct chat *chat, const struct chat_limits *limits)
{
    chat->limits = *limits;
}

const struct chat_limits *chat_limits(const struct chat *chat)
{
    return &chat->limits;
}

struct chat_counts chat_counts(const struct chat *chat)
{
    struct chat_counts counts = chat->counts;
    counts.clients = chat->clients.count;
    counts.rooms = chat->rooms.count;
    counts.parked = chat->parked.count + chat->ready.count + chat->later.count;
    counts.queued = queue_total();
    return counts;
}

const struct chat_timings *chat_timings(const struct chat *chat)
{
    return &chat->timings;
}

static bool same_room(const struct table_node *node, const void *name)
{
    return strcmp(CONTAINER_OF(node, struct room, node)->name, name) == 0;
}

static struct room *find_room(const struct chat *chat, const char *name, uint64_t hash)
{
    struct table_node *node = table_find(&chat->rooms, hash, same_room, name);
    return node ? CONTAINER_OF(node, struct room, node) : NULL;
}

struct client *chat_first_member(const struct chat *chat, const char *name)
{
    struct room *room = find_room(chat, name, table_hash(&chat->rooms, name, strlen(name)));
    return room && room->count > 0 ? room->members[room->count - 1] : NULL;
}

uint32_t chat_n_members(const struct chat *chat, const char *name)
{
    struct room *room = find_room(chat, name, table_hash(&chat->rooms, name, strlen(name)));
    return room ? room->count : 0;
}

/* The room of this name, made if there is none; NULL without memory. */
static struct room *find_or_make_room(struct chat *chat, const char *name)
{
    uint64_t hash = table_hash(&chat->rooms, name, strlen(name));
    struct room *room = find_room(chat, name, hash);
    if (room)
        return room;
    room = room_new(name);
    if (room)
        table_insert(&chat->rooms, &room->node, hash);
    return room;
}

/* ---- join and leave ---- */

static enum chat_result join_again(struct chat *chat, struct client *c, int64_t now)
{
    if (!delivery_reserve_one(c, 0))
        return CHAT_NO_MEMORY;
    delivery_overflow(chat, c);
    presence_touch(chat, c, now);
    return CHAT_OK;
}

/* A client that is in no room yet, known by its id. */
static struct client *add_client(struct chat *chat, const struct client_id *id, const char *token,
                                 size_t token_len, int64_t now)
{
    struct client *c = client_new(&chat->pools, id, token, token_len);
    if (!c)
        return NULL;
    if (!delivery_reserve_one(c, 0) || !deadlines_add(&chat->deadlines, &c->deadline, now)) {
        client_free(&chat->pools, c);
        return NULL;
    }
    table_insert(&chat->clients, &c->node, table_hash(&chat->clients, id, sizeof *id));
    return c;
}

/* Out of the old room, if it is in one. False without memory. */
static bool leave_room(struct chat *chat, struct client *c, int64_t now)
{
    struct room *room = c->room;
    if (!room)
        return true;
    if (!past_rooms_reserve(&c->past) || !delivery_reserve_one(c, 0) ||
        !delivery_tell_others(chat, c, COMMAND_LEFT))
        return false;
    past_rooms_note(c->past, room->node.hash, c->refetch, now);
    room_remove(c);
    forget_room_if_empty(chat, room);
    return true;
}

/* Into a room where there is a place, and memory was reserved. Its members get a
 * fetch, unless they had one for this client a moment ago: then they get it later. */
static void enter_room(struct chat *chat, struct client *c, struct room *room,
                       struct message *fetch, int64_t now)
{
    int64_t allowed = c->past ? past_rooms_allowed(c->past, room->node.hash, now) : now;
    c->fetch_due = c->fetch_allowed = allowed > now ? allowed : 0;
    if (allowed <= now) {
        delivery_to_room(chat, room, NULL, fetch);
        c->refetch = now + FETCH_INTERVAL_MS;
    } else {
        c->refetch = 0; /* what is known of this room stays */
    }
    c->name = room_unused_name(room, &c->id);
    room_add(room, c);
    client_begin(c, chat->init);
    presence_touch(chat, c, now);
    chat->counts.joined++;
}

enum chat_result chat_join(struct chat *chat, const struct client_id *id, const char *token,
                           size_t token_len, const char *name, int64_t now, struct client **client)
{
    struct client *c = presence_find(chat, id);
    *client = c;
    if (c && strcmp(c->room->name, name) == 0)
        return join_again(chat, c, now);
    if (!c && (chat->clients.count >= chat->limits.max_clients || account_is_short()))
        return CHAT_FULL;

    struct room *room = find_or_make_room(chat, name);
    if (!room)
        return CHAT_NO_MEMORY;
    enum chat_result result = CHAT_NO_MEMORY;
    struct message *fetch = message_new(COMMAND_FETCH, id, NULL, 0);
    if (room->count >= chat->limits.max_room)
        result = CHAT_FULL;
    else if (fetch && room_reserve(room) && delivery_reserve(room, NULL, 1) &&
             (c || (c = add_client(chat, id, token, token_len, now))) && leave_room(chat, c, now))
        result = CHAT_OK;
    if (result == CHAT_OK) {
        enter_room(chat, c, room, fetch, now);
        *client = c;
    }
    message_unref(fetch);
    forget_room_if_empty(chat, room);
    return result;
}

struct message *chat_reserve_leave(struct client *c, enum command why, uint32_t n)
{
    struct message *farewell = message_new(why, &c->id, NULL, 0);
    if (farewell && delivery_reserve(c->room, c, n + 1))
        return farewell;
    message_unref(farewell);
    return NULL;
}

void chat_leave(struct chat *chat, struct client *c, struct message *farewell)
{
    assert(!c->poll && !c->stream);
    delivery_to_room(chat, c->room, c, farewell);
    message_unref(farewell);
    forget_client(chat, c);
}

void chat_forget(struct chat *chat, struct client *c)
{
    assert(!c->poll && !c->stream);
    forget_client(chat, c);
}

static void end_grace(struct chat *chat, struct client *c, int64_t now)
{
    struct message *farewell = chat_reserve_leave(c, COMMAND_GONE, 0);
    if (farewell) {
        chat_leave(chat, c, farewell);
        return;
    }
    c->until = now + RETRY_MS;
    presence_update_deadline(chat, c);
}

/* ---- time ---- */

void chat_sweep(struct chat *chat, int64_t now)
{
    delivery_relieve(chat);
    for (struct deadline *d; (d = deadlines_due(&chat->deadlines, now)) != NULL;) {
        struct client *c = CONTAINER_OF(d, struct client, deadline);
        if (c->fetch_due && c->fetch_due <= now) {
            delivery_fetch_again(chat, c, now);
        } else if (c->stream && c->stream->due <= now) {
            streams_due(chat, c->stream, now);
        } else if (!c->poll) {
            end_grace(chat, c, now);
        } else {
            polls_wake_client(chat, c);
            c->until = now + chat->limits.grace_ms;
            presence_update_deadline(chat, c);
        }
    }
}

int64_t chat_next_deadline(const struct chat *chat)
{
    return chat->ready.head || chat->later.head ? 0 : deadlines_next(&chat->deadlines);
}
