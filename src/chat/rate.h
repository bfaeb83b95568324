/*
 * A token bucket in eight bytes. It holds `burst` units, refills at `rate`
 * units a second, lets a cost pass while it is not empty, and may be taken
 * below zero.
 */
#ifndef CHAT_RATE_H
#define CHAT_RATE_H

#include <stdint.h>

struct rate {
    double per_second; /* 0: no limit */
    double burst;
};

/* The time in milliseconds at which the bucket is full again; 0 is full. */
typedef double bucket;

/* Milliseconds until something may pass; 0: now. */
double bucket_wait(bucket b, const struct rate *rate, int64_t now_ms);

/* Takes `cost` units. */
void bucket_take(bucket *b, const struct rate *rate, double cost, int64_t now_ms);

#endif
