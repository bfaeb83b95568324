/* Management records, and what a session refuses to go on after. */
#include <stdio.h>
#include <string.h>

#include "support/owner.h"
#include "support/unit.h"

static struct owner *fed(const struct records *s, bool sound)
{
    struct owner *o = owner_new();
    owner_begin(o);
    assert_int_equal(owner_feed(o, s), sound);
    assert_int_equal(fcgi_session_sound(&o->session), sound);
    return o;
}

/* Which of the three names are asked for, among names nobody knows. */
static void ask(struct records *s, unsigned which)
{
    struct records names = {0};
    stream_pair(&names, "FCGI_WHATEVER", "", 0, false);
    if (which & 1)
        stream_pair(&names, "FCGI_MAX_CONNS", "", 0, false);
    if (which & 2)
        stream_pair(&names, "FCGI_MAX_REQS", "", 0, true);
    stream_pair(&names, "FCGI_MAX_REQ", "", 0, false);
    if (which & 4)
        stream_pair(&names, "FCGI_MPXS_CONNS", "", 0, false);
    stream_pair(&names, "FCGI_MPXS_CONNSS", "value", 5, false);
    stream_record(s, FCGI_GET_VALUES, 0, names.bytes, names.len, 3);
    stream_free(&names);
}

static bool contains(const struct records *s, const char *name, const char *value)
{
    struct records pair = {0};
    stream_pair(&pair, name, value, strlen(value), false);
    bool found = s->len > 0 && memmem(s->bytes, s->len, pair.bytes, pair.len) != NULL;
    stream_free(&pair);
    return found;
}

static void expect_values(struct owner *o, unsigned which)
{
    static const size_t sizes[] = {2 + 14 + 4, 2 + 13 + 4, 2 + 15 + 1};
    size_t size = 0;
    for (unsigned i = 0; i < 3; i++)
        size += which >> i & 1 ? sizes[i] : 0;
    struct answers a = owner_answers(o);
    assert_int_equal(a.n_values, 1);
    assert_int_equal(a.count, 0);
    assert_int_equal(a.values.len, size);
    assert_int_equal(contains(&a.values, "FCGI_MAX_CONNS", "1234"), which & 1);
    assert_int_equal(contains(&a.values, "FCGI_MAX_REQS", "1500"), which >> 1 & 1);
    assert_int_equal(contains(&a.values, "FCGI_MPXS_CONNS", "1"), which >> 2 & 1);
    answers_free(&a);
}

static void tells_the_values_asked_for_and_no_others(void **state)
{
    (void)state;
    for (unsigned which = 0; which < 8; which++) {
        struct records s = {0};
        ask(&s, which);
        for (size_t first = 0; first <= s.len; first++) {
            struct owner *o = owner_new();
            owner_begin(o);
            assert_true(owner_feed_in_two(o, &s, first));
            expect_values(o, which);
            owner_free(o);
        }
        stream_free(&s);
    }
}

static void answers_a_question_for_nothing(void **state)
{
    (void)state;
    struct records s = {0};
    stream_record(&s, FCGI_GET_VALUES, 0, NULL, 0, 0);
    struct owner *o = fed(&s, true);
    expect_values(o, 0);
    owner_free(o);
    stream_free(&s);
}

static void answers_between_the_records_of_requests(void **state)
{
    (void)state;
    struct records s = {0};
    stream_begin(&s, 1, true);
    ask(&s, 7);
    stream_param(&s, 1, "REQUEST_URI", "/u");
    stream_params_end(&s, 1);
    stream_record(&s, FCGI_STDIN, 1, "bo", 2, 0);
    ask(&s, 2);
    stream_body(&s, 1, "dy", 2, 1);
    struct owner *o = owner_new();
    o->on_complete = owner_echo;
    owner_begin(o);
    assert_true(owner_feed_bytewise(o, &s));
    struct answers a = owner_answers(o);
    assert_int_equal(a.n_values, 2);
    assert_int_equal(a.count, 1);
    assert_int_equal(a.items[0].output.len, 7);
    assert_memory_equal(a.items[0].output.bytes, "/u|body", 7);
    answers_free(&a);
    owner_free(o);
    stream_free(&s);
}

static void says_which_management_types_it_does_not_know(void **state)
{
    (void)state;
    static const uint8_t types[] = {12, 100, 255};
    for (size_t i = 0; i < sizeof types; i++) {
        struct records s = {0};
        stream_record(&s, types[i], 0, "content", 7, 5);
        stream_record(&s, types[i], 0, NULL, 0, 0);
        stream_request(&s, 1, true, "/after", "");
        for (size_t first = 0; first <= s.len; first++) {
            struct owner *o = owner_new();
            o->on_complete = owner_echo;
            owner_begin(o);
            assert_true(owner_feed_in_two(o, &s, first));
            struct answers a = owner_answers(o);
            assert_int_equal(a.unknowns.len, 2);
            assert_int_equal(a.unknowns.bytes[0], types[i]);
            assert_int_equal(a.unknowns.bytes[1], types[i]);
            assert_int_equal(a.count, 1);
            answers_free(&a);
            owner_free(o);
        }
        stream_free(&s);
    }
}

static void refuses_other_roles_and_goes_on(void **state)
{
    (void)state;
    static const unsigned roles[] = {0, FCGI_AUTHORIZER, FCGI_FILTER, 4, 0x0100, 0x0101, 0xffff};
    for (size_t i = 0; i < sizeof roles / sizeof roles[0]; i++) {
        struct records s = {0};
        stream_begin_role(&s, 9, roles[i], true);
        stream_param(&s, 9, "REQUEST_URI", "/refused");
        stream_params_end(&s, 9);
        stream_body(&s, 9, "ignored", 7, 2);
        struct owner *o = fed(&s, true);
        assert_int_equal(o->transcript.len, 0);
        owner_expect_answer(o, 9, FCGI_UNKNOWN_ROLE, "");
        bool cut;
        assert_false(fcgi_session_closing(&o->session, &cut));
        stream_free(&s);
        stream_request(&s, 9, true, "/u", "");
        assert_true(owner_feed(o, &s));
        owner_answer(o, "/u", "taken");
        owner_expect_answer(o, 9, FCGI_REQUEST_COMPLETE, "taken");
        owner_free(o);
        stream_free(&s);
    }
}

static void ignores_records_of_ids_that_are_not_active(void **state)
{
    (void)state;
    for (unsigned type = 0; type < 256; type++) {
        if (type == FCGI_BEGIN_REQUEST)
            continue;
        struct records s = {0};
        stream_record(&s, type, 5, "any content", 11, 1);
        stream_record(&s, type, 5, NULL, 0, 0);
        stream_request(&s, 1, true, "/u", "");
        struct owner *o = fed(&s, true);
        owner_expect_silence(o);
        assert_int_equal(o->n_kept, 1);
        owner_free(o);
        stream_free(&s);
    }
}

static void passes_over_data_that_only_a_filter_reads(void **state)
{
    (void)state;
    struct records s = {0};
    stream_begin(&s, 1, true);
    stream_record(&s, FCGI_DATA, 1, "data", 4, 0);
    stream_param(&s, 1, "REQUEST_URI", "/u");
    stream_params_end(&s, 1);
    stream_record(&s, FCGI_DATA, 1, "data", 4, 0);
    stream_record(&s, FCGI_DATA, 1, NULL, 0, 0);
    stream_body(&s, 1, "body", 4, 4);
    struct owner *o = owner_new();
    o->on_complete = owner_echo;
    owner_begin(o);
    assert_true(owner_feed_bytewise(o, &s));
    owner_expect_answer(o, 1, FCGI_REQUEST_COMPLETE, "/u|body");
    owner_free(o);
    stream_free(&s);
}

/* ---- what breaks a session ---- */

enum { PREFIX_NONE, PREFIX_PARAMS, PREFIX_STDIN, PREFIX_KEPT };

/* Request 1 as far as the prefix says. */
static void prefix(struct records *s, int how_far)
{
    if (how_far >= PREFIX_PARAMS)
        stream_begin(s, 1, true);
    if (how_far >= PREFIX_PARAMS)
        stream_param(s, 1, "REQUEST_URI", "/u");
    if (how_far >= PREFIX_STDIN)
        stream_params_end(s, 1);
    if (how_far >= PREFIX_KEPT)
        stream_body(s, 1, "", 0, 1);
}

static void expect_broken(int how_far, const struct records *bad)
{
    struct records s = {0};
    prefix(&s, how_far);
    size_t before = s.len;
    stream_add(&s, bad->bytes, bad->len);
    for (size_t first = before; first <= s.len; first++) {
        struct owner *o = owner_new();
        owner_begin(o);
        assert_false(owner_feed_in_two(o, &s, first));
        assert_false(fcgi_session_sound(&o->session));
        assert_int_equal(o->n_complete, how_far == PREFIX_KEPT);
        owner_free(o);
    }
    stream_free(&s);
}

static void breaks_at_what_a_peer_may_not_send(void **state)
{
    (void)state;
    static const uint8_t responder[16] = {0, 1, 1};
    static const struct {
        int how_far;
        uint8_t type, id, length;
    } rows[] = {
        {PREFIX_NONE, FCGI_BEGIN_REQUEST, 0, 8},   {PREFIX_NONE, FCGI_BEGIN_REQUEST, 1, 0},
        {PREFIX_NONE, FCGI_BEGIN_REQUEST, 1, 7},   {PREFIX_NONE, FCGI_BEGIN_REQUEST, 1, 9},
        {PREFIX_PARAMS, FCGI_BEGIN_REQUEST, 1, 8}, {PREFIX_STDIN, FCGI_BEGIN_REQUEST, 1, 8},
        {PREFIX_KEPT, FCGI_BEGIN_REQUEST, 1, 8},   {PREFIX_PARAMS, FCGI_STDIN, 1, 3},
        {PREFIX_PARAMS, FCGI_STDIN, 1, 0},         {PREFIX_STDIN, FCGI_PARAMS, 1, 3},
        {PREFIX_STDIN, FCGI_PARAMS, 1, 0},         {PREFIX_KEPT, FCGI_PARAMS, 1, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct records bad = {0};
        stream_record(&bad, rows[i].type, rows[i].id, responder, rows[i].length, 0);
        expect_broken(rows[i].how_far, &bad);
        stream_free(&bad);
    }
}

static void breaks_at_types_that_no_web_server_sends_to_a_request(void **state)
{
    (void)state;
    static const uint8_t types[] = {
        FCGI_END_REQUEST,  FCGI_STDOUT, FCGI_STDERR, FCGI_GET_VALUES_RESULT,
        FCGI_UNKNOWN_TYPE, 0,           12,          255};
    for (size_t i = 0; i < sizeof types; i++) {
        struct records bad = {0};
        stream_record(&bad, types[i], 1, "12345678", 8, 0);
        expect_broken(PREFIX_PARAMS, &bad);
        expect_broken(PREFIX_STDIN, &bad);
        expect_broken(PREFIX_KEPT, &bad);
        stream_free(&bad);
    }
}

static void breaks_at_another_version(void **state)
{
    (void)state;
    static const uint8_t versions[] = {0, 2, 'G', 255};
    for (size_t i = 0; i < sizeof versions; i++) {
        struct records bad = {0};
        stream_record(&bad, FCGI_BEGIN_REQUEST, 2, "\0\1\1\0\0\0\0", 8, 0);
        bad.bytes[0] = versions[i];
        expect_broken(PREFIX_NONE, &bad);
        expect_broken(PREFIX_STDIN, &bad);
        stream_free(&bad);
    }
}

static void breaks_at_params_that_end_within_a_pair(void **state)
{
    (void)state;
    struct records pair = {0};
    stream_pair(&pair, "REQUEST_URI", "/chat", 5, true);
    for (size_t len = 1; len < pair.len; len++) {
        struct records bad = {0};
        stream_record(&bad, FCGI_PARAMS, 1, pair.bytes, len, 0);
        stream_params_end(&bad, 1);
        expect_broken(PREFIX_PARAMS, &bad);
        stream_free(&bad);
    }
    stream_free(&pair);
}

static void breaks_at_a_question_that_ends_within_a_pair(void **state)
{
    (void)state;
    struct records pair = {0};
    stream_pair(&pair, FCGI_MAX_REQS, "v", 1, true);
    for (size_t len = 1; len < pair.len; len++) {
        struct records bad = {0};
        stream_record(&bad, FCGI_GET_VALUES, 0, pair.bytes, len, 0);
        expect_broken(PREFIX_NONE, &bad);
        expect_broken(PREFIX_PARAMS, &bad);
        stream_free(&bad);
    }
    stream_free(&pair);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_the_values_asked_for_and_no_others),
        cmocka_unit_test(answers_a_question_for_nothing),
        cmocka_unit_test(answers_between_the_records_of_requests),
        cmocka_unit_test(says_which_management_types_it_does_not_know),
        cmocka_unit_test(refuses_other_roles_and_goes_on),
        cmocka_unit_test(ignores_records_of_ids_that_are_not_active),
        cmocka_unit_test(passes_over_data_that_only_a_filter_reads),
        cmocka_unit_test(breaks_at_what_a_peer_may_not_send),
        cmocka_unit_test(breaks_at_types_that_no_web_server_sends_to_a_request),
        cmocka_unit_test(breaks_at_another_version),
        cmocka_unit_test(breaks_at_params_that_end_within_a_pair),
        cmocka_unit_test(breaks_at_a_question_that_ends_within_a_pair),
    };
    return cmocka_run_group_tests_name("session_management", tests, NULL, NULL);
}
