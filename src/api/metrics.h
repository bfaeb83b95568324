/*
 * What the daemon counts for whoever looks after it, and its text: the exposition format
 * of Prometheus, version 0.0.4.
 */
#ifndef API_METRICS_H
#define API_METRICS_H

#include <stdbool.h>

#include "../base/buf.h"
#include "../base/histogram.h"
#include "../chat/limits.h"
#include "cgi.h"
#include "failure.h"
#include "setup.h"

/* Since the start. */
struct metrics {
    uint64_t requests[ENDPOINT_NONE]; /* that came as a whole */
    uint64_t refusals[FAILURE_KINDS];
    uint64_t received, sent;  /* bytes of bodies, and of answers with their headers */
    struct histogram answers; /* bytes of whole answers */
    struct histogram passes;  /* microseconds of work between two waits of the loop */
    uint64_t connections;     /* now */
};

/* Besides these, what else is to be told. */
struct metrics_more {
    const char *version;
    double started; /* Unix time in seconds */
    const struct chat_counts *counts;
    const struct chat_timings *timings;
    const struct api_nodes *nodes; /* NULL: there is one node */
};

/* Appends the text of all metrics; false without memory. */
bool metrics_append(struct buf *b, const struct metrics *m, const struct metrics_more *more);

#endif
