/*
 * Decoder for a stream of name-value pairs that comes in pieces of any size: a
 * name or a value may span records. FastCGI 1.0, section 3.4.
 *
 * It stores one name of at most PAIRS_NAME_MAX bytes, and no values: they go where
 * the owner wants them. What nobody wants is skipped.
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

/* The slot of a name. The names are few, and differ in length, middle and end; so weighed,
 * those that are wanted differ from nearly all that front servers send beside them. */
static inline unsigned pairs_slot(const char *name, size_t len)
{
    if (len == 0)
        return 0;
    unsigned char middle = (unsigned char)name[len / 2], last = (unsigned char)name[len - 1];
    return (unsigned)(3 * len + 8u * middle + 7u * last) % PAIRS_SLOTS;
}

/* Called once for each name of at most PAIRS_NAME_MAX bytes whose slot is wanted.
 * Returns the buffer that the value of `value_len` bytes is appended to, or NULL
 * to skip it. If the buffer cannot take the value its `failed` is set. */
typedef struct buf *pairs_want(void *ctx, const char *name, size_t name_len, uint32_t value_len);

struct pairs {
    const uint8_t *slots; /* PAIRS_SLOTS of them: not 0 if a name there may be wanted */
    struct buf *value_to; /* NULL: skip it */
    uint32_t name_len, value_len;
    uint32_t done; /* bytes of the name or value at hand */
    uint32_t left; /* bytes that the stream may still have */
    uint8_t part;  /* which of these: see pairs.c */
    uint8_t length_have;
    uint8_t length[4];
    char name[PAIRS_NAME_MAX];
};

/* Begins a stream of at most `max` bytes. `want` is called for the names whose
 * slot is not 0 in `slots`, which must outlive the stream; NULL: for all. */
void pairs_init(struct pairs *p, uint32_t max, const uint8_t *slots);

/* Takes the next bytes of the stream. False: the stream is longer than `max`, or a
 * length in it says that it would be. Feed nothing more then. */
bool pairs_feed(struct pairs *p, const uint8_t *bytes, size_t len, pairs_want *want, void *ctx);

/* Whether the stream may end here: between two pairs. */
bool pairs_complete(const struct pairs *p);

/* Appends one pair to `b`; false if the buffer cannot take it. */
bool pairs_encode(struct buf *b, const char *name, const char *value);

#endif
