#include "probes.h"

struct probe *probes_add(struct probes *probes, struct probe probe)
{
    for (unsigned i = 0; i < PROBES_MAX; i++) {
        if (probes->of[i].parked.request)
            continue;
        probes->of[i] = probe;
        probes->n++;
        return &probes->of[i];
    }
    return NULL;
}

void probes_remove(struct probes *probes, struct probe *probe)
{
    probe->parked.request = NULL;
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
