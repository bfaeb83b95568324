#include "made.h"

#include <string.h>

#include <fastcgi.h>

enum { BODY_MAX = 9000 };

uint32_t random_below(struct random *r, uint32_t n)
{
    r->state ^= r->state << 13; /* xorshift32 */
    r->state ^= r->state >> 17;
    r->state ^= r->state << 5;
    return r->state % n;
}

/* Around where lengths change their form, and some others. */
static size_t some_length(struct random *r)
{
    static const uint16_t lengths[] = {0, 0, 1, 5, 20, 126, 127, 128, 129, 255, 256, 1000};
    return lengths[random_below(r, sizeof lengths / sizeof lengths[0])];
}

static void add_random(struct random *r, struct records *s, size_t len, uint32_t first,
                       uint32_t count)
{
    for (size_t i = 0; i < len; i++) {
        uint8_t byte = (uint8_t)(first + random_below(r, count));
        stream_add(s, &byte, 1);
    }
}

/* A pair that nobody wants; sometimes longer than all that is kept. */
static void add_unwanted(struct random *r, struct records *params)
{
    struct records name = {0}, value = {0};
    add_random(r, &name, random_below(r, 8) ? some_length(r) % 40 : some_length(r), 'a', 26);
    add_random(r, &value, random_below(r, 16) ? some_length(r) : 17000, 1, 255);
    stream_add(&name, "", 1);
    stream_pair(params, (char *)name.bytes, value.bytes, value.len, random_below(r, 2));
    stream_free(&name);
    stream_free(&value);
}

static void add_wanted(struct made *m, struct random *r, struct records *params, unsigned which)
{
    static const char *const names[MADE_PARAMS] = {"REQUEST_URI", "REQUEST_METHOD", "REMOTE_ADDR"};
    struct records other = {0};
    stream_pair(params, names[which], m->values[which].bytes, m->values[which].len,
                random_below(r, 2));
    m->present[which] = true;
    if (random_below(r, 8) == 0) { /* once more: only the first counts */
        add_random(r, &other, some_length(r), 1, 255);
        stream_pair(params, names[which], other.bytes, other.len, random_below(r, 2));
        stream_free(&other);
    }
}

/* One stream of bytes in records of random sizes and paddings, and its end. */
static void add_records(struct random *r, struct records *out, unsigned type, struct made_as as,
                        const struct records *content)
{
    static const uint16_t sizes[] = {1, 2, 7, 8, 100, 4000, 65535};
    uint32_t size = sizes[random_below(r, sizeof sizes / sizeof sizes[0])];
    if (content->len / size > 500)
        size = 4000;
    for (size_t at = 0; at < content->len;) {
        size_t n = 1 + random_below(r, size);
        n = n < content->len - at ? n : content->len - at;
        stream_record(out, type, as.id, content->bytes + at, n,
                      random_below(r, 2) ? (uint8_t)random_below(r, 256) : 0);
        at += n;
    }
    stream_record(out, type, as.id, NULL, 0, as.pad_ends ? (uint8_t)random_below(r, 9) : 0);
}

void made_request(struct made *m, struct random *r, struct records *out, struct made_as as,
                  const char *uri)
{
    struct records params = {0};
    *m = (struct made){0};
    stream_add_text(&m->values[0], uri);
    for (unsigned i = 1; i < MADE_PARAMS; i++)
        add_random(r, &m->values[i], some_length(r), 1, 255);
    add_random(r, &m->body, random_below(r, 3) ? some_length(r) : random_below(r, BODY_MAX), 0,
               256);

    unsigned first = random_below(r, MADE_PARAMS);
    for (unsigned i = 0; i < MADE_PARAMS; i++) {
        unsigned which = (first + i) % MADE_PARAMS;
        for (uint32_t n = random_below(r, 4); n > 0; n--)
            add_unwanted(r, &params);
        if (which == 0 || random_below(r, 6) > 0)
            add_wanted(m, r, &params, which);
    }
    stream_begin(out, as.id, as.keep_conn);
    add_records(r, out, FCGI_PARAMS, as, &params);
    add_records(r, out, FCGI_STDIN, as, &m->body);
    stream_free(&params);
}

void made_free(struct made *m)
{
    for (unsigned i = 0; i < MADE_PARAMS; i++)
        stream_free(&m->values[i]);
    stream_free(&m->body);
}
