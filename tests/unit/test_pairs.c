#include <stdlib.h>
#include <string.h>

#include "../../src/fastcgi/pairs.h"
#include "support/stream.h"
#include "support/unit.h"

/* Who wants pairs: writes down each name and value length as it is asked, and
 * takes the values of names that do not begin with '-'. */
struct wanting {
    struct records asked;
    struct buf values;
};

static struct buf *want(void *ctx, const char *name, size_t name_len, uint32_t value_len)
{
    struct wanting *w = ctx;
    stream_length(&w->asked, name_len, true);
    stream_length(&w->asked, value_len, true);
    stream_add(&w->asked, name, name_len);
    return name_len > 0 && name[0] == '-' ? NULL : &w->values;
}

static void wanting_end(struct wanting *w)
{
    stream_free(&w->asked);
    buf_fini(&w->values);
}

static void asked_is(const struct wanting *w, const struct records *right)
{
    assert_int_equal(w->asked.len, right->len);
    if (right->len > 0)
        assert_memory_equal(w->asked.bytes, right->bytes, right->len);
}

static void values_are(const struct wanting *w, const char *right)
{
    assert_int_equal(buf_len(&w->values), strlen(right));
    if (*right)
        assert_memory_equal(buf_bytes(&w->values), right, strlen(right));
}

/* In blocks of exactly their size, so that reading past one is seen. */
static bool feed(struct pairs *p, const uint8_t *bytes, size_t len, struct wanting *w)
{
    uint8_t *copy = malloc(len + !len);
    assert_non_null(copy);
    if (len > 0)
        memcpy(copy, bytes, len);
    bool fits = pairs_feed(p, copy, len, want, w);
    free(copy);
    return fits;
}

static void asked(struct records *s, const char *name, size_t value_len)
{
    stream_length(s, strlen(name), true);
    stream_length(s, value_len, true);
    stream_add_text(s, name);
}

static const char name_of_32[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";
static const char name_of_33[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456";

/* Every kind of pair, with the questions and the values they must lead to. */
static void every_kind(struct records *s, struct records *questions, struct records *values)
{
    static char long_value[300];
    memset(long_value, 'L', sizeof long_value - 1);
    const struct {
        const char *name, *value;
        bool wide;
    } rows[] = {
        {"NAME", "value", false},
        {"WIDE", "wide lengths", true},
        {"EMPTY", "", false},
        {"WIDE_EMPTY", "", true},
        {"", "value of no name", false},
        {"", "", false},
        {"", "", true},
        {"-unwanted", "passed over", false},
        {"-", "", false},
        {"LONG", long_value, false},
        {name_of_32, "kept", false},
        {name_of_33, "lost", false},
        {long_value, "lost", false},
        {long_value, "", false},
        {"LAST", "end", false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        size_t name_len = strlen(rows[i].name), value_len = strlen(rows[i].value);
        stream_pair(s, rows[i].name, rows[i].value, value_len, rows[i].wide);
        if (name_len > PAIRS_NAME_MAX)
            continue;
        asked(questions, rows[i].name, value_len);
        if (rows[i].name[0] != '-')
            stream_add_text(values, rows[i].value);
    }
    stream_add(values, "", 1);
}

static void gives_the_same_pairs_split_at_any_two_bytes(void **state)
{
    (void)state;
    struct records s = {0}, questions = {0}, values = {0};
    every_kind(&s, &questions, &values);
    for (size_t first = 0; first <= s.len; first++) {
        for (size_t second = first; second <= s.len; second += 1 + s.len / 50) {
            struct wanting w = {0};
            buf_init(&w.values, 10000);
            struct pairs p;
            pairs_init(&p, 100000, NULL);
            assert_true(feed(&p, s.bytes, first, &w));
            assert_true(feed(&p, s.bytes + first, second - first, &w));
            assert_true(feed(&p, s.bytes + second, s.len - second, &w));
            assert_true(pairs_complete(&p));
            asked_is(&w, &questions);
            values_are(&w, (char *)values.bytes);
            wanting_end(&w);
        }
    }
    stream_free(&s);
    stream_free(&questions);
    stream_free(&values);
}

static void gives_the_same_pairs_byte_by_byte(void **state)
{
    (void)state;
    struct records s = {0}, questions = {0}, values = {0};
    every_kind(&s, &questions, &values);
    struct wanting w = {0};
    buf_init(&w.values, 10000);
    struct pairs p;
    pairs_init(&p, (uint32_t)s.len, NULL);
    for (size_t i = 0; i < s.len; i++)
        assert_true(feed(&p, s.bytes + i, 1, &w));
    assert_true(pairs_complete(&p));
    asked_is(&w, &questions);
    values_are(&w, (char *)values.bytes);
    wanting_end(&w);
    stream_free(&s);
    stream_free(&questions);
    stream_free(&values);
}

/* Complete between two pairs, and nowhere else. */
static void may_end_only_between_two_pairs(void **state)
{
    (void)state;
    struct records s = {0};
    bool may_end[200] = {[0] = true};
    static const struct {
        const char *name, *value;
        bool wide;
    } rows[] = {
        {"A", "b", false}, {"WIDE", "x", true}, {"E", "", true}, {"", "v", false}, {"", "", true}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        stream_pair(&s, rows[i].name, rows[i].value, strlen(rows[i].value), rows[i].wide);
        may_end[s.len] = true;
    }
    struct wanting w = {0};
    buf_init(&w.values, 100);
    struct pairs p;
    pairs_init(&p, 1000, NULL);
    for (size_t i = 0; i < s.len; i++) {
        assert_int_equal(pairs_complete(&p), may_end[i]);
        assert_true(feed(&p, s.bytes + i, 1, &w));
    }
    assert_true(pairs_complete(&p));
    wanting_end(&w);
    stream_free(&s);
}

static bool fits(const struct records *s, uint32_t max)
{
    struct wanting w = {0};
    buf_init(&w.values, 1000);
    struct pairs p;
    pairs_init(&p, max, NULL);
    bool whole = feed(&p, s->bytes, s->len, &w);
    pairs_init(&p, max, NULL);
    bool bytewise = true;
    for (size_t i = 0; i < s->len && bytewise; i++)
        bytewise = feed(&p, s->bytes + i, 1, &w);
    assert_int_equal(whole, bytewise);
    wanting_end(&w);
    return whole;
}

static void takes_as_many_bytes_as_it_may_and_not_one_more(void **state)
{
    (void)state;
    struct records s = {0};
    stream_pair(&s, "NAME", "value", 5, false);
    stream_pair(&s, "OTHER", "x", 1, true);
    uint32_t len = (uint32_t)s.len;
    assert_true(fits(&s, len));
    assert_false(fits(&s, len - 1));
    stream_add(&s, "", 1); /* the first byte of another pair */
    assert_true(fits(&s, len + 1));
    assert_false(fits(&s, len));
    stream_free(&s);
}

static void refuses_nothing_but_emptiness_where_nothing_may_come(void **state)
{
    (void)state;
    struct records s = {0};
    assert_true(fits(&s, 0));
    stream_add(&s, "", 1);
    assert_false(fits(&s, 0));
    stream_free(&s);
}

/* As soon as both lengths are there; no byte of the name is waited for. */
static void refuses_a_pair_when_its_lengths_say_that_it_is_too_long(void **state)
{
    (void)state;
    static const struct {
        size_t name, value;
        bool fits;
    } rows[] = {
        {0, 92, true},          {92, 0, true},          {46, 46, true},
        {0, 93, false},         {93, 0, false},         {46, 47, false},
        {0x7fffffff, 0, false}, {0, 0x7fffffff, false}, {0x7fffffff, 0x7fffffff, false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct records s = {0};
        stream_length(&s, rows[i].name, true);
        stream_length(&s, rows[i].value, true);
        assert_int_equal(fits(&s, 100), rows[i].fits);
        stream_free(&s);
    }
}

static void says_when_a_value_did_not_go_into_its_buffer(void **state)
{
    (void)state;
    struct records s = {0};
    stream_pair(&s, "A", "12345", 5, false);
    stream_pair(&s, "B", "6", 1, false);
    struct wanting w = {0};
    buf_init(&w.values, 4);
    struct pairs p;
    pairs_init(&p, 1000, NULL);
    assert_true(feed(&p, s.bytes, s.len, &w)); /* the stream itself is sound */
    assert_true(w.values.failed);
    assert_true(pairs_complete(&p));
    wanting_end(&w);
    stream_free(&s);
}

static void encodes_lengths_in_one_byte_or_four(void **state)
{
    (void)state;
    static const size_t lengths[] = {0, 1, 127, 128, 255, 256, 65535, 65536};
    enum { COUNT = sizeof lengths / sizeof lengths[0] };
    char *text = malloc(65537);
    assert_non_null(text);
    memset(text, 't', 65536);
    text[65536] = '\0';
    for (size_t i = 0; i < COUNT * COUNT; i++) {
        size_t name_len = lengths[i / COUNT], value_len = lengths[i % COUNT];
        char *name = strndup(text, name_len), *value = strndup(text, value_len);
        struct records right = {0};
        stream_pair(&right, name, value, value_len, false);
        struct buf b;
        buf_init(&b, 200000);
        assert_true(pairs_encode(&b, name, value));
        assert_int_equal(buf_len(&b), right.len);
        assert_memory_equal(buf_bytes(&b), right.bytes, right.len);
        buf_fini(&b);
        buf_init(&b, (uint32_t)right.len - 1);
        assert_false(pairs_encode(&b, name, value));
        buf_fini(&b);
        stream_free(&right);
        free(name);
        free(value);
    }
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_the_same_pairs_split_at_any_two_bytes),
        cmocka_unit_test(gives_the_same_pairs_byte_by_byte),
        cmocka_unit_test(may_end_only_between_two_pairs),
        cmocka_unit_test(takes_as_many_bytes_as_it_may_and_not_one_more),
        cmocka_unit_test(refuses_nothing_but_emptiness_where_nothing_may_come),
        cmocka_unit_test(refuses_a_pair_when_its_lengths_say_that_it_is_too_long),
        cmocka_unit_test(says_when_a_value_did_not_go_into_its_buffer),
        cmocka_unit_test(encodes_lengths_in_one_byte_or_four),
    };
    return cmocka_run_group_tests_name("pairs", tests, NULL, NULL);
}
