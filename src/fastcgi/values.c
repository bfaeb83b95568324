#include "values.h"

#include <stdlib.h>
#include <string.h>

#include <fastcgi.h>

struct values_query {
    struct pairs pairs;
    bool max_conns, max_reqs, mpxs_conns; /* asked for */
};

struct values_query *values_new(void)
{
    struct values_query *q = calloc(1, sizeof *q);
    if (q)
        pairs_init(&q->pairs, FCGI_MAX_LENGTH, NULL);
    return q;
}

void values_free(struct values_query *q)
{
    free(q);
}

static bool is(const char *name, size_t len, const char *known)
{
    return len == strlen(known) && memcmp(name, known, len) == 0;
}

static struct buf *want_value(void *ctx, const char *name, size_t len, uint32_t value_len)
{
    struct values_query *q = ctx;
    (void)value_len;
    q->max_conns |= is(name, len, FCGI_MAX_CONNS);
    q->max_reqs |= is(name, len, FCGI_MAX_REQS);
    q->mpxs_conns |= is(name, len, FCGI_MPXS_CONNS);
    return NULL;
}

bool values_feed(struct values_query *q, const uint8_t *bytes, size_t len)
{
    return pairs_feed(&q->pairs, bytes, len, want_value, q);
}

bool values_complete(const struct values_query *q)
{
    return pairs_complete(&q->pairs);
}

static void append_value(struct buf *b, bool asked, const char *name, unsigned value)
{
    struct buf digits;
    buf_init(&digits, 16);
    buf_append_number(&digits, value);
    buf_append(&digits, "", 1);
    if (asked && !digits.failed)
        pairs_encode(b, name, buf_bytes(&digits));
    buf_fini(&digits);
}

void values_append_known(const struct values_query *q, const struct fcgi_config *config,
                         struct buf *b)
{
    append_value(b, q->max_conns, FCGI_MAX_CONNS, config->max_conns);
    append_value(b, q->max_reqs, FCGI_MAX_REQS, config->max_reqs);
    append_value(b, q->mpxs_conns, FCGI_MPXS_CONNS, 1);
}
