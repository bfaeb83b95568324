#include "support/unit.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../src/chat/message.h"
#include "support/count.h"
#include "support/rig.h"

/* Three people, each in a room of their own, who have read what there was. */
struct scene {
    struct rig rig;
    struct visitor_self people[3];
};

static struct scene scene_with(struct api_config config)
{
    struct scene s;
    rig_start(&s.rig, config);
    for (unsigned i = 0; i < 3; i++) {
        char room[] = {(char)('r' + i), '\0'};
        self_joins(&s.rig, &s.people[i], (char)('a' + i), room);
    }
    return s;
}

static struct scene scene_plain(void)
{
    return scene_with(config_plain());
}

static void ask_all(struct scene *s, struct exchange *x)
{
    const struct visitor_self *p = s->people;
    rig_ask(&s->rig, x, "poll",
            "{\"polls\":[{\"id\":\"%s\",\"token\":\"%s\",\"ack\":%.0f},"
            "{\"id\":\"%s\",\"token\":\"%s\",\"ack\":%.0f},"
            "{\"id\":\"%s\",\"token\":\"%s\",\"ack\":%.0f}],\"hold\":10}",
            p[0].id, p[0].token, p[0].ack, p[1].id, p[1].token, p[1].ack, p[2].id, p[2].token,
            p[2].ack);
}

/* The answer as text, with a, b and c for their ids. */
static const char *told(const struct scene *s, const struct exchange *x)
{
    static char text[4096];
    size_t len = 0;
    assert_answered(x, 200, NULL);
    for (const char *at = x->body; *at; at++) {
        assert_true(len + 1 < sizeof text);
        text[len++] = *at;
        for (unsigned i = 0; i < 3; i++) {
            if (len >= HEX_LEN && memcmp(text + len - HEX_LEN, s->people[i].id, HEX_LEN) == 0) {
                len -= HEX_LEN;
                text[len++] = (char)('a' + i);
            }
        }
    }
    text[len] = '\0';
    return text;
}

static void it_is_answered_when_any_of_them_has_something(void **state)
{
    (void)state;
    struct scene s = scene_plain();
    struct exchange x, y;
    ask_all(&s, &x);
    assert_parked(&x);
    self_sends(&s.rig, &s.people[1], &y, "{\"id\":\"m\",\"ts\":1}");
    exchange_end(&y);
    api_run(s.rig.api, s.rig.now);
    assert_string_equal(told(&s, &x),
                        "{\"polls\":[{\"id\":\"a\",\"seq\":1,\"commands\":[]},"
                        "{\"id\":\"b\",\"seq\":2,\"commands\":[[\"add\",\"b\",{\"id\":\"m\",\"ts\":"
                        "1}]]},{\"id\":\"c\",\"seq\":1,\"commands\":[]}]}");
    exchange_end(&x);
    ask_all(&s, &x); /* it was not acknowledged, so it comes again, and at once */
    assert_non_null(strstr(told(&s, &x), "\"id\":\"m\""));
    exchange_end(&x);
    s.people[1].ack = 2;
    ask_all(&s, &x);
    assert_parked(&x);
    s.rig.now.monotonic += 10000;
    api_run(s.rig.api, s.rig.now);
    assert_null(strstr(told(&s, &x), "\"id\":\"m\""));
    exchange_end(&x);
    rig_stop(&s.rig);
}

static void a_wrong_one_harms_none_of_the_others(void **state)
{
    (void)state;
    struct scene s = scene_plain();
    struct exchange x, y;
    self_sends(&s.rig, &s.people[2], &y, "{\"id\":\"m\",\"ts\":1}");
    exchange_end(&y);
    rig_ask(&s.rig, &x, "poll",
            "{\"polls\":[{\"id\":\"%s\",\"token\":\"not the token\",\"ack\":1},"
            "{\"id\":\"00000000000000000000000000000000\",\"token\":\"x\",\"ack\":1},"
            "{\"id\":\"%s\",\"token\":\"%s\",\"ack\":99},{\"id\":\"%s\",\"token\":\"%s\",\"ack\":1}"
            "]}",
            s.people[0].id, s.people[1].id, s.people[1].token, s.people[2].id, s.people[2].token);
    const char *text = told(&s, &x);
    assert_non_null(
        strstr(text, "{\"polls\":[{\"id\":\"a\",\"error\":\"bad_token\",\"detail\":\""));
    assert_non_null(strstr(text, "{\"id\":\"00000000000000000000000000000000\",\"error\":\"unknown_"
                                 "client\",\"detail\":\""));
    assert_non_null(strstr(text, "{\"id\":\"b\",\"error\":\"bad_request\",\"detail\":\""));
    assert_non_null(strstr(text, "{\"id\":\"c\",\"seq\":2,\"commands\":[[\"add\",\"c\","));
    exchange_end(&x);
    /* Whoever does not know the token has released nobody's poll. */
    ask_all(&s, &x);
    exchange_end(&x);
    s.people[2].ack = 2;
    ask_all(&s, &x);
    assert_parked(&x);
    rig_ask(&s.rig, &y, "poll", "{\"polls\":[{\"id\":\"%s\",\"token\":\"other\",\"ack\":1}]}",
            s.people[0].id);
    assert_parked(&x);
    exchange_end(&y);
    s.rig.now.monotonic += 10000;
    api_run(s.rig.api, s.rig.now);
    exchange_end(&x);
    rig_stop(&s.rig);
}

static void a_newer_poll_of_one_releases_it_for_all(void **state)
{
    (void)state;
    struct scene s = scene_plain();
    struct exchange x, y;
    ask_all(&s, &x);
    self_polls(&s.rig, &s.people[1], &y, 10);
    assert_string_equal(told(&s, &x),
                        "{\"polls\":[{\"id\":\"a\",\"seq\":1,\"commands\":[]},"
                        "{\"id\":\"b\",\"seq\":1,\"commands\":[],\"superseded\":true},"
                        "{\"id\":\"c\",\"seq\":1,\"commands\":[]}]}");
    exchange_end(&x);
    assert_parked(&y);
    ask_all(&s, &x); /* and the other way round */
    assert_string_equal(told(&s, &y), "{\"seq\":1,\"commands\":[],\"superseded\":true}");
    exchange_end(&y);
    assert_parked(&x);
    ask_all(&s, &y);
    assert_non_null(strstr(told(&s, &x), "{\"id\":\"c\",\"seq\":1,\"commands\":[],\"superseded\":"
                                         "true}]}"));
    exchange_end(&x);
    assert_parked(&y);
    api_forget(s.rig.api, y.parked, s.rig.now);
    rig_stop(&s.rig);
}

static void who_leaves_or_joins_again_ends_it(void **state)
{
    (void)state;
    struct scene s = scene_plain();
    struct exchange x, y;
    ask_all(&s, &x);
    rig_ask(&s.rig, &y, "leave", "{\"id\":\"%s\",\"token\":\"%s\"}", s.people[0].id,
            s.people[0].token);
    assert_int_equal(y.status, 204);
    exchange_end(&y);
    assert_non_null(
        strstr(told(&s, &x), "[{\"id\":\"a\",\"error\":\"unknown_client\",\"detail\":"));
    assert_non_null(strstr(told(&s, &x), "{\"id\":\"b\",\"seq\":1,\"commands\":[]}"));
    exchange_end(&x);
    self_joins(&s.rig, &s.people[0], 'a', "r");
    ask_all(&s, &x);
    assert_parked(&x);
    rig_ask(&s.rig, &y, "join", "{\"room\":\"t\",\"token\":\"%s\"}", s.people[2].token);
    assert_answered(&y, 200, NULL);
    exchange_end(&y);
    assert_non_null(strstr(told(&s, &x), "\"superseded\":true}]}"));
    exchange_end(&x);
    rig_stop(&s.rig);
}

#define NOBODY "{\"id\":\"00000000000000000000000000000000\",\"token\":\"x\",\"ack\":1}"

static void what_is_no_shared_poll_is_refused(void **state)
{
    (void)state;
    struct scene s = scene_plain();
    static const char *const bodies[] = {
        "{\"polls\":[]}",
        "{\"polls\":{}}",
        "{\"polls\":1}",
        "{\"polls\":[1]}",
        "{\"polls\":[{}]}",
        "{\"polls\":[{\"id\":\"00000000000000000000000000000000\",\"token\":\"x\"}]}",
        "{\"polls\":[{\"id\":\"00000000000000000000000000000000\",\"ack\":1}]}",
        "{\"polls\":[{\"id\":1,\"token\":\"x\",\"ack\":1}]}",
        "{\"polls\":[{\"id\":\"short\",\"token\":\"x\",\"ack\":1}]}",
        "{\"polls\":[{\"id\":\"00000000000000000000000000000000\",\"token\":\"x\",\"ack\":-1}]}",
        "{\"polls\":[" NOBODY "," NOBODY "]}",
        "{\"polls\":[" NOBODY "],\"id\":\"x\"}",
        "{\"polls\":[" NOBODY "],\"ack\":1}",
        "{\"polls\":[" NOBODY "],\"hold\":-1}",
    };
    struct exchange x;
    for (size_t i = 0; i < COUNT_OF(bodies); i++) {
        rig_ask(&s.rig, &x, "poll", "%s", bodies[i]);
        assert_answered(&x, 400, "bad_request");
        exchange_end(&x);
    }
    rig_ask(&s.rig, &x, "poll", "{\"polls\":[{\"id\":\"x\",\"id\":\"x\"}]}");
    assert_answered(&x, 400, "bad_json");
    exchange_end(&x);
    rig_stop(&s.rig);
}

/* A poll for `n` ids that are not present. */
static void ask_for_many(struct rig *rig, struct exchange *x, unsigned n)
{
    char body[4096] = "{\"polls\":[";
    size_t len = strlen(body);
    for (unsigned i = 0; i < n; i++)
        len += (size_t)snprintf(body + len, sizeof body - len,
                                "%s{\"id\":\"%032x\",\"token\":\"x\",\"ack\":0}", i ? "," : "", i);
    snprintf(body + len, sizeof body - len, "]}");
    rig_ask(rig, x, "poll", "%s", body);
}

static void it_speaks_for_sixteen_at_most(void **state)
{
    (void)state;
    struct scene s = scene_plain();
    struct exchange x;
    ask_for_many(&s.rig, &x, 16);
    assert_answered(&x, 200, NULL);
    assert_int_equal(cJSON_GetArraySize(cJSON_GetObjectItem(x.json, "polls")), 16);
    exchange_end(&x);
    ask_for_many(&s.rig, &x, 17);
    assert_answered(&x, 400, "bad_request");
    exchange_end(&x);
    rig_stop(&s.rig);
}

/* Says a message of so many bytes to the client's own room. */
static void say_much(struct rig *rig, const struct visitor_self *who, size_t bytes)
{
    struct exchange x;
    char *body = malloc(bytes + 512);
    assert_non_null(body);
    size_t len = (size_t)sprintf(
        body, "{\"id\":\"%s\",\"token\":\"%s\",\"commands\":[[\"send\",\"%s\",{\"text\":\"",
        who->id, who->token, who->id);
    memset(body + len, 'x', bytes);
    len += bytes;
    len += (size_t)sprintf(body + len, "\"}]]}");
    struct cgi_params params = params_plain("/send");
    rig_ask_with(rig, &x, &params, body, len);
    assert_answered(&x, 200, NULL);
    exchange_end(&x);
    free(body);
}

static void what_one_answer_cannot_hold_comes_in_the_next_ones(void **state)
{
    (void)state;
    enum { CLIENTS = 5, EACH = 15 * 1024 * 1024 };
    struct rig rig;
    struct api_config config = config_plain();
    struct visitor_self who[CLIENTS];
    config.body_max = EACH + 1024;
    config.limits.max_queue = 4 * (size_t)EACH;
    rig_start(&rig, config);
    for (unsigned i = 0; i < CLIENTS; i++) {
        char room[] = {(char)('a' + i), '\0'};
        self_joins(&rig, &who[i], (char)('a' + i), room);
        say_much(&rig, &who[i], EACH);
    }
    unsigned got = 0, answers = 0;
    for (; got < CLIENTS && answers < 2 * CLIENTS; answers++) {
        char body[CLIENTS * 256] = "{\"polls\":[";
        for (unsigned i = 0; i < CLIENTS; i++)
            sprintf(body + strlen(body), "%s{\"id\":\"%s\",\"token\":\"%s\",\"ack\":%.0f}",
                    i ? "," : "", who[i].id, who[i].token, who[i].ack);
        strcat(body, "]}");
        struct exchange x;
        rig_ask(&rig, &x, "poll", "%s", body);
        assert_answered(&x, 200, NULL);
        const cJSON *polls = cJSON_GetObjectItem(x.json, "polls");
        for (unsigned i = 0; i < CLIENTS; i++) {
            const cJSON *part = cJSON_GetArrayItem(polls, (int)i);
            got += (unsigned)cJSON_GetArraySize(cJSON_GetObjectItem(part, "commands"));
            who[i].ack = cJSON_GetObjectItem(part, "seq")->valuedouble;
        }
        exchange_end(&x);
    }
    assert_int_equal(got, CLIENTS);
    rig_stop(&rig);
}

static void the_bytes_of_an_answer_are_shared(void **state)
{
    (void)state;
    struct scene s = scene_plain();
    struct exchange x;
    static char message[60000];
    memset(message, 'x', sizeof message - 1);
    for (unsigned n = 0; n < 6; n++) {
        for (unsigned i = 0; i < 2; i++) {
            rig_ask(
                &s.rig, &x, "send",
                "{\"id\":\"%s\",\"token\":\"%s\",\"commands\":[[\"send\",\"%s\",{\"t\":\"%s\"}]]}",
                s.people[i].id, s.people[i].token, s.people[i].id, message);
            assert_answered(&x, 200, NULL);
            exchange_end(&x);
        }
    }
    ask_all(&s, &x);
    assert_answered(&x, 200, NULL);
    assert_true(x.body_len > 200000 && x.body_len <= 256 * 1024);
    const cJSON *polls = cJSON_GetObjectItem(x.json, "polls");
    for (int i = 0; i < 2; i++)
        assert_int_equal(
            cJSON_GetArraySize(cJSON_GetObjectItem(cJSON_GetArrayItem(polls, i), "commands")), 2);
    exchange_end(&x);
    rig_stop(&s.rig);
}

/* Two of one room, the second of whom has a place left for less than a fetch. */
static void who_overflows_while_it_is_answered_is_told_so_by_the_next(void **state)
{
    (void)state;
    static const char said[] = "{\"id\":\"m\",\"ts\":1}";
    enum { SAID = 5 };
    struct api_config config = config_plain();
    static const char command[] =
        "[\"add\",\"00000000000000000000000000000000\",{\"id\":\"m\",\"ts\":1}]";
    struct message *message = message_new(COMMAND_ADD, &(struct client_id){{0}}, command,
                                          strlen(command));
    struct message *fetch = message_new(COMMAND_FETCH, &(struct client_id){{0}}, NULL, 0);
    config.limits.max_queue = SAID * message_cost(message) + message_cost(fetch) - 1;
    message_unref(message);
    message_unref(fetch);
    struct rig rig;
    struct visitor_self a, b;
    struct exchange x;
    rig_start(&rig, config);
    self_joins(&rig, &a, 'a', "r");
    self_sends(&rig, &a, &x, said);
    exchange_end(&x);
    self_joins(&rig, &b, 'b', "r");
    self_drains(&rig, &b);
    for (unsigned i = 0; i < SAID; i++) {
        self_sends(&rig, &b, &x, said);
        exchange_end(&x);
    }
    rig_ask(&rig, &x, "poll",
            "{\"polls\":[{\"id\":\"%s\",\"token\":\"%s\",\"ack\":1},"
            "{\"id\":\"%s\",\"token\":\"%s\",\"ack\":1}]}",
            a.id, a.token, b.id, b.token);
    assert_answered(&x, 200, NULL);
    assert_non_null(strstr(x.body, "\"init\""));   /* of the first: now it is fetched for */
    assert_non_null(strstr(x.body, "\"seq\":6,")); /* of the second */
    exchange_end(&x);
    b.ack = 7;
    self_polls(&rig, &b, &x, 0);
    assert_answered(&x, 400, "bad_request"); /* what comes next it was never sent */
    exchange_end(&x);
    b.ack = 6;
    self_polls(&rig, &b, &x, 0);
    assert_answered(&x, 200, NULL);
    assert_non_null(strstr(exchange_commands(&x), "[[\"init\","));
    exchange_end(&x);
    rig_stop(&rig);
}

static void past_the_limits_the_longest_parked_is_told_to_wait(void **state)
{
    (void)state;
    struct api_config config = config_plain();
    config.limits.max_parked = 1;
    struct scene s = scene_with(config);
    struct exchange x, y;
    self_polls(&s.rig, &s.people[0], &x, 10);
    self_polls(&s.rig, &s.people[1], &y, 10);
    api_run(s.rig.api, s.rig.now);
    assert_parked(&y);
    assert_answered(&x, 200, NULL);
    double wait = cJSON_GetNumberValue(cJSON_GetObjectItem(x.json, "wait"));
    assert_true(wait >= 1.5 && wait <= 2.5);
    exchange_end(&x);
    ask_all(&s, &x); /* a poll for three takes one place */
    api_run(s.rig.api, s.rig.now);
    assert_parked(&x);
    exchange_end(&y);
    self_polls(&s.rig, &s.people[1], &y, 0);
    assert_non_null(strstr(told(&s, &x), "\"superseded\":true"));
    exchange_end(&x);
    exchange_end(&y);
    rig_stop(&s.rig);
}

static void who_does_not_wait_takes_no_place(void **state)
{
    (void)state;
    struct api_config config = config_plain();
    config.limits.max_parked = 1;
    struct scene s = scene_with(config);
    struct exchange x, y;
    self_polls(&s.rig, &s.people[0], &x, 10);
    self_polls(&s.rig, &s.people[1], &y, 10);
    api_run(s.rig.api, s.rig.now);
    double seconds = cJSON_GetNumberValue(cJSON_GetObjectItem(x.json, "wait"));
    int64_t wait = (int64_t)(1000 * seconds + 0.5);
    exchange_end(&x);
    s.rig.now.monotonic += wait - 1;
    self_polls(&s.rig, &s.people[0], &x, 10); /* before its time */
    assert_non_null(strstr(told(&s, &x), "\"wait\":"));
    exchange_end(&x);
    assert_parked(&y);
    s.rig.now.monotonic += 1;
    self_polls(&s.rig, &s.people[0], &x, 10);
    assert_parked(&x);
    api_run(s.rig.api, s.rig.now);
    assert_non_null(strstr(told(&s, &y), "\"wait\":"));
    exchange_end(&y);
    self_polls(&s.rig, &s.people[0], &y, 0); /* takes its place away */
    exchange_end(&x);
    exchange_end(&y);
    self_polls(&s.rig, &s.people[1], &y, 10); /* where there is one, it may come early */
    assert_parked(&y);
    rig_stop(&s.rig);
}

/* A poll of each of them, each from an address; NULL: from none. */
static void ask_each_from(struct scene *s, struct exchange x[3], const char *const addresses[3])
{
    for (unsigned i = 0; i < 3; i++) {
        char body[256];
        struct cgi_params params = params_plain("/poll");
        param_set(&params, CGI_REMOTE_ADDR, addresses[i]);
        int len = snprintf(body, sizeof body, "{\"id\":\"%s\",\"token\":\"%s\",\"ack\":1}",
                           s->people[i].id, s->people[i].token);
        rig_ask_with(&s->rig, &x[i], &params, body, (size_t)len);
        api_run(s->rig.api, s->rig.now);
        assert_parked(&x[i]);
        if (i < 2)
            assert_parked(&x[0]);
    }
}

static void each_address_has_places_of_its_own(void **state)
{
    (void)state;
    struct api_config config = config_plain();
    config.limits.max_party = 1;
    struct scene s = scene_with(config);
    struct exchange x[3];
    ask_each_from(&s, x, (const char *const[]){"192.0.2.1", "192.0.2.2", "192.0.2.1"});
    assert_non_null(strstr(told(&s, &x[0]), "\"wait\":"));
    exchange_end(&x[0]);
    assert_parked(&x[1]);
    rig_stop(&s.rig);
}

static void who_has_no_address_shares_no_places(void **state)
{
    (void)state;
    struct api_config config = config_plain();
    config.limits.max_party = 1;
    struct scene s = scene_with(config);
    struct exchange x[3];
    ask_each_from(&s, x, (const char *const[]){NULL, NULL, NULL});
    assert_parked(&x[0]);
    rig_stop(&s.rig);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_answered_when_any_of_them_has_something),
        cmocka_unit_test(a_wrong_one_harms_none_of_the_others),
        cmocka_unit_test(a_newer_poll_of_one_releases_it_for_all),
        cmocka_unit_test(who_leaves_or_joins_again_ends_it),
        cmocka_unit_test(what_is_no_shared_poll_is_refused),
        cmocka_unit_test(it_speaks_for_sixteen_at_most),
        cmocka_unit_test(what_one_answer_cannot_hold_comes_in_the_next_ones),
        cmocka_unit_test(the_bytes_of_an_answer_are_shared),
        cmocka_unit_test(who_overflows_while_it_is_answered_is_told_so_by_the_next),
        cmocka_unit_test(past_the_limits_the_longest_parked_is_told_to_wait),
        cmocka_unit_test(who_does_not_wait_takes_no_place),
        cmocka_unit_test(each_address_has_places_of_its_own),
        cmocka_unit_test(who_has_no_address_shares_no_places),
    };
    return cmocka_run_group_tests_name("api: shared poll", tests, NULL, NULL);
}
