#include "reply.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include "../base/log.h"
#include "origin.h"
#include "scratch.h"

enum { ENVELOPE_BYTES = 512 }; /* of a `send` around one message, and to spare */
_Static_assert((int)ORIGIN_FIELDS_MAX + 256 <= (int)ANSWER_FIELDS_MAX, "they fit beside others");

/* ---- calls out: nothing of the api may be called meanwhile ---- */

static void begin_call(struct api *api)
{
    assert(!api->calling_out);
    api->calling_out = true;
}

/* False without memory: then the answer is a refusal. */
static bool send_whole(struct api *api, void *request, const char *head, size_t head_len,
                       const char *body, size_t body_len)
{
    begin_call(api);
    bool room = api->output.answer(request, head, head_len, body, body_len);
    api->calling_out = false;
    if (!room) {
        reply_busy(api, request);
        return false;
    }
    api->metrics.sent += head_len + body_len;
    histogram_add(&api->metrics.answers, head_len + body_len);
    return true;
}

bool reply_pass(struct api *api, void *request, const char *bytes, size_t len)
{
    begin_call(api);
    bool passed = api->output.pass(request, bytes, len);
    api->calling_out = false;
    api->metrics.sent += passed ? len : 0;
    return passed;
}

void reply_finish(struct api *api, void *request, const char *bytes, size_t len)
{
    api->metrics.sent += len;
    begin_call(api);
    api->output.finish(request, bytes, len);
    api->calling_out = false;
}

struct list *reply_blocked(struct api *api, void *request)
{
    begin_call(api);
    struct list *blocked = api->output.blocked(request);
    api->calling_out = false;
    return blocked;
}

void reply_busy(struct api *api, void *request)
{
    api->metrics.refusals[FAILURE_BUSY]++;
    reply_finish(api, request, failure_busy_response, strlen(failure_busy_response));
}

/* ---- whole answers ---- */

size_t reply_origin_fields(const struct api *api, void *request, char to[ORIGIN_FIELDS_MAX])
{
    return api->config.origins.n > 0
               ? origin_fields(to, &api->config.origins, *api->output.mark(request))
               : 0;
}

/* See answer_head. */
static size_t write_head(const struct api *api, void *request, char head[ANSWER_HEAD_MAX],
                         struct span fields, size_t body_len)
{
    struct span more = {NULL, 0};
    char text[ORIGIN_FIELDS_MAX];
    if (api->config.origins.n > 0)
        more = (struct span){text, reply_origin_fields(api, request, text)};
    return answer_head(head, fields, more, body_len);
}

#define JSON_TYPE "Content-Type: application/json\r\n"
#define SPAN_OF(text) ((struct span){text, sizeof(text) - 1})

static const struct span ok_json = {"Status: 200 OK\r\n" JSON_TYPE,
                                    sizeof "Status: 200 OK\r\n" JSON_TYPE - 1};

/* Sends api->body. `fields`: see answer_head. False as send_whole says. */
static bool send_body(struct api *api, void *request, struct span fields)
{
    char head[ANSWER_HEAD_MAX];
    bool sent = false;
    if (api->body.failed) {
        reply_busy(api, request);
    } else {
        size_t body_len = buf_len(&api->body);
        size_t len = write_head(api, request, head, fields, body_len);
        sent = send_whole(api, request, head, len, buf_bytes(&api->body), body_len);
    }
    scratch_settle(&api->body);
    return sent;
}

bool reply_body(struct api *api, void *request)
{
    return send_body(api, request, ok_json);
}

void reply_metrics(struct api *api, void *request)
{
    send_body(api, request,
              SPAN_OF("Status: 200 OK\r\n"
                      "Content-Type: text/plain; version=0.0.4; charset=utf-8\r\n"));
}

void reply_nothing(struct api *api, void *request)
{
    char head[ANSWER_HEAD_MAX];
    size_t len = write_head(api, request, head, SPAN_OF("Status: 204 No Content\r\n"), SIZE_MAX);
    send_whole(api, request, head, len, "", 0);
}

void reply_preflight(struct api *api, void *request)
{
    char head[ANSWER_HEAD_MAX], fields[256];
    int n = snprintf(fields, sizeof fields, "Status: 204 No Content\r\n%s",
                     origin_preflight_fields);
    assert(n > 0 && (size_t)n < sizeof fields);
    size_t len = write_head(api, request, head, (struct span){fields, (size_t)n}, SIZE_MAX);
    send_whole(api, request, head, len, "", 0);
}

void reply_failure(struct api *api, void *request, struct failure failure)
{
    char extra[128] = "", fields[256];
    api->metrics.refusals[failure.kind]++;
    log_event(LOG_DEBUG, "request_refused", "a request was refused: {code}",
              LOG_TEXT("code", failure_code(failure.kind)));
    if (failure.retry_after_ms > 0)
        snprintf(extra, sizeof extra, "Retry-After: %lld\r\n",
                 (long long)(failure.retry_after_ms + 999) / 1000);
    else if (failure.allow)
        snprintf(extra, sizeof extra, "Allow: %s\r\n", failure.allow);
    int len = snprintf(fields, sizeof fields, "Status: %s\r\n" JSON_TYPE "%s",
                       failure_status(failure.kind), extra);
    assert(len > 0 && (size_t)len < sizeof fields);
    buf_clear(&api->body);
    if (!json_append_error(&api->body, failure_code(failure.kind), failure.detail, failure.node))
        api->body.failed = true;
    send_body(api, request, (struct span){fields, (size_t)len});
}

/* ---- answers to polls ---- */

struct answer_context reply_context(const struct api *api, struct api_time now)
{
    return (struct answer_context){
        .limits = chat_limits(api->chat),
        .streams = !api->config.process_per_poll,
        .max_message = api->config.body_max > 2 * ENVELOPE_BYTES
                           ? api->config.body_max - ENVELOPE_BYTES
                           : api->config.body_max / 2,
        .max_polls = REPLY_PARTS_MAX,
        .unix_ms = now.unix,
        .node = api->config.holders.node,
        .cut_off = api->cut_off,
    };
}

static void append_part(struct api *api, const struct poll_part *part,
                        const struct answer_context *context)
{
    if (part->failure.kind != FAILURE_NONE)
        answer_append_failure(&api->body, failure_code(part->failure.kind), part->failure.detail);
    else
        answer_append_commands(&api->body, part->client, 0, part->n, context);
    if (part->superseded)
        buf_append_string(&api->body, ",\"superseded\":true");
}

/* Writes the first commands of each part into api->body. False without memory. */
static bool write_parts(struct api *api, const struct poll_part *parts, unsigned n, bool shared,
                        uint32_t wait_ms, struct api_time now)
{
    struct buf *b = &api->body;
    struct answer_context context = reply_context(api, now);
    buf_clear(b);
    buf_append_string(b, shared ? "{\"polls\":[" : "{");
    for (unsigned i = 0; i < n; i++) {
        if (shared) {
            buf_append_string(b, i > 0 ? ",{" : "{");
            answer_append_id(b, &parts[i].id);
        }
        append_part(api, &parts[i], &context);
        if (shared)
            buf_append(b, "}", 1);
    }
    if (shared)
        buf_append(b, "]", 1);
    if (wait_ms > 0)
        answer_append_wait(b, wait_ms);
    buf_append(b, "}", 1);
    return !b->failed;
}

static bool has_commands(const struct poll_part *part)
{
    return part->failure.kind == FAILURE_NONE && !part->superseded && client_waiting(part->client);
}

/* Divides the bytes of an answer among the first `served` clients for whom
 * something waits, at least one command each; the others get theirs in the next
 * answer. Counting starts at the part `from`. Returns how many commands there are
 * beyond one for each. */
static uint32_t choose_batches(struct poll_part *parts, unsigned n, unsigned from, unsigned served,
                               size_t bytes_max)
{
    uint32_t more = 0;
    unsigned chosen = 0;
    for (unsigned i = 0; i < n; i++) {
        struct poll_part *part = &parts[(from + i) % n];
        part->n = 0;
        if (!has_commands(part) || chosen == served)
            continue;
        chosen++;
        part->n = answer_batch(part->client, (bytes_max / served) >> client_halvings(part->client));
        more += part->n - 1;
    }
    return more;
}

/* Sends api->body, into which the parts were written. */
static void send_parts(struct api *api, void *request, const struct poll_part *parts, unsigned n,
                       struct api_time now)
{
    uint64_t last[REPLY_PARTS_MAX];
    /* All before the first is noted: that may have another of them overflow. */
    for (unsigned i = 0; i < n; i++)
        if (parts[i].n > 0)
            last[i] = queue_first(client_queue(parts[i].client)) + parts[i].n - 1;
    if (!reply_body(api, request))
        return;
    for (unsigned i = 0; i < n; i++)
        if (parts[i].n > 0)
            answers_note_sent(api->chat, parts[i].client, last[i], now.monotonic);
}

void reply_init(struct api *api, void *request, struct client *c, struct api_time now)
{
    struct poll_part part = {.client = c, .n = 1};
    answers_prepare(api->chat, c);
    write_parts(api, &part, 1, false, 0, now);
    send_parts(api, request, &part, 1, now);
}

void reply_poll(struct api *api, void *request, struct poll_part *parts, unsigned n, bool shared,
                uint32_t wait_ms, struct api_time now)
{
    if (!shared && parts[0].failure.kind != FAILURE_NONE) {
        reply_failure(api, request, parts[0].failure);
        return;
    }
    unsigned served = 0;
    for (unsigned i = 0; i < n; i++) {
        if (!has_commands(&parts[i]))
            continue;
        answers_prepare(api->chat, parts[i].client);
        served++;
    }
    /* An answer that cannot be held may pass when it is smaller: with fewer
     * commands for each client, and then with fewer clients. Not always the same
     * come first. */
    unsigned from = served > 1 ? randombytes_uniform(n) : 0;
    for (size_t bytes_max = api->config.answer_max;; bytes_max /= 2) {
        uint32_t more = choose_batches(parts, n, from, served, bytes_max);
        if (write_parts(api, parts, n, shared, wait_ms, now) || (more == 0 && served <= 1))
            break;
        if (more == 0)
            served /= 2;
    }
    send_parts(api, request, parts, n, now);
}

/* ---- probes ---- */

/* Writes the answer into api->body, and its header. False without memory. */
static bool write_probe(struct api *api, void *request, size_t received, size_t n_fill,
                        char head[ANSWER_HEAD_MAX], size_t *head_len)
{
    struct buf *b = &api->body;
    buf_clear(b);
    buf_append_string(b, "{\"received\":");
    buf_append_number(b, received);
    buf_append_string(b, ",\"fill\":\"");
    char *fill = buf_reserve(b, n_fill);
    if (fill) {
        memset(fill, 'x', n_fill);
        buf_commit(b, n_fill);
    }
    buf_append_string(b, "\"}");
    *head_len = write_head(api, request, head, ok_json, buf_len(b));
    return !b->failed;
}

void reply_probe(struct api *api, void *request, size_t received, size_t fill)
{
    char head[ANSWER_HEAD_MAX];
    size_t head_len;
    write_probe(api, request, received, fill, head, &head_len);
    reply_body(api, request);
}

bool reply_probe_begin(struct api *api, const struct probe *probe)
{
    char head[ANSWER_HEAD_MAX + 1];
    size_t len;
    void *request = probe->parked.request;
    bool written = write_probe(api, request, probe->received, probe->fill, head, &len);
    scratch_settle(&api->body);
    head[len] = '{';
    return written && reply_pass(api, request, head, len + 1);
}

void reply_probe_end(struct api *api, const struct probe *probe)
{
    char head[ANSWER_HEAD_MAX];
    size_t head_len;
    void *request = probe->parked.request;
    if (write_probe(api, request, probe->received, probe->fill, head, &head_len))
        reply_finish(api, request, buf_bytes(&api->body) + 1, buf_len(&api->body) - 1);
    else /* shorter than its Content-Length: the client sees that it was cut off */
        reply_finish(api, request, "", 0);
    scratch_settle(&api->body);
}
