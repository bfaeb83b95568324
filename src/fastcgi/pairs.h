/*
 * Decoder of a stream of name-value pairs, fed in pieces of any size: a name
 * or a value may span records. FastCGI 1.0, section 3.4.
 *
 * It holds a name of at most PAIRS_NAME_MAX bytes and no value: values go
 * where the owner wants them, and what nobody wants is passed over unstored.
 */
#ifndef FASTCGI_PAIRS_H
#define FASTCGI_PAIRS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../base/buf.h"

enum { PAIRS_NAME_MAX = 32 };

/* Asked once for each name of at most PAIRS_NAME_MAX bytes: the buffer to
 * append the value of `value_len` bytes to, or NULL to pass over it. A value
 * that the buffer cannot take sets its `failed`. */
typedef struct buf *pairs_want(void *ctx, const char *name, size_t name_len, uint32_t value_len);

struct pairs {
    struct buf *value_to; /* NULL: pass over */
    uint32_t name_len, value_len;
    uint32_t done; /* bytes of the name or value at hand */
    uint32_t left; /* bytes that the stream may still have */
    uint8_t part;  /* which of these: see pairs.c */
    uint8_t length_have;
    uint8_t length[4];
    char name[PAIRS_NAME_MAX];
};

/* Begins a stream of at most `max` bytes. */
void pairs_init(struct pairs *p, uint32_t max);

/* Takes the next bytes of the stream. False: it is longer than it may be, or a
 * length says that it would be; nothing may be fed any more. */
bool pairs_feed(struct pairs *p, const uint8_t *bytes, size_t len, pairs_want *want, void *ctx);

/* Whether the stream may end here: between two pairs. */
bool pairs_complete(const struct pairs *p);

/* Appends one pair to `b`; false if the buffer cannot take it. */
bool pairs_encode(struct buf *b, const char *name, const char *value);

#endif
