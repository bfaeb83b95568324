/* What a session holds at most, and what it does with more. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/owner.h"
#include "support/unit.h"

static char *filled(size_t len, char with)
{
    char *text = malloc(len + 1);
    assert_non_null(text);
    memset(text, with, len);
    text[len] = '\0';
    return text;
}

static void body_of(uint32_t body_max, size_t len, size_t record, bool fits)
{
    char *body = filled(len, 'b');
    struct records s = {0};
    stream_begin(&s, 1, true);
    stream_param(&s, 1, "REQUEST_URI", "/u");
    stream_params_end(&s, 1);
    stream_body(&s, 1, body, len, record);
    struct owner *o = owner_new();
    o->config.body_max = body_max;
    o->on_complete = fits ? owner_echo : NULL;
    owner_begin(o);
    assert_true(owner_feed(o, &s));
    assert_int_equal(o->n_complete, 1);
    assert_int_equal(o->last_fault, fits ? FCGI_SOUND : FCGI_BODY_TOO_LARGE);
    if (!fits)
        owner_answer(o, "/u", "413");
    struct answers a = owner_answers(o);
    assert_int_equal(a.count, 1);
    assert_int_equal(a.items[0].output.len, fits ? len + 3 : 3);
    if (fits && len > 0)
        assert_memory_equal(a.items[0].output.bytes + 3, body, len);
    answers_free(&a);
    owner_free(o);
    stream_free(&s);
    free(body);
}

static void takes_a_body_of_its_limit_and_not_one_byte_more(void **state)
{
    (void)state;
    static const struct {
        uint32_t max;
        size_t record;
    } rows[] = {
        {0, 1},       {1, 1}, {10, 1}, {10, 3}, {10, 100}, {98304, 65535}, {98304, 98304 % 65535},
        {98304, 1000}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (rows[i].max > 0)
            body_of(rows[i].max, rows[i].max - 1, rows[i].record, true);
        body_of(rows[i].max, rows[i].max, rows[i].record, true);
        body_of(rows[i].max, rows[i].max + 1, rows[i].record, false);
        body_of(rows[i].max, 3 * rows[i].max + 7, rows[i].record, false);
    }
}

/* At the first byte too many, not at the end of the body. */
static void hands_a_body_that_is_too_large_over_at_once(void **state)
{
    (void)state;
    struct records s = {0};
    stream_begin(&s, 1, true);
    stream_param(&s, 1, "REQUEST_URI", "/u");
    stream_params_end(&s, 1);
    stream_record(&s, FCGI_STDIN, 1, "12345678", 8, 0);
    struct owner *o = owner_new();
    o->config.body_max = 4;
    owner_begin(o);
    size_t fourth = s.len - 4;
    assert_true(owner_feed_in_two(o, &(struct records){s.bytes, fourth, 0}, fourth - 4));
    assert_int_equal(o->n_complete, 0);
    assert_true(fcgi_session_feed(&o->session, s.bytes + fourth, 1));
    assert_int_equal(o->n_complete, 1);
    owner_answer(o, "/u", "413");
    assert_true(fcgi_session_feed(&o->session, s.bytes + fourth + 1, 3));
    owner_expect_answer(o, 1, FCGI_REQUEST_COMPLETE, "413");
    assert_int_equal(o->n_complete, 1);
    owner_free(o);
    stream_free(&s);
}

static void keeps_the_first_of_params_of_one_name(void **state)
{
    (void)state;
    struct records s = {0};
    stream_begin(&s, 1, true);
    stream_param(&s, 1, "REQUEST_METHOD", "POST");
    stream_param(&s, 1, "REQUEST_URI", "/first");
    stream_param(&s, 1, "REQUEST_URI", "/second");
    stream_param(&s, 1, "REQUEST_METHOD", "");
    stream_param(&s, 1, "REMOTE_ADDR", "");
    stream_param(&s, 1, "REMOTE_ADDR", "10.0.0.1");
    stream_param(&s, 1, "request_uri", "/other");
    stream_params_end(&s, 1);
    struct owner *o = owner_new();
    owner_begin(o);
    assert_true(owner_feed_bytewise(o, &s));
    static const char right[] =
        "params 0 REQUEST_URI 6 /firstREQUEST_METHOD 4 POSTREMOTE_ADDR 0 body 0 ";
    assert_int_equal(o->transcript.len, sizeof right - 1);
    assert_memory_equal(o->transcript.bytes, right, sizeof right - 1);
    owner_free(o);
    stream_free(&s);
}

/* What is kept of a header that comes several times, with others between. */
static void expect_joined(const char *const values[], const char *joined)
{
    enum { FORWARDED = OWNER_ADDR + 1, VIA };
    struct records s = {0};
    stream_begin(&s, 1, true);
    for (unsigned i = 0; values[i]; i++) {
        stream_param(&s, 1, "HTTP_X_FORWARDED_FOR", values[i]);
        if (i % 2)
            stream_param(&s, 1, "HTTP_VIA", "v");
    }
    stream_param(&s, 1, "REQUEST_URI", "/last");
    stream_params_end(&s, 1);
    struct owner *o = owner_new();
    fcgi_config_want(&o->config, FORWARDED, "HTTP_X_FORWARDED_FOR");
    fcgi_config_want(&o->config, VIA, "HTTP_VIA");
    owner_begin(o);
    assert_true(owner_feed_bytewise(o, &s));
    struct records right = {0};
    char head[64];
    snprintf(head, sizeof head, "HTTP_X_FORWARDED_FOR %zu ", strlen(joined));
    stream_add_text(&right, head);
    stream_add_text(&right, joined);
    assert_non_null(memmem(o->transcript.bytes, o->transcript.len, right.bytes, right.len));
    assert_non_null(memmem(o->transcript.bytes, o->transcript.len, "REQUEST_URI 5 /last", 19));
    owner_free(o);
    stream_free(&right);
    stream_free(&s);
}

static void joins_a_header_that_comes_again_in_order(void **state)
{
    (void)state;
    expect_joined((const char *const[]){"1.2.3.4", NULL}, "1.2.3.4");
    expect_joined((const char *const[]){"1.2.3.4", "5.6.7.8", NULL}, "1.2.3.4, 5.6.7.8");
    expect_joined((const char *const[]){"a", "b", "c", "d", "e", NULL}, "a, b, c, d, e");
    expect_joined((const char *const[]){"", "", "c", "", NULL}, ", , c, ");
}

static void a_header_that_comes_too_often_is_a_fault(void **state)
{
    (void)state;
    struct records s = {0};
    stream_begin(&s, 1, true);
    for (unsigned i = 0; i < 10000; i++) /* each takes ", " at least */
        stream_param(&s, 1, "HTTP_VIA", i % 100 ? "" : "value");
    stream_params_end(&s, 1);
    struct owner *o = owner_new();
    fcgi_config_want(&o->config, OWNER_ADDR + 1, "HTTP_VIA");
    owner_begin(o);
    assert_true(owner_feed(o, &s));
    assert_int_equal(o->n_complete, 1);
    assert_int_equal(o->last_fault, FCGI_PARAMS_TOO_LARGE);
    owner_free(o);
    stream_free(&s);
}

static void the_unfinished_params_of_a_connection_are_bounded_together(void **state)
{
    (void)state;
    enum { EACH = 1000, FIT = 20, MANY = 60 };
    char *value = filled(EACH, 'u');
    struct owner *o = owner_new();
    o->config.held_max = EACH * FIT + EACH / 2;
    owner_begin(o);
    for (uint16_t id = 1; id <= MANY; id++) {
        struct records s = {0}, pair = {0};
        stream_begin(&s, id, true);
        stream_pair(&pair, "REQUEST_URI", value, EACH, false);
        stream_record(&s, FCGI_PARAMS, id, pair.bytes, pair.len, 0);
        assert_true(owner_feed(o, &s));
        stream_free(&s);
        stream_free(&pair);
        assert_true(o->session.held <= o->config.held_max);
    }
    assert_int_equal(o->n_complete, 0);
    struct records s = {0};
    stream_params_end(&s, MANY);
    assert_true(owner_feed(o, &s));
    assert_int_equal(o->n_complete, 1);
    assert_int_equal(o->last_fault, FCGI_INPUTS_TOO_LARGE);
    owner_free(o);
    stream_free(&s);
    free(value);
}

static void the_unfinished_bodies_of_a_connection_are_bounded_together(void **state)
{
    (void)state;
    enum { EACH = 1000, FIT = 20 };
    char *piece = filled(EACH, 'b');
    struct owner *o = owner_new();
    o->config.held_max = EACH * FIT + EACH / 2;
    owner_begin(o);
    for (uint16_t id = 1; id <= FIT + 2; id++) {
        struct records s = {0};
        char uri[16];
        snprintf(uri, sizeof uri, "/%u", (unsigned)id);
        stream_begin(&s, id, true);
        stream_param(&s, id, "REQUEST_URI", uri);
        stream_params_end(&s, id);
        stream_record(&s, FCGI_STDIN, id, piece, EACH, 0);
        assert_true(owner_feed(o, &s));
        stream_free(&s);
        assert_int_equal(o->n_complete, id <= FIT ? 0 : id - FIT);
    }
    assert_int_equal(o->last_fault, FCGI_INPUTS_TOO_LARGE);
    /* One that ends makes room for another. */
    struct records s = {0};
    stream_record(&s, FCGI_STDIN, 1, "", 0, 0);
    stream_begin(&s, 100, true);
    stream_param(&s, 100, "REQUEST_URI", "/100");
    stream_params_end(&s, 100);
    stream_record(&s, FCGI_STDIN, 100, piece, EACH, 0);
    stream_record(&s, FCGI_STDIN, 100, "", 0, 0);
    assert_true(owner_feed(o, &s));
    assert_int_equal(o->n_complete, 4);
    assert_int_equal(o->last_fault, FCGI_SOUND);
    stream_free(&s);
    owner_free(o);
    free(piece);
}

/* The lengths of three values; which of them are kept. */
static void values_of(const size_t lengths[3], const bool kept[3])
{
    static const char *const names[] = {"REMOTE_ADDR", "REQUEST_URI", "REQUEST_METHOD"};
    static const unsigned order[] = {1, 2, 0}; /* as the configuration has them */
    struct records s = {0}, right = {0};
    char *value = filled(70000, 'v');
    stream_begin(&s, 1, true);
    for (int i = 0; i < 3; i++) {
        struct records pair = {0};
        stream_pair(&pair, names[i], value, lengths[i], false);
        for (size_t at = 0; at < pair.len; at += 30000)
            stream_record(&s, FCGI_PARAMS, 1, pair.bytes + at,
                          pair.len - at < 30000 ? pair.len - at : 30000, 0);
        stream_free(&pair);
    }
    stream_params_end(&s, 1);
    bool all = kept[0] && kept[1] && kept[2];
    stream_add_text(&right, all ? "params 0 " : "complete 0 ");
    for (int i = 0; i < 3; i++) {
        unsigned which = order[i];
        char head[64];
        size_t len = kept[which] ? lengths[which] : 0;
        snprintf(head, sizeof head, "%s %zu ", kept[which] ? names[which] : "(none)", len);
        stream_add_text(&right, head);
        stream_add(&right, value, len);
    }
    stream_add_text(&right, "body 0 ");
    struct owner *o = owner_new();
    owner_begin(o);
    assert_true(owner_feed(o, &s));
    assert_int_equal(o->transcript.len, right.len);
    assert_memory_equal(o->transcript.bytes, right.bytes, right.len);
    assert_int_equal(o->n_complete, all ? 0 : 1); /* with a fault at once, before any body */
    if (!all)
        assert_int_equal(o->last_fault, FCGI_PARAMS_TOO_LARGE);
    owner_free(o);
    stream_free(&right);
    stream_free(&s);
    free(value);
}

static void values_that_are_too_long_together_are_a_fault(void **state)
{
    (void)state;
    enum { MAX = FCGI_PARAMS_BYTES_MAX };
    static const struct {
        size_t lengths[3];
        bool kept[3];
    } rows[] = {
        {{MAX, 0, 0}, {true, true, true}},       {{MAX + 1, 5, 6}, {false, true, true}},
        {{70000, MAX, 1}, {false, true, false}}, {{MAX - 1, 1, 1}, {true, true, false}},
        {{MAX - 2, 1, 1}, {true, true, true}},   {{9, MAX - 8, MAX - 9}, {true, false, true}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        values_of(rows[i].lengths, rows[i].kept);
}

/* The params of a request that come to `size` bytes, of pairs nobody wants. */
static void params_of(struct records *s, size_t size)
{
    struct records pairs = {0};
    char *value = filled(65536, 'x');
    while (size - pairs.len > 66000)
        stream_pair(&pairs, "X", value, 65536, false);
    stream_pair(&pairs, "X", value, size - pairs.len - 9, true);
    assert_int_equal(pairs.len, size);
    for (size_t at = 0; at < size; at += 65535)
        stream_record(s, FCGI_PARAMS, 1, pairs.bytes + at, size - at < 65535 ? size - at : 65535,
                      0);
    stream_free(&pairs);
    free(value);
}

static void breaks_at_more_params_than_any_honest_peer_sends(void **state)
{
    (void)state;
    for (size_t over = 0; over < 2; over++) {
        struct records s = {0};
        stream_begin(&s, 1, true);
        params_of(&s, FCGI_PARAMS_STREAM_MAX + over);
        stream_params_end(&s, 1);
        struct owner *o = owner_new();
        owner_begin(o);
        assert_int_equal(owner_feed(o, &s), over == 0);
        assert_int_equal(o->n_params, over == 0);
        owner_free(o);
        stream_free(&s);
    }
}

static void refuses_more_requests_at_once_than_it_may_carry(void **state)
{
    (void)state;
    struct owner *o = owner_new();
    o->config.max_reqs = 3;
    owner_begin(o);
    for (int round = 0; round < 2; round++) {
        struct records s = {0};
        stream_request(&s, 1, true, "/1", "");
        stream_begin(&s, 2, true); /* not yet complete, but carried too */
        stream_request(&s, 3, true, "/3", "");
        stream_request(&s, 4, true, "/4", "passed over");
        assert_true(owner_feed(o, &s));
        owner_expect_answer(o, 4, FCGI_OVERLOADED, "");
        assert_int_equal(o->n_kept, 2);
        owner_answer(o, "/3", "3");
        owner_expect_answer(o, 3, FCGI_REQUEST_COMPLETE, "3");
        stream_free(&s);
        stream_request(&s, 4, true, "/4", "");
        stream_record(&s, FCGI_ABORT_REQUEST, 2, NULL, 0, 0);
        assert_true(owner_feed(o, &s));
        owner_answer(o, "/4", "4");
        owner_answer(o, "/1", "1");
        struct answers a = owner_answers(o);
        assert_int_equal(a.count, 3);
        answers_free(&a);
        stream_free(&s);
    }
    owner_free(o);
}

/* An answer of 100 bytes is 100 + 8 + 8 + 16 bytes of records. */
static void breaks_when_an_answer_cannot_be_held(void **state)
{
    (void)state;
    for (uint32_t missing = 0; missing < 2; missing++) {
        char *body = filled(100, 'a');
        struct records s = {0};
        stream_request(&s, 1, true, "/u", "");
        stream_request(&s, 2, true, "/kept", "");
        struct owner *o = owner_new();
        o->config.output_max = 132 - missing;
        owner_begin(o);
        assert_true(owner_feed(o, &s));
        owner_answer(o, "/u", body);
        assert_int_equal(fcgi_session_sound(&o->session), missing == 0);
        assert_int_equal(o->n_output, missing == 0);
        if (missing)
            owner_expect_silence(o); /* no part of an answer */
        assert_int_equal(fcgi_session_feed(&o->session, s.bytes, 1), missing == 0);
        owner_free(o); /* the other is abandoned */
        stream_free(&s);
        free(body);
    }
}

static void breaks_when_what_it_says_itself_cannot_be_held(void **state)
{
    (void)state;
    struct records streams[3] = {{0}};
    stream_record(&streams[0], 99, 0, NULL, 0, 0);
    stream_record(&streams[1], FCGI_GET_VALUES, 0, "\016\0FCGI_MAX_CONNS", 16, 0);
    stream_begin_role(&streams[2], 1, FCGI_FILTER, true);
    for (size_t i = 0; i < 3; i++) {
        struct owner *o = owner_new();
        o->config.output_max = 3 * 28;
        owner_begin(o);
        size_t fed = 0;
        while (owner_feed(o, &streams[i]))
            assert_true(++fed < 100);
        assert_true(fed >= 3);
        assert_false(fcgi_session_sound(&o->session));
        struct answers a = owner_answers(o); /* all that it holds is whole records */
        assert_int_equal(a.count + a.n_values + a.unknowns.len, fed);
        answers_free(&a);
        owner_free(o);
        stream_free(&streams[i]);
    }
}

static void answer_too_much(struct owner *o, struct fcgi_request *r)
{
    (void)o;
    char *body = filled(1000, 'x');
    fcgi_request_answer(r, body, 1000, "", 0);
    free(body);
}

/* What follows in the same piece is not looked at any more. */
static void calls_nothing_after_it_broke(void **state)
{
    (void)state;
    struct records s = {0};
    stream_request(&s, 1, true, "/first", "");
    stream_request(&s, 2, true, "/second", "");
    stream_record(&s, 99, 0, NULL, 0, 0);
    struct owner *o = owner_new();
    o->config.output_max = 500;
    o->on_complete = answer_too_much;
    owner_begin(o);
    assert_false(owner_feed(o, &s));
    assert_int_equal(o->n_params, 1);
    assert_int_equal(o->n_complete, 1);
    assert_false(owner_feed(o, &s));
    assert_int_equal(o->n_complete, 1);
    assert_int_equal(o->n_output, 0);
    owner_free(o);
    stream_free(&s);
}

static void answer_another_with_too_much(struct owner *o, struct fcgi_request *r)
{
    (void)r;
    struct fcgi_request *other = o->kept[--o->n_kept].request;
    answer_too_much(o, other);
}

/* The abort of one request, in which another's answer breaks the session. */
static void says_nothing_of_an_abort_after_it_broke(void **state)
{
    (void)state;
    struct records s = {0};
    stream_request(&s, 1, true, "/aborted", "");
    stream_request(&s, 2, true, "/other", "");
    stream_record(&s, FCGI_ABORT_REQUEST, 1, NULL, 0, 0);
    struct owner *o = owner_new();
    o->config.output_max = 500;
    o->on_abandoned = answer_another_with_too_much;
    owner_begin(o);
    assert_false(owner_feed(o, &s));
    assert_int_equal(o->n_output, 0);
    owner_free(o);
    stream_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_a_body_of_its_limit_and_not_one_byte_more),
        cmocka_unit_test(hands_a_body_that_is_too_large_over_at_once),
        cmocka_unit_test(keeps_the_first_of_params_of_one_name),
        cmocka_unit_test(joins_a_header_that_comes_again_in_order),
        cmocka_unit_test(a_header_that_comes_too_often_is_a_fault),
        cmocka_unit_test(the_unfinished_params_of_a_connection_are_bounded_together),
        cmocka_unit_test(the_unfinished_bodies_of_a_connection_are_bounded_together),
        cmocka_unit_test(values_that_are_too_long_together_are_a_fault),
        cmocka_unit_test(breaks_at_more_params_than_any_honest_peer_sends),
        cmocka_unit_test(refuses_more_requests_at_once_than_it_may_carry),
        cmocka_unit_test(breaks_when_an_answer_cannot_be_held),
        cmocka_unit_test(breaks_when_what_it_says_itself_cannot_be_held),
        cmocka_unit_test(calls_nothing_after_it_broke),
        cmocka_unit_test(says_nothing_of_an_abort_after_it_broke),
    };
    return cmocka_run_group_tests_name("session_limits", tests, NULL, NULL);
}
