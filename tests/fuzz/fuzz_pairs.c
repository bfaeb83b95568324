/*
 * The name-value decoder, in pieces of any size, against a reader that has all
 * bytes before it; and the encoder, whose pairs are read again.
 */
#include <stdbool.h>
#include <string.h>

#include "../../src/base/account.h"
#include "../../src/fastcgi/pairs.h"
#include "input.h"

enum { PAIRS_MAX = 256, VALUES_MAX = 65536, PIECES = 5 };

struct pair {
    const uint8_t *name, *value;
    uint32_t name_len, value_len; /* as the stream says */
    size_t value_there;           /* what of it has come */
};

/* ---- the reference ---- */

struct reading {
    const uint8_t *bytes;
    size_t len, at;
    bool too_long, complete;
    struct pair pairs[PAIRS_MAX]; /* those whose name is whole and not too long */
    size_t n;
};

/* False: the stream ends within the length. */
static bool read_length(struct reading *r, uint32_t *length)
{
    if (r->at == r->len)
        return false;
    size_t size = r->bytes[r->at] < 0x80 ? 1 : 4;
    if (r->len - r->at < size) {
        r->at = r->len;
        return false;
    }
    *length = r->bytes[r->at] & 0x7fu;
    for (size_t i = 1; i < size; i++)
        *length = *length * 256 + r->bytes[r->at + i];
    r->at += size;
    return true;
}

/* False: nothing can follow. */
static bool read_pair(struct reading *r, size_t max)
{
    struct pair p = {0};
    bool lengths = read_length(r, &p.name_len) && read_length(r, &p.value_len);
    r->too_long = r->at > max || (lengths && (size_t)p.name_len + p.value_len > max - r->at);
    if (!lengths || r->too_long)
        return false;
    size_t left = r->len - r->at;
    p.name = r->bytes + r->at;
    p.value_there = left > p.name_len ? left - p.name_len : 0;
    if (p.value_there > p.value_len)
        p.value_there = p.value_len;
    if (left >= p.name_len) {
        p.value = p.name + p.name_len;
        if (p.name_len <= PAIRS_NAME_MAX && r->n < PAIRS_MAX)
            r->pairs[r->n++] = p;
    }
    bool whole = left >= (size_t)p.name_len + p.value_len;
    r->at = whole ? r->at + p.name_len + p.value_len : r->len;
    return whole;
}

static void read_all(struct reading *r, const uint8_t *bytes, size_t len, size_t max)
{
    *r = (struct reading){.bytes = bytes, .len = len, .complete = true};
    while (r->complete && r->at < len)
        r->complete = read_pair(r, max);
}

/* ---- what the decoder wants ---- */

struct wanted {
    char name[PAIRS_NAME_MAX];
    size_t name_len, from; /* where its value begins in `values` */
    uint32_t value_len;
};

struct decoding {
    struct wanted of[PAIRS_MAX];
    size_t n;
    struct buf values;
    bool overflowed;
};

static struct buf *want(void *ctx, const char *name, size_t name_len, uint32_t value_len)
{
    struct decoding *d = ctx;
    EXPECT(name_len <= PAIRS_NAME_MAX);
    if (d->n == PAIRS_MAX)
        return NULL;
    struct wanted *w = &d->of[d->n++];
    memcpy(w->name, name, name_len);
    w->name_len = name_len;
    w->value_len = value_len;
    w->from = buf_len(&d->values);
    return &d->values;
}

static void check_same(const struct decoding *d, const struct reading *r)
{
    EXPECT(d->n == r->n);
    for (size_t i = 0; i < r->n; i++) {
        const struct wanted *w = &d->of[i];
        const struct pair *p = &r->pairs[i];
        size_t end = i + 1 < d->n ? d->of[i + 1].from : buf_len(&d->values);
        EXPECT(w->name_len == p->name_len && memcmp(w->name, p->name, p->name_len) == 0);
        EXPECT(w->value_len == p->value_len && end - w->from == p->value_there);
        EXPECT(p->value_there == 0 ||
               memcmp(buf_bytes(&d->values) + w->from, p->value, p->value_there) == 0);
    }
}

static void check_pieces(const uint8_t *bytes, size_t len, uint32_t max, size_t piece)
{
    static struct decoding d;
    static struct reading r;
    struct pairs p;
    bool ok = true;
    d.n = 0;
    buf_init(&d.values, VALUES_MAX);
    pairs_init(&p, max, NULL);
    for (size_t at = 0; ok && at < len; at += piece) {
        size_t n = len - at < piece ? len - at : piece;
        uint8_t *apart = malloc(n); /* so that overruns are seen */
        EXPECT(apart);
        memcpy(apart, bytes + at, n);
        ok = pairs_feed(&p, apart, n, want, &d);
        free(apart);
    }
    read_all(&r, bytes, len, max);
    EXPECT(ok == !r.too_long);
    if (ok) {
        EXPECT(pairs_complete(&p) == r.complete);
        check_same(&d, &r);
    }
    buf_fini(&d.values);
}

/* Pairs that are C strings come out of the encoder as they went in. */
static void check_encoder(const uint8_t *bytes, size_t len)
{
    static struct reading r, again;
    struct buf out;
    char *text = malloc(2 * len + 2);
    EXPECT(text);
    read_all(&r, bytes, len, UINT32_MAX);
    for (size_t i = 0; i < r.n; i++) {
        const struct pair *p = &r.pairs[i];
        char *value = text + p->name_len + 1;
        memcpy(text, p->name, p->name_len);
        text[p->name_len] = '\0';
        memcpy(value, p->value, p->value_there);
        value[p->value_there] = '\0';
        buf_init(&out, 4 * VALUES_MAX);
        EXPECT(pairs_encode(&out, text, value));
        read_all(&again, (const uint8_t *)buf_bytes(&out), buf_len(&out), UINT32_MAX);
        EXPECT(again.n == 1 && again.complete);
        EXPECT(again.pairs[0].name_len == strlen(text) &&
               memcmp(again.pairs[0].name, text, strlen(text)) == 0);
        EXPECT(again.pairs[0].value_len == strlen(value) &&
               memcmp(again.pairs[0].value, value, strlen(value)) == 0);
        buf_fini(&out);
    }
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    static const size_t pieces[PIECES] = {1, 2, 3, 17, VALUES_MAX};
    if (len < 1 || len > VALUES_MAX)
        return 0;
    uint32_t max = bytes[0] < 0x80 ? VALUES_MAX : bytes[0] - 0x80u;
    for (unsigned i = 0; i < PIECES; i++)
        check_pieces(bytes + 1, len - 1, max, pieces[i]);
    check_encoder(bytes + 1, len - 1);
    EXPECT(account_total() == 0);
    return 0;
}
