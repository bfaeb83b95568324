/*
 * Origins of pages, as browsers write them: scheme, host and, unless it is the usual one,
 * port (RFC 6454, section 6.2). https://chat.example, http://[2001:db8::1]:8080.
 */
#ifndef BASE_ORIGINS_H
#define BASE_ORIGINS_H

#include <stdbool.h>
#include <stddef.h>

#include "span.h"

enum {
    ORIGINS_MAX = 32,
    ORIGIN_BYTES_MAX = 255, /* of one */
};

struct origins {
    struct span of[ORIGINS_MAX];
    unsigned n;
};

/* Whether it is an origin just as browsers write it: in small letters, without a path and
 * without the port that its scheme has anyway. */
bool origin_is_well_formed(const char *text, size_t len);

/* Reads origins with commas between them; NULL and "" are none. The spans point into
 * `list`, which must outlive *o. False: `*fault` of `*len` bytes is none, or with a length
 * of 0 they are too many. */
bool origins_read(struct origins *o, const char *list, const char **fault, size_t *len);

/* The place of an origin in the list, from 1; 0: it is not in it. */
unsigned origins_find(const struct origins *o, struct span origin);

#endif
