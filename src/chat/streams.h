/*
 * Streams: a poll of one client that is parked again after each answer, so
 * that the answers go out as lines of one. It has its place among the polls
 * (their limits, their being ready), and beside it what is told here.
 *
 * It goes on where its last line ended. More than STREAM_WINDOW bytes are not
 * sent before some are acknowledged, nor anything while its connection has not
 * taken what was written before.
 */
#ifndef CHAT_STREAMS_H
#define CHAT_STREAMS_H

#include "hub.h"

enum {
    STREAM_WINDOW = 256 * 1024, /* bytes, as queues count them */
    STREAM_HEARTBEAT_MS = 15000,
    STREAM_MAX_MS = 600000, /* then it ends */
};

/* To be read only. */
struct stream {
    struct list *blocked; /* where it waits for its connection, or NULL */
    struct list_node blocked_node;
    uint64_t sent;     /* the number of the last command in a line */
    size_t in_flight;  /* bytes in lines that are not acknowledged */
    int64_t due, ends; /* ms: the next heartbeat, or try; the end */
    bool begun;        /* it has had a line */
    bool paused;       /* what waits is not sent before an acknowledgement */
    bool beats;        /* a heartbeat is due */
    bool over;         /* it is to end */
};

/* Commands of the client's queue, from its `first`. */
struct stream_line {
    uint32_t first, n;
};

/* A stream that is not open; NULL without memory. It is the caller's to free,
 * but not while it is open. */
struct poll *stream_new(void *request);
struct stream *stream_of(struct poll *poll);

/* Opens a stream for a client that has none. It is ready: for its first line, or
 * asked to wait, as hub_may_park says. */
void hub_open_stream(struct hub *hub, struct poll *poll, struct client *c, struct poll_party *party,
                     int64_t now);

/* ---- what becomes of one that is ready: one of these, or hub_unpark ---- */

/* It waits for its connection among others on this list. */
void hub_block_stream(struct hub *hub, struct poll *poll, struct list *blocked);

/* What its next line holds, after hub_prepare_answer; perhaps nothing. */
struct stream_line hub_stream_line(struct poll *poll);

/* The line was written. */
void hub_note_line(struct hub *hub, struct poll *poll, struct stream_line line, int64_t now);

/* There is nothing to write, or no memory for it: it is tried again. */
void hub_rest_stream(struct hub *hub, struct poll *poll);
void hub_delay_stream(struct hub *hub, struct poll *poll, int64_t now);

/* The connection has taken all: those on its list are ready. */
void hub_resume_streams(struct hub *hub, struct list *blocked);

#endif
