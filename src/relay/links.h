/*
 * The links of a relay. Each is a connection from the front server, its passage to the
 * hub, and the watchers of both.
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
    void (*be_hub)(struct links *links); /* called in a process forked for it; does not return */
    struct list list;
    uint32_t n_reaching; /* links that are still trying to reach the hub */
    ev_timer again;      /* active while there are such links */
    uint8_t input[PASSAGE_INPUT_MAX];
};

void links_init(struct links *links, struct ev_loop *loop, struct reach *reach,
                void (*be_hub)(struct links *links));

/* Closes and frees every link. */
void links_fini(struct links *links);

/* Takes ownership of an accepted, non-blocking connection and adds a link for it. False:
 * out of memory, and the caller still owns the connection. */
bool links_add(struct links *links, int front);

#endif
