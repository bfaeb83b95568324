#include "histogram.h"

/* Durations below HISTOGRAM_FINE have a bucket each; above that each doubling
 * has HISTOGRAM_FINE / 2 of them. */
static unsigned bucket_of(uint64_t us)
{
    if (us < HISTOGRAM_FINE)
        return (unsigned)us;
    unsigned shift = 63 - (unsigned)__builtin_clzll(us) - 5; /* so that six bits are left */
    return shift * (HISTOGRAM_FINE / 2) + (unsigned)(us >> shift);
}

/* The longest duration of a bucket. */
static uint64_t bucket_end(unsigned bucket)
{
    unsigned half = HISTOGRAM_FINE / 2;
    if (bucket < HISTOGRAM_FINE)
        return bucket;
    unsigned shift = bucket / half - 1;
    return ((uint64_t)(bucket - shift * half + 1) << shift) - 1;
}

void histogram_add(struct histogram *h, double seconds)
{
    uint64_t us = seconds > 0 ? (uint64_t)(seconds * 1e6) : 0;
    unsigned bucket = bucket_of(us);
    h->counts[bucket < HISTOGRAM_BUCKETS ? bucket : HISTOGRAM_BUCKETS - 1]++;
    h->n++;
    if (us > h->max_us)
        h->max_us = us;
}

uint64_t histogram_share_us(const struct histogram *h, double share)
{
    uint64_t seen = 0;
    for (unsigned i = 0; i < HISTOGRAM_BUCKETS && h->n > 0; i++) {
        seen += h->counts[i];
        if ((double)seen >= share * (double)h->n)
            return bucket_end(i) < h->max_us ? bucket_end(i) : h->max_us;
    }
    return h->max_us;
}
