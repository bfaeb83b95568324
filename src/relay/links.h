/*
 * The links of a relay: each a connection of the front server, its passage to
 * the hub, and the watchers of both.
 */
#ifndef RELAY_LINKS_H
#define RELAY_LINKS_H

#include <stdbool.h>
#include <stdint.h>

#include <ev.h>

#include "../base/list.h"
#include "passage.h"
#include "reach.h"

struct link;

struct links {
    struct ev_loop *loop;
    struct reach *reach;
    void (*be_hub)(struct links *all); /* called in a process forked for it; does not return */
    struct list list;
    uint32_t n_reaching; /* those that try again to reach the hub */
    ev_timer again;
    uint8_t input[PASSAGE_INPUT_MAX];
};

void links_init(struct links *all, struct ev_loop *loop, struct reach *reach,
                void (*be_hub)(struct links *all));

/* Closes and frees every link. */
void links_fini(struct links *all);

/* Adds a link for an accepted, non-blocking connection, and owns it from then on.
 * False: out of memory, and the connection is still the caller's. */
bool links_add(struct links *all, int front);

#endif
