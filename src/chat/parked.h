/*
 * Requests that are answered later. Each begins with a tag, so that whoever
 * holds a pointer to one knows what it is.
 */
#ifndef CHAT_PARKED_H
#define CHAT_PARKED_H

#include <stdbool.h>
#include <stdint.h>

#include "../base/list.h"

enum parked_kind {
    PARKED_POLL,
    PARKED_STREAM,
    PARKED_PROBE, /* the core has none of these */
    PARKED_JOIN,  /* nor of these */
};

/* The first member of each parked thing. */
struct parked {
    void *request; /* the caller's; the core never looks at it */
    uint8_t kind;  /* enum parked_kind */
};

/* Polls that share a limit (max_party), such as those of one address. Starts as
 * zeros. The caller owns it, and keeps it until each poll of it has been unparked. The
 * list holds those that are not ready. */
struct poll_party {
    struct list parked;
};

enum poll_state {
    POLL_PARKED,
    POLL_READY, /* to be answered now */
    POLL_LATER, /* the same, but after those */
};

/* A poll of one client or of several, or a stream. The caller sets `parked` and `shared`
 * before polls_park; everything else is read only. */
struct poll {
    struct parked parked;
    struct list_node node;       /* in the list of parked polls, oldest first, or of ready ones */
    struct list_node party_node; /* in the list of its party */
    struct poll_party *party;    /* or NULL */
    struct client **clients;     /* `n` of them */
    int64_t since;               /* ms: when it was parked */
    uint8_t n;
    uint8_t state;      /* enum poll_state */
    bool asked_to_wait; /* the answer tells the client to wait before it polls again */
    bool shared;        /* the answer takes the form for several */
    bool is_own;        /* its memory is the client's: see client_own_poll */
};

/* A stream: see streams.h. Read only. */
struct stream {
    struct poll poll; /* first: a stream is a poll */
    struct client *client;
    struct list *blocked; /* the list on which it waits for its connection, or NULL */
    struct list_node blocked_node;
    uint64_t sent;     /* the number of the last command in a line */
    size_t in_flight;  /* bytes in lines that are not acknowledged */
    int64_t due, ends; /* ms: the next heartbeat or retry; the end */
    bool begun;        /* it has had a line */
    bool paused;       /* no more commands until an acknowledgement comes; heartbeats go on */
    bool beats;        /* a heartbeat is due */
    bool over;         /* its time is up */
};

#endif
