#include "probes.h"

#include <assert.h>
#include <string.h>

#include <sodium.h>

struct probe *probes_add(struct probes *probes, struct probe probe)
{
    struct probe *free_place = NULL;
    unsigned of_client = 0;
    for (unsigned i = 0; i < PROBES_MAX; i++) {
        struct probe *place = &probes->of[i];
        if (!place->parked.request)
            free_place = place;
        else if (memcmp(&place->client, &probe.client, sizeof probe.client) == 0)
            of_client++;
    }
    if (!free_place || of_client >= PROBES_OF_CLIENT)
        return NULL;
    *free_place = probe;
    probes->n++;
    return free_place;
}

void probes_remove(struct probes *probes, struct probe *probe)
{
    assert(probe->parked.request && probes->n > 0);
    sodium_memzero(probe, sizeof *probe);
    probes->n--;
}

/* The one that is due first, or NULL. */
static struct probe *first_due(const struct probes *probes)
{
    const struct probe *first = NULL;
    for (unsigned i = 0; probes->n > 0 && i < PROBES_MAX; i++) {
        const struct probe *probe = &probes->of[i];
        if (probe->parked.request && (!first || probe->due < first->due))
            first = probe;
    }
    return (struct probe *)(uintptr_t)first;
}

struct probe *probes_due(struct probes *probes, int64_t now)
{
    struct probe *first = first_due(probes);
    return first && first->due <= now ? first : NULL;
}

int64_t probes_next_deadline(const struct probes *probes)
{
    const struct probe *first = first_due(probes);
    return first ? first->due : INT64_MAX;
}

void probes_hurry(struct probes *probes)
{
    for (unsigned i = 0; i < PROBES_MAX; i++)
        probes->of[i].due = INT64_MIN;
}
