#include <string.h>

#include <sodium.h>

#include "identity.h"
#include "polling.h"
#include "streaming.h"

enum {
    TOKEN_MIN = 22,
    RECEIVER_BUSY_MS = 1000,
    FULL_MS = 10000,
    PROBE_PAUSE_MAX = 5, /* seconds */
    PROBE_FILL_MAX = 256 * 1024,
};

/* Passes api->drafts on, if the client may say so much. */
static struct failure pass_on(struct api *api, const struct call *call, struct client *c)
{
    const struct drafts *d = &api->drafts;
    double wait = hub_rate_wait(api->hub, c, d->live, d->history, call->now.monotonic);
    if (wait > 0)
        return failure_for(FAILURE_RATE_LIMITED, "This is too much at a time. Wait a little.",
                           wait);
    switch (hub_send(api->hub, c, d->outgoing, d->n, call->body_bytes, call->now.monotonic)) {
    case HUB_OK: return failure_none;
    case HUB_RECEIVER_BUSY:
        return failure_for(FAILURE_RATE_LIMITED,
                           "The receiver has not read what was sent before. Wait a little.",
                           RECEIVER_BUSY_MS);
    default: return failure_no_memory;
    }
}

/* Relays the messages in `commands`; they stay in api->drafts, and what is to
 * be answered stands in api->body: all of it, before anything has happened. */
static struct failure relay(struct api *api, struct call *call, struct client *c,
                            struct json commands)
{
    struct drafts *d = &api->drafts;
    hub_touch(api->hub, c, call->now.monotonic);
    struct failure failure = drafts_read(d, commands, client_id(c), call->now.unix, &api->message);
    scratch_settle(&api->message);
    if (failure.kind != FAILURE_NONE)
        return failure;
    buf_clear(&api->body);
    drafts_append_accepted(d, &api->body);
    failure = api->body.failed ? failure_no_memory : pass_on(api, call, c);
    if (failure.kind != FAILURE_NONE)
        drafts_fini(d);
    return failure;
}

/* ---- the endpoints ---- */

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

static double join_wait(struct api *api, const struct call *call)
{
    if (call->address.len == 0)
        return 0;
    return visitors_wait(&api->visitors, call->address.text, call->address.len,
                         call->now.monotonic);
}

/* Has whoever has this token join, under an id that follows from it. */
static struct failure enter(struct api *api, const struct call *call, const char *room,
                            const char *token, size_t token_len, struct client **c)
{
    double wait = join_wait(api, call);
    if (wait > 0)
        return failure_for(FAILURE_RATE_LIMITED, "Too many join from your address. Wait a little.",
                           wait);
    struct client_id id = identity_of_token(token, token_len);
    *c = hub_find(api->hub, &id);
    if (*c && !is_token_of(*c, token, token_len))
        return failure_of(FAILURE_BAD_TOKEN, "The token is not this client's.");
    switch (hub_join(api->hub, &id, token, token_len, room, call->now.monotonic, c)) {
    case HUB_OK: return failure_none;
    case HUB_FULL:
        return failure_for(FAILURE_FULL, "There is no place left. Try again later.", FULL_MS);
    default: return failure_no_memory;
    }
}

static struct failure join(struct api *api, struct call *call)
{
    char room[ROOM_NAME_MAX + 1], token[TOKEN_MAX + 1];
    size_t token_len;
    struct client *c;
    struct failure failure = read_room(call->fields[0].value, room);
    if (failure.kind == FAILURE_NONE)
        failure = read_token(call->fields[1].value, token, &token_len);
    if (failure.kind == FAILURE_NONE)
        failure = enter(api, call, room, token, token_len, &c);
    sodium_memzero(token, sizeof token);
    if (failure.kind != FAILURE_NONE)
        return failure;
    polling_supersede(api, &c, 1, call->now);
    streaming_supersede(api, c, call->now);
    reply_init(api, call->request, c, call->now);
    return failure_none;
}

static struct failure send_messages(struct api *api, struct call *call)
{
    struct client *c;
    double ack;
    struct failure failure = identify(api, call, 3, &c, &ack);
    if (failure.kind == FAILURE_NONE)
        failure = relay(api, call, c, call->fields[2].value);
    if (failure.kind != FAILURE_NONE)
        return failure;
    take_ack(api, c, ack);
    drafts_fini(&api->drafts);
    reply_body(api, call->request);
    return failure_none;
}

static struct failure leave(struct api *api, struct call *call)
{
    struct client *c;
    double ack; /* whoever leaves gets no more */
    struct failure failure = identify(api, call, 3, &c, &ack);
    if (failure.kind == FAILURE_NONE && call->fields[2].value.text) {
        failure = relay(api, call, c, call->fields[2].value);
        if (failure.kind == FAILURE_NONE)
            drafts_fini(&api->drafts);
    }
    if (failure.kind != FAILURE_NONE)
        return failure;
    streaming_leave(api, c, call->now);
    if (!polling_leave(api, c, call->now))
        return failure_no_memory;
    reply_nothing(api, call->request);
    return failure_none;
}

/* Answers with the size of its own body, so that a client can try what its path
 * lets through. */
static struct failure probe(struct api *api, struct call *call)
{
    double pause = 0, fill = 0, ack;
    struct client *c;
    if (!read_count(call->fields[2].value, &pause) || pause > (double)PROBE_PAUSE_MAX)
        return failure_of(FAILURE_BAD_REQUEST,
                          "The pause must be a number of seconds from 0 to 5.");
    if (!read_count(call->fields[3].value, &fill) || fill > (double)PROBE_FILL_MAX)
        return failure_of(FAILURE_BAD_REQUEST,
                          "The fill must be a number of bytes, 262144 at most.");
    struct failure failure = identify(api, call, 4, &c, &ack);
    if (failure.kind != FAILURE_NONE)
        return failure;
    hub_touch(api->hub, c, call->now.monotonic);
    double wait = hub_take_bytes(api->hub, c, call->body_bytes + (size_t)fill, call->now.monotonic);
    if (wait > 0)
        return failure_for(FAILURE_RATE_LIMITED, "This is too much at a time. Wait a little.",
                           wait);

    struct probe asked = {
        .request = call->request, .received = call->body_bytes, .fill = (size_t)fill};
    asked.due = call->now.monotonic + (int64_t)(pause * 1000);
    struct probe *parked = pause > 0 ? probes_add(&api->probes, asked) : NULL;
    if (!parked) {
        reply_probe(api, &asked);
    } else if (reply_probe_begin(api, parked)) {
        call->parked = parked;
    } else {
        probes_remove(&api->probes, parked);
        return failure_no_memory;
    }
    take_ack(api, c, ack);
    return failure_none;
}

static struct failure acknowledge(struct api *api, struct call *call)
{
    struct client *c;
    double ack;
    struct failure failure = identify_with_ack(api, call, 2, &c, &ack);
    if (failure.kind != FAILURE_NONE)
        return failure;
    hub_touch(api->hub, c, call->now.monotonic);
    take_ack(api, c, ack);
    reply_nothing(api, call->request);
    return failure_none;
}

static struct failure status(struct api *api, struct call *call)
{
    struct hub_counts counts = hub_counts(api->hub);
    struct json_count rows[] = {
        {"uptime", (double)((call->now.monotonic - api->start.monotonic) / 1000)},
        {"clients", (double)counts.clients},
        {"rooms", (double)counts.rooms},
        {"parked", (double)counts.parked},
        {"streams", (double)counts.streams},
        {"delivered", (double)counts.delivered},
        {"accepted", (double)counts.accepted},
        {"joined", (double)counts.joined},
        {"overflowed", (double)counts.overflowed},
    };
    buf_clear(&api->body);
    if (!json_append_status(&api->body, api->config.version, rows, sizeof rows / sizeof *rows))
        return failure_no_memory;
    reply_body(api, call->request);
    return failure_none;
}

const struct route routes[ENDPOINT_NONE] = {
    [ENDPOINT_JOIN] = {"POST", {"room", "token"}, join},
    [ENDPOINT_POLL] = {"POST", {"id", "token", "ack", "hold", "polls"}, polling_poll},
    [ENDPOINT_SEND] = {"POST", {"id", "token", "commands", "ack"}, send_messages},
    [ENDPOINT_LEAVE] = {"POST", {"id", "token", "commands", "ack"}, leave},
    [ENDPOINT_PROBE] = {"POST", {"id", "token", "pause", "fill", "ack"}, probe},
    [ENDPOINT_STREAM] = {"POST", {"id", "token", "ack"}, streaming_stream},
    [ENDPOINT_ACK] = {"POST", {"id", "token", "ack"}, acknowledge},
    [ENDPOINT_STATUS] = {"GET", {NULL}, status},
};
