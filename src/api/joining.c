#include "joining.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "../base/container.h"
#include "credentials.h"
#include "identity.h"
#include "polling.h"
#include "reply.h"
#include "streaming.h"

enum {
    TOKEN_MIN = 22,
    FULL_MS = 10000,
    HOLDER_UNKNOWN_MS = 1000,
    WAITING_MAX = 8192, /* joins */
};

/* Who wants to join, and where. */
struct wish {
    size_t token_len;
    char token[TOKEN_MAX + 1];
    char room[ROOM_NAME_MAX + 1];
};

/* A join that waits until it is known who holds the room. */
struct parked_join {
    struct parked parked;
    struct waiter waiter;
    struct list_node node; /* in api->joins */
    struct wish wish;
};

static const struct failure holder_unknown = {
    .kind = FAILURE_BUSY,
    .detail = "Nobody knows now which server has this room. Try again.",
    .retry_after_ms = HOLDER_UNKNOWN_MS,
};

static const struct failure no_place = {
    .kind = FAILURE_FULL,
    .detail = "There is no place left. Try again later.",
    .retry_after_ms = FULL_MS,
};

/* ---- what is asked ---- */

static struct failure read_room(struct json value, char room[ROOM_NAME_MAX + 1])
{
    char decoded[ROOM_NAME_MAX + 1];
    size_t len;
    if (!value.text) {
        memcpy(room, "lobby", sizeof "lobby");
        return failure_none;
    }
    if (json_kind(value) != '"')
        return failure_of(FAILURE_BAD_REQUEST, "The room must be a string.");
    const char *text = json_string(value, decoded, sizeof decoded, &len);
    if (!text)
        return failure_no_memory;
    if (!identity_is_word(text, len, 1, ROOM_NAME_MAX))
        return failure_of(FAILURE_BAD_REQUEST, "The room must be 1 to 128 of A-Z a-z 0-9 _ -.");
    memcpy(room, text, len);
    room[len] = '\0';
    return failure_none;
}

/* The token that is brought, or a new one. */
static struct failure read_token(struct json value, char token[TOKEN_MAX + 1], size_t *len)
{
    if (!value.text) {
        identity_make_token(token);
        *len = TOKEN_LEN;
        return failure_none;
    }
    if (json_kind(value) != '"')
        return failure_of(FAILURE_BAD_REQUEST, "The token must be a string.");
    const char *text = json_string(value, token, TOKEN_MAX + 1, len);
    if (!text)
        return failure_no_memory;
    if (!identity_is_word(text, *len, TOKEN_MIN, TOKEN_MAX))
        return failure_of(FAILURE_BAD_REQUEST, "A token must be 22 to 64 of A-Z a-z 0-9 _ -.");
    memmove(token, text, *len);
    return failure_none;
}

struct failure joining_admit(struct api *api, const struct call *call)
{
    int64_t wait = addresses_join_wait(&api->addresses, call->address, call->now.monotonic);
    return wait > 0 ? failure_for(FAILURE_RATE_LIMITED,
                                  "Too many join from your address. Wait a little.", wait)
                    : failure_none;
}

/* ---- joining ---- */

/* Has whoever has this token join, under an id that follows from it, and answers. */
static struct failure enter(struct api *api, void *request, const struct wish *wish,
                            struct api_time now)
{
    struct client_id id = identity_of_token(wish->token, wish->token_len);
    struct client *c = presence_find(api->chat, &id);
    if (c && !credentials_match(c, wish->token, wish->token_len))
        return failure_of(FAILURE_BAD_TOKEN, "The token is not this client's.");
    switch (
        chat_join(api->chat, &id, wish->token, wish->token_len, wish->room, now.monotonic, &c)) {
    case CHAT_OK: break;
    case CHAT_FULL: return no_place;
    default: return failure_no_memory;
    }
    polling_supersede(api, &c, 1, now);
    streaming_supersede(api, c, now);
    reply_init(api, request, c, now);
    return failure_none;
}

static void release(struct parked_join *join)
{
    waiter_leave(&join->waiter);
    sodium_memzero(join, sizeof *join);
    free(join);
}

static void free_parked(struct api *api, struct parked_join *join)
{
    list_remove(&api->joins, &join->node);
    release(join);
}

/* Enters at once where this node holds the room, or waits until it is known who does. */
static struct failure find_holder(struct api *api, struct call *call, const struct wish *wish)
{
    const struct api_holders *holders = &api->config.holders;
    struct parked_join *join = api->joins.count < WAITING_MAX ? calloc(1, sizeof *join) : NULL;
    if (!join)
        return holder_unknown;
    join->parked = (struct parked){.request = call->request, .kind = PARKED_JOIN};
    join->wish = *wish;
    list_append(&api->joins, &join->node);
    switch (holders->ask(holders->ctx, wish->room, &join->waiter, call->now.monotonic)) {
    case API_HOLDER_ASKED: call->parked = &join->parked; return failure_none;
    case API_HELD_HERE: free_parked(api, join); return enter(api, call->request, wish, call->now);
    default: free_parked(api, join); return holder_unknown;
    }
}

struct failure joining_join(struct api *api, struct call *call)
{
    struct wish wish = {.token_len = 0};
    struct failure failure = read_room(call->fields[0].value, wish.room);
    if (failure.kind == FAILURE_NONE)
        failure = read_token(call->fields[1].value, wish.token, &wish.token_len);
    if (failure.kind == FAILURE_NONE) {
        addresses_take_join(&api->addresses, call->address, call->now.monotonic);
        failure = api->config.holders.ask ? find_holder(api, call, &wish)
                                          : enter(api, call->request, &wish, call->now);
    }
    sodium_memzero(&wish, sizeof wish);
    return failure;
}

/* ---- later ---- */

void joining_settle(struct api *api, struct waiter *waiter, enum api_holder holder,
                    const char *node, struct api_time now)
{
    struct parked_join *join = CONTAINER_OF(waiter, struct parked_join, waiter);
    void *request = join->parked.request;
    struct failure failure = holder_unknown;
    if (holder == API_HELD_HERE)
        failure = enter(api, request, &join->wish, now);
    else if (holder == API_HOLDER_FULL)
        failure = no_place;
    else if (holder == API_HELD_ELSEWHERE)
        failure = (struct failure){.kind = FAILURE_ELSEWHERE,
                                   .detail = "Another server has this room. Join there.",
                                   .node = node};
    free_parked(api, join);
    if (failure.kind != FAILURE_NONE)
        reply_failure(api, request, failure);
}

void joining_forget(struct api *api, struct parked *parked)
{
    free_parked(api, CONTAINER_OF(parked, struct parked_join, parked));
}

static struct parked_join *take_waiting(struct api *api)
{
    return CONTAINER_OF(list_take(&api->joins), struct parked_join, node);
}

void joining_forget_all(struct api *api)
{
    while (api->joins.head)
        release(take_waiting(api));
}

void joining_refuse_all(struct api *api)
{
    while (api->joins.head) {
        struct parked_join *join = take_waiting(api);
        void *request = join->parked.request;
        release(join);
        reply_failure(api, request, holder_unknown);
    }
}
