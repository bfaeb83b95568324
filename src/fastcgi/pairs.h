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

enum {
    PAIRS_NAME_MAX = 32,
    PAIRS_SLOTS = 64,
};

/* Where a name is looked up: names are few, and differ in length, middle and end. */
static inline unsigned pairs_slot(const char *name, size_t len)
{
    if (len == 0)
        return 0;
    unsigned char middle = (unsigned char)name[len / 2], last = (unsigned char)name[len - 1];
    return (unsigned)(3 * len + 2u * middle + last) % PAIRS_SLOTS;
}

/* Asked once for each name of at most PAIRS_NAME_MAX bytes in a wanted slot: the buffer to
 * append the value of `value_len` bytes to, or NULL to pass over it. A value
 * that the buffer cannot take sets its `failed`. */
typedef struct buf *pairs_want(void *ctx, const char *name, size_t name_len, uint32_t value_len);

struct pairs {
    const uint8_t *slots; /* PAIRS_SLOTS of them: whether a name there may be wanted */
    struct buf *value_to; /* NULL: pass over */
    uint32_t name_len, value_len;
    uint32_t done; /* bytes of the name or value at hand */
    uint32_t left; /* bytes that the stream may still have */
    uint8_t part;  /* which of these: see pairs.c */
    uint8_t length_have;
    uint8_t length[4];
    char name[PAIRS_NAME_MAX];
};

/* Begins a stream of at most `max` bytes. Names are asked about whose slot is
 * not 0 in `slots`, which must outlive the stream; NULL: all. */
void pairs_init(struct pairs *p, uint32_t max, const uint8_t *slots);

/* Takes the next bytes of the stream. False: it is longer than it may be, or a
 * length says that it would be; nothing may be fed any more. */
bool pairs_feed(struct pairs *p, const uint8_t *bytes, size_t len, pairs_want *want, void *ctx);

/* Whether the stream may end here: between two pairs. */
bool pairs_complete(const struct pairs *p);

/* Appends one pair to `b`; false if the buffer cannot take it. */
bool pairs_encode(struct buf *b, const char *name, const char *value);

#endif
