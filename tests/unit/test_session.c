/* Requests out of records, and answers back: what every peer relies on. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/owner.h"
#include "support/unit.h"

static const char body_of_three[] = "{\"id\":\"1\",\"token\":\"2\"}";

/* Params over several records whose cuts fall into lengths, names and values;
 * padding everywhere; a body in three records; then a second, empty request. */
static void exchange(struct records *s)
{
    struct records params = {0};
    stream_pair(&params, "REMOTE_ADDR", "127.0.0.1", 9, true);
    stream_pair(&params, "HTTP_X_A_NAME_THAT_IS_LONGER_THAN_ANY", "lost", 4, false);
    stream_pair(&params, "REQUEST_URI", "/chat/poll", 10, false);
    stream_pair(&params, "QUERY_STRING", "", 0, false);
    stream_begin(s, 0x1201, true);
    for (size_t at = 0, n; at < params.len; at += n) {
        n = params.len - at < 9 ? params.len - at : 9;
        stream_record(s, FCGI_PARAMS, 0x1201, params.bytes + at, n, (uint8_t)(at % 3 * 5));
    }
    stream_params_end(s, 0x1201);
    stream_record(s, FCGI_STDIN, 0x1201, body_of_three, 10, 6);
    stream_record(s, FCGI_STDIN, 0x1201, body_of_three + 10, 1, 1);
    stream_record(s, FCGI_STDIN, 0x1201, body_of_three + 11, sizeof body_of_three - 12, 0);
    stream_record(s, FCGI_STDIN, 0x1201, NULL, 0, 8);
    stream_request(s, 0x1202, true, "/second", "");
    stream_free(&params);
}

static void expect_exchange(struct owner *o)
{
    static const char right[] =
        "params 0 REQUEST_URI 10 /chat/poll(none) 0 REMOTE_ADDR 9 127.0.0.1body 0 "
        "complete 0 REQUEST_URI 10 /chat/poll(none) 0 REMOTE_ADDR 9 127.0.0.1"
        "body 22 {\"id\":\"1\",\"token\":\"2\"}"
        "params 0 REQUEST_URI 7 /second(none) 0 (none) 0 body 0 "
        "complete 0 REQUEST_URI 7 /second(none) 0 (none) 0 body 0 ";
    assert_int_equal(o->transcript.len, sizeof right - 1);
    assert_memory_equal(o->transcript.bytes, right, sizeof right - 1);
    struct answers a = owner_answers(o);
    assert_int_equal(a.count, 2);
    assert_int_equal(a.items[0].id, 0x1201);
    assert_int_equal(a.items[0].output.len, 11 + sizeof body_of_three - 1);
    assert_memory_equal(a.items[0].output.bytes, "/chat/poll|", 11);
    assert_memory_equal(a.items[0].output.bytes + 11, body_of_three, sizeof body_of_three - 1);
    assert_int_equal(a.items[1].id, 0x1202);
    assert_memory_equal(a.items[1].output.bytes, "/second|", 8);
    answers_free(&a);
    assert_false(fcgi_session_busy(&o->session));
    assert_false(fcgi_session_receiving(&o->session));
}

static struct owner *echoing(void)
{
    struct owner *o = owner_new();
    o->on_complete = owner_echo;
    owner_begin(o);
    return o;
}

static void reads_an_exchange_whole(void **state)
{
    (void)state;
    struct records s = {0};
    exchange(&s);
    struct owner *o = echoing();
    assert_true(owner_feed(o, &s));
    expect_exchange(o);
    owner_free(o);
    stream_free(&s);
}

static void reads_the_same_byte_by_byte(void **state)
{
    (void)state;
    struct records s = {0};
    exchange(&s);
    struct owner *o = echoing();
    assert_true(owner_feed_bytewise(o, &s));
    expect_exchange(o);
    owner_free(o);
    stream_free(&s);
}

static void reads_the_same_split_anywhere(void **state)
{
    (void)state;
    struct records s = {0};
    exchange(&s);
    for (size_t first = 0; first <= s.len; first++) {
        struct owner *o = echoing();
        assert_true(owner_feed_in_two(o, &s, first));
        expect_exchange(o);
        owner_free(o);
    }
    stream_free(&s);
}

/* From the first byte of a request to its last the peer owes more. */
static void knows_whether_the_peer_owes_bytes(void **state)
{
    (void)state;
    struct records s = {0};
    stream_request(&s, 1, true, "/u", "body");
    struct owner *o = owner_new();
    owner_begin(o);
    for (size_t i = 0; i < s.len; i++) {
        assert_int_equal(fcgi_session_receiving(&o->session), i > 0);
        assert_int_equal(fcgi_session_busy(&o->session), i >= 16);
        assert_true(fcgi_session_feed(&o->session, s.bytes + i, 1));
    }
    assert_false(fcgi_session_receiving(&o->session)); /* but it waits for an answer */
    assert_true(fcgi_session_busy(&o->session));
    owner_answer(o, "/u", "done");
    assert_false(fcgi_session_busy(&o->session));
    owner_free(o);
    stream_free(&s);
}

static void waits_for_the_padding_too(void **state)
{
    (void)state;
    struct records s = {0};
    stream_request(&s, 1, true, "/u", "");
    stream_record(&s, FCGI_STDIN, 77, NULL, 0, 3);
    struct owner *o = echoing();
    assert_true(fcgi_session_feed(&o->session, s.bytes, s.len - 1));
    assert_true(fcgi_session_receiving(&o->session));
    assert_true(fcgi_session_feed(&o->session, s.bytes + s.len - 1, 1));
    assert_false(fcgi_session_receiving(&o->session));
    owner_free(o);
    stream_free(&s);
}

/* Three requests, a record of each in turn, under ids that share slots. */
static void keeps_interleaved_requests_apart(void **state)
{
    (void)state;
    static const unsigned ids[] = {0x0001, 0x0101, 0xffff};
    static const char *const uris[] = {"/one", "/two", "/three"};
    static const char *const bodies[] = {"1aa", "2bb", "3cc"};
    struct records s = {0};
    for (int i = 0; i < 3; i++)
        stream_begin(&s, ids[i], true);
    for (int i = 2; i >= 0; i--)
        stream_param(&s, ids[i], "REQUEST_URI", uris[i]);
    for (int i = 0; i < 3; i++)
        stream_params_end(&s, ids[i]);
    for (size_t at = 0; at < 3; at++)
        for (int i = 0; i < 3; i++)
            stream_record(&s, FCGI_STDIN, ids[i], bodies[i] + at, 1, 0);
    for (int i = 2; i >= 0; i--)
        stream_record(&s, FCGI_STDIN, ids[i], NULL, 0, 0);
    struct owner *o = echoing();
    assert_true(owner_feed(o, &s));
    struct answers a = owner_answers(o);
    assert_int_equal(a.count, 3);
    for (size_t i = 0; i < 3; i++) {
        char right[20];
        int len = snprintf(right, sizeof right, "%s|%s", uris[2 - i], bodies[2 - i]);
        assert_int_equal(a.items[i].id, ids[2 - i]);
        assert_int_equal(a.items[i].output.len, len);
        assert_memory_equal(a.items[i].output.bytes, right, (size_t)len);
    }
    answers_free(&a);
    owner_free(o);
    stream_free(&s);
}

static void answers_in_any_order(void **state)
{
    (void)state;
    struct records s = {0};
    stream_request(&s, 7, true, "/a", "");
    stream_request(&s, 8, true, "/b", "");
    stream_request(&s, 9, true, "/c", "");
    struct owner *o = owner_new();
    owner_begin(o);
    assert_true(owner_feed(o, &s));
    owner_expect_silence(o);
    assert_int_equal(o->n_kept, 3);
    owner_answer(o, "/b", "to b");
    owner_expect_answer(o, 8, FCGI_REQUEST_COMPLETE, "to b");
    owner_answer(o, "/c", "to c");
    owner_expect_answer(o, 9, FCGI_REQUEST_COMPLETE, "to c");
    owner_answer(o, "/a", "to a");
    owner_expect_answer(o, 7, FCGI_REQUEST_COMPLETE, "to a");
    assert_false(fcgi_session_busy(&o->session));
    owner_free(o);
    stream_free(&s);
}

static void takes_an_id_again_after_its_end(void **state)
{
    (void)state;
    struct owner *o = owner_new();
    owner_begin(o);
    for (int round = 0; round < 3; round++) {
        struct records s = {0};
        stream_request(&s, 5, true, "/again", "same body");
        assert_true(owner_feed(o, &s));
        owner_answer(o, "/again", "yes");
        owner_expect_answer(o, 5, FCGI_REQUEST_COMPLETE, "yes");
        stream_free(&s);
    }
    assert_int_equal(o->n_complete, 3);
    owner_free(o);
}

static void carries_a_thousand_requests_at_once(void **state)
{
    (void)state;
    enum { COUNT = 1000 };
    struct owner *o = owner_new();
    owner_begin(o);
    struct records s = {0};
    for (unsigned i = 0; i < COUNT; i++)
        stream_begin(&s, 1 + i * 65, true);
    for (unsigned i = 0; i < COUNT; i++) {
        char uri[16];
        snprintf(uri, sizeof uri, "/%u", i);
        stream_param(&s, 1 + i * 65, "REQUEST_URI", uri);
    }
    for (unsigned i = COUNT; i-- > 0;) {
        stream_params_end(&s, 1 + i * 65);
        stream_body(&s, 1 + i * 65, "b", 1, 1);
    }
    assert_true(owner_feed(o, &s));
    assert_int_equal(o->n_kept, COUNT);
    for (unsigned i = 0; i < COUNT; i++) {
        unsigned which = i * 7 % COUNT;
        char uri[16];
        snprintf(uri, sizeof uri, "/%u", which);
        owner_answer(o, uri, uri);
        owner_expect_answer(o, 1 + which * 65, FCGI_REQUEST_COMPLETE, uri);
    }
    assert_false(fcgi_session_busy(&o->session));
    owner_free(o);
    stream_free(&s);
}

static void answer_all_kept(struct owner *o, struct fcgi_request *r)
{
    owner_keep(o, r);
    if (strcmp(o->kept[o->n_kept - 1].uri, "/last") != 0)
        return;
    while (o->n_kept > 0)
        owner_answer(o, o->kept[0].uri, "all");
}

static void lets_one_request_answer_the_others(void **state)
{
    (void)state;
    struct records s = {0};
    for (unsigned id = 1; id <= 20; id++)
        stream_request(&s, id, true, id < 20 ? "/first" : "/last", "");
    struct owner *o = owner_new();
    o->on_complete = answer_all_kept;
    owner_begin(o);
    assert_true(owner_feed(o, &s));
    struct answers a = owner_answers(o);
    assert_int_equal(a.count, 20);
    for (size_t i = 0; i < a.count; i++) {
        assert_int_equal(a.items[i].id, i + 1);
        assert_true(a.items[i].ended);
    }
    answers_free(&a);
    owner_free(o);
    stream_free(&s);
}

/* `output` is told once for what gathers until it is written out. */
static void tells_of_output_only_where_there_was_none(void **state)
{
    (void)state;
    struct records s = {0};
    stream_request(&s, 1, true, "/a", "");
    stream_request(&s, 2, true, "/b", "");
    struct owner *o = echoing();
    assert_true(owner_feed(o, &s));
    assert_int_equal(o->n_output, 1);
    buf_consume(fcgi_session_output(&o->session), 1);
    assert_true(owner_feed(o, &s));
    assert_int_equal(o->n_output, 1);
    buf_consume(fcgi_session_output(&o->session), buf_len(fcgi_session_output(&o->session)));
    assert_true(owner_feed(o, &s));
    assert_int_equal(o->n_output, 2);
    owner_free(o);
    stream_free(&s);
}

static void answer_of(size_t head_len, size_t body_len)
{
    char *bytes = malloc(head_len + body_len + 1);
    assert_non_null(bytes);
    for (size_t i = 0; i < head_len + body_len; i++)
        bytes[i] = (char)(i * 31 >> 3);
    struct records s = {0};
    stream_request(&s, 3, true, "/u", "");
    struct owner *o = owner_new();
    owner_begin(o);
    assert_true(owner_feed(o, &s));
    fcgi_request_answer(o->kept[--o->n_kept].request, bytes, head_len, bytes + head_len, body_len);
    struct answers a = owner_answers(o);
    assert_int_equal(a.count, 1);
    assert_true(a.items[0].ended);
    assert_true(a.items[0].output_ended);
    assert_int_equal(a.items[0].app_status, 0);
    assert_int_equal(a.items[0].output.len, head_len + body_len);
    if (head_len + body_len > 0)
        assert_memory_equal(a.items[0].output.bytes, bytes, head_len + body_len);
    answers_free(&a);
    owner_free(o);
    stream_free(&s);
    free(bytes);
}

static void sends_answers_of_every_size_unchanged(void **state)
{
    (void)state;
    static const size_t sizes[] = {0, 1, 7, 8, 65527, 65528, 65529, 65535, 65536, 131056, 300000};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        answer_of(0, sizes[i]);
        answer_of(sizes[i], 0);
        answer_of(sizes[i] / 3, sizes[i] - sizes[i] / 3);
        answer_of(sizes[i], sizes[i]);
    }
}

static void answer_with_itself(struct owner *o, struct fcgi_request *r)
{
    (void)o;
    size_t uri_len, body_len;
    const char *uri = request_param(r, OWNER_URI, &uri_len);
    const char *body = fcgi_request_body(r, &body_len);
    fcgi_request_answer(r, uri, uri_len, body, body_len);
}

/* What a request holds is valid until it is answered. */
static void answers_with_bytes_of_the_request_itself(void **state)
{
    (void)state;
    struct records s = {0};
    stream_request(&s, 1, true, "/echo ", "these very bytes");
    struct owner *o = owner_new();
    o->on_complete = answer_with_itself;
    owner_begin(o);
    assert_true(owner_feed(o, &s));
    owner_expect_answer(o, 1, FCGI_REQUEST_COMPLETE, "/echo these very bytes");
    owner_free(o);
    stream_free(&s);
}

static void begins_an_answer_before_it_ends_it(void **state)
{
    (void)state;
    struct records s = {0};
    stream_request(&s, 1, true, "/a", "");
    struct owner *o = owner_new();
    owner_begin(o);
    assert_true(owner_feed(o, &s));
    assert_int_equal(o->n_kept, 1);
    fcgi_request_pass(o->kept[0].request, "begun, ", 7);
    struct buf *out = fcgi_session_output(&o->session);
    assert_int_equal(buf_len(out), FCGI_HEADER_LEN + 7); /* to be sent as it is */
    assert_memory_equal(buf_bytes(out) + FCGI_HEADER_LEN, "begun, ", 7);
    assert_true(fcgi_session_busy(&o->session));
    owner_answer(o, "/a", "ended");
    owner_expect_answer(o, 1, FCGI_REQUEST_COMPLETE, "begun, ended");
    assert_false(fcgi_session_busy(&o->session));
    owner_free(o);
    stream_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_an_exchange_whole),
        cmocka_unit_test(reads_the_same_byte_by_byte),
        cmocka_unit_test(reads_the_same_split_anywhere),
        cmocka_unit_test(knows_whether_the_peer_owes_bytes),
        cmocka_unit_test(waits_for_the_padding_too),
        cmocka_unit_test(keeps_interleaved_requests_apart),
        cmocka_unit_test(answers_in_any_order),
        cmocka_unit_test(takes_an_id_again_after_its_end),
        cmocka_unit_test(carries_a_thousand_requests_at_once),
        cmocka_unit_test(lets_one_request_answer_the_others),
        cmocka_unit_test(tells_of_output_only_where_there_was_none),
        cmocka_unit_test(sends_answers_of_every_size_unchanged),
        cmocka_unit_test(answers_with_bytes_of_the_request_itself),
        cmocka_unit_test(begins_an_answer_before_it_ends_it),
    };
    return cmocka_run_group_tests_name("session", tests, NULL, NULL);
}
