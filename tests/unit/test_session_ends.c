/* How requests and connections end: answers, aborts, closing, abandonment. */
#include <string.h>

#include "support/owner.h"
#include "support/unit.h"

static bool closing(const struct owner *o)
{
    bool cut;
    return fcgi_session_closing(&o->session, &cut);
}

static bool cut_off(const struct owner *o)
{
    bool cut = false;
    return fcgi_session_closing(&o->session, &cut) && cut;
}

static void closes_unless_the_peer_asked_to_keep_the_connection(void **state)
{
    (void)state;
    for (int keep = 0; keep < 2; keep++) {
        struct records s = {0};
        stream_request(&s, 1, keep, "/u", "body");
        struct owner *o = owner_new();
        owner_begin(o);
        assert_true(owner_feed(o, &s));
        assert_false(closing(o)); /* its request is open */
        owner_answer(o, "/u", "answer");
        assert_int_equal(closing(o), !keep);
        assert_false(cut_off(o)); /* the peer has sent all of it */
        owner_free(o);
        stream_free(&s);
    }
}

static void looks_at_no_other_flag(void **state)
{
    (void)state;
    struct records s = {0};
    stream_request(&s, 1, false, "/not-kept", "");
    s.bytes[10] = 0xfe; /* flags: all but FCGI_KEEP_CONN */
    struct owner *o = owner_new();
    o->on_complete = owner_echo;
    owner_begin(o);
    assert_true(owner_feed(o, &s));
    assert_true(closing(o));
    owner_free(o);
    o = owner_new();
    o->on_complete = owner_echo;
    owner_begin(o);
    s.bytes[10] = 0xff;
    assert_true(owner_feed(o, &s));
    assert_false(closing(o));
    owner_free(o);
    stream_free(&s);
}

static void closes_only_when_no_request_is_open(void **state)
{
    (void)state;
    struct records s = {0};
    stream_request(&s, 1, true, "/kept", "");
    stream_request(&s, 2, false, "/last", "");
    struct owner *o = owner_new();
    owner_begin(o);
    assert_true(owner_feed(o, &s));
    owner_answer(o, "/last", "");
    assert_false(closing(o));
    owner_answer(o, "/kept", "");
    assert_true(closing(o));
    owner_free(o);
    stream_free(&s);
}

static void knows_the_one_request_whose_answer_sets_it_free(void **state)
{
    (void)state;
    struct records one = {0}, two = {0}, half = {0};
    stream_request(&one, 1, true, "/one", "");
    stream_request(&two, 9, true, "/two", ""); /* in the slot of another id, too */
    stream_begin(&half, 3, true);
    struct owner *o = owner_new();
    owner_begin(o);
    assert_null(fcgi_session_sole_kept(&o->session));
    assert_false(fcgi_session_keeps(&o->session));
    assert_true(owner_feed(o, &one));
    assert_non_null(fcgi_session_sole_kept(&o->session));
    assert_true(owner_feed(o, &two));
    assert_null(fcgi_session_sole_kept(&o->session)); /* an answer would free nothing */
    assert_true(fcgi_session_keeps(&o->session));
    owner_answer(o, "/one", "");
    assert_non_null(fcgi_session_sole_kept(&o->session));
    assert_true(owner_feed(o, &half));
    assert_null(fcgi_session_sole_kept(&o->session)); /* another is on its way */
    assert_true(fcgi_session_keeps(&o->session));
    owner_answer(o, "/two", "");
    assert_false(fcgi_session_keeps(&o->session)); /* that one is not kept */
    owner_free(o);
    stream_free(&one);
    stream_free(&two);
    stream_free(&half);
}

static void answer_early(struct owner *o, struct fcgi_request *r)
{
    (void)o;
    fcgi_request_answer(r, "early", 5, "", 0);
}

static struct owner *early(void)
{
    struct owner *o = owner_new();
    o->on_params = answer_early;
    owner_begin(o);
    return o;
}

/* A request whose body has not begun, answered already. */
static bool feed_early(struct owner *o, unsigned id)
{
    struct records s = {0};
    stream_begin(&s, id, false);
    stream_params_end(&s, id);
    bool sound = owner_feed(o, &s);
    stream_free(&s);
    return sound;
}

static void breaks_when_too_many_bodies_are_still_to_come(void **state)
{
    (void)state;
    enum { MOST = 64 };
    struct owner *o = early();
    unsigned id = 1;
    while (id <= MOST)
        assert_true(feed_early(o, id++));
    assert_false(feed_early(o, id));
    owner_free(o);
}

static void passes_over_the_body_of_an_early_answer(void **state)
{
    (void)state;
    struct records s = {0};
    stream_request(&s, 1, false, "/u", "a body that nobody reads");
    size_t body = s.len - 24 - 16; /* of the header before the body */
    struct owner *o = early();
    for (size_t i = 0; i < s.len; i++) {
        assert_int_equal(closing(o), i >= body);
        assert_int_equal(cut_off(o), i >= body); /* the answer could be lost by closing now */
        assert_true(fcgi_session_feed(&o->session, s.bytes + i, 1));
    }
    assert_true(closing(o));
    assert_false(cut_off(o));
    owner_expect_answer(o, 1, FCGI_REQUEST_COMPLETE, "early");
    assert_int_equal(o->n_complete, 0);
    owner_free(o);
    stream_free(&s);
}

static void goes_on_after_an_early_answer_where_the_connection_is_kept(void **state)
{
    (void)state;
    struct records s = {0};
    stream_request(&s, 1, true, "/u", "a body that nobody reads");
    stream_request(&s, 1, true, "/v", "another");
    struct owner *o = early();
    assert_true(owner_feed_bytewise(o, &s));
    assert_false(closing(o));
    struct answers a = owner_answers(o);
    assert_int_equal(a.count, 2);
    assert_int_equal(a.items[1].output.len, 5);
    answers_free(&a);
    owner_free(o);
    stream_free(&s);
}

/* Two requests answered early; only the end of both bodies makes it safe. */
static void is_cut_until_the_last_body_has_ended(void **state)
{
    (void)state;
    struct records s = {0};
    for (unsigned id = 1; id <= 2; id++) {
        stream_begin(&s, id, false);
        stream_params_end(&s, id);
    }
    struct owner *o = early();
    assert_true(owner_feed(o, &s));
    assert_true(cut_off(o));
    stream_free(&s);
    stream_body(&s, 2, "whole", 5, 5);
    assert_true(owner_feed(o, &s));
    assert_true(cut_off(o)); /* the first body may still come */
    stream_free(&s);
    stream_body(&s, 1, "whole", 5, 5);
    assert_true(owner_feed(o, &s));
    assert_true(closing(o));
    assert_false(cut_off(o));
    owner_free(o);
    stream_free(&s);
}

static void closes_after_refusing_a_request_that_does_not_keep(void **state)
{
    (void)state;
    struct records s = {0};
    stream_begin_role(&s, 1, FCGI_AUTHORIZER, false);
    struct owner *o = owner_new();
    owner_begin(o);
    assert_true(owner_feed(o, &s));
    assert_true(closing(o));
    assert_true(cut_off(o));
    owner_expect_answer(o, 1, FCGI_UNKNOWN_ROLE, "");
    owner_free(o);
    stream_free(&s);
}

/* ---- aborts ---- */

/* An abort `records` records into a request; what must have been called. */
static void abort_after(const struct records *s, bool keep, bool kept)
{
    struct records all = {0};
    stream_add(&all, s->bytes, s->len);
    stream_record(&all, FCGI_ABORT_REQUEST, 1, NULL, 0, 4);
    for (size_t first = s->len; first <= all.len; first++) {
        struct owner *o = owner_new();
        owner_begin(o);
        assert_true(owner_feed_in_two(o, &all, first));
        owner_expect_answer(o, 1, FCGI_REQUEST_COMPLETE, "");
        assert_int_equal(o->n_complete, kept);
        assert_int_equal(o->n_abandoned, kept);
        assert_int_equal(o->n_kept, 0);
        assert_false(fcgi_session_busy(&o->session));
        assert_false(fcgi_session_receiving(&o->session));
        assert_int_equal(closing(o), !keep);
        assert_false(cut_off(o)); /* no more of it comes */
        owner_free(o);
    }
    stream_free(&all);
}

static void ends_an_aborted_request_wherever_it_is(void **state)
{
    (void)state;
    for (int keep = 0; keep < 2; keep++) {
        struct records s = {0};
        stream_begin(&s, 1, keep);
        abort_after(&s, keep, false);
        stream_record(&s, FCGI_PARAMS, 1, "\013\005REQ", 5, 0); /* within a pair */
        abort_after(&s, keep, false);
        stream_record(&s, FCGI_PARAMS, 1, "UEST_URI/abcd", 13, 0);
        abort_after(&s, keep, false);
        stream_params_end(&s, 1);
        abort_after(&s, keep, false);
        stream_record(&s, FCGI_STDIN, 1, "half a bo", 9, 0);
        abort_after(&s, keep, false);
        stream_record(&s, FCGI_STDIN, 1, NULL, 0, 0);
        abort_after(&s, keep, true);
        stream_free(&s);
    }
}

static void ends_one_request_by_an_abort_and_leaves_the_others(void **state)
{
    (void)state;
    struct records s = {0};
    stream_request(&s, 1, true, "/1", "");
    stream_begin(&s, 2, true);
    stream_param(&s, 2, "REQUEST_URI", "/2");
    stream_record(&s, FCGI_ABORT_REQUEST, 1, NULL, 0, 0);
    stream_record(&s, FCGI_ABORT_REQUEST, 1, NULL, 0, 0); /* of an id no longer active */
    stream_record(&s, FCGI_ABORT_REQUEST, 3, NULL, 0, 0); /* of one that never was */
    stream_params_end(&s, 2);
    stream_body(&s, 2, "b", 1, 1);
    struct owner *o = owner_new();
    owner_begin(o);
    assert_true(owner_feed(o, &s));
    owner_expect_answer(o, 1, FCGI_REQUEST_COMPLETE, "");
    assert_int_equal(o->n_abandoned, 1);
    owner_answer(o, "/2", "two");
    owner_expect_answer(o, 2, FCGI_REQUEST_COMPLETE, "two");
    owner_free(o);
    stream_free(&s);
}

/* ---- the peer is gone ---- */

static void abandons_each_kept_request_once(void **state)
{
    (void)state;
    enum { COUNT = 50 };
    for (int by_end = 0; by_end < 2; by_end++) {
        struct records s = {0};
        for (unsigned id = 1; id <= COUNT; id++)
            stream_request(&s, id, true, "/u", "");
        stream_begin(&s, COUNT + 1, true); /* never complete, so never told of */
        struct owner *o = owner_new();
        owner_begin(o);
        assert_true(owner_feed(o, &s));
        owner_answer(o, "/u", "one");
        size_t output = buf_len(fcgi_session_output(&o->session));
        if (by_end) {
            fcgi_session_end_requests(&o->session);
            assert_int_equal(buf_len(fcgi_session_output(&o->session)), output);
            assert_false(fcgi_session_busy(&o->session));
        }
        if (by_end)
            assert_int_equal(o->n_abandoned, COUNT - 1);
        fcgi_session_fini(&o->session);
        assert_int_equal(o->n_abandoned, COUNT - 1);
        assert_int_equal(o->n_kept, 0);
        owner_free(o); /* fini a second time has nothing left to do */
        stream_free(&s);
    }
}

static void answer_another(struct owner *o, struct fcgi_request *r)
{
    (void)r;
    if (o->n_kept > 0)
        owner_answer(o, o->kept[0].uri, "another");
}

/* "Each may answer ... any other": while one is abandoned too. */
static void lets_others_be_answered_while_one_is_abandoned(void **state)
{
    (void)state;
    struct records s = {0};
    for (unsigned id = 1; id <= 9; id++)
        stream_request(&s, id, true, "/u", "");
    struct owner *o = owner_new();
    o->on_abandoned = answer_another;
    owner_begin(o);
    assert_true(owner_feed(o, &s));
    fcgi_session_end_requests(&o->session);
    assert_int_equal(o->n_abandoned, 5);
    assert_int_equal(o->n_kept, 0);
    struct answers a = owner_answers(o);
    assert_int_equal(a.count, 4);
    answers_free(&a);
    owner_free(o);
    stream_free(&s);
}

static void ends_in_the_middle_of_anything(void **state)
{
    (void)state;
    struct records s = {0};
    stream_record(&s, FCGI_GET_VALUES, 0, "\015\0FCGI_MAX_REQS", 15, 2);
    stream_request(&s, 1, true, "/u", "body");
    stream_request(&s, 2, true, "/v", "body");
    for (size_t len = 0; len <= s.len; len++) {
        struct owner *o = owner_new();
        owner_begin(o);
        assert_true(fcgi_session_feed(&o->session, s.bytes, len));
        size_t kept = o->n_kept;
        fcgi_session_fini(&o->session);
        assert_int_equal(o->n_abandoned, kept);
        owner_free(o);
    }
    stream_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(closes_unless_the_peer_asked_to_keep_the_connection),
        cmocka_unit_test(looks_at_no_other_flag),
        cmocka_unit_test(closes_only_when_no_request_is_open),
        cmocka_unit_test(knows_the_one_request_whose_answer_sets_it_free),
        cmocka_unit_test(breaks_when_too_many_bodies_are_still_to_come),
        cmocka_unit_test(passes_over_the_body_of_an_early_answer),
        cmocka_unit_test(goes_on_after_an_early_answer_where_the_connection_is_kept),
        cmocka_unit_test(is_cut_until_the_last_body_has_ended),
        cmocka_unit_test(closes_after_refusing_a_request_that_does_not_keep),
        cmocka_unit_test(ends_an_aborted_request_wherever_it_is),
        cmocka_unit_test(ends_one_request_by_an_abort_and_leaves_the_others),
        cmocka_unit_test(abandons_each_kept_request_once),
        cmocka_unit_test(lets_others_be_answered_while_one_is_abandoned),
        cmocka_unit_test(ends_in_the_middle_of_anything),
    };
    return cmocka_run_group_tests_name("session_ends", tests, NULL, NULL);
}
