#include "endpoints.h"

#include <string.h>

#include <sodium.h>

#include "../base/account.h"
#include "credentials.h"
#include "joining.h"
#include "polling.h"
#include "reply.h"
#include "scratch.h"
#include "streaming.h"

enum {
    RECEIVER_BUSY_MS = 1000,
    PROBE_AGAIN_MS = 1000,
};

static const double PROBE_PAUSE_MAX = 5;           /* seconds */
static const double PROBE_FILL_MAX = 256.0 * 1024; /* bytes */

static const char too_much[] = "This is too much at a time. Wait a little.";

/* Relays api->drafts, if the client may say so much. See relay_messages. */
static struct failure relay_drafts(struct api *api, const struct call *call, struct client *c,
                                   struct message **farewell)
{
    const struct drafts *d = &api->drafts;
    int64_t wait = sending_wait(api->chat, c, d->live, d->history, call->now.monotonic);
    if (wait > 0)
        return failure_for(FAILURE_RATE_LIMITED, too_much, wait);
    struct message *reserved = farewell ? chat_reserve_leave(c, COMMAND_LEFT, d->n) : NULL;
    if (farewell && !reserved)
        return failure_no_memory;
    switch (sending_relay(api->chat, c, d->outgoing, d->n, call->body_bytes, call->now.monotonic)) {
    case SENDING_OK:
        if (farewell)
            *farewell = reserved;
        return failure_none;
    case SENDING_RECEIVER_BUSY:
        message_unref(reserved);
        return failure_for(FAILURE_RATE_LIMITED,
                           "The receiver has not read what was sent before. Wait a little.",
                           RECEIVER_BUSY_MS);
    case SENDING_NO_MEMORY: break;
    }
    message_unref(reserved);
    return failure_no_memory;
}

/* How long a client has to wait that may send nothing at all, to all or to one:
 * what it sends need not be read. */
static int64_t wait_for_any(const struct api *api, const struct client *c, int64_t now)
{
    int64_t live = sending_wait(api->chat, c, true, false, now);
    int64_t history = live > 0 ? sending_wait(api->chat, c, false, true, now) : 0;
    return live < history ? live : history;
}

/* Relays the messages in `commands`. Appends what is to be answered to `answer`,
 * if that is not NULL, before anything happens: then it cannot fail any more. If
 * `farewell` is not NULL, the client leaves with them: what chat_leave takes is reserved
 * first. */
static struct failure relay_messages(struct api *api, const struct call *call, struct client *c,
                                     struct json commands, struct buf *answer,
                                     struct message **farewell)
{
    struct drafts *d = &api->drafts;
    presence_touch(api->chat, c, call->now.monotonic);
    int64_t wait = wait_for_any(api, c, call->now.monotonic);
    if (wait > 0)
        return failure_for(FAILURE_RATE_LIMITED, too_much, wait);
    struct failure failure = drafts_read(d, commands, client_id(c), call->now.unix, &api->message);
    scratch_settle(&api->message);
    if (failure.kind != FAILURE_NONE)
        return failure;
    if (answer)
        drafts_append_accepted(d, answer);
    failure = answer && answer->failed ? failure_no_memory : relay_drafts(api, call, c, farewell);
    drafts_fini(d);
    return failure;
}

/* ---- the endpoints ---- */

static struct failure send_messages(struct api *api, struct call *call)
{
    struct client *c;
    struct ack ack;
    struct failure failure = credentials_identify(api, call, 3, &c, &ack);
    if (failure.kind != FAILURE_NONE)
        return failure;
    buf_clear(&api->body);
    failure = relay_messages(api, call, c, call->fields[2].value, &api->body, NULL);
    if (failure.kind != FAILURE_NONE)
        return failure;
    credentials_take_ack(api, c, ack);
    reply_body(api, call->request);
    return failure_none;
}

static struct failure leave(struct api *api, struct call *call)
{
    struct client *c;
    struct ack ack; /* not taken: the client gets nothing more */
    struct message *farewell = NULL;
    struct failure failure = credentials_identify(api, call, 3, &c, &ack);
    if (failure.kind != FAILURE_NONE)
        return failure;
    if (call->fields[2].value.text)
        failure = relay_messages(api, call, c, call->fields[2].value, NULL, &farewell);
    else if (!(farewell = chat_reserve_leave(c, COMMAND_LEFT, 0)))
        failure = failure_no_memory;
    if (failure.kind != FAILURE_NONE)
        return failure;
    streaming_leave(api, c, call->now);
    polling_leave(api, c, farewell, call->now);
    reply_nothing(api, call->request);
    return failure_none;
}

/* Begins an answer that ends after a pause. */
static struct failure begin_probe(struct api *api, struct call *call, struct probe asked)
{
    if (!addresses_enter_probe(&api->addresses, call->address, &asked.use))
        return failure_for(FAILURE_RATE_LIMITED, too_much, PROBE_AGAIN_MS);
    struct failure failure = failure_for(FAILURE_RATE_LIMITED, too_much, PROBE_AGAIN_MS);
    struct probe *probe = probes_add(&api->probes, asked);
    if (probe && reply_probe_begin(api, probe)) {
        call->parked = &probe->parked;
        return failure_none;
    }
    if (probe) {
        probes_remove(&api->probes, probe);
        failure = failure_no_memory;
    }
    addresses_leave_probe(&api->addresses, asked.use);
    return failure;
}

/* Answers with the size of its own body, so that a client can try what its path
 * lets through. */
static struct failure probe_path(struct api *api, struct call *call)
{
    double pause = 0, fill = 0;
    struct ack ack;
    struct client *c;
    if (!credentials_read_number(call->fields[2].value, &pause) || pause > PROBE_PAUSE_MAX)
        return failure_of(FAILURE_BAD_REQUEST,
                          "The pause must be a number of seconds from 0 to 5.");
    if (!credentials_read_number(call->fields[3].value, &fill) || fill > PROBE_FILL_MAX)
        return failure_of(FAILURE_BAD_REQUEST,
                          "The fill must be a number of bytes, 262144 at most.");
    struct failure failure = credentials_identify(api, call, 4, &c, &ack);
    if (failure.kind != FAILURE_NONE)
        return failure;
    presence_touch(api->chat, c, call->now.monotonic);
    int64_t wait = sending_take_bytes(api->chat, c, call->body_bytes + (size_t)fill,
                                      call->now.monotonic);
    if (wait > 0)
        return failure_for(FAILURE_RATE_LIMITED, too_much, wait);
    if (pause > 0)
        failure = begin_probe(
            api, call,
            (struct probe){.parked = {.request = call->request, .kind = PARKED_PROBE},
                           .client = *client_id(c),
                           .received = call->body_bytes,
                           .fill = (size_t)fill,
                           .due = call->now.monotonic + (int64_t)(pause * 1000)});
    else
        reply_probe(api, call->request, call->body_bytes, (size_t)fill);
    if (failure.kind == FAILURE_NONE)
        credentials_take_ack(api, c, ack);
    return failure;
}

static struct failure acknowledge(struct api *api, struct call *call)
{
    struct client *c;
    struct ack ack;
    struct failure failure = credentials_identify_with_ack(api, call, 2, &c, &ack);
    if (failure.kind != FAILURE_NONE)
        return failure;
    presence_touch(api->chat, c, call->now.monotonic);
    credentials_take_ack(api, c, ack);
    reply_nothing(api, call->request);
    return failure_none;
}

static struct failure status(struct api *api, struct call *call)
{
    struct chat_counts counts = chat_counts(api->chat);
    const struct api_holders *holders = &api->config.holders;
    struct api_nodes nodes = holders->look ? holders->look(holders->ctx) : (struct api_nodes){0};
    struct json_count rows[] = {
        {"uptime", (uint64_t)((call->now.monotonic - api->start.monotonic) / 1000)},
        {"clients", counts.clients},
        {"rooms", counts.rooms},
        {"parked", counts.parked},
        {"streams", counts.streams},
        {"delivered", counts.delivered},
        {"accepted", counts.accepted},
        {"joined", counts.joined},
        {"overflowed", counts.overflowed},
        {"memory", account_total()},
        {"rooms_held", nodes.held}, /* the last are of nodes */
        {"rooms_moved", nodes.given + nodes.lost},
        {"directory_faults", nodes.faults},
    };
    const unsigned all = sizeof rows / sizeof *rows, of_nodes = 3;
    buf_clear(&api->body);
    if (!json_append_status(&api->body, api->config.version, nodes.node, rows,
                            nodes.node ? all : all - of_nodes))
        return failure_no_memory;
    reply_body(api, call->request);
    return failure_none;
}

static struct failure metrics(struct api *api, struct call *call)
{
    const struct chat_counts counts = chat_counts(api->chat);
    const struct api_holders *holders = &api->config.holders;
    struct api_nodes nodes;
    if (holders->look)
        nodes = holders->look(holders->ctx);
    const struct metrics_more more = {.version = api->config.version,
                                      .started = (double)api->start.unix / 1000,
                                      .counts = &counts,
                                      .timings = chat_timings(api->chat),
                                      .nodes = holders->look ? &nodes : NULL};
    buf_clear(&api->body);
    if (!metrics_append(&api->body, &api->metrics, &more))
        return failure_no_memory;
    reply_metrics(api, call->request);
    return failure_none;
}

/* That it answers says all. */
static struct failure health(struct api *api, struct call *call)
{
    buf_clear(&api->body);
    buf_append_string(&api->body, "{\"status\":\"ok\"}");
    reply_body(api, call->request);
    return failure_none;
}

const struct endpoint_route endpoints_routes[ENDPOINT_NONE] = {
    [ENDPOINT_JOIN] = {.method = "POST",
                       .fields = {"room", "token"},
                       .admit = joining_admit,
                       .handle = joining_join},
    [ENDPOINT_POLL] = {.method = "POST",
                       .fields = {"id", "token", "ack", "hold", "polls"},
                       .handle = polling_poll},
    [ENDPOINT_SEND] = {.method = "POST",
                       .fields = {"id", "token", "commands", "ack"},
                       .handle = send_messages},
    [ENDPOINT_LEAVE] = {.method = "POST",
                        .fields = {"id", "token", "commands", "ack"},
                        .handle = leave},
    [ENDPOINT_PROBE] = {.method = "POST",
                        .fields = {"id", "token", "pause", "fill", "ack"},
                        .handle = probe_path},
    [ENDPOINT_STREAM] = {.method = "POST",
                         .fields = {"id", "token", "ack"},
                         .handle = streaming_stream},
    [ENDPOINT_ACK] = {.method = "POST", .fields = {"id", "token", "ack"}, .handle = acknowledge},
    [ENDPOINT_STATUS] = {.method = "GET", .handle = status, .is_for_operator = true},
    [ENDPOINT_METRICS] = {.method = "GET", .handle = metrics, .is_for_operator = true},
    [ENDPOINT_HEALTH] = {.method = "GET", .handle = health, .is_for_operator = true},
};
