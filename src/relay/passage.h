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
    uint32_t sent;       /* bytes of `up` that the hub has taken */
    unsigned hubs;       /* number of hubs it was attached to */
    bool keeping;        /* `up` holds all that came from the front server */
    bool hub_deaf;       /* the hub takes no more bytes */
    bool closing;        /* `down` is the rest of the answer */
    bool refusing;       /* we answer its request, with 503 */
    bool lingering;      /* all is written: waits for the front server to close */
    bool front_ended;
    bool broken;
};

enum { PASSAGE_READ = 1, PASSAGE_WRITE = 2 };

enum passage_next {
    PASSAGE_GOES_ON,
    PASSAGE_WANTS_HUB, /* call passage_attach or passage_refuse */
    PASSAGE_OVER,      /* call passage_fini */
};

/* Takes ownership of a connection from a front server. */
void passage_init(struct passage *p, int front);

/* Closes both connections and wipes what is left. */
void passage_fini(struct passage *p);

/* Takes ownership of a connection to a hub, which need not be established yet. */
void passage_attach(struct passage *p, int hub);

/* Call it when no hub can be reached: the request is answered with 503. */
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
