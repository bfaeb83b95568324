/*
 * A histogram: how many values were at most 1, 2, 4, 8 and so on, each bound twice the one
 * before. Adding one takes a handful of instructions, whatever its size.
 */
#ifndef BASE_HISTOGRAM_H
#define BASE_HISTOGRAM_H

#include <stdint.h>

enum { HISTOGRAM_BOUNDS = 21 }; /* 2 to the power of 0 to 20 */

struct histogram {
    uint64_t counts[HISTOGRAM_BOUNDS + 1]; /* values above the bound before, up to this one; the
                                              last: above all */
    uint64_t sum;
};

/* A histogram of zeros is empty. */
static inline void histogram_add(struct histogram *h, uint64_t value)
{
    unsigned i = value > 1 ? 64 - (unsigned)__builtin_clzll(value - 1) : 0;
    h->counts[i < HISTOGRAM_BOUNDS ? i : HISTOGRAM_BOUNDS]++;
    h->sum += value;
}

#endif
