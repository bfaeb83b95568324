/*
 * What bounds the core, and what it counts.
 */
#ifndef CHAT_LIMITS_H
#define CHAT_LIMITS_H

#include <stddef.h>
#include <stdint.h>

#include "../base/histogram.h"
#include "rate.h"

enum {
    ROOM_NAME_MAX = 128, /* bytes */
    TOKEN_MAX = 64,      /* bytes */
    TOKEN_SHORT = 32,    /* bytes: most tokens are no longer than this */
};

struct chat_limits {
    int64_t hold_ms;     /* how long a poll is held that does not say how long */
    int64_t max_hold_ms; /* the longest hold that a poll may ask for */
    int64_t grace_ms;    /* how long a client without a request stays present */
    uint32_t max_clients;
    uint32_t max_room;    /* members of one room */
    uint32_t max_parked;  /* polls and streams; 0: no limit */
    uint32_t max_party;   /* polls and streams of one party; 0: no limit */
    size_t max_queue;     /* bytes that wait for one client */
    struct rate messages; /* of one client */
    struct rate bytes;    /* of one client */
};

/* What the operator sees. */
struct chat_counts {
    uint64_t clients, rooms, parked, streams;         /* now; `parked` includes streams */
    uint64_t queued;                                  /* now: bytes that wait for clients */
    uint64_t delivered, accepted, joined, overflowed; /* since the start */
};

/* How long things took, in milliseconds (histogram_ms), since the start. */
struct chat_timings {
    struct histogram delivery; /* from a `send` to an answer with the message, for each receiver */
    struct histogram hold;     /* of polls that were parked */
};

#endif
