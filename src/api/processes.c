#include "processes.h"

#include <assert.h>

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

void processes_init(struct processes *p, uint32_t max)
{
    assert(max > 0);
    *p = (struct processes){.max = max, .places = smaller(FIRST, max)};
}

uint32_t processes_places(const struct processes *p, uint32_t clients)
{
    /* The more clients there are, the sooner each gives up its place, which
     * still costs a process: twice the clients get a quarter of the places. */
    double share = (double)p->max * (double)CLIENTS_A_PLACE / (double)larger(clients, 1);
    double crowd = p->max * share * share;
    return crowd < p->places ? larger((uint32_t)crowd, 1) : p->places;
}

void processes_note_parked(struct processes *p, uint32_t parked, int64_t now)
{
    if (now - p->span >= SPAN_MS) {
        p->taken_before = now - p->span >= 2 * (int64_t)SPAN_MS ? 0 : p->taken;
        p->taken = 0;
        p->span = now;
        p->places = smaller(p->places,
                            larger(smaller(FIRST, p->max), larger(parked, p->taken_before)));
    }
    p->taken = larger(p->taken, parked);
    if (parked > p->places && p->places < p->max && now - p->grown >= GROW_MS) {
        p->places++;
        p->grown = now;
    }
}
