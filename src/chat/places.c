#include "places.h"

enum {
    FIRST = 5,           /* half of what mod_fcgid starts at once */
    GROW_MS = 2000,      /* half as fast as it starts more */
    SPAN_MS = 150000,    /* half of the time that it keeps an idle one */
    CLIENTS_A_PLACE = 2, /* with more, the places become fewer */
};

static uint32_t larger(uint32_t a, uint32_t b)
{
    return a > b ? a : b;
}

static uint32_t smaller(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

void places_init(struct places *p, uint32_t most, bool gradual)
{
    *p = (struct places){.most = most, .gradual = gradual, .now = smaller(FIRST, most)};
}

uint32_t places_count(const struct places *p, uint32_t clients)
{
    if (p->most == 0)
        return UINT32_MAX;
    if (!p->gradual)
        return p->most;
    /* For a client its place lasts the shorter the more there are, and costs
     * the same process: twice the clients, a quarter of the places. */
    double share = (double)p->most * (double)CLIENTS_A_PLACE / (double)larger(clients, 1);
    double crowd = p->most * share * share;
    return crowd < p->now ? larger((uint32_t)crowd, 1) : p->now;
}

void places_take(struct places *p, uint32_t parked, int64_t now)
{
    if (now - p->span >= SPAN_MS) {
        p->taken_before = now - p->span >= 2 * SPAN_MS ? 0 : p->taken;
        p->taken = 0;
        p->span = now;
        p->now = smaller(p->now, larger(smaller(FIRST, p->most), larger(parked, p->taken_before)));
    }
    p->taken = larger(p->taken, parked);
    if (parked > p->now && p->now < p->most && now - p->grown >= GROW_MS) {
        p->now++;
        p->grown = now;
    }
}
