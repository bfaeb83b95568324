/*
 * How often each address may join. Of an address only a keyed hash is kept,
 * and only until its bucket is full again; how many is bounded, the one heard
 * of longest ago gives way.
 */
#ifndef API_VISITORS_H
#define API_VISITORS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../base/list.h"
#include "../base/table.h"
#include "../chat/rate.h"

enum { VISITORS_MAX = 16384 };

struct visitors {
    struct table table;
    struct list by_age; /* the oldest first */
    struct rate rate;
};

/* False without memory. */
bool visitors_init(struct visitors *v, struct rate rate);
void visitors_fini(struct visitors *v);

/* Lets an address join once more, or tells how many milliseconds it has to
 * wait; 0: it may. Without memory it may. */
int64_t visitors_wait(struct visitors *v, const char *address, size_t len, int64_t now_ms);

#endif
