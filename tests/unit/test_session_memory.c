/* A session without memory: a request fails, the connection at worst. */
#include <string.h>

#include "support/owner.h"
#include "support/shortage.h"
#include "support/unit.h"

enum { REQUESTS = 12 };

static void several_requests(struct records *s)
{
    stream_record(s, FCGI_GET_VALUES, 0, "\017\0FCGI_MPXS_CONNS", 17, 0);
    for (unsigned id = 1; id <= REQUESTS; id++)
        stream_begin(s, id, true);
    for (unsigned id = 1; id <= REQUESTS; id++) {
        stream_param(s, id, "REQUEST_URI", "/u");
        stream_params_end(s, id);
        stream_body(s, id, "body", 4, 3);
    }
}

/* Counts, and answers without an allocation of the test's own. */
static void answer_plainly(struct owner *o, struct fcgi_request *r)
{
    size_t *faulty = o->user, len;
    const char *body = fcgi_request_body(r, &len);
    if (fcgi_request_fault(r) == FCGI_SOUND && (len != 4 || memcmp(body, "body", 4) != 0))
        faulty[1]++; /* a request said to be sound that is not */
    faulty[0] += fcgi_request_fault(r) != FCGI_SOUND;
    fcgi_request_answer(r, "answer", 6, "", 0);
}

/* Whether an allocation failed, of those that the requests need. */
static bool run_short(size_t nth, bool lasting)
{
    struct records s = {0};
    size_t faulty[2] = {0};
    several_requests(&s);
    struct owner *o = owner_new();
    o->on_complete = answer_plainly;
    o->user = faulty;
    owner_begin(o);
    shortage_begin(nth, lasting);
    bool sound = owner_feed(o, &s);
    bool failed = shortage_end();
    assert_int_equal(faulty[1], 0);
    struct answers a = owner_answers(o);
    if (sound) {
        size_t overloaded = 0;
        assert_int_equal(a.n_values, 1);
        assert_int_equal(a.count, REQUESTS);
        for (size_t i = 0; i < a.count; i++) {
            assert_true(a.items[i].ended);
            overloaded += a.items[i].protocol_status == FCGI_OVERLOADED;
        }
        assert_int_equal(o->n_complete + overloaded, REQUESTS);
    }
    assert_true(failed || (sound && faulty[0] == 0));
    answers_free(&a);
    owner_free(o);
    stream_free(&s);
    return failed;
}

static void survives_any_one_allocation_that_fails(void **state)
{
    (void)state;
    size_t nth = 0;
    while (run_short(nth, false))
        nth++;
    assert_true(nth >= 3);
}

static void survives_a_shortage_that_begins_anywhere_and_lasts(void **state)
{
    (void)state;
    size_t nth = 0;
    while (run_short(nth, true))
        nth++;
    assert_true(nth >= 3);
}

/* Room that was found is there for the answer, whatever happens to memory. */
static void holds_an_answer_it_has_room_for(void **state)
{
    (void)state;
    enum { SIZE = 100000 };
    static char answer[SIZE];
    for (int has = 0; has < 2; has++) {
        struct records s = {0};
        stream_request(&s, 1, true, "/u", "");
        struct owner *o = owner_new();
        owner_begin(o);
        assert_true(owner_feed(o, &s));
        struct fcgi_request *r = o->kept[--o->n_kept].request;
        shortage_begin(0, !has);
        if (has)
            shortage_end();
        assert_int_equal(fcgi_request_has_room(r, SIZE), has);
        shortage_end();
        assert_true(fcgi_session_sound(&o->session)); /* to have asked breaks nothing */
        shortage_begin(0, has);
        if (!has)
            shortage_end();
        fcgi_request_answer(r, answer, SIZE / 2, answer, SIZE - SIZE / 2);
        shortage_end();
        assert_true(fcgi_session_sound(&o->session));
        struct answers a = owner_answers(o);
        assert_int_equal(a.items[0].output.len, SIZE);
        answers_free(&a);
        owner_free(o);
        stream_free(&s);
    }
}

static void has_room_up_to_its_limit(void **state)
{
    (void)state;
    struct records s = {0};
    stream_request(&s, 1, true, "/u", "");
    struct owner *o = owner_new();
    o->config.output_max = 100 + 8 + 8 + 16; /* records around 100 bytes */
    owner_begin(o);
    assert_true(owner_feed(o, &s));
    struct fcgi_request *r = o->kept[0].request;
    assert_false(fcgi_request_has_room(r, 101));
    assert_true(fcgi_request_has_room(r, 100));
    assert_true(fcgi_request_has_room(r, 0));
    assert_true(fcgi_session_sound(&o->session));
    owner_expect_silence(o);
    owner_free(o);
    stream_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(survives_any_one_allocation_that_fails),
        cmocka_unit_test(survives_a_shortage_that_begins_anywhere_and_lasts),
        cmocka_unit_test(holds_an_answer_it_has_room_for),
        cmocka_unit_test(has_room_up_to_its_limit),
    };
    return cmocka_run_group_tests_name("session_memory", tests, NULL, NULL);
}
