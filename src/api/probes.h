/*
 * Probes: requests whose answer begins at once and ends after a pause, so that
 * a client sees whether its path passes answers on as they come. For the api's
 * own files only.
 */
#ifndef API_PROBES_H
#define API_PROBES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../chat/parked.h"

enum { PROBES_MAX = 64 }; /* at a time; more are answered without a pause */

struct probe {
    struct parked parked; /* its request is NULL while the place is free */
    int64_t due;          /* ms */
    size_t received, fill;
};

/* Begins as zeros. */
struct probes {
    struct probe of[PROBES_MAX];
    unsigned n;
};

/* A place for a probe whose answer has begun, or NULL. */
struct probe *probes_add(struct probes *probes, struct probe probe);
void probes_remove(struct probes *probes, struct probe *probe);

/* A probe that is due, or NULL; when the next is (INT64_MAX: never). */
struct probe *probes_due(struct probes *probes, int64_t now);
int64_t probes_next_deadline(const struct probes *probes);

/* Makes all of them due. */
void probes_hurry(struct probes *probes);

#endif
