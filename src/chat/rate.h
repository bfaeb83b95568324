/*
 * A token bucket in eight bytes. It holds `burst` units and refills at
 * `per_second` units a second. While it is not empty a cost of any size may be
 * taken; that may leave it below zero.
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

/* How many milliseconds until something may pass, rounded up; 0: now. */
int64_t bucket_wait(bucket b, const struct rate *rate, int64_t now_ms);

/* Takes `cost` units. */
void bucket_take(bucket *b, const struct rate *rate, double cost, int64_t now_ms);

#endif
