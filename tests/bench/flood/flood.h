/*
 * The floods: what many people, or one bad one, may do to the daemon.
 */
#ifndef FLOOD_FLOOD_H
#define FLOOD_FLOOD_H

#include "wire.h"

/* Where a flood goes, and how large it is. */
struct flooding {
    struct ev_loop *loop;
    struct sockaddr_un address;
    volatile struct strength *strength;
    double scale; /* 1: as strong as its name says */
};

struct flood {
    const char *name;
    void (*start)(struct flooding *f); /* it goes on by itself, in f->loop */
};

/* The last one has no name. */
extern const struct flood floods[];

/* In rooms.c: those whose people talk. */
void flood_with_shared_polls(struct flooding *f);
void flood_large_rooms(struct flooding *f);
void flood_queues(struct flooding *f);
void flood_slow_reader(struct flooding *f);

/* `n` at the flood's scale, one at least. */
unsigned flooding_scaled(const struct flooding *f, unsigned n);

/* Makes wires, as many as that. */
struct wires *flooding_connect(struct flooding *f, unsigned n, const struct manner *manner);

/* Calls `tick` again and again with these wires. */
void flooding_every(struct flooding *f, double seconds, void (*tick)(struct wires *all),
                    struct wires *all);

#endif
