#include "polling.h"

#include <assert.h>
#include <string.h>

#include "credentials.h"
#include "identity.h"
#include "parking.h"
#include "reply.h"

/* ---- what is asked ---- */

/* A poll as it was asked for. */
struct asked {
    bool shared; /* for several clients, and answered in that form */
    unsigned n;
    struct poll_part parts[REPLY_PARTS_MAX];
    int64_t hold_ms;
};

static struct failure read_hold(const struct chat_limits *limits, struct json value,
                                int64_t *hold_ms)
{
    double most = (double)limits->max_hold_ms / 1000, hold = (double)limits->hold_ms / 1000;
    if (!credentials_read_number(value, &hold))
        return failure_of(FAILURE_BAD_REQUEST, "The hold must be a number of seconds from 0 up.");
    *hold_ms = (int64_t)((hold < most ? hold : most) * 1000);
    return failure_none;
}

/* Reads what one client asks; what is wrong about the client, not the form,
 * stands in the part afterwards. */
static struct failure read_part(struct api *api, const struct json_field fields[3],
                                struct poll_part *part)
{
    struct ack ack;
    *part = (struct poll_part){0};
    if (!credentials_read_ack(fields[2].value, &ack) || !ack.given)
        return failure_bad_ack;
    struct failure failure = credentials_authenticate(api, fields[0].value, fields[1].value,
                                                      &part->client);
    if (failure.kind == FAILURE_BAD_REQUEST || failure.kind == FAILURE_BUSY)
        return failure;
    if (failure.kind == FAILURE_NONE)
        failure = credentials_check_ack(part->client, ack);
    part->failure = failure;
    part->ack = ack.number;
    return failure_none;
}

static struct failure read_shared_part(struct api *api, struct json value, struct poll_part *part)
{
    struct json_field fields[] = {{.name = "id"}, {.name = "token"}, {.name = "ack"}};
    char decoded[ID_HEX_LEN + 1];
    size_t len;
    if (json_kind(value) != '{')
        return failure_of(FAILURE_BAD_REQUEST, "Each of the polls must be an object.");
    switch (json_read(value, fields, 3)) {
    case JSON_DUPLICATE: return failure_of(FAILURE_BAD_JSON, "A poll has a key twice.");
    case JSON_NO_MEMORY: return failure_no_memory;
    default: break;
    }
    struct failure failure = read_part(api, fields, part);
    if (failure.kind != FAILURE_NONE)
        return failure;
    const char *id = json_string(fields[0].value, decoded, sizeof decoded, &len);
    if (!id)
        return failure_no_memory;
    if (!identity_from_hex(id, len, &part->id))
        return failure_of(FAILURE_BAD_REQUEST, "The id of a poll must be 32 hexadecimal digits.");
    return failure_none;
}

static struct failure read_shared(struct api *api, struct json polls, struct asked *asked)
{
    struct json rest = json_inside(polls), value;
    if (json_kind(polls) != '[')
        return failure_of(FAILURE_BAD_REQUEST, "The polls must be an array.");
    while (json_next(&rest, &value)) {
        if (asked->n == REPLY_PARTS_MAX)
            return failure_of(FAILURE_BAD_REQUEST, "There are more than 16 polls.");
        struct poll_part *part = &asked->parts[asked->n];
        struct failure failure = read_shared_part(api, value, part);
        if (failure.kind != FAILURE_NONE)
            return failure;
        for (unsigned i = 0; i < asked->n; i++)
            if (memcmp(&asked->parts[i].id, &part->id, sizeof part->id) == 0)
                return failure_of(FAILURE_BAD_REQUEST, "Two of the polls have the same id.");
        asked->n++;
    }
    return asked->n > 0 ? failure_none : failure_of(FAILURE_BAD_REQUEST, "There are no polls.");
}

static struct failure read_asked(struct api *api, const struct call *call, struct asked *asked)
{
    const struct json_field *fields = call->fields;
    struct json polls = fields[4].value;
    asked->shared = polls.text != NULL;
    asked->n = 0;
    asked->hold_ms = 0;
    struct failure failure = read_hold(chat_limits(api->chat), fields[3].value, &asked->hold_ms);
    if (failure.kind != FAILURE_NONE)
        return failure;
    if (!asked->shared) {
        asked->n = 1;
        failure = read_part(api, fields, &asked->parts[0]);
        return failure.kind == FAILURE_NONE ? asked->parts[0].failure : failure;
    }
    if (fields[0].value.text || fields[1].value.text || fields[2].value.text)
        return failure_of(FAILURE_BAD_REQUEST, "Beside polls there must be no id, token or ack.");
    return read_shared(api, polls, asked);
}

/* ---- answers ---- */

/* A poll that is no longer parked, and is to be answered now. */
struct unparked {
    void *request;
    bool shared, asked_to_wait;
    unsigned n;
    struct poll_part parts[REPLY_PARTS_MAX];
};

/* Unparks a poll and frees it. */
static void unpark(struct api *api, struct poll *poll, struct unparked *unparked,
                   struct api_time now)
{
    parking_leave(api, poll, now);
    unparked->request = poll->parked.request;
    unparked->shared = poll->shared;
    unparked->asked_to_wait = poll->asked_to_wait;
    unparked->n = poll->n;
    for (unsigned i = 0; i < poll->n; i++)
        unparked->parts[i] = (struct poll_part){.client = poll->clients[i],
                                                .id = *client_id(poll->clients[i])};
    polls_free(poll);
}

static void answer_unparked(struct api *api, struct unparked *unparked, struct api_time now)
{
    uint32_t wait_ms = unparked->asked_to_wait ? parking_random_wait(api) : 0;
    for (unsigned i = 0; wait_ms > 0 && i < unparked->n; i++)
        if (unparked->parts[i].failure.kind == FAILURE_NONE)
            client_note_wait(unparked->parts[i].client, now.monotonic + wait_ms);
    reply_poll(api, unparked->request, unparked->parts, unparked->n, unparked->shared, wait_ms,
               now);
}

static bool is_among(const struct client *c, struct client *const *clients, unsigned n)
{
    for (unsigned i = 0; i < n; i++)
        if (clients[i] == c)
            return true;
    return false;
}

void polling_supersede(struct api *api, struct client *const *clients, unsigned n,
                       struct api_time now)
{
    for (unsigned i = 0; i < n; i++) {
        struct unparked unparked;
        struct poll *old = client_poll(clients[i]);
        if (!old)
            continue;
        unpark(api, old, &unparked, now);
        for (unsigned j = 0; j < unparked.n; j++)
            unparked.parts[j].superseded = is_among(unparked.parts[j].client, clients, n);
        answer_unparked(api, &unparked, now);
    }
}

void polling_leave(struct api *api, struct client *c, struct message *farewell, struct api_time now)
{
    struct unparked unparked;
    struct poll *poll = client_poll(c);
    if (poll)
        unpark(api, poll, &unparked, now);
    if (farewell)
        chat_leave(api->chat, c, farewell);
    else
        chat_forget(api->chat, c);
    if (!poll)
        return;
    for (unsigned i = 0; i < unparked.n; i++)
        if (unparked.parts[i].client == c)
            unparked.parts[i].failure = failure_of(FAILURE_UNKNOWN_CLIENT,
                                                   farewell ? "This client has left."
                                                            : "The room has moved. Join again.");
    answer_unparked(api, &unparked, now);
}

void polling_answer(struct api *api, struct poll *poll, struct api_time now)
{
    struct unparked unparked;
    unpark(api, poll, &unparked, now);
    answer_unparked(api, &unparked, now);
}

void polling_forget(struct api *api, struct poll *poll, struct api_time now)
{
    parking_leave(api, poll, now);
    polls_free(poll);
}

/* ---- the endpoint ---- */

/* `poll`: NULL where it is of one client. */
static void park(struct api *api, struct call *call, struct poll *poll, const struct asked *asked,
                 struct client *const *clients)
{
    if (!poll)
        poll = client_own_poll(clients[0]);
    poll->parked = (struct parked){.request = call->request, .kind = PARKED_POLL};
    poll->shared = asked->shared;
    polls_park(api->chat, poll, clients, parking_enter(api, call), asked->hold_ms,
               call->now.monotonic);
    call->parked = &poll->parked;
}

struct failure polling_poll(struct api *api, struct call *call)
{
    struct asked asked;
    struct failure failure = read_asked(api, call, &asked);
    if (failure.kind != FAILURE_NONE)
        return failure;
    /* Before anything has changed. */
    struct poll *poll = asked.n > 1 ? polls_new(asked.n) : NULL;
    if (asked.n > 1 && !poll)
        return failure_no_memory;

    struct client *clients[REPLY_PARTS_MAX];
    unsigned n = 0;
    bool at_once = asked.hold_ms == 0;
    for (unsigned i = 0; i < asked.n; i++) {
        struct poll_part *part = &asked.parts[i];
        /* NOLINTNEXTLINE(clang-analyzer-core.UndefinedBinaryOperatorResult): it was read */
        if (part->failure.kind != FAILURE_NONE) {
            at_once = true;
            continue;
        }
        presence_touch(api->chat, part->client, call->now.monotonic);
        answers_ack_poll(api->chat, part->client, part->ack);
        at_once = at_once || client_waiting(part->client);
        clients[n++] = part->client;
    }
    polling_supersede(api, clients, n, call->now);
    bool may_park = at_once || parking_allowed(api, clients, n, call->now);
    if (!at_once && may_park) {
        assert(n > 0 && n == asked.n);
        park(api, call, poll, &asked, clients);
        return failure_none;
    }
    polls_free(poll);
    reply_poll(api, call->request, asked.parts, asked.n, asked.shared,
               may_park ? 0 : parking_random_wait(api), call->now);
    return failure_none;
}
