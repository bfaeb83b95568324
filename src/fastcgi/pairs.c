#include "pairs.h"

#include <string.h>

enum part { NAME_LENGTH, VALUE_LENGTH, NAME, VALUE };

void pairs_init(struct pairs *p, uint32_t max)
{
    *p = (struct pairs){.part = NAME_LENGTH, .left = max};
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

/* Moves on over whatever is complete, parts of no bytes included. */
static void advance(struct pairs *p, pairs_want *want, void *ctx)
{
    if (p->part == NAME && p->done == p->name_len) {
        p->part = VALUE;
        p->done = 0;
        p->value_to = p->name_len <= PAIRS_NAME_MAX ? want(ctx, p->name, p->name_len, p->value_len)
                                                    : NULL;
    }
    if (p->part == VALUE && p->done == p->value_len)
        p->part = NAME_LENGTH;
}

/* Takes a pair that lies there whole, with lengths of a byte each, as nearly all
 * do. How many bytes that is; 0: it has to be taken piece by piece. */
static size_t take_short_pair(struct pairs *p, const uint8_t *bytes, size_t len, pairs_want *want,
                              void *ctx)
{
    if (p->part != NAME_LENGTH || p->length_have > 0 || len < 2 || bytes[0] > PAIRS_NAME_MAX ||
        bytes[1] >= 0x80)
        return 0;
    size_t name_len = bytes[0], value_len = bytes[1], size = 2 + name_len + value_len;
    if (size > len || size > p->left)
        return 0;
    p->left -= (uint32_t)size;
    struct buf *to = want(ctx, (const char *)bytes + 2, name_len, (uint32_t)value_len);
    if (to)
        buf_append(to, bytes + 2 + name_len, value_len);
    return size;
}

bool pairs_feed(struct pairs *p, const uint8_t *bytes, size_t len, pairs_want *want, void *ctx)
{
    for (size_t at = 0; at < len;) {
        size_t from = at;
        at += take_short_pair(p, bytes + at, len - at, want, ctx);
        if (at > from)
            continue;
        switch ((enum part)p->part) {
        case NAME_LENGTH:
            if (take_length(p, bytes[at++], &p->name_len))
                p->part = VALUE_LENGTH;
            break;
        case VALUE_LENGTH:
            if (take_length(p, bytes[at++], &p->value_len)) {
                p->part = NAME;
                p->done = 0;
            }
            break;
        case NAME: at += take_name(p, bytes + at, len - at); break;
        case VALUE: at += take_value(p, bytes + at, len - at); break;
        }
        if (at - from > p->left)
            return false;
        p->left -= (uint32_t)(at - from);
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
