/*
 * Streams: a stream is a poll of one client that is parked again after each
 * answer, so that the answers go out as lines of one response. It counts among
 * the parked polls.
 *
 * Each line starts where the last one ended. At most STREAM_WINDOW bytes are sent
 * before an acknowledgement, unless one command alone is larger. While the connection
 * has not taken what was written before, no commands are sent.
 */
#ifndef CHAT_STREAMS_H
#define CHAT_STREAMS_H

#include "parked.h"

enum {
    STREAM_WINDOW = 256 * 1024, /* bytes, as queues count them */
    STREAM_HEARTBEAT_MS = 15000,
    STREAM_MAX_MS = 600000, /* then it ends */
};

struct chat;
struct client;

/* Commands of the client's queue: `n` of them, starting at index `first`. */
struct stream_line {
    uint32_t first, n;
};

/* A stream that is not open; NULL without memory. The caller frees it, but not
 * while it is open. */
struct stream *streams_new(void *request);
void streams_free(struct stream *s);

/* The stream that a poll of kind PARKED_STREAM is. */
struct stream *streams_of(struct poll *poll);

/* Opens a stream for a client that has none. It is ready, to write its first
 * line; if polls_may_park does not allow it, it is also asked to wait. */
void streams_open(struct chat *chat, struct stream *s, struct client *c, struct poll_party *party,
                  int64_t now);

/* ---- for a stream that is ready: call one of these, answers_note_line, or polls_unpark ---- */

/* It waits for its connection, on a list that the caller owns and that outlives
 * the wait: until streams_resume, or until the stream is unparked. */
void streams_block(struct chat *chat, struct stream *s, struct list *blocked);

/* There is nothing to write: it is parked again. */
void streams_rest(struct chat *chat, struct stream *s);

/* There was no memory to write: it is parked again and retried a little later. */
void streams_delay(struct chat *chat, struct stream *s, int64_t now);

/* What its next line holds, perhaps nothing. Call answers_prepare before. */
struct stream_line streams_line(const struct stream *s);

/* ---- */

/* The connection has taken all its bytes: makes the streams on its list ready. */
void streams_resume(struct chat *chat, struct list *blocked);

/* ---- for the core's own files ---- */

/* A line was written; the stream is parked again. */
void streams_note_line(struct chat *chat, struct stream *s, struct stream_line line, int64_t now);

/* The client has acknowledged `bytes` more, up to the number `ack`. */
void streams_acked(struct chat *chat, struct stream *s, uint64_t ack, size_t bytes);

/* The time has come for a heartbeat, for a retry, or to end. */
void streams_due(struct chat *chat, struct stream *s, int64_t now);

#endif
