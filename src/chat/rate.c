#include "rate.h"

int64_t bucket_wait(bucket b, const struct rate *rate, int64_t now_ms)
{
    if (rate->per_second <= 0)
        return 0;
    /* Empty means a whole burst away from being full. */
    double wait = b - (double)now_ms - rate->burst / rate->per_second * 1000;
    /* At exactly empty nothing passes yet. */
    return wait >= 0 ? (int64_t)wait + 1 : 0;
}

void bucket_take(bucket *b, const struct rate *rate, double cost, int64_t now_ms)
{
    if (rate->per_second <= 0)
        return;
    if (*b < (double)now_ms)
        *b = (double)now_ms;
    *b += cost / rate->per_second * 1000;
}
