/*
 * Requests of any size, of the kinds that could cost more than their size: for
 * growth.c.
 */
#ifndef BENCH_GROWTH_REQUESTS_H
#define BENCH_GROWTH_REQUESTS_H

#include <stddef.h>
#include <stdint.h>

#include "../../src/base/buf.h"

enum { GROWTH_BYTES_MAX = 4 * 1024 * 1024 }; /* of a body */

struct person {
    char id[33], token[33];
};

struct request_kind {
    const char *name;     /* NULL: the end of the list */
    const char *answered; /* what the answer holds, or NULL: there is none */
    size_t smallest;      /* N of the smallest */
    /* Appends one of size N, of a client that is present. */
    void (*put)(struct buf *out, const struct person *p, size_t n);
};

extern const struct request_kind request_kinds[];

/* Appends a POST of a body that printf makes, of at most a kilobyte. */
__attribute__((format(printf, 4, 5))) void put_post(struct buf *out, uint16_t id,
                                                    const char *endpoint, const char *format, ...);

/* Appends a send of one message. */
void put_said(struct buf *out, const struct person *p, const char *message);

/* Appends one poll for all of these. */
void put_shared_poll(struct buf *out, const struct person *people, size_t n);

#endif
