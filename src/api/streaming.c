#include "streaming.h"

#include <string.h>

#include "../chat/streams.h"
#include "polling.h"

/* nginx buffers no answer that says so. */
static const char head[] = "Status: 200 OK\r\n"
                           "Content-Type: application/x-ndjson\r\n"
                           "Cache-Control: no-store\r\n"
                           "X-Content-Type-Options: nosniff\r\n"
                           "X-Accel-Buffering: no\r\n\r\n";

/* ---- lines ---- */

/* Begins a line in api->body; the first comes behind the header. */
static struct buf *begin_line(struct api *api, struct poll *poll)
{
    buf_clear(&api->body);
    if (!stream_of(poll)->begun)
        buf_append(&api->body, head, sizeof head - 1);
    buf_append(&api->body, "{", 1);
    return &api->body;
}

/* Ends a stream with the line in api->body, and takes it from its client. */
static void end_stream(struct api *api, struct poll *poll, struct api_time now)
{
    struct buf *b = &api->body;
    buf_append_string(b, "}\n");
    polling_unpark(api, poll, now);
    if (!b->failed)
        api->output.finish(poll->request, buf_bytes(b), buf_len(b));
    else if (stream_of(poll)->begun)
        api->output.finish(poll->request, "", 0);
    else
        api->output.answer(poll->request, api_busy_response, strlen(api_busy_response), "", 0);
    scratch_settle(b);
    poll_free(poll);
}

/* An empty line: that it is the last, and perhaps when to come again. */
static void end_in_time(struct api *api, struct poll *poll, struct api_time now)
{
    struct client *c = poll->clients[0];
    struct answer_context context = reply_context(api, now);
    struct buf *b = begin_line(api, poll);
    answer_append_commands(b, c, 0, 0, &context);
    buf_append_string(b, ",\"end\":true");
    if (poll->asked_to_wait) {
        uint32_t wait_ms = polling_random_wait(api);
        answer_append_wait(b, wait_ms);
        hub_note_wait(c, now.monotonic + wait_ms);
    }
    end_stream(api, poll, now);
}

/* False without memory: nothing was written. */
static bool write_line(struct api *api, struct poll *poll, struct stream_line line,
                       struct api_time now)
{
    struct answer_context context = reply_context(api, now);
    struct buf *b = begin_line(api, poll);
    answer_append_commands(b, poll->clients[0], line.first, line.n, &context);
    if (line.n == 0 && stream_of(poll)->begun)
        buf_append_string(b, ",\"heartbeat\":true");
    buf_append_string(b, "}\n");
    bool written = !b->failed && api->output.pass(poll->request, buf_bytes(b), buf_len(b));
    scratch_settle(b);
    return written;
}

/* ---- when they come ---- */

void streaming_go_on(struct api *api, struct poll *poll, struct api_time now)
{
    const struct stream *s = stream_of(poll);
    if (s->over || poll->asked_to_wait) {
        end_in_time(api, poll, now);
        return;
    }
    struct list *blocked = api->output.blocked(poll->request);
    if (blocked) {
        hub_block_stream(api->hub, poll, blocked);
        return;
    }
    hub_prepare_answer(api->hub, poll->clients[0]);
    struct stream_line line = hub_stream_line(poll);
    if (line.n == 0 && s->begun && !s->beats)
        hub_rest_stream(api->hub, poll);
    else if (write_line(api, poll, line, now))
        hub_note_line(api->hub, poll, line, now.monotonic);
    else
        hub_delay_stream(api->hub, poll, now.monotonic);
}

void streaming_supersede(struct api *api, struct client *c, struct api_time now)
{
    struct answer_context context = reply_context(api, now);
    struct poll *poll = client_stream(c);
    if (!poll)
        return;
    answer_append_commands(begin_line(api, poll), c, 0, 0, &context);
    buf_append_string(&api->body, ",\"superseded\":true");
    end_stream(api, poll, now);
}

void streaming_leave(struct api *api, struct client *c, struct api_time now)
{
    static const struct failure left = {.kind = FAILURE_UNKNOWN_CLIENT,
                                        .detail = "This client has left."};
    struct poll *poll = client_stream(c);
    if (!poll)
        return;
    answer_append_failure(begin_line(api, poll), reply_code(left), left.detail);
    end_stream(api, poll, now);
}

struct failure streaming_stream(struct api *api, struct call *call)
{
    struct client *c;
    double ack;
    struct failure failure = identify_with_ack(api, call, 2, &c, &ack);
    if (failure.kind != FAILURE_NONE)
        return failure;
    struct poll *poll = stream_new(call->request);
    if (!poll)
        return failure_no_memory;
    take_ack(api, c, ack);
    streaming_supersede(api, c, call->now);
    hub_open_stream(api->hub, poll, c, polling_party(api, call), call->now.monotonic);
    call->parked = poll;
    return failure_none;
}
