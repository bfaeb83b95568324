/*
 * Streams: how much goes out, what is acknowledged, and what becomes of those
 * who do not read.
 */
#include "support/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/count.h"
#include "support/rig.h"

/* Two in a room; all has been read. */
struct scene {
    struct rig rig;
    struct visitor_self ann, bob;
    struct exchange stream; /* of Ann's, that has had its first line */
    struct list blocked;    /* of her connection */
    unsigned said;          /* by Bob */
};

static void scene_start(struct scene *s, size_t max_queue)
{
    struct api_config config = config_plain();
    config.limits.max_queue = max_queue;
    *s = (struct scene){0};
    rig_start(&s->rig, config);
    self_joins(&s->rig, &s->ann, 'a', "r");
    self_joins(&s->rig, &s->bob, 'b', "r");
    self_drains(&s->rig, &s->ann);
    self_drains(&s->rig, &s->bob);
    self_streams(&s->rig, &s->ann, &s->stream);
    exchange_said(&s->stream);
}

static void scene_end(struct scene *s)
{
    exchange_end(&s->stream);
    rig_stop(&s->rig);
}

static void run(struct scene *s)
{
    api_run(s->rig.api, s->rig.now);
}

/* Bob sends `n` messages whose ids count up, with so many bytes of text. */
static void bob_says(struct scene *s, unsigned n, unsigned bytes)
{
    static char text[RIG_BODY_MAX];
    for (; n > 0; n--) {
        struct exchange x;
        snprintf(text, sizeof text, "{\"id\":\"%u\",\"ts\":1,\"text\":\"%0*d\"}", s->said++,
                 (int)bytes, 0);
        self_sends(&s->rig, &s->bob, &x, text);
        assert_answered(&x, 200, NULL);
        exchange_end(&x);
    }
}

static void bob_reads(struct scene *s)
{
    self_drains(&s->rig, &s->bob);
}

static void ann_acks(struct scene *s, double ack)
{
    struct exchange x;
    rig_ask(&s->rig, &x, "ack", "{\"id\":\"%s\",\"token\":\"%s\",\"ack\":%.0f}", s->ann.id,
            s->ann.token, ack);
    assert_answered(&x, 204, NULL);
    exchange_end(&x);
}

/* What has come: the first and the last message in it, "-" where there is none;
 * and its seq. */
static const char *came(struct scene *s)
{
    static char text[64];
    const char *said = exchange_said(&s->stream), *from = strstr(said, "{\"id\":\""), *to = from;
    for (const char *next = from; next; next = strstr(next + 1, "{\"id\":\""))
        to = next;
    if (said[0] == '\0')
        return "nothing";
    assert_ptr_equal(strchr(said, '\n'), said + strlen(said) - 1); /* one line */
    if (from)
        snprintf(text, sizeof text, "%d to %d, seq %d", atoi(from + 7), atoi(to + 7),
                 atoi(said + 7));
    else
        snprintf(text, sizeof text, "-, seq %d", atoi(said + 7));
    return text;
}

static void it_pauses_with_256_kib_not_acknowledged(void **state)
{
    (void)state;
    struct scene s;
    scene_start(&s, 1048576);
    bob_says(&s, 12, 50000);
    run(&s);
    assert_string_equal(came(&s), "0 to 4, seq 7"); /* a sixth would be too much */
    run(&s);
    assert_string_equal(came(&s), "nothing");
    ann_acks(&s, 3);
    run(&s);
    assert_string_equal(came(&s), "5 to 5, seq 8");
    ann_acks(&s, 7);
    run(&s);
    assert_string_equal(came(&s), "6 to 9, seq 12");
    ann_acks(&s, 12);
    run(&s);
    assert_string_equal(came(&s), "10 to 11, seq 14");
    scene_end(&s);
}

static void one_that_pauses_has_heartbeats(void **state)
{
    (void)state;
    struct scene s;
    scene_start(&s, 1048576);
    bob_says(&s, 6, 50000);
    run(&s);
    assert_string_equal(came(&s), "0 to 4, seq 7");
    s.rig.now.monotonic += 15000;
    run(&s);
    assert_string_equal(came(&s), "-, seq 2");
    bob_says(&s, 1, 1);
    run(&s);
    assert_string_equal(came(&s), "nothing");
    ann_acks(&s, 7);
    run(&s);
    assert_string_equal(came(&s), "5 to 6, seq 9");
    scene_end(&s);
}

static void an_ack_may_come_with_any_request(void **state)
{
    (void)state;
    static const struct {
        const char *endpoint, *more;
        int status;
    } requests[] = {
        {"ack", "", 204},
        {"send", ",\"commands\":[[\"send\",\"%s\",{\"id\":\"not hers\"}]]", 400},
        {"send", ",\"commands\":[[\"send\",\"%s\",{\"id\":\"hers\"}]]", 200},
        {"probe", "", 200},
        {"probe", ",\"pause\":1", 0},
        {"poll", ",\"hold\":0", 200},
    };
    for (unsigned i = 0; i < COUNT_OF(requests); i++) {
        struct scene s;
        struct exchange x;
        char more[256];
        scene_start(&s, 1048576);
        bob_says(&s, 10, 50000);
        run(&s);
        assert_string_equal(came(&s), "0 to 4, seq 7");
        snprintf(more, sizeof more, "%s", requests[i].more);
        char *at = strstr(more, "%s");
        if (at) {
            memmove(at + HEX_LEN, at + 2, strlen(at + 2) + 1);
            memcpy(at, s.ann.id, HEX_LEN);
        }
        rig_ask(&s.rig, &x, requests[i].endpoint, "{\"id\":\"%s\",\"token\":\"%s\",\"ack\":4%s}",
                s.ann.id, s.ann.token, more);
        if (requests[i].status)
            assert_answered(&x, requests[i].status, NULL);
        run(&s);
        /* An error has changed nothing. */
        assert_string_equal(came(&s), requests[i].status == 400 ? "nothing" : "5 to 6, seq 9");
        if (!requests[i].status)
            api_forget(s.rig.api, x.parked, s.rig.now);
        exchange_end(&x);
        scene_end(&s);
    }
}

static void an_impossible_ack_spoils_its_request(void **state)
{
    (void)state;
    static const char *const endpoints[] = {"send", "leave", "probe"};
    static const char *const acks[] = {"99", "-1", "1.5", "\"2\""};
    struct scene s;
    scene_start(&s, 1048576);
    for (unsigned i = 0; i < COUNT_OF(endpoints) * COUNT_OF(acks); i++) {
        struct exchange x;
        rig_ask(&s.rig, &x, endpoints[i / COUNT_OF(acks)],
                "{\"id\":\"%s\",\"token\":\"%s\",\"ack\":%s,"
                "\"commands\":[[\"send\",\"%s\",{\"id\":\"m\"}]]}",
                s.ann.id, s.ann.token, acks[i % COUNT_OF(acks)], s.ann.id);
        assert_answered(&x, 400, "bad_request");
        exchange_end(&x);
    }
    run(&s);
    assert_string_equal(came(&s), "nothing"); /* neither said nor left */
    assert_parked(&s.stream);
    scene_end(&s);
}

static void a_poll_beside_it_carries_the_same(void **state)
{
    (void)state;
    struct scene s;
    struct exchange poll, newer;
    scene_start(&s, 1048576);
    self_polls(&s.rig, &s.ann, &poll, 25);
    assert_parked(&poll);
    bob_says(&s, 2, 1);
    run(&s);
    assert_answered(&poll, 200, NULL);
    assert_string_equal(came(&s), "0 to 1, seq 4");
    assert_true(exchange_seq(&poll) == 4);
    self_takes(&s.ann, &poll);
    exchange_end(&poll);
    /* A newer poll releases the older, and neither ends the stream. */
    self_polls(&s.rig, &s.ann, &poll, 25);
    assert_parked(&poll);
    self_polls(&s.rig, &s.ann, &newer, 25);
    assert_answered(&poll, 200, NULL);
    assert_non_null(cJSON_GetObjectItem(poll.json, "superseded"));
    exchange_end(&poll);
    assert_parked(&newer);
    assert_parked(&s.stream);
    /* And when the stream is cut, the poll has its hold. */
    api_forget(s.rig.api, s.stream.parked, s.rig.now);
    s.rig.now.monotonic += 24999;
    run(&s);
    assert_parked(&newer);
    s.rig.now.monotonic += 1;
    run(&s);
    assert_answered(&newer, 200, NULL);
    exchange_end(&newer);
    scene_end(&s);
}

static void what_a_poll_has_acknowledged_is_not_sent(void **state)
{
    (void)state;
    struct scene s;
    struct exchange poll;
    scene_start(&s, 1048576);
    s.stream.blocked = &s.blocked;
    bob_says(&s, 3, 1);
    run(&s);
    self_polls(&s.rig, &s.ann, &poll, 0);
    assert_true(exchange_seq(&poll) == 5);
    exchange_end(&poll);
    ann_acks(&s, 4);
    s.stream.blocked = NULL;
    api_resume(s.rig.api, &s.blocked);
    run(&s);
    assert_string_equal(came(&s), "2 to 2, seq 5");
    scene_end(&s);
}

static void one_to_whom_all_was_brought_says_nothing(void **state)
{
    (void)state;
    struct scene s;
    struct exchange poll;
    scene_start(&s, 1048576);
    s.rig.now.monotonic += 15000;
    run(&s);
    assert_string_equal(came(&s), "-, seq 2");
    s.stream.blocked = &s.blocked;
    bob_says(&s, 1, 1);
    run(&s);
    self_polls(&s.rig, &s.ann, &poll, 0);
    exchange_end(&poll);
    ann_acks(&s, 3);
    s.stream.blocked = NULL;
    api_resume(s.rig.api, &s.blocked);
    run(&s);
    assert_string_equal(came(&s), "nothing");
    scene_end(&s);
}

static void polls_beside_it_do_not_shrink(void **state)
{
    (void)state;
    struct scene s;
    struct exchange poll;
    scene_start(&s, 1048576);
    bob_says(&s, 4, 50000);
    run(&s);
    for (int i = 0; i < 5; i++) {
        self_polls(&s.rig, &s.ann, &poll, 0);
        assert_true(exchange_seq(&poll) == 6);
        exchange_end(&poll);
    }
    scene_end(&s);
}

static void nothing_is_written_while_its_connection_has_not_taken_all(void **state)
{
    (void)state;
    struct scene s;
    scene_start(&s, 1048576);
    s.stream.blocked = &s.blocked;
    for (int i = 0; i < 3; i++) {
        bob_says(&s, 2, 10);
        run(&s); /* fails if anything is passed on */
        assert_int_equal(s.blocked.count, 1);
    }
    s.rig.now.monotonic += 40000;
    run(&s);
    assert_int_equal(s.blocked.count, 1);
    s.stream.blocked = NULL;
    api_resume(s.rig.api, &s.blocked);
    assert_int_equal(s.blocked.count, 0);
    assert_true(api_next_deadline(s.rig.api) <= s.rig.now.monotonic);
    run(&s);
    assert_string_equal(came(&s), "0 to 5, seq 8");
    scene_end(&s);
}

static void one_that_waits_for_its_connection_ends_in_time(void **state)
{
    (void)state;
    struct scene s;
    scene_start(&s, 1048576);
    s.stream.blocked = &s.blocked;
    bob_says(&s, 1, 1);
    for (int i = 0; i < 41; i++) {
        s.rig.now.monotonic += 15000;
        run(&s);
    }
    assert_answered(&s.stream, 200, NULL);
    assert_int_equal(s.blocked.count, 0);
    assert_string_equal(exchange_said(&s.stream), "{\"seq\":2,\"commands\":[],\"end\":true}\n");
    scene_end(&s);
}

static void one_that_waits_for_its_connection_may_be_cut(void **state)
{
    (void)state;
    struct scene s;
    scene_start(&s, 1048576);
    s.stream.blocked = &s.blocked;
    bob_says(&s, 1, 1);
    run(&s);
    assert_int_equal(s.blocked.count, 1);
    api_forget(s.rig.api, s.stream.parked, s.rig.now);
    assert_int_equal(s.blocked.count, 0);
    scene_end(&s);
}

static void a_queue_that_overflows_meanwhile_begins_anew(void **state)
{
    (void)state;
    struct scene s;
    struct exchange x;
    struct visitor_self carl;
    scene_start(&s, 100000);
    s.stream.blocked = &s.blocked;
    self_joins(&s.rig, &carl, 'c', "r");
    for (int i = 0; i < 4; i++) {
        bob_says(&s, 1, 40000);
        run(&s);
        bob_reads(&s);
    }
    rig_ask(&s.rig, &x, "leave", "{\"id\":\"%s\",\"token\":\"%s\"}", carl.id, carl.token);
    exchange_end(&x);
    bob_reads(&s);
    self_polls(&s.rig, &s.bob, &x, 0);
    assert_string_equal(exchange_commands(&x), "[]"); /* nobody is asked before she knows */
    exchange_end(&x);
    s.stream.blocked = NULL;
    api_resume(s.rig.api, &s.blocked);
    run(&s);
    const char *line = exchange_said(&s.stream);
    assert_non_null(strstr(line, "\"commands\":[[\"init\","));
    assert_null(strstr(line, "\"add\""));
    assert_null(strstr(line, "\"fetch\"")); /* Carl has left */
    self_polls(&s.rig, &s.bob, &x, 0);
    assert_non_null(strstr(exchange_commands(&x), "[\"fetch\","));
    exchange_end(&x);
    bob_says(&s, 1, 1);
    run(&s);
    assert_non_null(strstr(came(&s), "4 to 4, "));
    scene_end(&s);
}

/* The init goes out though more was sent than is acknowledged. */
static void an_overflow_while_it_pauses_is_survived(void **state)
{
    (void)state;
    struct scene s;
    scene_start(&s, 400000);
    for (int i = 0; i < 9; i++) {
        bob_says(&s, 1, 50000);
        bob_reads(&s);
        run(&s);
    }
    for (const char *line = exchange_said(&s.stream); *line; line++)
        assert_true(strncmp(line, "[\"init\"", 7) != 0);
    ann_acks(&s, 7);
    run(&s);
    assert_non_null(strstr(exchange_said(&s.stream), "\"commands\":[[\"init\","));
    scene_end(&s);
}

static void short_of_memory_it_tries_again_after_a_second(void **state)
{
    (void)state;
    struct scene s;
    scene_start(&s, 1048576);
    s.stream.short_of_memory = true;
    bob_says(&s, 2, 1);
    run(&s);
    assert_string_equal(came(&s), "nothing");
    assert_true(api_next_deadline(s.rig.api) > s.rig.now.monotonic);
    s.stream.short_of_memory = false;
    s.rig.now.monotonic += 1000;
    run(&s);
    assert_string_equal(came(&s), "0 to 1, seq 4");
    scene_end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_pauses_with_256_kib_not_acknowledged),
        cmocka_unit_test(one_that_pauses_has_heartbeats),
        cmocka_unit_test(an_ack_may_come_with_any_request),
        cmocka_unit_test(an_impossible_ack_spoils_its_request),
        cmocka_unit_test(a_poll_beside_it_carries_the_same),
        cmocka_unit_test(what_a_poll_has_acknowledged_is_not_sent),
        cmocka_unit_test(one_to_whom_all_was_brought_says_nothing),
        cmocka_unit_test(polls_beside_it_do_not_shrink),
        cmocka_unit_test(nothing_is_written_while_its_connection_has_not_taken_all),
        cmocka_unit_test(one_that_waits_for_its_connection_ends_in_time),
        cmocka_unit_test(one_that_waits_for_its_connection_may_be_cut),
        cmocka_unit_test(a_queue_that_overflows_meanwhile_begins_anew),
        cmocka_unit_test(an_overflow_while_it_pauses_is_survived),
        cmocka_unit_test(short_of_memory_it_tries_again_after_a_second),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
