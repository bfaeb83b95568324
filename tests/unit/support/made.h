/*
 * Random but valid requests, the same for the same seed, each with what a
 * correct reader must find in it.
 */
#ifndef SUPPORT_MADE_H
#define SUPPORT_MADE_H

#include <stdbool.h>
#include <stdint.h>

#include "stream.h"

struct random {
    uint32_t state; /* the seed, not 0 */
};

/* A number from 0 to n - 1. */
uint32_t random_below(struct random *r, uint32_t n);

enum { MADE_PARAMS = 3 }; /* REQUEST_URI, REQUEST_METHOD, REMOTE_ADDR */

/* How a request is written: whether the empty records that end its streams may
 * have padding too. */
struct made_as {
    unsigned id;
    bool keep_conn, pad_ends;
};

/* What is in a request. Values hold no NUL, so that C strings can carry them. */
struct made {
    struct records values[MADE_PARAMS];
    bool present[MADE_PARAMS];
    struct records body;
};

/* Makes a request and appends its records, cut and padded at random, to `out`. */
void made_request(struct made *m, struct random *r, struct records *out, struct made_as as,
                  const char *uri);
void made_free(struct made *m);

#endif
