#include "polling.h"

#include <string.h>

#include <sodium.h>

#include "identity.h"

enum {
    WAIT_MS = 1800,                /* how long a client is told to wait, about */
    WAIT_MOST_MS = 4000,           /* and with many clients */
    WAIT_CLIENTS_PER_SECOND = 280, /* who come so often at most */
    WAIT_SPREAD = 6,               /* a sixth more or less */
};

/* ---- what is asked ---- */

/* A poll as it was asked for. */
struct asked {
    bool shared; /* for several clients, and answered in that form */
    unsigned n;
    struct poll_part parts[POLL_PARTS_MAX];
    int64_t hold_ms;
};

static struct failure read_hold(const struct hub_limits *limits, struct json value,
                                int64_t *hold_ms)
{
    double most = (double)limits->max_hold_ms / 1000, hold = (double)limits->hold_ms / 1000;
    if (!read_count(value, &hold))
        return failure_of(FAILURE_BAD_REQUEST, "The hold must be a number of seconds from 0 up.");
    *hold_ms = (int64_t)((hold < most ? hold : most) * 1000);
    return failure_none;
}

/* Reads what one client asks; what is wrong about the client, not the form,
 * stands in the part afterwards. */
static struct failure read_part(struct api *api, const struct json_field fields[3],
                                struct poll_part *part)
{
    double ack = ACK_NONE;
    *part = (struct poll_part){0};
    if (!read_ack(fields[2].value, &ack) || ack == (double)ACK_NONE)
        return failure_bad_ack;
    struct failure failure = authenticate(api, fields[0].value, fields[1].value, &part->client);
    if (failure.kind == FAILURE_BAD_REQUEST || failure.kind == FAILURE_BUSY)
        return failure;
    if (failure.kind == FAILURE_NONE)
        failure = check_ack(part->client, ack);
    part->failure = failure;
    part->ack = failure.kind == FAILURE_NONE ? (uint64_t)ack : 0;
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
        if (asked->n == POLL_PARTS_MAX)
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
    struct failure failure = read_hold(hub_limits(api->hub), fields[3].value, &asked->hold_ms);
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

/* Under two seconds, so that a message arrives within three. */
uint32_t polling_random_wait(const struct api *api)
{
    uint64_t about = hub_counts(api->hub).clients * 1000 / WAIT_CLIENTS_PER_SECOND;
    about = about < WAIT_MS ? WAIT_MS : about > WAIT_MOST_MS ? WAIT_MOST_MS : about;
    uint64_t most = (uint64_t)hub_limits(api->hub)->grace_ms / 2;
    most -= most / (WAIT_SPREAD + 1);
    if (about > most)
        about = most;
    uint32_t spread = (uint32_t)about / WAIT_SPREAD;
    uint32_t wait = (uint32_t)about - spread + randombytes_uniform(2 * spread + 1);
    return wait > 0 ? wait : 1;
}

void polling_unpark(struct api *api, struct poll *poll, struct api_time now)
{
    hub_unpark(api->hub, poll, now.monotonic);
    if (poll->party)
        parties_leave(&api->parties, poll->party);
}

/* A poll that was parked, to be answered now. */
struct taken {
    void *request;
    bool shared, asked_to_wait;
    unsigned n;
    struct poll_part parts[POLL_PARTS_MAX];
};

/* Takes a parked poll, which is freed. */
static void take(struct api *api, struct poll *poll, struct taken *taken, struct api_time now)
{
    polling_unpark(api, poll, now);
    taken->request = poll->request;
    taken->shared = poll->shared;
    taken->asked_to_wait = poll->asked_to_wait;
    taken->n = poll->n;
    for (unsigned i = 0; i < poll->n; i++)
        taken->parts[i] = (struct poll_part){.client = poll->clients[i],
                                             .id = *client_id(poll->clients[i])};
    poll_free(poll);
}

static void answer_taken(struct api *api, struct taken *taken, struct api_time now)
{
    uint32_t wait_ms = taken->asked_to_wait ? polling_random_wait(api) : 0;
    for (unsigned i = 0; wait_ms > 0 && i < taken->n; i++)
        if (taken->parts[i].failure.kind == FAILURE_NONE)
            hub_note_wait(taken->parts[i].client, now.monotonic + wait_ms);
    reply_poll(api, taken->request, taken->parts, taken->n, taken->shared, wait_ms, now);
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
        struct taken taken;
        struct poll *old = client_poll(clients[i]);
        if (!old)
            continue;
        take(api, old, &taken, now);
        for (unsigned j = 0; j < taken.n; j++)
            taken.parts[j].superseded = is_among(taken.parts[j].client, clients, n);
        answer_taken(api, &taken, now);
    }
}

bool polling_leave(struct api *api, struct client *c, struct api_time now)
{
    struct taken taken;
    struct poll *poll = client_poll(c);
    if (poll)
        take(api, poll, &taken, now);
    bool left = hub_leave(api->hub, c, COMMAND_LEFT, now.monotonic);
    if (!poll)
        return left;
    for (unsigned i = 0; i < taken.n; i++)
        if (taken.parts[i].client == c)
            taken.parts[i].failure = failure_of(FAILURE_UNKNOWN_CLIENT, "This client has left.");
    answer_taken(api, &taken, now);
    return left;
}

void polling_answer(struct api *api, struct poll *poll, struct api_time now)
{
    struct taken taken;
    take(api, poll, &taken, now);
    answer_taken(api, &taken, now);
}

void polling_forget(struct api *api, struct poll *poll, struct api_time now)
{
    polling_unpark(api, poll, now);
    poll_free(poll);
}

void polling_forget_all(struct api *api)
{
    hub_ask_all_to_wait(api->hub);
    for (struct poll *poll; (poll = hub_next_ready(api->hub)) != NULL;)
        polling_forget(api, poll, api->start);
}

/* ---- the endpoint ---- */

struct poll_party *polling_party(struct api *api, const struct call *call)
{
    if (hub_limits(api->hub)->max_party == 0 || call->address.len == 0)
        return NULL;
    return parties_enter(&api->parties, call->address.text, call->address.len);
}

/* `poll`: NULL where it is of one client. */
static void park(struct api *api, struct call *call, struct poll *poll, const struct asked *asked,
                 struct client *const *clients)
{
    if (!poll)
        poll = client_own_poll(clients[0]);
    poll->request = call->request;
    poll->shared = asked->shared;
    hub_park(api->hub, poll, clients, polling_party(api, call), asked->hold_ms,
             call->now.monotonic);
    call->parked = poll;
}

struct failure polling_poll(struct api *api, struct call *call)
{
    struct asked asked;
    struct failure failure = read_asked(api, call, &asked);
    if (failure.kind != FAILURE_NONE)
        return failure;
    /* Before anything has changed. */
    struct poll *poll = asked.n > 1 ? poll_new(NULL, asked.n) : NULL;
    if (asked.n > 1 && !poll)
        return failure_no_memory;

    struct client *clients[POLL_PARTS_MAX];
    unsigned n = 0;
    bool at_once = asked.hold_ms == 0;
    for (unsigned i = 0; i < asked.n; i++) {
        struct poll_part *part = &asked.parts[i];
        if (part->failure.kind != FAILURE_NONE) {
            at_once = true;
            continue;
        }
        hub_touch(api->hub, part->client, call->now.monotonic);
        hub_ack_poll(api->hub, part->client, part->ack);
        at_once = at_once || client_waiting(part->client);
        clients[n++] = part->client;
    }
    polling_supersede(api, clients, n, call->now);
    bool may_park = at_once || hub_may_park(api->hub, clients, n, call->now.monotonic);
    if (!at_once && may_park) {
        park(api, call, poll, &asked, clients);
        return failure_none;
    }
    poll_free(poll);
    reply_poll(api, call->request, asked.parts, asked.n, asked.shared,
               may_park ? 0 : polling_random_wait(api), call->now);
    return failure_none;
}
