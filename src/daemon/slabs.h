/*
 * Memory for output that is written soon: a few slabs of one size, shared by all
 * connections. The slab returned last is the next to be used, so that its memory is
 * still in the processor's cache.
 */
#ifndef DAEMON_SLABS_H
#define DAEMON_SLABS_H

#include <stddef.h>

enum { SLAB_BYTES = 16384, SLABS = 32 };

struct slabs {
    char *memory;
    char *free[SLABS];
    unsigned n_free;
};

/* Allocates the slabs. If that fails, slabs_take always returns NULL. */
void slabs_init(struct slabs *slabs);
void slabs_fini(struct slabs *slabs);

/* A slab of SLAB_BYTES bytes, or NULL if all are in use. */
char *slabs_take(struct slabs *slabs);

/* Returns a slab, which the caller has wiped. */
void slabs_put(struct slabs *slabs, char *slab);

#endif
