#include "pairs.h"

#include <string.h>

enum part { NAME_LENGTH, VALUE_LENGTH, NAME, VALUE };

static const uint8_t all_slots[PAIRS_SLOTS] = {
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
};

void pairs_init(struct pairs *p, uint32_t max, const uint8_t *slots)
{
    p->slots = slots ? slots : all_slots;
    p->part = NAME_LENGTH;
    p->length_have = 0;
    p->left = max;
}

bool pairs_complete(const struct pairs *p)
{
    return p->part == NAME_LENGTH && p->length_have == 0;
}

/* A length is one byte, or four with the top bit set. True when it is whole. */
static bool take_length(struct pairs *p, uint8_t byte, uint32_t *length)
{
    p->length[p->length_have++] = byte;
    if (p->length[0] < 0x80) {
        *length = p->length[0];
    } else if (p->length_have == 4) {
        *length = (uint32_t)(p->length[0] & 0x7f) << 24 | (uint32_t)p->length[1] << 16 |
                  (uint32_t)p->length[2] << 8 | p->length[3];
    } else {
        return false;
    }
    p->length_have = 0;
    return true;
}

static size_t take_name(struct pairs *p, const uint8_t *bytes, size_t len)
{
    size_t n = p->name_len - p->done < len ? p->name_len - p->done : len;
    if (p->name_len <= PAIRS_NAME_MAX)
        memcpy(p->name + p->done, bytes, n);
    p->done += (uint32_t)n;
    return n;
}

static size_t take_value(struct pairs *p, const uint8_t *bytes, size_t len)
{
    size_t n = p->value_len - p->done < len ? p->value_len - p->done : len;
    if (p->value_to)
        buf_append(p->value_to, bytes, n);
    p->done += (uint32_t)n;
    return n;
}

static inline bool may_be_wanted(const struct pairs *p, const char *name, size_t len)
{
    return len <= PAIRS_NAME_MAX && p->slots[pairs_slot(name, len)];
}

/* Moves on over whatever is complete, parts of no bytes included. */
static void advance(struct pairs *p, pairs_want *want, void *ctx)
{
    if (p->part == NAME && p->done == p->name_len) {
        p->part = VALUE;
        p->done = 0;
        p->value_to = may_be_wanted(p, p->name, p->name_len)
                          ? want(ctx, p->name, p->name_len, p->value_len)
                          : NULL;
    }
    if (p->part == VALUE && p->done == p->value_len)
        p->part = NAME_LENGTH;
}

/* Takes pairs that lie there whole, with lengths of a byte each, as nearly all
 * do. How many bytes they are; what follows has to be taken piece by piece. */
static size_t take_short_pairs(struct pairs *p, const uint8_t *bytes, size_t len, pairs_want *want,
                               void *ctx)
{
    const size_t most = len < p->left ? len : p->left;
    size_t at = 0;
    while (most - at >= 2 && bytes[at] <= PAIRS_NAME_MAX && bytes[at + 1] < 0x80) {
        size_t name_len = bytes[at], value_len = bytes[at + 1], size = 2 + name_len + value_len;
        if (size > most - at)
            break;
        const char *name = (const char *)bytes + at + 2;
        at += size;
        if (!may_be_wanted(p, name, name_len))
            continue;
        struct buf *to = want(ctx, name, name_len, (uint32_t)value_len);
        if (to)
            buf_append(to, name + name_len, value_len);
    }
    p->left -= (uint32_t)at;
    return at;
}

/* Takes a piece of the part at hand; how many bytes it is. */
static size_t take_piece(struct pairs *p, const uint8_t *bytes, size_t len)
{
    switch ((enum part)p->part) {
    case NAME_LENGTH:
        if (take_length(p, bytes[0], &p->name_len))
            p->part = VALUE_LENGTH;
        return 1;
    case VALUE_LENGTH:
        if (take_length(p, bytes[0], &p->value_len)) {
            p->part = NAME;
            p->done = 0;
        }
        return 1;
    case NAME: return take_name(p, bytes, len);
    case VALUE: break;
    }
    return take_value(p, bytes, len);
}

bool pairs_feed(struct pairs *p, const uint8_t *bytes, size_t len, pairs_want *want, void *ctx)
{
    for (size_t at = 0; at < len;) {
        if (pairs_complete(p))
            at += take_short_pairs(p, bytes + at, len - at, want, ctx);
        if (at == len)
            break;
        size_t n = take_piece(p, bytes + at, len - at);
        if (n > p->left)
            return false;
        p->left -= (uint32_t)n;
        at += n;
        if (p->part == NAME && (uint64_t)p->name_len - p->done + p->value_len > p->left)
            return false;
        advance(p, want, ctx);
    }
    return true;
}

static bool append_length(struct buf *b, size_t length)
{
    uint8_t four[4] = {(uint8_t)(0x80 | length >> 24), (uint8_t)(length >> 16),
                       (uint8_t)(length >> 8), (uint8_t)length};
    return length < 0x80 ? buf_append(b, &four[3], 1) : buf_append(b, four, sizeof four);
}

bool pairs_encode(struct buf *b, const char *name, const char *value)
{
    return append_length(b, strlen(name)) && append_length(b, strlen(value)) &&
           buf_append_string(b, name) && buf_append_string(b, value);
}
