#include <math.h>
#include <stdio.h>
#include <string.h>

#include "call.h"

enum {
    BATCH_BYTES = 256 * 1024, /* of one answer to a poll */
    ENVELOPE_BYTES = 512,     /* of a `send` around one message, and to spare */
    SCRATCH_KEPT = 64 * 1024,
};

const char api_busy_response[] =
    "Status: 503 Service Unavailable\r\n"
    "Content-Type: application/json\r\n"
    "Content-Length: 62\r\n"
    "Retry-After: 1\r\n"
    "Cache-Control: no-store\r\n"
    "X-Content-Type-Options: nosniff\r\n\r\n"
    "{\"error\":\"busy\",\"detail\":\"The server is out of memory. Wait.\"}";

bool scratch_prepare(struct buf *b)
{
    bool held = buf_reserve(b, SCRATCH_KEPT) != NULL;
    buf_clear(b);
    return held;
}

void scratch_settle(struct buf *b)
{
    buf_clear(b);
    if (b->cap <= SCRATCH_KEPT)
        return;
    buf_fini(b);
    scratch_prepare(b);
}

/* Sends api->body with a status of its own. */
static void send_body(struct api *api, void *request, const char *status, const char *extra)
{
    char head[ANSWER_HEAD_MAX];
    if (api->body.failed) {
        api->answer(request, api_busy_response, strlen(api_busy_response), "", 0);
    } else {
        size_t body_len = buf_len(&api->body);
        size_t len = answer_head(head, status, extra, body_len);
        api->answer(request, head, len, buf_bytes(&api->body), body_len);
    }
    scratch_settle(&api->body);
}

void reply_body(struct api *api, void *request)
{
    send_body(api, request, "200 OK", "");
}

void reply_nothing(struct api *api, void *request)
{
    char head[ANSWER_HEAD_MAX];
    size_t len = answer_head(head, "204 No Content", "", SIZE_MAX);
    api->answer(request, head, len, "", 0);
}

void reply_failure(struct api *api, void *request, struct failure failure)
{
    static const struct {
        const char *status, *code;
    } rows[] = {
        [FAILURE_BAD_JSON] = {"400 Bad Request", "bad_json"},
        [FAILURE_BAD_REQUEST] = {"400 Bad Request", "bad_request"},
        [FAILURE_BAD_TOKEN] = {"403 Forbidden", "bad_token"},
        [FAILURE_NO_SUCH_ENDPOINT] = {"404 Not Found", "no_such_endpoint"},
        [FAILURE_BAD_METHOD] = {"405 Method Not Allowed", "bad_method"},
        [FAILURE_UNKNOWN_CLIENT] = {"410 Gone", "unknown_client"},
        [FAILURE_TOO_LARGE] = {"413 Content Too Large", "too_large"},
        [FAILURE_BAD_TYPE] = {"415 Unsupported Media Type", "bad_type"},
        [FAILURE_RATE_LIMITED] = {"429 Too Many Requests", "rate_limited"},
        [FAILURE_FULL] = {"503 Service Unavailable", "full"},
        [FAILURE_BUSY] = {"503 Service Unavailable", "busy"},
    };
    char extra[128] = "";
    if (failure.retry_after_ms > 0)
        snprintf(extra, sizeof extra, "Retry-After: %.0f\r\n", ceil(failure.retry_after_ms / 1000));
    else if (failure.allow)
        snprintf(extra, sizeof extra, "Allow: %s\r\n", failure.allow);
    buf_clear(&api->body);
    if (!json_append_error(&api->body, rows[failure.kind].code, failure.detail))
        api->body.failed = true;
    send_body(api, request, rows[failure.kind].status, extra);
}

/* Writes the first `n` commands that wait for the client into api->body.
 * False without memory. */
static bool write_commands(struct api *api, struct client *c, uint32_t n, struct answer_flags flags,
                           struct api_time now)
{
    struct answer_context context = {
        .limits = hub_limits(api->hub),
        .max_message = api->config.body_max > 2 * ENVELOPE_BYTES
                           ? api->config.body_max - ENVELOPE_BYTES
                           : api->config.body_max / 2,
        .unix_ms = now.unix,
    };
    buf_clear(&api->body);
    answer_append_commands(&api->body, c, n, flags, &context);
    return !api->body.failed;
}

/* Sends api->body, into which the first `n` commands were written. */
static void send_commands(struct api *api, void *request, struct client *c, uint32_t n,
                          struct api_time now)
{
    if (!api->body.failed && n > 0)
        hub_note_sent(api->hub, c, queue_first(client_queue(c)) + n - 1, now.monotonic);
    reply_body(api, request);
}

void reply_commands(struct api *api, void *request, struct client *c, uint32_t n,
                    struct answer_flags flags, struct api_time now)
{
    hub_prepare_answer(api->hub, c);
    write_commands(api, c, n, flags, now);
    send_commands(api, request, c, n, now);
}

void reply_batch(struct api *api, void *request, struct client *c, struct answer_flags flags,
                 struct api_time now)
{
    size_t bytes_max = (size_t)BATCH_BYTES >> client_halvings(c);
    hub_prepare_answer(api->hub, c);
    uint32_t n = answer_batch(c, bytes_max);
    /* When memory is short a smaller answer may pass, and make some free. */
    while (!write_commands(api, c, n, flags, now) && n > 1)
        n = answer_batch(c, bytes_max /= 2);
    send_commands(api, request, c, n, now);
}
