/*
 * A byte buffer with a maximum size: bytes are appended at the end and consumed
 * from the front. It wipes memory before freeing it, since it holds what people
 * have said.
 *
 * Appending may fail (no memory, or over the maximum). A failed append changes
 * no byte, and sets `failed`, so that a writer of many pieces may check once.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct buf {
    char *data; /* NULL while it never held anything */
    uint32_t start, end, cap, max;
    uint32_t touched; /* high-water mark: no byte behind it and behind `end` was ever written */
    bool failed;
    bool reserved; /* may use the reserve (reserve.h); the owner sets it before the first byte */
    bool lent;     /* the memory belongs to somebody else: see buf_lend */
};

/* Makes an empty buffer of at most `max` bytes; allocates nothing. */
void buf_init(struct buf *b, uint32_t max);

/* Wipes and frees the bytes; the buffer is empty and can be used again. */
void buf_fini(struct buf *b);

/* Lends `size` bytes, at most the maximum, to a buffer that has no memory yet. It
 * uses them until buf_fini or until it must grow; then it has wiped them, and the
 * lender may use them again. */
void buf_lend(struct buf *b, char *memory, uint32_t size);

/* Moves the bytes from lent memory to memory of the buffer's own. An empty buffer keeps
 * what it was lent: call buf_fini. False: out of memory, nothing has changed. */
bool buf_own(struct buf *b);

/* Wipes the bytes and forgets `failed`; keeps the memory. */
void buf_clear(struct buf *b);

static inline uint32_t buf_len(const struct buf *b)
{
    return b->end - b->start;
}

/* The bytes held; valid until the next call that adds or frees. NULL where there
 * never were any. */
static inline char *buf_bytes(const struct buf *b)
{
    return (char *)((uintptr_t)b->data + b->start); /* C has no NULL + 0 */
}

/* Room for `n` more bytes, to be filled and then committed, or NULL.
 * The pointer is valid until the next call on this buffer. */
char *buf_reserve(struct buf *b, size_t n);

/* Takes `n` bytes written into what buf_reserve gave. */
void buf_commit(struct buf *b, size_t n);

/* Drops `n` bytes (at most buf_len) from the front. */
void buf_consume(struct buf *b, size_t n);

/* Appends; false if it failed. */
bool buf_append_slowly(struct buf *b, const void *bytes, size_t n); /* it may have to grow */
bool buf_append_number(struct buf *b, uint64_t n);

static inline bool buf_append(struct buf *b, const void *bytes, size_t n)
{
    if (n == 0 || n >= b->cap - b->end)
        return buf_append_slowly(b, bytes, n);
    memcpy(b->data + b->end, bytes, n);
    b->end += (uint32_t)n;
    return true;
}

/* Always inline: of a literal the length is known then. */
__attribute__((always_inline)) static inline bool buf_append_string(struct buf *b, const char *s)
{
    return buf_append(b, s, strlen(s));
}

#endif
