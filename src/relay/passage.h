/*
 * The bytes of one connection of a front server, passed on to a connection of
 * the hub and back. Memory is bounded in both directions: while one side does not
 * take bytes, the other side is not read.
 *
 * A passage keeps the request until the first byte of the answer. If the hub ends
 * before that, the next hub gets the whole request again. So the front server sees
 * neither the end of a hub nor its crash.
 *
 * It owns both descriptors, which are non-blocking, and knows no event loop.
 */
#ifndef RELAY_PASSAGE_H
#define RELAY_PASSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../base/buf.h"

enum {
    PASSAGE_INPUT_MAX = 65536, /* bytes read at a time */
    PASSAGE_KEPT_MAX = 262144, /* a longer request is not kept */
};

struct passage {
    int front, hub;      /* -1: none */
    struct buf up, down; /* to the hub, to the front server */
    uint32_t sent;       /* of `up`, taken by the hub */
    unsigned hubs;       /* that it has had */
    bool keeping;        /* `up` holds all that came from the front server */
    bool hub_deaf;       /* takes nothing more */
    bool closing;        /* no answer comes any more; `down` is the last of it */
    bool refusing;       /* its request is to be answered by us */
    bool lingering;      /* all is said: waits for the front server to close */
    bool front_ended;
    bool broken;
};

enum { PASSAGE_READ = 1, PASSAGE_WRITE = 2 };

enum passage_next {
    PASSAGE_GOES_ON,
    PASSAGE_WANTS_HUB, /* passage_attach or passage_refuse is to be called */
    PASSAGE_OVER,      /* passage_fini is to be called */
};

/* Takes over a connection of a front server. */
void passage_init(struct passage *p, int front);

/* Closes both connections and wipes what is left. */
void passage_fini(struct passage *p);

/* Takes over a connection of a hub, which may still be under way. */
void passage_attach(struct passage *p, int hub);

/* No hub can be reached: the request gets a 503 that says so. */
void passage_refuse(struct passage *p);

/* The events to wait for on each side: PASSAGE_READ | PASSAGE_WRITE, or 0. */
int passage_front_events(const struct passage *p);
int passage_hub_events(const struct passage *p);

/* Whether the passage waits for the front server: to send, to read or to close. */
bool passage_waits_for_front(const struct passage *p);

/* Moves as many bytes as it can after these events, without blocking. `input` is
 * scratch space of PASSAGE_INPUT_MAX bytes, owned by the caller; what was read into
 * it is wiped. */
enum passage_next passage_move(struct passage *p, int front_events, int hub_events, uint8_t *input);

#endif
