#include "support/unit.h"

#include <stdio.h>
#include <string.h>

#include "support/count.h"
#include "support/rig.h"

enum { ENVELOPE = 48 }; /* of an answer around its commands, which are what is limited */

static int commands_in(const struct exchange *x)
{
    return cJSON_GetArraySize(cJSON_GetObjectItem(x->json, "commands"));
}

static bool is_superseded(const struct exchange *x)
{
    return cJSON_IsTrue(cJSON_GetObjectItem(x->json, "superseded"));
}

static void an_init_tells_what_the_contract_says(void **state)
{
    (void)state;
    struct api_config config = config_plain();
    config.limits.hold_ms = 12500;
    struct rig rig;
    struct visitor_self a;
    struct exchange x;
    rig_start(&rig, config);
    self_joins(&rig, &a, '\0', "lobby");
    assert_true(strlen(a.token) >= 22);
    rig_ask(&rig, &x, "join", "{\"token\":\"bbbbbbbbbbbbbbbbbbbbbb\"}");
    assert_int_equal((int)exchange_seq(&x), 1);
    const cJSON *command = cJSON_GetArrayItem(cJSON_GetObjectItem(x.json, "commands"), 0);
    const cJSON *init = cJSON_GetArrayItem(command, 2);
    /* The first 128 bits of SHA-256 of 22 times b. */
    assert_string_equal(cJSON_GetArrayItem(command, 1)->valuestring,
                        "ad956c7dd8a6899b3cb77b3adddd6e09");
    assert_string_equal(cJSON_GetObjectItem(init, "token")->valuestring, "bbbbbbbbbbbbbbbbbbbbbb");
    assert_string_equal(cJSON_GetObjectItem(init, "room")->valuestring, "lobby");
    assert_true(strlen(cJSON_GetObjectItem(init, "name")->valuestring) > 2);
    const cJSON *members = cJSON_GetObjectItem(init, "members");
    assert_int_equal(cJSON_GetArraySize(members), 1);
    assert_string_equal(cJSON_GetArrayItem(members, 0)->valuestring, a.id);
    assert_true(cJSON_GetObjectItem(init, "hold")->valuedouble - 12.5 == 0);
    assert_true(cJSON_GetObjectItem(init, "grace")->valuedouble - 90 == 0);
    assert_true(cJSON_GetObjectItem(init, "now")->valuedouble - 1700000000123 == 0);
    double max_message = cJSON_GetObjectItem(init, "max_message")->valuedouble;
    assert_true(max_message > 65536 && max_message < 98304);
    exchange_end(&x);
    rig_stop(&rig);
}

static void run_after(struct rig *rig, int64_t ms)
{
    rig->now.monotonic += ms;
    api_run(rig->api, rig->now);
}

static void a_poll_waits_for_a_command_or_the_end_of_its_hold(void **state)
{
    (void)state;
    struct rig rig;
    struct visitor_self a;
    struct exchange poll, x;
    rig_start(&rig, config_plain());
    self_joins(&rig, &a, 'a', "r");
    self_polls(&rig, &a, &poll, 10);
    assert_parked(&poll);
    api_run(rig.api, rig.now);
    assert_parked(&poll);
    run_after(&rig, 9999);
    assert_parked(&poll);
    assert_true(api_next_deadline(rig.api) <= rig.now.monotonic + 1);
    run_after(&rig, 1);
    assert_answered(&poll, 200, NULL);
    assert_string_equal(poll.body, "{\"seq\":1,\"commands\":[]}");
    exchange_end(&poll);
    self_polls(&rig, &a, &poll, 1000000); /* cut to what the server allows */
    self_sends(&rig, &a, &x, "{\"id\":\"m\",\"ts\":1}");
    exchange_end(&x);
    assert_parked(&poll);
    api_run(rig.api, rig.now);
    assert_answered(&poll, 200, NULL);
    assert_int_equal((int)exchange_seq(&poll), 2);
    exchange_end(&poll);
    a.ack = 2;
    self_polls(&rig, &a, &poll, 1000000);
    run_after(&rig, 49999);
    assert_parked(&poll);
    run_after(&rig, 1);
    assert_answered(&poll, 200, NULL);
    exchange_end(&poll);
    rig_ask(&rig, &poll, "poll", "{\"id\":\"%s\",\"token\":\"%s\",\"ack\":2}", a.id, a.token);
    run_after(&rig, 24999);
    assert_parked(&poll); /* without a hold of its own */
    run_after(&rig, 1);
    assert_answered(&poll, 200, NULL);
    exchange_end(&poll);
    rig_stop(&rig);
}

static void an_empty_answer_has_the_seq_acknowledged(void **state)
{
    (void)state;
    struct rig rig;
    struct visitor_self a;
    struct exchange x;
    rig_start(&rig, config_plain());
    self_joins(&rig, &a, 'a', "r");
    for (unsigned i = 0; i < 3; i++) {
        self_sends(&rig, &a, &x, "{}");
        exchange_end(&x);
        self_drains(&rig, &a);
        a.ack = i; /* one already passed changes nothing */
        self_polls(&rig, &a, &x, 0);
        assert_int_equal((int)exchange_seq(&x), 2 + i);
        assert_int_equal(commands_in(&x), 0);
        exchange_end(&x);
        a.ack = 2 + i;
    }
    rig_stop(&rig);
}

static void impossible_acks_and_holds_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *ack;
        int status;
    } rows[] = {
        {"\"ack\":1", 200},
        {"\"ack\":0", 200},
        {"\"ack\":1.0", 200},
        {"\"ack\":1,\"hold\":0.0", 200},
        {"\"ack\":2", 400},
        {"\"ack\":-1", 400},
        {"\"ack\":0.5", 400},
        {"\"ack\":1e300", 400},
        {"\"ack\":18446744073709551617", 400},
        {"\"ack\":\"1\"", 400},
        {"\"ack\":null", 400},
        {"\"ack\":[]", 400},
        {"\"x\":1", 400},
        {"\"ack\":1,\"hold\":-1", 400},
        {"\"ack\":1,\"hold\":\"1\"", 400},
        {"\"ack\":1,\"hold\":null", 400},
        {"\"ack\":1,\"hold\":true", 400},
        {"\"ack\":1,\"hold\":-1e-300", 400},
    };
    struct rig rig;
    struct visitor_self a;
    struct exchange x;
    rig_start(&rig, config_plain());
    self_joins(&rig, &a, 'a', "r");
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        rig_ask(&rig, &x, "poll", "{\"id\":\"%s\",\"token\":\"%s\",%s}", a.id, a.token,
                rows[i].ack);
        if (x.parked) {
            assert_int_equal(rows[i].status, 200);
            api_forget(rig.api, x.parked, rig.now);
        } else {
            assert_answered(&x, rows[i].status, rows[i].status == 400 ? "bad_request" : NULL);
        }
        exchange_end(&x);
    }
    rig_stop(&rig);
}

static void a_lost_answer_is_given_again(void **state)
{
    (void)state;
    struct rig rig;
    struct visitor_self a;
    struct exchange x, again;
    rig_start(&rig, config_plain());
    self_joins(&rig, &a, 'a', "r");
    self_sends(&rig, &a, &x, "{\"id\":\"one\"}");
    exchange_end(&x);
    self_polls(&rig, &a, &x, 0);
    for (unsigned i = 0; i < 5; i++) {
        self_polls(&rig, &a, &again, 0);
        assert_string_equal(again.body, x.body);
        exchange_end(&again);
    }
    self_takes(&a, &x);
    exchange_end(&x);
    self_polls(&rig, &a, &x, 0);
    assert_int_equal(commands_in(&x), 0);
    exchange_end(&x);
    rig_stop(&rig);
}

/* Each of about 2 KiB, `n` of them, to the sender itself. */
static void fill_queue(struct rig *rig, struct visitor_self *a, unsigned n)
{
    char message[2100];
    struct exchange x;
    snprintf(message, sizeof message, "{\"id\":\"m\",\"ts\":1,\"x\":\"%01970d\"}", 0);
    for (unsigned i = 0; i < n; i++) {
        self_sends(rig, a, &x, message);
        assert_answered(&x, 200, NULL);
        exchange_end(&x);
    }
}

static void an_answer_takes_256_kib_and_halves_while_it_is_lost(void **state)
{
    (void)state;
    struct rig rig;
    struct visitor_self a;
    struct exchange x;
    rig_start(&rig, config_plain());
    self_joins(&rig, &a, 'a', "r");
    fill_queue(&rig, &a, 300);
    for (size_t size = 262144; size > 512; size /= 2) {
        self_polls(&rig, &a, &x, 0);
        assert_true(x.body_len <= size + ENVELOPE || commands_in(&x) == 1);
        assert_true(x.body_len + 2100 > size);
        assert_int_equal((int)exchange_seq(&x), 1 + commands_in(&x));
        exchange_end(&x);
    }
    self_polls(&rig, &a, &x, 0);
    assert_int_equal(commands_in(&x), 1); /* never less */
    unsigned got = 0;
    while (commands_in(&x) > 0) { /* nothing is lost, and nothing comes twice */
        got += (unsigned)commands_in(&x);
        self_takes(&a, &x);
        assert_int_equal((int)a.ack, 1 + got);
        exchange_end(&x);
        self_polls(&rig, &a, &x, 0);
    }
    assert_int_equal(got, 300);
    exchange_end(&x);
    rig_stop(&rig);
}

static void a_newer_poll_releases_the_older(void **state)
{
    (void)state;
    struct rig rig;
    struct visitor_self a;
    struct exchange older, newer, x;
    rig_start(&rig, config_plain());
    self_joins(&rig, &a, 'a', "r");
    self_polls(&rig, &a, &older, 25);
    assert_parked(&older);
    self_polls(&rig, &a, &newer, 25);
    assert_answered(&older, 200, NULL);
    assert_true(is_superseded(&older));
    assert_int_equal(commands_in(&older), 0);
    assert_parked(&newer);
    self_sends(&rig, &a, &x, "{}");
    exchange_end(&x);
    api_run(rig.api, rig.now);
    assert_answered(&newer, 200, NULL);
    assert_int_equal(commands_in(&newer), 1);
    assert_false(is_superseded(&newer));
    exchange_end(&older);
    exchange_end(&newer);
    rig_stop(&rig);
}

static void commands_go_to_the_newer_poll_even_if_the_older_was_ready(void **state)
{
    (void)state;
    struct rig rig;
    struct visitor_self a;
    struct exchange older, newer, x;
    rig_start(&rig, config_plain());
    self_joins(&rig, &a, 'a', "r");
    self_polls(&rig, &a, &older, 25);
    self_sends(&rig, &a, &x, "{}");
    exchange_end(&x);
    self_polls(&rig, &a, &newer, 25);
    assert_true(is_superseded(&older));
    assert_int_equal(commands_in(&older), 0);
    assert_answered(&newer, 200, NULL);
    assert_int_equal(commands_in(&newer), 1);
    api_run(rig.api, rig.now);
    exchange_end(&older);
    exchange_end(&newer);
    rig_stop(&rig);
}

static void joining_again_or_elsewhere_releases_the_poll(void **state)
{
    (void)state;
    static const char *const rooms[] = {"r", "s"};
    for (size_t i = 0; i < COUNT_OF(rooms); i++) {
        struct rig rig;
        struct visitor_self a, same;
        struct exchange poll;
        rig_start(&rig, config_plain());
        self_joins(&rig, &a, 'a', "r");
        self_polls(&rig, &a, &poll, 25);
        assert_parked(&poll);
        self_joins(&rig, &same, 'a', rooms[i]);
        assert_string_equal(same.id, a.id);
        assert_int_equal((int)same.ack, 2); /* numbers go on */
        assert_answered(&poll, 200, NULL);
        assert_true(is_superseded(&poll));
        api_run(rig.api, rig.now);
        exchange_end(&poll);
        rig_stop(&rig);
    }
}

static void leaving_answers_the_parked_poll_with_410(void **state)
{
    (void)state;
    struct rig rig;
    struct visitor_self a, b;
    struct exchange poll, other, x;
    char expected[128];
    rig_start(&rig, config_plain());
    self_joins(&rig, &a, 'a', "r");
    self_joins(&rig, &b, 'b', "r");
    self_polls(&rig, &b, &poll, 25);
    self_drains(&rig, &a);
    self_polls(&rig, &a, &other, 25);
    rig_ask(&rig, &x, "leave", "{\"id\":\"%s\",\"token\":\"%s\"}", b.id, b.token);
    assert_answered(&x, 204, NULL);
    exchange_end(&x);
    assert_answered(&poll, 410, "unknown_client");
    exchange_end(&poll);
    api_run(rig.api, rig.now);
    snprintf(expected, sizeof expected, "[[\"rm\",\"%s\",\"left\"]]", b.id);
    assert_string_equal(exchange_commands(&other), expected);
    exchange_end(&other);
    self_polls(&rig, &b, &x, 0);
    assert_answered(&x, 410, "unknown_client");
    exchange_end(&x);
    rig_stop(&rig);
}

static void last_words_are_relayed_before_the_leave(void **state)
{
    (void)state;
    struct rig rig;
    struct visitor_self a, b;
    struct exchange x;
    char expected[256];
    rig_start(&rig, config_plain());
    self_joins(&rig, &a, 'a', "r");
    self_joins(&rig, &b, 'b', "r");
    self_drains(&rig, &a);
    rig_ask(&rig, &x, "leave",
            "{\"id\":\"%s\",\"token\":\"%s\",\"commands\":[[\"send\",\"%s\",7]]}", b.id, b.token,
            b.id);
    assert_answered(&x, 400, "bad_request"); /* and it has not left */
    exchange_end(&x);
    rig_ask(
        &rig, &x, "leave",
        "{\"id\":\"%s\",\"token\":\"%s\",\"commands\":[[\"send\",\"%s\",{\"id\":\"m\",\"ts\":1}]]}",
        b.id, b.token, b.id);
    assert_answered(&x, 204, NULL);
    exchange_end(&x);
    self_polls(&rig, &a, &x, 0);
    snprintf(expected, sizeof expected,
             "[[\"add\",\"%s\",{\"id\":\"m\",\"ts\":1}],[\"rm\",\"%s\",\"left\"]]", b.id, b.id);
    assert_string_equal(exchange_commands(&x), expected);
    exchange_end(&x);
    rig_stop(&rig);
}

static void who_is_gone_is_told_so_and_told_of(void **state)
{
    (void)state;
    struct rig rig;
    struct visitor_self a, b;
    struct exchange poll, x;
    char expected[128];
    rig_start(&rig, config_plain());
    self_joins(&rig, &b, 'b', "r");
    self_joins(&rig, &a, 'a', "r");
    rig.now.monotonic += 70000;
    self_polls(&rig, &a, &poll, 25);
    run_after(&rig, 20000);
    snprintf(expected, sizeof expected, "[[\"rm\",\"%s\",\"gone\"]]", b.id);
    assert_string_equal(exchange_commands(&poll), expected);
    exchange_end(&poll);
    self_polls(&rig, &b, &x, 0);
    assert_answered(&x, 410, "unknown_client");
    exchange_end(&x);
    rig_stop(&rig);
}

static void making_place_tells_to_wait_at_most_half_the_grace(void **state)
{
    (void)state;
    static const int64_t graces[] = {90000, 3000, 100, 4, 2};
    for (size_t i = 0; i < COUNT_OF(graces); i++) {
        struct api_config config = config_plain();
        config.limits.grace_ms = graces[i];
        struct rig rig;
        struct visitor_self people[20];
        struct exchange polls[20];
        rig_start(&rig, config);
        for (unsigned n = 0; n < 20; n++) {
            self_joins(&rig, &people[n], (char)('a' + n), (char[]){(char)('a' + n), '\0'});
            self_polls(&rig, &people[n], &polls[n], 25);
            assert_parked(&polls[n]);
        }
        for (unsigned n = 0; n < 10; n++)
            assert_true(api_ask_to_wait(rig.api, polls[n].parked));
        api_run(rig.api, rig.now);
        for (unsigned n = 10; n < 20; n++)
            assert_parked(&polls[n]); /* nobody asked them */
        api_ask_all_to_wait(rig.api);
        api_run(rig.api, rig.now);
        unsigned different = 0;
        double first = 0;
        for (unsigned n = 0; n < 20; n++) {
            assert_answered(&polls[n], 200, NULL);
            double wait = cJSON_GetObjectItem(polls[n].json, "wait")->valuedouble;
            assert_true(wait > 0 && wait <= (double)graces[i] / 2000);
            first = n == 0 ? wait : first;
            different += wait < first || wait > first;
            exchange_end(&polls[n]);
        }
        assert_true(different > 0 || graces[i] < 100);
        rig_stop(&rig);
    }
}

static void a_forgotten_poll_is_not_answered_and_its_client_stays(void **state)
{
    (void)state;
    struct rig rig;
    struct visitor_self a;
    struct exchange poll, x;
    rig_start(&rig, config_plain());
    self_joins(&rig, &a, 'a', "r");
    self_polls(&rig, &a, &poll, 25);
    api_forget(rig.api, poll.parked, rig.now);
    self_sends(&rig, &a, &x, "{}");
    exchange_end(&x);
    api_run(rig.api, rig.now);
    assert_int_equal(poll.answers, 0);
    run_after(&rig, 89999);
    self_polls(&rig, &a, &x, 0);
    assert_int_equal(commands_in(&x), 1);
    exchange_end(&x);
    rig_stop(&rig);
}

static void an_overflow_comes_as_an_init_in_a_poll(void **state)
{
    (void)state;
    struct api_config config = config_plain();
    config.limits.max_queue = 5000;
    struct rig rig;
    struct visitor_self a, b;
    struct exchange x;
    rig_start(&rig, config);
    self_joins(&rig, &a, 'a', "r");
    self_joins(&rig, &b, 'b', "r");
    self_drains(&rig, &a);
    for (unsigned i = 0; i < 3; i++) {
        fill_queue(&rig, &b, 1);
        self_drains(&rig, &b);
    }
    self_polls(&rig, &a, &x, 0);
    const cJSON *command = cJSON_GetArrayItem(cJSON_GetObjectItem(x.json, "commands"), 0);
    assert_int_equal(commands_in(&x), 1);
    assert_string_equal(cJSON_GetArrayItem(command, 0)->valuestring, "init");
    assert_string_equal(cJSON_GetArrayItem(command, 1)->valuestring, a.id);
    assert_true(exchange_seq(&x) > a.ack);
    exchange_end(&x);
    self_polls(&rig, &b, &x, 0);
    char expected[128];
    snprintf(expected, sizeof expected, "[[\"fetch\",\"%s\"]]", a.id);
    assert_string_equal(exchange_commands(&x), expected);
    exchange_end(&x);
    rig_stop(&rig);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_init_tells_what_the_contract_says),
        cmocka_unit_test(a_poll_waits_for_a_command_or_the_end_of_its_hold),
        cmocka_unit_test(an_empty_answer_has_the_seq_acknowledged),
        cmocka_unit_test(impossible_acks_and_holds_are_refused),
        cmocka_unit_test(a_lost_answer_is_given_again),
        cmocka_unit_test(an_answer_takes_256_kib_and_halves_while_it_is_lost),
        cmocka_unit_test(a_newer_poll_releases_the_older),
        cmocka_unit_test(commands_go_to_the_newer_poll_even_if_the_older_was_ready),
        cmocka_unit_test(joining_again_or_elsewhere_releases_the_poll),
        cmocka_unit_test(leaving_answers_the_parked_poll_with_410),
        cmocka_unit_test(last_words_are_relayed_before_the_leave),
        cmocka_unit_test(who_is_gone_is_told_so_and_told_of),
        cmocka_unit_test(making_place_tells_to_wait_at_most_half_the_grace),
        cmocka_unit_test(a_forgotten_poll_is_not_answered_and_its_client_stays),
        cmocka_unit_test(an_overflow_comes_as_an_init_in_a_poll),
    };
    return cmocka_run_group_tests_name("api: poll", tests, NULL, NULL);
}
