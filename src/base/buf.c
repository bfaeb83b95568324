#include "buf.h"

#include <string.h>

#include <sodium.h>

#include "heap.h"

enum {
    FIRST_SIZE = 256,
    SMALL_SIZE = 4096, /* what is larger leaves memory to others */
};

void buf_init(struct buf *b, uint32_t max)
{
    *b = (struct buf){.max = max};
}

static char *new_data(const struct buf *b, size_t size)
{
    return heap_new(ACCOUNT_BUFFERS, size,
                    size > SMALL_SIZE ? HEAP_LARGE
                    : b->reserved     ? HEAP_RESERVED
                                      : HEAP_COMMON);
}

/* Wipes what it holds or held, and no more: it may be small beside its memory. */
static void wipe(struct buf *b)
{
    if (b->data)
        sodium_memzero(b->data, b->touched > b->end ? b->touched : b->end);
    b->touched = 0;
}

static void touch(struct buf *b)
{
    if (b->end > b->touched)
        b->touched = b->end;
}

static void free_data(struct buf *b)
{
    if (!b->data)
        return;
    wipe(b);
    if (b->lent)
        return;
    heap_free(ACCOUNT_BUFFERS, b->data, b->cap);
}

void buf_fini(struct buf *b)
{
    free_data(b);
    *b = (struct buf){.max = b->max, .reserved = b->reserved};
}

void buf_lend(struct buf *b, char *memory, uint32_t size)
{
    b->data = memory;
    b->cap = size;
    b->lent = true;
}

void buf_clear(struct buf *b)
{
    wipe(b);
    b->start = b->end = 0;
    b->failed = false;
}

/* A fresh block instead of realloc: the old one is wiped before it is freed. */
static bool move(struct buf *b, size_t size)
{
    char *data = new_data(b, size);
    if (!data)
        return false;
    uint32_t len = buf_len(b);
    if (b->data)
        memcpy(data, buf_bytes(b), len);
    free_data(b);
    b->data = data;
    b->start = 0;
    b->end = len;
    b->cap = (uint32_t)size;
    b->lent = false;
    return true;
}

static bool grow(struct buf *b, size_t need)
{
    size_t size = b->cap ? b->cap : FIRST_SIZE;
    while (size < need)
        size *= 2;
    return move(b, size > b->max ? b->max : size);
}

bool buf_own(struct buf *b)
{
    return !b->lent || buf_len(b) == 0 || move(b, buf_len(b));
}

char *buf_reserve(struct buf *b, size_t n)
{
    size_t len = buf_len(b);
    if (n > b->max - len) {
        b->failed = true;
        return NULL;
    }
    if (n <= b->cap - b->end && b->data)
        return b->data + b->end;
    bool fits = b->data && len + n <= b->cap;
    if (fits && (b->start >= b->cap / 2 || b->cap == b->max)) {
        touch(b);
        memmove(b->data, buf_bytes(b), len);
        b->start = 0;
        b->end = (uint32_t)len;
    } else if (!grow(b, fits ? b->cap + 1 : len + n)) { /* moving at each turn would be slow */
        b->failed = true;
        return NULL;
    }
    return b->data + b->end;
}

void buf_commit(struct buf *b, size_t n)
{
    b->end += (uint32_t)n;
}

void buf_consume(struct buf *b, size_t n)
{
    b->start += (uint32_t)n;
    if (b->start < b->end)
        return;
    touch(b);
    b->start = b->end = 0;
}

bool buf_append_slowly(struct buf *b, const void *bytes, size_t n)
{
    if (n == 0)
        return true;
    char *to = buf_reserve(b, n);
    if (!to)
        return false;
    memcpy(to, bytes, n);
    buf_commit(b, n);
    return true;
}

bool buf_append_number(struct buf *b, uint64_t n)
{
    char digits[20];
    size_t at = sizeof digits;
    do {
        digits[--at] = (char)('0' + n % 10);
        n /= 10;
    } while (n > 0);
    return buf_append(b, digits + at, sizeof digits - at);
}
