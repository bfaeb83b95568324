/*
 * Memory by whole pages, straight from the kernel and back to it at once: for
 * what grows large for a moment, and would leave holes in the heap.
 */
#ifndef BASE_PAGES_H
#define BASE_PAGES_H

#include <stddef.h>

/* `size` bytes of zeros, left out of core files, or NULL without memory. */
void *pages_new(size_t size);

/* The same, beginning at a multiple of `size`, a power of two. */
void *pages_new_aligned(size_t size);

/* Keeps them out of the swap from when they are used, as far as the limit of locked memory
 * goes; past it nothing happens. */
void pages_lock(void *pages, size_t size);

/* Gives back what one of them gave, of the same size. */
void pages_free(void *pages, size_t size);

#endif
