/*
 * Random streams, valid and spoiled: a run a seed. The memory checkers judge
 * the rest.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/made.h"
#include "support/owner.h"
#include "support/unit.h"

enum { BATCH = 12, VALID_RUNS = 60, SPOILED_RUNS = 500, GARBAGE_RUNS = 500 };

static uint32_t seed; /* of the run at hand */

static int tell_seed(void **state)
{
    (void)state;
    print_message("# the seed was %u at the end\n", seed);
    return 0;
}

/* One run: what was made, and what the owner did with it. */
struct run {
    struct random random;
    struct made made[BATCH];
    unsigned completed[BATCH], early[BATCH];
    bool check;            /* the stream is valid: everything must agree */
    size_t answered, told; /* requests answered; requests handed over, or answered early */
};

static void answer_some(struct run *run, struct fcgi_request *r)
{
    static const char text[70000] = "an answer";
    run->answered++;
    uint32_t len = random_below(&run->random, 20) ? 9 : (uint32_t)sizeof text;
    fcgi_request_answer(r, text, random_below(&run->random, len), text,
                        random_below(&run->random, len));
}

static unsigned which_of(const struct fcgi_request *r)
{
    size_t len;
    const char *uri = request_param(r, OWNER_URI, &len);
    assert_non_null(uri);
    assert_int_equal(len, 3);
    unsigned which = (unsigned)(uri[1] - '0') * 10 + (unsigned)(uri[2] - '0');
    assert_true(which < BATCH);
    return which;
}

static void params_are_as_made(const struct made *m, const struct fcgi_request *r)
{
    for (unsigned i = 0; i < MADE_PARAMS; i++) {
        size_t len;
        const char *value = request_param(r, i, &len);
        assert_int_equal(value != NULL, m->present[i]);
        assert_int_equal(len, m->present[i] ? m->values[i].len : 0);
        if (len > 0)
            assert_memory_equal(value, m->values[i].bytes, len);
    }
}

static void at_params(struct owner *o, struct fcgi_request *r)
{
    struct run *run = o->user;
    if (run->check)
        params_are_as_made(&run->made[which_of(r)], r);
    if (random_below(&run->random, 8) > 0)
        return;
    if (run->check)
        run->early[which_of(r)]++;
    run->told++;
    answer_some(run, r);
}

static void at_complete(struct owner *o, struct fcgi_request *r)
{
    struct run *run = o->user;
    run->told++;
    if (run->check) {
        unsigned which = which_of(r);
        size_t len;
        const char *body = fcgi_request_body(r, &len);
        run->completed[which]++;
        params_are_as_made(&run->made[which], r);
        assert_int_equal(fcgi_request_fault(r), FCGI_SOUND);
        assert_int_equal(len, run->made[which].body.len);
        if (len > 0)
            assert_memory_equal(body, run->made[which].body.bytes, len);
    }
    if (random_below(&run->random, 2))
        answer_some(run, r);
    else
        owner_keep(o, r);
}

static void answer_a_kept_one(struct owner *o)
{
    struct run *run = o->user;
    if (o->n_kept == 0 || !fcgi_session_sound(&o->session))
        return;
    size_t n = random_below(&run->random, (uint32_t)o->n_kept);
    struct fcgi_request *r = o->kept[n].request;
    o->kept[n] = o->kept[--o->n_kept];
    answer_some(run, r);
}

static void at_abandoned(struct owner *o, struct fcgi_request *r)
{
    (void)r;
    struct run *run = o->user;
    if (random_below(&run->random, 4) == 0)
        answer_a_kept_one(o);
}

static struct owner *random_owner(struct run *run, uint32_t output_max)
{
    struct owner *o = owner_new();
    o->user = run;
    o->on_params = at_params;
    o->on_complete = at_complete;
    o->on_abandoned = at_abandoned;
    o->config.output_max = output_max;
    owner_begin(o);
    return o;
}

/* Pieces of random sizes; in between, answers and output as they may come. */
static bool feed_in_pieces(struct owner *o, const struct records *s)
{
    struct run *run = o->user;
    for (size_t at = 0, n; at < s->len; at += n) {
        n = 1 + random_below(&run->random, random_below(&run->random, 4) ? 40 : 5000);
        n = n < s->len - at ? n : s->len - at;
        uint8_t *piece = malloc(n);
        assert_non_null(piece);
        memcpy(piece, s->bytes + at, n);
        bool sound = fcgi_session_feed(&o->session, piece, n);
        free(piece);
        if (!sound)
            return false;
        if (random_below(&run->random, 4) == 0)
            answer_a_kept_one(o);
        struct buf *out = fcgi_session_output(&o->session);
        if (!run->check && buf_len(out) > 0)
            buf_consume(out, random_below(&run->random, buf_len(out) + 1));
        if (!fcgi_session_sound(&o->session))
            return false;
    }
    return true;
}

/* The records of some streams in a random order that keeps each stream's own. */
static void shuffle(struct random *r, struct records *out, const struct records *parts,
                    size_t count)
{
    size_t at[BATCH] = {0}, left = 0;
    for (size_t i = 0; i < count; i++)
        left += parts[i].len;
    while (left > 0) {
        size_t i = random_below(r, (uint32_t)count);
        if (at[i] == parts[i].len)
            continue;
        const uint8_t *header = parts[i].bytes + at[i];
        size_t size = 8 + ((size_t)header[4] << 8 | header[5]) + header[6];
        stream_add(out, header, size);
        at[i] += size;
        left -= size;
    }
}

/* A batch of requests under ids of which many share their low bits. */
static void make_batch(struct run *run, struct records *s)
{
    struct records parts[BATCH] = {{0}};
    unsigned stride = random_below(&run->random, 2) ? 256 : 1;
    for (unsigned i = 0; i < BATCH; i++) {
        char uri[16];
        snprintf(uri, sizeof uri, "/%02u", i);
        struct made_as as = {
            .id = 1 + i * stride, .keep_conn = random_below(&run->random, 2), .pad_ends = true};
        made_request(&run->made[i], &run->random, &parts[i], as, uri);
    }
    shuffle(&run->random, s, parts, BATCH);
    for (unsigned i = 0; i < BATCH; i++)
        stream_free(&parts[i]);
}

static void free_batch(struct run *run)
{
    for (unsigned i = 0; i < BATCH; i++)
        made_free(&run->made[i]);
}

static void valid_streams_give_each_request_once(void **state)
{
    (void)state;
    for (seed = 1; seed <= VALID_RUNS; seed++) {
        struct run run = {.random = {seed * 2654435761u}, .check = true};
        struct records s = {0};
        make_batch(&run, &s);
        struct owner *o = random_owner(&run, 64 << 20);
        assert_true(feed_in_pieces(o, &s));
        assert_false(fcgi_session_receiving(&o->session));
        for (unsigned i = 0; i < BATCH; i++)
            assert_int_equal(run.completed[i] + run.early[i], 1);
        while (o->n_kept > 0)
            answer_a_kept_one(o);
        struct answers a = owner_answers(o);
        assert_int_equal(a.count, BATCH);
        for (unsigned i = 0; i < BATCH; i++)
            assert_true(a.items[i].ended);
        answers_free(&a);
        assert_false(fcgi_session_busy(&o->session));
        owner_free(o);
        stream_free(&s);
        free_batch(&run);
    }
}

/* Bytes changed, or a piece repeated, dropped or replaced by noise. */
static void spoil(struct random *r, struct records *s)
{
    for (uint32_t times = 1 + random_below(r, 4); times > 0; times--) {
        size_t from = random_below(r, (uint32_t)s->len - 16), len = 1 + random_below(r, 15);
        switch (random_below(r, 4)) {
        case 0: s->bytes[from] ^= (uint8_t)(1 << random_below(r, 8)); break;
        case 1:
            memmove(s->bytes + from, s->bytes + from + len, s->len - from - len);
            s->len -= len;
            break;
        case 2:
            memcpy(s->bytes + from, s->bytes + random_below(r, (uint32_t)s->len - 16), len);
            break;
        case 3:
            for (size_t i = 0; i < len; i++)
                s->bytes[from + i] = (uint8_t)random_below(r, 256);
            break;
        }
    }
}

/* Sound or not, at the end everything told of was answered or abandoned once. */
static bool settle(struct owner *o, const struct records *s)
{
    struct run *run = o->user;
    bool sound = feed_in_pieces(o, s);
    size_t params = o->n_params, complete = o->n_complete;
    if (!sound)
        assert_false(fcgi_session_feed(&o->session, s->bytes, s->len));
    else if (random_below(&run->random, 2))
        fcgi_session_end_requests(&o->session);
    fcgi_session_fini(&o->session);
    assert_int_equal(o->n_params, params);
    assert_int_equal(o->n_complete, complete);
    assert_int_equal(run->answered + o->n_abandoned, run->told);
    owner_free(o);
    return sound;
}

static void spoiled_streams_do_no_harm(void **state)
{
    (void)state;
    size_t broken = 0;
    for (seed = 1; seed <= SPOILED_RUNS; seed++) {
        struct run run = {.random = {seed * 2246822519u}};
        struct records s = {0};
        make_batch(&run, &s);
        spoil(&run.random, &s);
        broken += !settle(random_owner(&run, 100000), &s);
        stream_free(&s);
        free_batch(&run);
    }
    assert_in_range(broken, SPOILED_RUNS / 10, SPOILED_RUNS - 1); /* or it is not random */
}

/* Sound headers, all else by chance: deeper than noise would come. */
static void add_garbage_record(struct random *r, struct records *s)
{
    static const uint8_t responder[8] = {0, 1, 1};
    uint8_t content[64];
    for (size_t i = 0; i < sizeof content; i++)
        content[i] = (uint8_t)random_below(r, random_below(r, 2) ? 4 : 256);
    unsigned id = random_below(r, 4);
    if (random_below(r, 3) == 0)
        stream_record(s, FCGI_BEGIN_REQUEST, 1 + random_below(r, 30), responder, 8, 0);
    else
        stream_record(s, random_below(r, 13), id, content,
                      random_below(r, 2) ? random_below(r, sizeof content) : 0,
                      (uint8_t)random_below(r, 9));
}

static void garbage_does_no_harm(void **state)
{
    (void)state;
    for (seed = 1; seed <= GARBAGE_RUNS; seed++) {
        struct run run = {.random = {seed * 3266489917u}};
        struct records s = {0};
        for (int i = 0; i < 50; i++)
            add_garbage_record(&run.random, &s);
        settle(random_owner(&run, 2000), &s);
        stream_free(&s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(valid_streams_give_each_request_once, tell_seed),
        cmocka_unit_test_teardown(spoiled_streams_do_no_harm, tell_seed),
        cmocka_unit_test_teardown(garbage_does_no_harm, tell_seed),
    };
    return cmocka_run_group_tests_name("session_random", tests, NULL, NULL);
}
