/*
 * Durations counted in buckets about 1.6 % wide, from 1 µs to an hour, so that
 * millions of them take no memory.
 */
#ifndef LOAD_HISTOGRAM_H
#define LOAD_HISTOGRAM_H

#include <stdint.h>

enum { HISTOGRAM_FINE = 64, HISTOGRAM_BUCKETS = 28 * HISTOGRAM_FINE };

/* All zero is an empty one. */
struct histogram {
    uint64_t counts[HISTOGRAM_BUCKETS], n, max_us;
};

void histogram_add(struct histogram *h, double seconds);

/* The least duration, in µs, that `share` (0 to 1) of them do not exceed; 0 without any. */
uint64_t histogram_share_us(const struct histogram *h, double share);

#endif
