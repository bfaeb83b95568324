/*
 * Probes: requests whose answer begins at once and ends after a pause, so that a
 * client sees whether its path passes answers on as they come. For the api's own
 * files only.
 */
#ifndef API_PROBES_H
#define API_PROBES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../chat/message.h"
#include "../chat/parked.h"

enum {
    PROBES_MAX = 256,     /* at a time */
    PROBES_OF_CLIENT = 4, /* of one client, which needs one: it may have lost sight of others */
};

struct address_use;

struct probe {
    struct parked parked; /* its request is NULL while the place is free */
    struct client_id client;
    struct address_use *use; /* see addresses.h */
    int64_t due;             /* ms */
    size_t received, fill;   /* bytes: of its body; to be sent */
};

/* Starts as zeros. */
struct probes {
    struct probe of[PROBES_MAX];
    unsigned n;
};

/* A place that holds this probe. NULL: all are taken, or PROBES_OF_CLIENT are by
 * its client; an answer without its pause would be a wrong measure. */
struct probe *probes_add(struct probes *probes, struct probe probe);
void probes_remove(struct probes *probes, struct probe *probe);

/* A probe that is due, or NULL; and when the next one is (INT64_MAX: never). */
struct probe *probes_due(struct probes *probes, int64_t now);
int64_t probes_next_deadline(const struct probes *probes);

/* Makes all of them due. */
void probes_hurry(struct probes *probes);

#endif
