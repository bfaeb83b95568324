#include "support/unit.h"

#include <stdio.h>
#include <string.h>

#include "support/count.h"
#include "support/rig.h"

/* Persons a and b in a room, with nothing waiting. */
struct scene {
    struct rig rig;
    struct visitor_self a, b;
};

static void scene_start(struct scene *s, struct api_config config)
{
    rig_start(&s->rig, config);
    self_joins(&s->rig, &s->a, 'a', "r");
    self_joins(&s->rig, &s->b, 'b', "r");
    self_drains(&s->rig, &s->a);
}

/* What b hears next; it is acknowledged. Valid until the next call. */
static const char *b_hears(struct scene *s)
{
    struct exchange x;
    self_polls(&s->rig, &s->b, &x, 0);
    assert_answered(&x, 200, NULL);
    const char *commands = exchange_commands(&x);
    self_takes(&s->b, &x);
    exchange_end(&x);
    return commands;
}

static void a_message_reaches_all_as_the_same_value(void **state)
{
    (void)state;
    static const struct {
        const char *sent, *relayed;
    } rows[] = {
        {"{\"id\":\"m-1_\",\"ts\":5,\"text\":\"x\"}", "{\"id\":\"m-1_\",\"ts\":5,\"text\":\"x\"}"},
        {" { \"ts\" : 0 , \"id\" : \"m2\" } ", "{\"ts\":0,\"id\":\"m2\"}"},
        {"{\"id\":\"m\"}", "{\"ts\":1700000000123,\"id\":\"m\"}"},
        {"{\"id\":\"m\",\"n\":12345678901234567890.10,\"a\":[ ],\"d\":1,\"d\":2}",
         "{\"ts\":1700000000123,\"id\":\"m\",\"n\":12345678901234567890.10,\"a\":[],\"d\":1,\"d\":"
         "2}"},
        {"{\"id\":\"m\",\"ts\":9007199254740991,\"t\":\"\\u0041\\ud83d\\ude00\xc3\xa9 \\/\"}",
         "{\"id\":\"m\",\"ts\":9007199254740991,\"t\":\"\\u0041\\ud83d\\ude00\xc3\xa9 \\/\"}"},
        {"{\"\\u0069d\":\"\\u006d\",\"ts\":1,\"ID\":7,\"To\":8}",
         "{\"\\u0069d\":\"\\u006d\",\"ts\":1,\"ID\":7,\"To\":8}"},
    };
    struct scene s;
    struct exchange x;
    scene_start(&s, config_plain());
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        char expected[512];
        self_sends(&s.rig, &s.a, &x, rows[i].sent);
        assert_answered(&x, 200, NULL);
        exchange_end(&x);
        self_polls(&s.rig, &s.b, &x, 0);
        snprintf(expected, sizeof expected, "\"commands\":[[\"add\",\"%s\",%s]]", s.a.id,
                 rows[i].relayed);
        if (!strstr(x.body, expected))
            fail_msg("%s is not in %s", expected, x.body);
        self_takes(&s.b, &x);
        exchange_end(&x);
    }
    rig_stop(&s.rig);
}

static void what_a_message_lacks_is_added_and_told(void **state)
{
    (void)state;
    struct scene s;
    struct exchange x;
    char id[2][32], expected[256];
    scene_start(&s, config_plain());
    for (unsigned i = 0; i < 2; i++) {
        self_sends(&s.rig, &s.a, &x, "{}");
        assert_answered(&x, 200, NULL);
        const cJSON *accepted = cJSON_GetArrayItem(cJSON_GetObjectItem(x.json, "accepted"), 0);
        snprintf(id[i], sizeof id[i], "%s", cJSON_GetObjectItem(accepted, "id")->valuestring);
        assert_int_equal(strspn(id[i], "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                       "0123456789_-"),
                         strlen(id[i]));
        assert_true(strlen(id[i]) >= 16);
        exchange_end(&x);
        snprintf(expected, sizeof expected,
                 "[[\"add\",\"%s\",{\"id\":\"%s\",\"ts\":1700000000123}]]", s.a.id, id[i]);
        assert_string_equal(b_hears(&s), expected);
    }
    assert_string_not_equal(id[0], id[1]);
    rig_stop(&s.rig);
}

static void accepted_tells_ids_and_times_in_order(void **state)
{
    (void)state;
    struct scene s;
    struct exchange x;
    scene_start(&s, config_plain());
    rig_ask(
        &s.rig, &x, "send",
        "{\"id\":\"%s\",\"token\":\"%s\",\"commands\":[[\"send\",\"%s\",{\"id\":\"z\"}],"
        "[\"\\u0073end\",\"%s\",{\"id\":\"y\",\"ts\":1e3}],[\"send\",\"%s\",{\"id\":\"\\u0078\","
        "\"ts\":0,\"to\":\"nobody\"}]]}",
        s.a.id, s.a.token, s.a.id, s.a.id, s.a.id);
    assert_answered(&x, 200, NULL);
    assert_string_equal(x.body, "{\"accepted\":[{\"id\":\"z\",\"ts\":1700000000123},"
                                "{\"id\":\"y\",\"ts\":1000},{\"id\":\"x\",\"ts\":0}]}");
    exchange_end(&x);
    rig_stop(&s.rig);
}

static void a_message_to_one_is_for_that_one(void **state)
{
    (void)state;
    struct scene s;
    struct exchange x;
    char message[128], expected[256];
    scene_start(&s, config_plain());
    snprintf(message, sizeof message, "{\"id\":\"m\",\"ts\":1,\"to\":\"%s\"}", s.b.id);
    self_sends(&s.rig, &s.a, &x, message);
    assert_answered(&x, 200, NULL);
    exchange_end(&x);
    self_polls(&s.rig, &s.a, &x, 0);
    assert_string_equal(exchange_commands(&x), "[]");
    exchange_end(&x);
    snprintf(expected, sizeof expected, "[[\"add\",\"%s\",%s]]", s.a.id, message);
    assert_string_equal(b_hears(&s), expected);
    static const char *const nobodies[] = {"\"\"", "\"x\"", "\"0123456789abcdef0123456789abcdef\""};
    for (size_t i = 0; i < COUNT_OF(nobodies); i++) {
        snprintf(message, sizeof message, "{\"to\":%s}", nobodies[i]);
        self_sends(&s.rig, &s.a, &x, message);
        assert_answered(&x, 200, NULL);
        exchange_end(&x);
        assert_string_equal(b_hears(&s), "[]");
    }
    rig_stop(&s.rig);
}

static void commands_that_are_refused_are_relayed_none_of(void **state)
{
    (void)state;
    /* $ is the sender's id, % another's. Before each stands a good command. */
    static const struct {
        const char *command, *code;
    } rows[] = {
        {"[\"send\",\"%\",{}]", "bad_request"},
        {"[\"send\",\"\",{}]", "bad_request"},
        {"[\"add\",\"$\",{}]", "bad_request"},
        {"[\"rm\",\"$\",{}]", "bad_request"},
        {"[\"Send\",\"$\",{}]", "bad_request"},
        {"[\"sendx\",\"$\",{}]", "bad_request"},
        {"[\"\",\"$\",{}]", "bad_request"},
        {"[\"send\",\"$\"]", "bad_request"},
        {"[\"send\",\"$\",{},{}]", "bad_request"},
        {"[\"send\",\"$\",[]]", "bad_request"},
        {"[\"send\",\"$\",\"text\"]", "bad_request"},
        {"[\"send\",\"$\",null]", "bad_request"},
        {"[\"send\",7,{}]", "bad_request"},
        {"[7,\"$\",{}]", "bad_request"},
        {"[]", "bad_request"},
        {"{}", "bad_request"},
        {"\"send\"", "bad_request"},
        {"null", "bad_request"},
        {"[\"send\",\"$\",{\"id\":\"\"}]", "bad_request"},
        {"[\"send\",\"$\",{\"id\":\"a b\"}]", "bad_request"},
        {"[\"send\",\"$\",{\"id\":\"\\u00e9\"}]", "bad_request"},
        {"[\"send\",\"$\",{\"id\":7}]", "bad_request"},
        {"[\"send\",\"$\",{\"id\":null}]", "bad_request"},
        {"[\"send\",\"$\",{\"id\":\"0123456789012345678901234567890123456789012345678901234567890"
         "1234\"}]",
         "bad_request"}, /* 65 */
        {"[\"send\",\"$\",{\"ts\":-1}]", "bad_request"},
        {"[\"send\",\"$\",{\"ts\":1.5}]", "bad_request"},
        {"[\"send\",\"$\",{\"ts\":9007199254740992}]", "bad_request"},
        {"[\"send\",\"$\",{\"ts\":1e300}]", "bad_request"},
        {"[\"send\",\"$\",{\"ts\":\"5\"}]", "bad_request"},
        {"[\"send\",\"$\",{\"ts\":null}]", "bad_request"},
        {"[\"send\",\"$\",{\"to\":7}]", "bad_request"},
        {"[\"send\",\"$\",{\"to\":null}]", "bad_request"},
        {"[\"send\",\"$\",{\"id\":\"a\",\"id\":\"a\"}]", "bad_json"},
        {"[\"send\",\"$\",{\"ts\":1,\"\\u0074s\":2}]", "bad_json"},
        {"[\"send\",\"$\",{\"to\":\"\",\"to\":\"\"}]", "bad_json"},
        {"[\"send\",\"$\",{\"x\":\"\\ud800\"}]", "bad_json"},
    };
    struct scene s;
    struct exchange x;
    scene_start(&s, config_plain());
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        char command[256] = "";
        size_t len = 0;
        for (const char *at = rows[i].command; *at; at++) {
            const char *id = *at == '$' ? s.a.id : *at == '%' ? s.b.id : NULL;
            len += (size_t)snprintf(command + len, sizeof command - len, "%.*s", id ? HEX_LEN : 1,
                                    id ? id : at);
        }
        rig_ask(&s.rig, &x, "send",
                "{\"id\":\"%s\",\"token\":\"%s\",\"commands\":[[\"send\",\"%s\",{}],%s]}", s.a.id,
                s.a.token, s.a.id, command);
        assert_answered(&x, 400, rows[i].code);
        exchange_end(&x);
        assert_string_equal(b_hears(&s), "[]");
    }
    rig_stop(&s.rig);
}

static void each_digit_of_the_sender_counts(void **state)
{
    (void)state;
    struct scene s;
    struct exchange x;
    scene_start(&s, config_plain());
    for (unsigned i = 0; i < HEX_LEN; i++) {
        char other[HEX_LEN + 1];
        memcpy(other, s.a.id, sizeof other);
        other[i] = other[i] == '0' ? '1' : '0';
        rig_ask(&s.rig, &x, "send",
                "{\"id\":\"%s\",\"token\":\"%s\",\"commands\":[[\"send\",\"%s\",{}]]}", s.a.id,
                s.a.token, other);
        assert_answered(&x, 400, "bad_request");
        exchange_end(&x);
    }
    assert_string_equal(b_hears(&s), "[]");
    rig_stop(&s.rig);
}

static void send_n(struct scene *s, struct exchange *x, unsigned n)
{
    static char commands[16384];
    size_t len = 0;
    commands[0] = '\0';
    for (unsigned i = 0; i < n; i++)
        len += (size_t)snprintf(commands + len, sizeof commands - len, "%s[\"send\",\"%s\",{}]",
                                i ? "," : "", s->a.id);
    rig_ask(&s->rig, x, "send", "{\"id\":\"%s\",\"token\":\"%s\",\"commands\":[%s]}", s->a.id,
            s->a.token, commands);
}

static void one_to_64_commands_are_taken(void **state)
{
    (void)state;
    static const struct {
        unsigned n;
        int status;
    } rows[] = {{0, 400}, {1, 200}, {64, 200}, {65, 400}, {200, 400}};
    struct scene s;
    struct exchange x;
    scene_start(&s, config_plain());
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        send_n(&s, &x, rows[i].n);
        assert_answered(&x, rows[i].status, rows[i].status == 400 ? "bad_request" : NULL);
        exchange_end(&x);
        self_polls(&s.rig, &s.b, &x, 0);
        const cJSON *commands = cJSON_GetObjectItem(x.json, "commands");
        assert_int_equal(cJSON_GetArraySize(commands), rows[i].status == 200 ? rows[i].n : 0);
        self_takes(&s.b, &x);
        exchange_end(&x);
    }
    rig_stop(&s.rig);
}

static void too_many_messages_are_refused_until_there_are_fewer(void **state)
{
    (void)state;
    struct api_config config = config_plain();
    config.limits.messages = (struct rate){.per_second = 20, .burst = 100};
    struct scene s;
    struct exchange x;
    scene_start(&s, config);
    send_n(&s, &x, 64);
    exchange_end(&x);
    send_n(&s, &x, 64); /* the bucket is not empty: it passes, below zero */
    assert_answered(&x, 200, NULL);
    exchange_end(&x);
    self_sends(&s.rig, &s.a, &x, "{}");
    assert_answered(&x, 429, "rate_limited");
    assert_non_null(strstr(x.head, "\r\nRetry-After: 2\r\n")); /* 28 messages at 20 a second */
    exchange_end(&x);
    self_sends(&s.rig, &s.a, &x, "{\"to\":\"\"}"); /* has a budget of its own */
    assert_answered(&x, 200, NULL);
    exchange_end(&x);
    s.rig.now.monotonic += 1401;
    self_sends(&s.rig, &s.a, &x, "{}");
    assert_answered(&x, 200, NULL);
    exchange_end(&x);
    rig_stop(&s.rig);
}

static void history_that_is_not_read_has_to_wait(void **state)
{
    (void)state;
    struct api_config config = config_plain();
    config.limits.max_queue = 2000;
    struct scene s;
    struct exchange x;
    char message[2048];
    scene_start(&s, config);
    snprintf(message, sizeof message, "{\"to\":\"%s\",\"x\":\"%01200d\"}", s.b.id, 0);
    self_sends(&s.rig, &s.a, &x, message);
    assert_answered(&x, 200, NULL);
    exchange_end(&x);
    self_sends(&s.rig, &s.a, &x, message);
    assert_answered(&x, 429, "rate_limited");
    assert_non_null(strstr(x.head, "\r\nRetry-After: 1\r\n"));
    exchange_end(&x);
    self_drains(&s.rig, &s.b);
    self_sends(&s.rig, &s.a, &x, message);
    assert_answered(&x, 200, NULL);
    exchange_end(&x);
    rig_stop(&s.rig);
}

static void who_may_send_nothing_is_told_so_before_the_messages_are_read(void **state)
{
    (void)state;
    struct api_config config = config_plain();
    struct visitor_self ann;
    struct rig rig;
    struct exchange x;
    config.limits.messages = (struct rate){.per_second = 0.001, .burst = 1};
    rig_start(&rig, config);
    self_joins(&rig, &ann, 'a', "r");
    char to_myself[128];
    snprintf(to_myself, sizeof to_myself, "{\"to\":\"%s\"}", ann.id);
    static const int expected[] = {400, 200, 400, 200, 429};
    const char *const messages[] = {"7", "{}", "7", to_myself, "7"};
    for (size_t i = 0; i < COUNT_OF(expected); i++) {
        self_sends(&rig, &ann, &x, messages[i]);
        assert_answered(&x, expected[i], NULL);
        exchange_end(&x);
    }
    rig_stop(&rig);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_message_reaches_all_as_the_same_value),
        cmocka_unit_test(what_a_message_lacks_is_added_and_told),
        cmocka_unit_test(accepted_tells_ids_and_times_in_order),
        cmocka_unit_test(a_message_to_one_is_for_that_one),
        cmocka_unit_test(commands_that_are_refused_are_relayed_none_of),
        cmocka_unit_test(each_digit_of_the_sender_counts),
        cmocka_unit_test(one_to_64_commands_are_taken),
        cmocka_unit_test(too_many_messages_are_refused_until_there_are_fewer),
        cmocka_unit_test(history_that_is_not_read_has_to_wait),
        cmocka_unit_test(who_may_send_nothing_is_told_so_before_the_messages_are_read),
    };
    return cmocka_run_group_tests_name("api: send", tests, NULL, NULL);
}
