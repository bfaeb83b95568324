#include "streaming.h"

#include <string.h>

#include "answer.h"
#include "credentials.h"
#include "parking.h"
#include "reply.h"
#include "scratch.h"

/* nginx buffers no answer that says so. */
static const char status[] = "Status: 200 OK\r\n";
static const char head[] = "Content-Type: application/x-ndjson\r\n"
                           "Cache-Control: no-store\r\n"
                           "X-Content-Type-Options: nosniff\r\n"
                           "X-Accel-Buffering: no\r\n\r\n";

/* ---- lines ---- */

static void append_origin_fields(struct api *api, const struct stream *s)
{
    char fields[ORIGIN_FIELDS_MAX];
    size_t len = reply_origin_fields(api, s->poll.parked.request, fields);
    buf_append(&api->body, fields, len);
}

/* Begins a line in api->body; the first comes behind the header. */
static struct buf *begin_line(struct api *api, struct stream *s)
{
    buf_clear(&api->body);
    if (!s->begun) {
        buf_append(&api->body, status, sizeof status - 1);
        append_origin_fields(api, s);
        buf_append(&api->body, head, sizeof head - 1);
    }
    buf_append(&api->body, "{", 1);
    return &api->body;
}

/* Ends a stream with the line in api->body, and takes it from its client. */
static void end_stream(struct api *api, struct stream *s, struct api_time now)
{
    struct buf *b = &api->body;
    buf_append_string(b, "}\n");
    parking_leave(api, &s->poll, now);
    if (!b->failed)
        reply_finish(api, s->poll.parked.request, buf_bytes(b), buf_len(b));
    else if (s->begun)
        reply_finish(api, s->poll.parked.request, "", 0);
    else
        reply_busy(api, s->poll.parked.request);
    scratch_settle(b);
    streams_free(s);
}

/* An empty line: that it is the last, and perhaps when to come again. */
static void end_in_time(struct api *api, struct stream *s, struct api_time now)
{
    struct client *c = s->client;
    struct answer_context context = reply_context(api, now);
    struct buf *b = begin_line(api, s);
    answer_append_commands(b, c, 0, 0, &context);
    buf_append_string(b, ",\"end\":true");
    if (s->poll.asked_to_wait) {
        uint32_t wait_ms = parking_random_wait(api);
        answer_append_wait(b, wait_ms);
        client_note_wait(c, now.monotonic + wait_ms);
    }
    end_stream(api, s, now);
}

/* False without memory: nothing was written. */
static bool write_line(struct api *api, struct stream *s, struct stream_line line,
                       struct api_time now)
{
    struct answer_context context = reply_context(api, now);
    struct buf *b = begin_line(api, s);
    answer_append_commands(b, s->client, line.first, line.n, &context);
    if (line.n == 0 && s->begun)
        buf_append_string(b, ",\"heartbeat\":true");
    buf_append_string(b, "}\n");
    bool written = !b->failed && reply_pass(api, s->poll.parked.request, buf_bytes(b), buf_len(b));
    scratch_settle(b);
    return written;
}

/* ---- when they come ---- */

void streaming_go_on(struct api *api, struct stream *s, struct api_time now)
{
    if (s->over || s->poll.asked_to_wait) {
        end_in_time(api, s, now);
        return;
    }
    struct list *blocked = reply_blocked(api, s->poll.parked.request);
    if (blocked) {
        streams_block(api->chat, s, blocked);
        return;
    }
    answers_prepare(api->chat, s->client);
    struct stream_line line = streams_line(s);
    if (line.n == 0 && s->begun && !s->beats)
        streams_rest(api->chat, s);
    else if (write_line(api, s, line, now))
        answers_note_line(api->chat, s, line, now.monotonic);
    else
        streams_delay(api->chat, s, now.monotonic);
}

void streaming_supersede(struct api *api, struct client *c, struct api_time now)
{
    struct answer_context context = reply_context(api, now);
    struct stream *s = client_stream(c);
    if (!s)
        return;
    answer_append_commands(begin_line(api, s), c, 0, 0, &context);
    buf_append_string(&api->body, ",\"superseded\":true");
    end_stream(api, s, now);
}

void streaming_leave(struct api *api, struct client *c, struct api_time now)
{
    static const struct failure left = {.kind = FAILURE_UNKNOWN_CLIENT,
                                        .detail = "This client has left."};
    struct stream *s = client_stream(c);
    if (!s)
        return;
    answer_append_failure(begin_line(api, s), failure_code(left.kind), left.detail);
    end_stream(api, s, now);
}

void streaming_end(struct api *api, struct client *c, struct api_time now)
{
    if (client_stream(c))
        end_in_time(api, client_stream(c), now);
}

struct failure streaming_stream(struct api *api, struct call *call)
{
    struct client *c;
    struct ack ack;
    struct failure failure = credentials_identify_with_ack(api, call, 2, &c, &ack);
    if (failure.kind != FAILURE_NONE)
        return failure;
    struct stream *s = streams_new(call->request);
    if (!s)
        return failure_no_memory;
    credentials_take_ack(api, c, ack);
    streaming_supersede(api, c, call->now);
    streams_open(api->chat, s, c, parking_enter(api, call), call->now.monotonic);
    call->parked = &s->poll.parked;
    return failure_none;
}

void streaming_forget(struct api *api, struct stream *s, struct api_time now)
{
    parking_leave(api, &s->poll, now);
    streams_free(s);
}
