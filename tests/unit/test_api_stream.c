/*
 * Streams: when lines come, when they end, and what ends them.
 */
#include "support/unit.h"

#include <stdio.h>
#include <string.h>

#include "support/count.h"
#include "support/rig.h"

/* Two in a room; all has been read. Bob polls no more, and must not go. */
struct scene {
    struct rig rig;
    struct visitor_self ann, bob;
    struct exchange stream; /* of Ann's */
};

static struct scene scene_with(struct api_config config)
{
    struct scene s = {0};
    rig_start(&s.rig, config);
    self_joins(&s.rig, &s.ann, 'a', "r");
    self_joins(&s.rig, &s.bob, 'b', "r");
    self_drains(&s.rig, &s.ann);
    self_drains(&s.rig, &s.bob);
    return s;
}

static struct scene scene_plain(void)
{
    return scene_with(config_plain());
}

static void scene_end(struct scene *s)
{
    exchange_end(&s->stream);
    rig_stop(&s->rig);
}

static void pass_time(struct scene *s, int64_t ms)
{
    s->rig.now.monotonic += ms;
    s->rig.now.unix += ms;
    api_run(s->rig.api, s->rig.now);
}

static void bob_says(struct scene *s, const char *id)
{
    char message[64];
    struct exchange x;
    snprintf(message, sizeof message, "{\"id\":\"%s\",\"ts\":1}", id);
    self_sends(&s->rig, &s->bob, &x, message);
    assert_answered(&x, 200, NULL);
    exchange_end(&x);
}

/* A line of adds from Bob, as JSON. */
static const char *adds(const struct scene *s, unsigned seq, const char *ids)
{
    static char line[1024];
    int n = snprintf(line, sizeof line, "{\"seq\":%u,\"commands\":[", seq);
    for (const char *id = ids; *id; id++)
        n += snprintf(line + n, sizeof line - (size_t)n,
                      "%s[\"add\",\"%s\",{\"id\":\"%c\",\"ts\":1}]", id > ids ? "," : "", s->bob.id,
                      *id);
    snprintf(line + n, sizeof line - (size_t)n, "]}\n");
    return line;
}

static double status_of(struct scene *s, const char *count)
{
    struct exchange x;
    struct cgi_params params = params_plain("/status");
    param_set(&params, CGI_METHOD, "GET");
    param_set(&params, CGI_REMOTE_ADDR, "127.0.0.1");
    rig_ask_with(&s->rig, &x, &params, "", 0);
    assert_answered(&x, 200, NULL);
    double value = cJSON_GetObjectItem(x.json, count)->valuedouble;
    exchange_end(&x);
    return value;
}

static void the_first_line_comes_at_once(void **state)
{
    (void)state;
    struct scene s = scene_plain();
    self_streams(&s.rig, &s.ann, &s.stream);
    assert_string_equal(s.stream.begun, "Status: 200 OK\r\n"
                                        "Content-Type: application/x-ndjson\r\n"
                                        "Cache-Control: no-store\r\n"
                                        "X-Content-Type-Options: nosniff\r\n"
                                        "X-Accel-Buffering: no\r\n\r\n"
                                        "{\"seq\":2,\"commands\":[]}\n");
    scene_end(&s);
}

static void the_first_line_holds_what_waits(void **state)
{
    (void)state;
    struct scene s = scene_plain();
    bob_says(&s, "p");
    bob_says(&s, "q");
    self_streams(&s.rig, &s.ann, &s.stream);
    assert_string_equal(exchange_said(&s.stream), adds(&s, 4, "pq"));
    scene_end(&s);
}

static void a_line_holds_all_that_came_and_nothing_comes_twice(void **state)
{
    (void)state;
    struct scene s = scene_plain();
    self_streams(&s.rig, &s.ann, &s.stream);
    exchange_said(&s.stream);
    bob_says(&s, "p");
    bob_says(&s, "q");
    assert_string_equal(exchange_said(&s.stream), "");
    api_run(s.rig.api, s.rig.now);
    assert_string_equal(exchange_said(&s.stream), adds(&s, 4, "pq"));
    bob_says(&s, "r");
    api_run(s.rig.api, s.rig.now);
    assert_string_equal(exchange_said(&s.stream), adds(&s, 5, "r"));
    api_run(s.rig.api, s.rig.now);
    assert_string_equal(exchange_said(&s.stream), "");
    assert_int_equal(s.stream.begun_times, 3);
    scene_end(&s);
}

static void what_was_not_acknowledged_comes_again_in_the_next(void **state)
{
    (void)state;
    struct scene s = scene_plain();
    struct exchange next;
    self_streams(&s.rig, &s.ann, &s.stream);
    bob_says(&s, "p");
    bob_says(&s, "q");
    api_run(s.rig.api, s.rig.now);
    exchange_said(&s.stream);
    s.ann.ack = 3;
    self_streams(&s.rig, &s.ann, &next);
    assert_answered(&s.stream, 200, NULL);
    assert_string_equal(exchange_said(&s.stream),
                        "{\"seq\":3,\"commands\":[],\"superseded\":true}\n");
    assert_string_equal(exchange_said(&next), adds(&s, 4, "q"));
    assert_true(status_of(&s, "streams") == 1);
    exchange_end(&next);
    scene_end(&s);
}

static void after_15_seconds_of_silence_there_is_a_heartbeat(void **state)
{
    (void)state;
    struct scene s = scene_plain();
    self_streams(&s.rig, &s.ann, &s.stream);
    exchange_said(&s.stream);
    pass_time(&s, 10000);
    bob_says(&s, "p");
    api_run(s.rig.api, s.rig.now);
    assert_string_equal(exchange_said(&s.stream), adds(&s, 3, "p"));
    pass_time(&s, 14999);
    assert_string_equal(exchange_said(&s.stream), "");
    assert_true(api_next_deadline(s.rig.api) <= s.rig.now.monotonic + 1);
    pass_time(&s, 1);
    const char *beat = "{\"seq\":2,\"commands\":[],\"heartbeat\":true}\n";
    assert_string_equal(exchange_said(&s.stream), beat);
    pass_time(&s, 14999);
    assert_string_equal(exchange_said(&s.stream), "");
    pass_time(&s, 1);
    assert_string_equal(exchange_said(&s.stream), beat);
    scene_end(&s);
}

static void whoever_has_a_stream_is_present_until_a_grace_after_its_end(void **state)
{
    (void)state;
    struct scene s = scene_plain();
    self_streams(&s.rig, &s.ann, &s.stream);
    for (int i = 0; i < 39; i++)
        pass_time(&s, 15000);
    assert_parked(&s.stream);
    exchange_said(&s.stream);
    pass_time(&s, 14999);
    assert_string_equal(exchange_said(&s.stream), "");
    pass_time(&s, 1);
    assert_answered(&s.stream, 200, NULL);
    assert_string_equal(exchange_said(&s.stream), "{\"seq\":2,\"commands\":[],\"end\":true}\n");
    assert_true(status_of(&s, "streams") == 0);
    pass_time(&s, 89999);
    assert_true(api_n_clients(s.rig.api) == 1); /* Bob went long ago */
    pass_time(&s, 1);
    assert_true(api_n_clients(s.rig.api) == 0);
    scene_end(&s);
}

static void whose_stream_is_cut_has_the_grace_too(void **state)
{
    (void)state;
    struct scene s = scene_plain();
    self_streams(&s.rig, &s.ann, &s.stream);
    pass_time(&s, 89000);
    assert_true(api_n_clients(s.rig.api) == 2);
    api_forget(s.rig.api, s.stream.parked, s.rig.now);
    bob_says(&s, "p"); /* which goes nowhere now */
    api_run(s.rig.api, s.rig.now);
    pass_time(&s, 89999);
    assert_true(api_n_clients(s.rig.api) == 2);
    pass_time(&s, 1);
    assert_true(api_n_clients(s.rig.api) == 0);
    scene_end(&s);
}

static void at_the_end_of_all_it_is_told_to_wait(void **state)
{
    (void)state;
    struct scene s = scene_plain();
    self_streams(&s.rig, &s.ann, &s.stream);
    exchange_said(&s.stream);
    api_ask_all_to_wait(s.rig.api);
    api_run(s.rig.api, s.rig.now);
    assert_answered(&s.stream, 200, NULL);
    double wait = 0;
    char rest[8];
    assert_int_equal(sscanf(exchange_said(&s.stream),
                            "{\"seq\":2,\"commands\":[],\"end\":true,\"wait\":%lf%7s", &wait, rest),
                     2);
    assert_string_equal(rest, "}");
    assert_true(wait > 1 && wait < 5);
    scene_end(&s);
}

static void it_takes_a_place_among_the_polls(void **state)
{
    (void)state;
    struct api_config config = config_plain();
    config.limits.max_parked = 1;
    struct scene s = scene_with(config);
    struct exchange poll, again;
    self_streams(&s.rig, &s.ann, &s.stream);
    exchange_said(&s.stream);
    assert_true(status_of(&s, "parked") == 1);
    self_polls(&s.rig, &s.bob, &poll, 25);
    api_run(s.rig.api, s.rig.now);
    assert_answered(&s.stream, 200, NULL);
    assert_non_null(strstr(exchange_said(&s.stream), "\"end\":true,\"wait\":"));
    assert_parked(&poll);
    /* Who comes before its time takes no place from who waits. */
    self_streams(&s.rig, &s.ann, &again);
    assert_answered(&again, 200, NULL);
    assert_non_null(strstr(exchange_said(&again), "\"end\":true,\"wait\":"));
    assert_parked(&poll);
    exchange_end(&again);
    api_forget(s.rig.api, poll.parked, s.rig.now);
    scene_end(&s);
}

static void polls_of_one_address_share_their_places_with_it(void **state)
{
    (void)state;
    struct api_config config = config_plain();
    config.limits.max_party = 1;
    struct scene s = scene_with(config);
    struct exchange poll;
    self_polls(&s.rig, &s.bob, &poll, 25);
    self_streams(&s.rig, &s.ann, &s.stream);
    assert_answered(&poll, 200, NULL);
    assert_non_null(cJSON_GetObjectItem(poll.json, "wait"));
    assert_parked(&s.stream);
    exchange_end(&poll);
    scene_end(&s);
}

static void it_ends_with_its_client(void **state)
{
    (void)state;
    struct scene s = scene_plain();
    struct exchange x;
    self_streams(&s.rig, &s.ann, &s.stream);
    exchange_said(&s.stream);
    rig_ask(&s.rig, &x, "leave", "{\"id\":\"%s\",\"token\":\"%s\"}", s.ann.id, s.ann.token);
    assert_answered(&x, 204, NULL);
    assert_answered(&s.stream, 200, NULL);
    assert_string_equal(exchange_said(&s.stream), "{\"error\":\"unknown_client\",\"detail\":"
                                                  "\"This client has left.\"}\n");
    exchange_end(&x);
    scene_end(&s);
}

static void one_that_ends_at_once_has_its_header(void **state)
{
    (void)state;
    struct scene s = scene_plain();
    struct exchange x;
    rig_ask(&s.rig, &s.stream, "stream", "{\"id\":\"%s\",\"token\":\"%s\",\"ack\":2}", s.ann.id,
            s.ann.token);
    rig_ask(&s.rig, &x, "leave", "{\"id\":\"%s\",\"token\":\"%s\"}", s.ann.id, s.ann.token);
    assert_answered(&s.stream, 200, "unknown_client");
    assert_non_null(strstr(s.stream.head, "application/x-ndjson"));
    exchange_end(&x);
    scene_end(&s);
}

static void a_join_again_ends_it(void **state)
{
    (void)state;
    struct scene s = scene_plain();
    self_streams(&s.rig, &s.ann, &s.stream);
    exchange_said(&s.stream);
    self_joins(&s.rig, &s.ann, 'a', "elsewhere");
    assert_answered(&s.stream, 200, NULL);
    assert_non_null(strstr(exchange_said(&s.stream), "\"superseded\":true}"));
    scene_end(&s);
}

static void errors_are_those_of_a_poll(void **state)
{
    (void)state;
    static const struct {
        const char *token, *ack, *code;
        int status;
    } wrong[] = {
        {"", ",\"ack\":2", "bad_token", 403},
        {NULL, ",\"ack\":3", "bad_request", 400}, /* that number was never sent */
        {NULL, ",\"ack\":0.5", "bad_request", 400},
        {NULL, ",\"ack\":-1", "bad_request", 400},
        {NULL, ",\"ack\":\"2\"", "bad_request", 400},
        {NULL, "", "bad_request", 400},
    };
    struct scene s = scene_plain();
    struct exchange x;
    static const char *const endpoints[] = {"stream", "ack"};
    self_streams(&s.rig, &s.ann, &s.stream);
    for (unsigned e = 0; e < COUNT_OF(endpoints); e++) {
        for (unsigned i = 0; i < COUNT_OF(wrong); i++) {
            rig_ask(&s.rig, &x, endpoints[e], "{\"id\":\"%s\",\"token\":\"%s\"%s}", s.ann.id,
                    wrong[i].token ? wrong[i].token : s.ann.token, wrong[i].ack);
            assert_answered(&x, wrong[i].status, wrong[i].code);
            exchange_end(&x);
        }
        rig_ask(&s.rig, &x, endpoints[e], "{\"id\":\"%032d\",\"token\":\"\",\"ack\":0}", 0);
        assert_answered(&x, 410, "unknown_client");
        exchange_end(&x);
    }
    assert_parked(&s.stream); /* none of which has ended it */
    scene_end(&s);
}

static void an_init_says_that_there_are_streams(void **state)
{
    (void)state;
    for (int slow = 0; slow < 2; slow++) {
        struct rig rig;
        struct exchange x;
        struct api_config config = config_plain();
        config.limits.max_parked = 10;
        config.process_per_poll = slow;
        rig_start(&rig, config);
        rig_ask(&rig, &x, "join", "{}");
        assert_non_null(strstr(x.body, slow ? "\"stream\":false" : "\"stream\":true"));
        exchange_end(&x);
        rig_stop(&rig);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_line_comes_at_once),
        cmocka_unit_test(the_first_line_holds_what_waits),
        cmocka_unit_test(a_line_holds_all_that_came_and_nothing_comes_twice),
        cmocka_unit_test(what_was_not_acknowledged_comes_again_in_the_next),
        cmocka_unit_test(after_15_seconds_of_silence_there_is_a_heartbeat),
        cmocka_unit_test(whoever_has_a_stream_is_present_until_a_grace_after_its_end),
        cmocka_unit_test(whose_stream_is_cut_has_the_grace_too),
        cmocka_unit_test(at_the_end_of_all_it_is_told_to_wait),
        cmocka_unit_test(it_takes_a_place_among_the_polls),
        cmocka_unit_test(polls_of_one_address_share_their_places_with_it),
        cmocka_unit_test(it_ends_with_its_client),
        cmocka_unit_test(one_that_ends_at_once_has_its_header),
        cmocka_unit_test(a_join_again_ends_it),
        cmocka_unit_test(errors_are_those_of_a_poll),
        cmocka_unit_test(an_init_says_that_there_are_streams),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
