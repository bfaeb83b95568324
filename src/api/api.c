#include "api.h"

#include <assert.h>
#include <stdlib.h>

#include <sodium.h>

#include "../base/account.h"
#include "../base/container.h"
#include "endpoints.h"
#include "joining.h"
#include "json_fault.h"
#include "origin.h"
#include "polling.h"
#include "reply.h"
#include "scratch.h"
#include "streaming.h"

enum {
    SCRATCH_MAX = 64 * 1024 * 1024,
    CROWDED_MS = 1000,
    STACK_WIPED = 128 * 1024, /* bytes: more than any request takes */
    RUN_POLLS = 8,            /* answered by one api_run_some */
};

struct api *api_new(const struct api_config *config, struct api_time start,
                    struct api_output output)
{
    struct api *api = calloc(1, sizeof *api);
    if (!api)
        return NULL;
    api->config = *config;
    api->start = start;
    api->output = output;
    buf_init(&api->body, SCRATCH_MAX);
    buf_init(&api->message, SCRATCH_MAX);
    api->chat = chat_new(&config->limits);
    if (config->limits.max_parked > 0)
        processes_init(&api->processes, config->limits.max_parked);
    if (addresses_init(&api->addresses, config->joins) && api->chat &&
        scratch_prepare(&api->body) && scratch_prepare(&api->message))
        return api;
    api_free(api);
    return NULL;
}

/* Takes back a poll or a stream. */
static void forget(struct api *api, struct poll *poll, struct api_time now)
{
    if (poll->parked.kind == PARKED_STREAM)
        streaming_forget(api, streams_of(poll), now);
    else
        polling_forget(api, poll, now);
}

static void end_probe(struct api *api, struct probe *probe)
{
    addresses_leave_probe(&api->addresses, probe->use);
    probes_remove(&api->probes, probe);
}

static void forget_all(struct api *api)
{
    polls_ask_all_to_wait(api->chat);
    for (struct poll *poll; (poll = polls_next_ready(api->chat)) != NULL;)
        forget(api, poll, api->start);
    joining_forget_all(api);
    probes_hurry(&api->probes);
    for (struct probe *p; (p = probes_due(&api->probes, 0)) != NULL;)
        end_probe(api, p);
}

void api_free(struct api *api)
{
    if (!api)
        return;
    if (api->chat)
        forget_all(api);
    chat_free(api->chat);
    addresses_fini(&api->addresses);
    buf_fini(&api->body);
    buf_fini(&api->message);
    free(api);
}

/* `is_allowed`: a page asks that may, whatever site it is of. */
static struct failure check_params(const struct api *api, const struct cgi_params *params,
                                   bool is_allowed)
{
    enum endpoint endpoint = cgi_endpoint(params);
    const struct endpoint_route *route = &endpoints_routes[endpoint];
    if (endpoint == ENDPOINT_NONE ||
        (route->is_for_operator &&
         !cgi_is_from(params, &api->config.status_from, &api->config.trusted)))
        return failure_of(FAILURE_NO_SUCH_ENDPOINT, "There is no such endpoint.");
    if (!cgi_method_is(params, route->method))
        return (struct failure){.kind = FAILURE_BAD_METHOD,
                                .detail = "The endpoint does not take this method.",
                                .allow = route->method};
    if (!route->fields[0])
        return failure_none;
    if (!is_allowed && origin_is_foreign(params))
        return failure_of(
            FAILURE_FOREIGN_ORIGIN,
            "The page is of another site than the chat, or a proxy changed the Host.");
    if (!cgi_type_is_json(params))
        return failure_of(FAILURE_BAD_TYPE, "The body must be application/json.");
    size_t length;
    if (cgi_content_length(params, &length) == CGI_LENGTH_MALFORMED)
        return failure_of(FAILURE_BAD_REQUEST, "The Content-Length is not a number.");
    if (length > api->config.body_max)
        return failure_of(FAILURE_TOO_LARGE, "The body is larger than this server takes.");
    return failure_none;
}

/* Whether a page of a site that is named asks, at an endpoint for pages. The answers to its
 * request will say that it may read them. */
static bool note_origin(struct api *api, void *request, const struct cgi_params *params)
{
    if (api->config.origins.n == 0)
        return false;
    enum endpoint endpoint = cgi_endpoint(params);
    unsigned place = origins_find(&api->config.origins, params->of[CGI_ORIGIN]);
    if (place == 0 || endpoint == ENDPOINT_NONE || !endpoints_routes[endpoint].fields[0])
        return false;
    *api->output.mark(request) = (uint8_t)place;
    return true;
}

bool api_refuse(struct api *api, void *request, const struct cgi_params *params)
{
    bool is_allowed = note_origin(api, request, params);
    if (is_allowed && cgi_method_is(params, "OPTIONS")) {
        reply_preflight(api, request);
        return true;
    }
    struct failure failure = check_params(api, params, is_allowed);
    if (failure.kind == FAILURE_NONE)
        return false;
    reply_failure(api, request, failure);
    return true;
}

/* Reads the fields of a route from a body. */
static struct failure read_body(const struct endpoint_route *route, const char *body, size_t len,
                                struct json_field fields[ENDPOINTS_FIELDS_MAX])
{
    unsigned n = 0;
    for (; n < ENDPOINTS_FIELDS_MAX && route->fields[n]; n++)
        fields[n].name = route->fields[n];
    const char *fault;
    switch (json_fault_read(body, len, fields, n, &fault)) {
    case JSON_INVALID: return failure_of(FAILURE_BAD_JSON, fault);
    case JSON_NO_OBJECT: return failure_of(FAILURE_BAD_REQUEST, "The body must be an object.");
    case JSON_DUPLICATE: return failure_of(FAILURE_BAD_JSON, "The body has a key twice.");
    case JSON_NO_MEMORY: return failure_no_memory;
    case JSON_READ: break;
    }
    return failure_none;
}

/* Shortens a body to its CONTENT_LENGTH. False: the body is shorter than that. */
static bool shorten_to_length(const struct cgi_params *params, char *body, size_t *len)
{
    size_t length;
    if (cgi_content_length(params, &length) == CGI_LENGTH_ABSENT || length == *len)
        return true;
    if (length > *len)
        return false;
    body[length] = '\0';
    *len = length;
    return true;
}

/* `fields` has ENDPOINTS_FIELDS_MAX of them, all zero. */
static struct failure handle(struct api *api, struct call *call, struct json_field *fields,
                             char *body, size_t len)
{
    const struct endpoint_route *route = &endpoints_routes[cgi_endpoint(call->params)];
    struct failure failure = failure_none;
    call->fields = fields;
    call->body_bytes = len;
    api->metrics.requests[cgi_endpoint(call->params)]++;
    api->metrics.received += len;
    if (route->admit)
        failure = route->admit(api, call);
    if (failure.kind != FAILURE_NONE)
        return failure;
    if (route->fields[0]) {
        if (!shorten_to_length(call->params, body, &len))
            return failure_of(FAILURE_BAD_REQUEST, "The body is shorter than its Content-Length.");
        failure = read_body(route, body, len, fields);
    }
    return failure.kind == FAILURE_NONE ? route->handle(api, call) : failure;
}

struct parked *api_handle(struct api *api, void *request, const struct cgi_params *params,
                          char *body, size_t len, struct api_time now)
{
    assert(!api->calling_out);
    api->stack_is_clean = false;
    struct json_field fields[ENDPOINTS_FIELDS_MAX] = {{0}};
    struct call call = {.request = request, .params = params, .now = now};
    call.address = cgi_client_address(params, &api->config.trusted);
    struct failure failure = handle(api, &call, fields, body, len);
    if (failure.kind != FAILURE_NONE)
        reply_failure(api, request, failure);
    return call.parked;
}

void api_answer_bad_params(struct api *api, void *request)
{
    reply_failure(api, request,
                  failure_of(FAILURE_BAD_REQUEST, "The address or the header is too long."));
}

void api_answer_too_large(struct api *api, void *request)
{
    reply_failure(api, request,
                  failure_of(FAILURE_TOO_LARGE, "The body is larger than this server takes."));
}

void api_answer_crowded(struct api *api, void *request)
{
    reply_failure(api, request,
                  failure_for(FAILURE_BUSY,
                              "Too many requests are unfinished on this connection. Try again.",
                              CROWDED_MS));
}

void api_answer_busy(struct api *api, void *request)
{
    reply_failure(api, request, failure_no_memory);
}

void api_forget(struct api *api, struct parked *parked, struct api_time now)
{
    assert(!api->calling_out);
    if (parked->kind == PARKED_PROBE)
        end_probe(api, CONTAINER_OF(parked, struct probe, parked));
    else if (parked->kind == PARKED_JOIN)
        joining_forget(api, parked);
    else
        forget(api, CONTAINER_OF(parked, struct poll, parked), now);
}

/* ---- what is answered later ---- */

/* When the last client has gone, what is left of clients on the stack goes too. */
static void wipe_stack(struct api *api)
{
    const bool empty = chat_counts(api->chat).clients == 0;
    if (empty && !api->stack_is_clean)
        sodium_stackzero(STACK_WIPED);
    api->stack_is_clean = empty;
}

void api_run(struct api *api, struct api_time now)
{
    while (api_run_some(api, now))
        continue;
}

bool api_run_some(struct api *api, struct api_time now)
{
    assert(!api->calling_out);
    chat_sweep(api->chat, now.monotonic);
    for (unsigned n = 0; n < RUN_POLLS; n++) {
        struct poll *poll = polls_next_ready(api->chat);
        if (!poll)
            break;
        if (poll->parked.kind == PARKED_STREAM)
            streaming_go_on(api, streams_of(poll), now);
        else
            polling_answer(api, poll, now);
    }
    if (polls_next_ready(api->chat))
        return true;
    for (struct probe *p; (p = probes_due(&api->probes, now.monotonic)) != NULL;) {
        reply_probe_end(api, p);
        end_probe(api, p);
    }
    wipe_stack(api);
    return false;
}

int64_t api_next_deadline(const struct api *api)
{
    int64_t polls = chat_next_deadline(api->chat), probes = probes_next_deadline(&api->probes);
    return polls < probes ? polls : probes;
}

bool api_ask_to_wait(struct api *api, struct parked *parked)
{
    assert(!api->calling_out);
    if (parked->kind == PARKED_PROBE || parked->kind == PARKED_JOIN)
        return false;
    polls_ask_to_wait(api->chat, CONTAINER_OF(parked, struct poll, parked));
    return true;
}

void api_note_pass(struct api *api, uint64_t us, uint32_t connections)
{
    histogram_add(&api->metrics.passes, us);
    api->metrics.connections = connections;
}

void api_ask_all_to_wait(struct api *api)
{
    assert(!api->calling_out);
    polls_ask_all_to_wait(api->chat);
    probes_hurry(&api->probes);
    joining_refuse_all(api);
}

/* ---- many nodes ---- */

void api_settle(struct api *api, struct list *waiters, enum api_holder holder, const char *node,
                struct api_time now)
{
    assert(!api->calling_out);
    api->stack_is_clean = false;
    for (struct waiter *waiter; (waiter = waiter_next(waiters)) != NULL;)
        joining_settle(api, waiter, holder, node, now);
}

void api_note_cut_off(struct api *api, bool is_cut_off)
{
    api->cut_off = is_cut_off;
}

uint32_t api_n_members(const struct api *api, const char *room)
{
    return chat_n_members(api->chat, room);
}

void api_end_room(struct api *api, const char *room, struct api_time now)
{
    assert(!api->calling_out);
    for (struct client *c; (c = chat_first_member(api->chat, room)) != NULL;) {
        streaming_end(api, c, now);
        polling_leave(api, c, NULL, now);
    }
}

void api_resume(struct api *api, struct list *blocked)
{
    assert(!api->calling_out);
    streams_resume(api->chat, blocked);
}

uint64_t api_n_clients(const struct api *api)
{
    return chat_counts(api->chat).clients;
}

struct chat_counts api_counts(const struct api *api)
{
    return chat_counts(api->chat);
}

bool api_is_full(const struct api *api)
{
    return api_n_clients(api) >= chat_limits(api->chat)->max_clients || account_is_short();
}

void api_configure(struct api *api, const struct api_config *config)
{
    assert(!api->calling_out);
    api->config.limits = config->limits;
    api->config.joins = api->addresses.joins = config->joins;
    api->config.trusted = config->trusted;
    api->config.status_from = config->status_from;
    api->config.answer_max = config->answer_max;
    chat_set_limits(api->chat, &config->limits);
    if (config->limits.max_parked > 0)
        processes_init(&api->processes, config->limits.max_parked);
}

bool api_pressed(const struct api *api)
{
    return polls_pressed(api->chat);
}
