#include "support/unit.h"

#include <stdio.h>
#include <string.h>

#include "support/count.h"
#include "support/rig.h"

static void ask_params(struct rig *rig, struct exchange *x, const struct cgi_params *params)
{
    rig_ask_with(rig, x, params, "{}", 2);
}

static void every_answer_has_its_headers(void **state)
{
    (void)state;
    struct rig rig;
    struct exchange x;
    char length[64];
    static const char *const endpoints[] = {"join", "poll", "nothing"};
    rig_start(&rig, config_plain());
    for (size_t i = 0; i < COUNT_OF(endpoints); i++) {
        rig_ask(&rig, &x, endpoints[i], "{}");
        assert_non_null(strstr(x.head, "\r\nCache-Control: no-store\r\n"));
        assert_non_null(strstr(x.head, "\r\nX-Content-Type-Options: nosniff\r\n"));
        assert_non_null(strstr(x.head, "\r\nContent-Type: application/json\r\n"));
        snprintf(length, sizeof length, "\r\nContent-Length: %zu\r\n", x.body_len);
        assert_non_null(strstr(x.head, length));
        assert_ptr_equal(strstr(x.head, "\r\n\r\n"), x.head + strlen(x.head) - 4);
        exchange_end(&x);
    }
    struct visitor_self a;
    self_joins(&rig, &a, 'a', "r");
    rig_ask(&rig, &x, "leave", "{\"id\":\"%s\",\"token\":\"%s\"}", a.id, a.token);
    assert_answered(&x, 204, NULL);
    assert_int_equal(x.body_len, 0);
    assert_null(strstr(x.head, "Content-Length"));
    assert_non_null(strstr(x.head, "\r\nCache-Control: no-store\r\n"));
    assert_non_null(strstr(x.head, "\r\nX-Content-Type-Options: nosniff\r\n"));
    exchange_end(&x);
    rig_stop(&rig);
}

static void the_endpoint_is_the_last_segment_of_the_path(void **state)
{
    (void)state;
    static const struct {
        const char *script, *info, *uri;
        int status;
    } rows[] = {
        {"/chat", "/join", NULL, 200},
        {"/chat/join", NULL, NULL, 200},
        {"/chat/join", "", NULL, 200},
        {"", "/chat/join", NULL, 200},
        {NULL, "/join", NULL, 200},
        {"/~ann/chat.fcgi", "/join", "/~ann/chat.fcgi/join", 200},
        {"/chat.fcgi", "", "/chat/join", 200},
        {NULL, NULL, "/chat/join", 200},
        {NULL, NULL, "/chat/join?a=/poll", 200},
        {"/join", "/nothing", "/join/nothing", 404},
        {"/join", "/", "/join/", 404},
        {"/chat/join/", NULL, NULL, 404},
        {"/chat", "/Join", NULL, 404},
        {"/chat", "/joins", NULL, 404},
        {"/chat", "/xjoin", NULL, 404},
        {"/chat", "/joi", NULL, 404},
        {NULL, NULL, "/chat/x?/join", 404},
        {NULL, NULL, "/?/join", 404},
        {NULL, NULL, NULL, 404},
        {"", "", "", 404},
    };
    struct rig rig;
    struct exchange x;
    rig_start(&rig, config_plain());
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct cgi_params params = params_plain("");
        param_set(&params, CGI_SCRIPT_NAME, rows[i].script);
        param_set(&params, CGI_PATH_INFO, rows[i].info);
        param_set(&params, CGI_REQUEST_URI, rows[i].uri);
        ask_params(&rig, &x, &params);
        assert_answered(&x, rows[i].status, rows[i].status == 404 ? "no_such_endpoint" : NULL);
        exchange_end(&x);
    }
    rig_stop(&rig);
}

static void each_endpoint_takes_its_method_alone(void **state)
{
    (void)state;
    static const char *const methods[] = {"GET",  "HEAD", "PUT",   "DELETE", "OPTIONS",
                                          "post", "POS",  "POSTS", "",       NULL};
    static const char *const endpoints[] = {"/join", "/poll", "/send", "/leave"};
    struct rig rig;
    struct exchange x;
    rig_start(&rig, config_plain());
    for (size_t e = 0; e < COUNT_OF(endpoints); e++)
        for (size_t i = 0; i < COUNT_OF(methods); i++) {
            struct cgi_params params = params_plain(endpoints[e]);
            param_set(&params, CGI_METHOD, methods[i]);
            ask_params(&rig, &x, &params);
            assert_answered(&x, 405, "bad_method");
            assert_non_null(strstr(x.head, "\r\nAllow: POST\r\n"));
            exchange_end(&x);
        }
    struct cgi_params params = params_plain("/status");
    param_set(&params, CGI_REMOTE_ADDR, "127.0.0.1");
    ask_params(&rig, &x, &params);
    assert_answered(&x, 405, "bad_method");
    assert_non_null(strstr(x.head, "\r\nAllow: GET\r\n"));
    exchange_end(&x);
    rig_stop(&rig);
}

static void the_type_must_be_json(void **state)
{
    (void)state;
    static const struct {
        const char *type;
        int status;
    } rows[] = {
        {"application/json", 200},
        {"application/json; charset=utf-8", 200},
        {"application/json;charset=x", 200},
        {"Application/JSON", 200},
        {"application/json ;x", 200},
        {"application/jsonp", 415},
        {"application/json-patch", 415},
        {"application/jso", 415},
        {"text/plain", 415},
        {"text/json", 415},
        {"", 415},
        {NULL, 415},
        {"application/json, text/plain", 415},
        {"multipart/form-data; application/json", 415},
    };
    struct rig rig;
    struct exchange x;
    rig_start(&rig, config_plain());
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct cgi_params params = params_plain("/join");
        param_set(&params, CGI_CONTENT_TYPE, rows[i].type);
        ask_params(&rig, &x, &params);
        assert_answered(&x, rows[i].status, rows[i].status == 415 ? "bad_type" : NULL);
        exchange_end(&x);
    }
    rig_stop(&rig);
}

static void the_content_length_is_believed(void **state)
{
    (void)state;
    static const struct {
        const char *length, *body;
        int status;
        const char *code;
    } rows[] = {
        {"2", "{}", 200, NULL},
        {NULL, "{}", 200, NULL},
        {"", "{}", 200, NULL},
        {"0000002", "{}", 200, NULL},
        {"2", "{}garbage", 200, NULL}, /* longer: cut to it */
        {"3", "{}", 400, "bad_request"},
        {"98304", "{}", 400, "bad_request"},
        {"0", "{}", 400, "bad_json"},
        {"1", "{}", 400, "bad_json"},
        {"98305", "{}", 413, "too_large"},
        {"99999999999999999999999999", "{}", 413, "too_large"},
        {"18446744073709551616", "{}", 413, "too_large"},
        {"18446744073709551618", "{}", 413, "too_large"},
        {"-1", "{}", 400, "bad_request"},
        {"+2", "{}", 400, "bad_request"},
        {" 2", "{}", 400, "bad_request"},
        {"2x", "{}", 400, "bad_request"},
        {"0x2", "{}", 400, "bad_request"},
        {"2.0", "{}", 400, "bad_request"},
        {"two", "{}", 400, "bad_request"},
    };
    struct rig rig;
    struct exchange x;
    rig_start(&rig, config_plain());
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct cgi_params params = params_plain("/join");
        param_set(&params, CGI_CONTENT_LENGTH, rows[i].length);
        rig_ask_with(&rig, &x, &params, rows[i].body, strlen(rows[i].body));
        assert_answered(&x, rows[i].status, rows[i].code);
        exchange_end(&x);
    }
    rig_stop(&rig);
}

static void what_is_too_large_or_too_much_is_said_so(void **state)
{
    (void)state;
    struct rig rig;
    struct exchange x = {0};
    rig_start(&rig, config_plain());
    api_answer_too_large(rig.api, &x);
    assert_answered(&x, 413, "too_large");
    exchange_end(&x);
    api_answer_crowded(rig.api, &x);
    assert_answered(&x, 503, "busy");
    assert_non_null(strstr(x.head, "\r\nRetry-After: 1\r\n"));
    exchange_end(&x);
    api_answer_busy(rig.api, &x);
    assert_answered(&x, 503, "busy");
    assert_non_null(strstr(x.head, "\r\nRetry-After: 1\r\n"));
    exchange_end(&x);
    rig_stop(&rig);
}

static void status_is_for_this_machine_alone(void **state)
{
    (void)state;
    static const struct {
        const char *address;
        int status;
    } rows[] = {
        {"127.0.0.1", 200},
        {"127.255.3.4", 200},
        {"::1", 200},
        {"::ffff:127.0.0.1", 200},
        {"::ffff:127.8.9.1", 200},
        {"0:0:0:0:0:0:0:1", 200},
        {"128.0.0.1", 404},
        {"126.255.255.255", 404},
        {"10.0.0.1", 404},
        {"0.0.0.0", 404},
        {"::", 404},
        {"::2", 404},
        {"::127.0.0.1", 404},
        {"::ffff:128.0.0.1", 404},
        {"fe80::1", 404},
        {"", 404},
        {NULL, 404},
        {"127.0.0.1.evil.example", 404},
        {"127.1", 404},
        {"localhost", 404},
        {"127.0.0.1, 10.0.0.1", 404},
        {"[::1]", 404},
        {"::1%lo", 404},
        {"2001:db8::1", 404},
        {"127.0.0.1\n", 404},
        {"1111111111111111111111111111111111111111111111111111127.0.0.1", 404},
    };
    struct rig rig;
    struct exchange x;
    rig_start(&rig, config_plain());
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct cgi_params params = params_plain("/status");
        param_set(&params, CGI_METHOD, "GET");
        param_set(&params, CGI_CONTENT_TYPE, NULL);
        param_set(&params, CGI_REMOTE_ADDR, rows[i].address);
        rig_ask_with(&rig, &x, &params, NULL, 0);
        assert_answered(&x, rows[i].status, rows[i].status == 404 ? "no_such_endpoint" : NULL);
        exchange_end(&x);
    }
    rig_stop(&rig);
}

static double status_count(struct rig *rig, const char *name)
{
    struct exchange x;
    struct cgi_params params = params_plain("/status");
    param_set(&params, CGI_METHOD, "GET");
    param_set(&params, CGI_REMOTE_ADDR, "::1");
    rig_ask_with(rig, &x, &params, NULL, 0);
    const cJSON *count = cJSON_GetObjectItemCaseSensitive(x.json, name);
    assert_true(cJSON_IsNumber(count));
    double value = count->valuedouble;
    assert_string_equal(cJSON_GetObjectItem(x.json, "version")->valuestring, "1.2.3");
    exchange_end(&x);
    return value;
}

static void status_counts(void **state)
{
    (void)state;
    struct rig rig;
    struct visitor_self a, b;
    struct exchange poll, x;
    rig_start(&rig, config_plain());
    self_joins(&rig, &a, 'a', "r");
    self_joins(&rig, &b, 'b', "s");
    self_polls(&rig, &a, &poll, 25);
    assert_parked(&poll);
    self_sends(&rig, &b, &x, "{}");
    exchange_end(&x);
    self_drains(&rig, &b);
    rig.now.monotonic += 7900;
    assert_int_equal((int)status_count(&rig, "clients"), 2);
    assert_int_equal((int)status_count(&rig, "rooms"), 2);
    assert_int_equal((int)status_count(&rig, "parked"), 1);
    assert_int_equal((int)status_count(&rig, "delivered"), 3);
    assert_int_equal((int)status_count(&rig, "uptime"), 7);
    assert_true(status_count(&rig, "memory") > 0);
    rig_stop(&rig);
}

static void bodies_that_are_not_what_an_endpoint_takes(void **state)
{
    (void)state;
    static const struct {
        const char *endpoint, *body, *code;
    } rows[] = {
        {"join", "", "bad_json"},
        {"join", "{", "bad_json"},
        {"join", "{\"room\":\"a\",\"room\":\"b\"}", "bad_json"},
        {"join", "{\"room\":\"a\",\"\\u0072oom\":\"b\"}", "bad_json"},
        {"join", "{\"x\":\"\\ud800\"}", "bad_json"},
        {"join", "{\"x\":\"\\u0000\"}", "bad_json"},
        {"join", "{\"x\":1e999}", "bad_json"},
        {"join", "[]", "bad_request"},
        {"join", "\"room\"", "bad_request"},
        {"join", "null", "bad_request"},
        {"join", "{\"room\":\"\"}", "bad_request"},
        {"join", "{\"room\":null}", "bad_request"},
        {"join", "{\"room\":7}", "bad_request"},
        {"join", "{\"room\":[\"a\"]}", "bad_request"},
        {"join", "{\"room\":\"a b\"}", "bad_request"},
        {"join", "{\"room\":\"a/b\"}", "bad_request"},
        {"join", "{\"room\":\"\xc3\xa9\"}", "bad_request"},
        {"join", "{\"room\":\"a.b\"}", "bad_request"},
        {"join", "{\"token\":null}", "bad_request"},
        {"join", "{\"token\":\"\"}", "bad_request"},
        {"join", "{\"token\":\"aaaaaaaaaaaaaaaaaaaaa\"}", "bad_request"}, /* 21 */
        {"join", "{\"token\":\"aaaaaaaaaaaaaaaaaaaaa+\"}", "bad_request"},
        {"join", "{\"token\":1234567890123456789012345}", "bad_request"},
        {"poll", "{}", "bad_request"},
        {"send", "{}", "bad_request"},
        {"leave", "{}", "bad_request"},
        {"leave", "[]", "bad_request"},
        {"poll", "{\"id\":1,\"token\":\"x\",\"ack\":0}", "bad_request"},
    };
    struct rig rig;
    struct exchange x;
    rig_start(&rig, config_plain());
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        rig_ask(&rig, &x, rows[i].endpoint, "%s", rows[i].body);
        assert_answered(&x, 400, rows[i].code);
        exchange_end(&x);
    }
    assert_int_equal((int)status_count(&rig, "clients"), 0);
    assert_int_equal((int)status_count(&rig, "rooms"), 0);
    rig_stop(&rig);
}

static void rooms_and_tokens_at_their_limits(void **state)
{
    (void)state;
    static const struct {
        unsigned room, token;
        int status;
    } rows[] = {{1, 22, 200},   {128, 64, 200},  {129, 64, 400}, {128, 65, 400},
                {128, 21, 400}, {1000, 30, 400}, {5, 1000, 400}};
    static char room[1001], token[1001];
    struct rig rig;
    struct exchange x;
    rig_start(&rig, config_plain());
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        for (unsigned escaped = 0; escaped < 2; escaped++) {
            memset(room, '_', sizeof room), memset(token, '-', sizeof token);
            room[rows[i].room - escaped] = token[rows[i].token - escaped] = '\0';
            rig_ask(&rig, &x, "join", "{\"room\":\"%s%s\",\"token\":\"%s%s\"}",
                    escaped ? "\\u0041" : "", room, escaped ? "\\u0041" : "", token);
            assert_answered(&x, rows[i].status, rows[i].status == 400 ? "bad_request" : NULL);
            exchange_end(&x);
        }
    rig_stop(&rig);
}

static void who_is_not_present_is_told_to_join_again(void **state)
{
    (void)state;
    static const char *const ids[] = {"0123456789abcdef0123456789abcdef", "", "x",
                                      "0123456789ABCDEF0123456789ABCDEF",
                                      "0123456789abcdef0123456789abcdef0"};
    static const char *const endpoints[] = {"poll", "send", "leave"};
    struct rig rig;
    struct exchange x;
    rig_start(&rig, config_plain());
    for (size_t i = 0; i < COUNT_OF(ids); i++)
        for (size_t e = 0; e < COUNT_OF(endpoints); e++) {
            rig_ask(&rig, &x, endpoints[e],
                    "{\"id\":\"%s\",\"token\":\"x\",\"ack\":0,\"commands\":[]}", ids[i]);
            assert_answered(&x, 410, "unknown_client");
            exchange_end(&x);
        }
    rig_stop(&rig);
}

static void a_token_that_is_not_the_clients_own_is_refused(void **state)
{
    (void)state;
    static const char *const endpoints[] = {"poll", "send", "leave"};
    struct rig rig;
    struct visitor_self a, b;
    struct exchange x;
    rig_start(&rig, config_plain());
    self_joins(&rig, &a, 'a', "r");
    self_joins(&rig, &b, 'b', "r");
    char shorter[65], longer[128];
    snprintf(shorter, sizeof shorter, "%.42s", a.token);
    snprintf(longer, sizeof longer, "%saaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", a.token);
    const char *const tokens[] = {"", "x", b.token, shorter, longer, a.id};
    for (size_t i = 0; i < COUNT_OF(tokens); i++)
        for (size_t e = 0; e < COUNT_OF(endpoints); e++) {
            rig_ask(&rig, &x, endpoints[e], "{\"id\":\"%s\",\"token\":\"%s\",\"ack\":1}", a.id,
                    tokens[i]);
            assert_answered(&x, 403, "bad_token");
            exchange_end(&x);
        }
    self_drains(&rig, &a); /* still there */
    rig_stop(&rig);
}

static void no_place_is_said_with_a_time_to_come_again(void **state)
{
    (void)state;
    struct api_config config = config_plain();
    config.limits.max_room = 1;
    struct rig rig;
    struct visitor_self a;
    struct exchange x;
    rig_start(&rig, config);
    self_joins(&rig, &a, 'a', "r");
    rig_ask(&rig, &x, "join", "{\"room\":\"r\"}");
    assert_answered(&x, 503, "full");
    assert_non_null(strstr(x.head, "\r\nRetry-After: "));
    exchange_end(&x);
    rig_stop(&rig);
}

static void joins_of_one_address_are_limited(void **state)
{
    (void)state;
    struct api_config config = config_plain();
    config.joins = (struct rate){.per_second = 1, .burst = 3};
    struct rig rig;
    struct exchange x;
    rig_start(&rig, config);
    for (unsigned i = 0; i < 5; i++) {
        rig_ask(&rig, &x, "join", "{}");
        assert_answered(&x, i < 3 ? 200 : 429, i < 3 ? NULL : "rate_limited");
        if (i >= 3)
            assert_non_null(strstr(x.head, "\r\nRetry-After: 1\r\n"));
        exchange_end(&x);
    }
    struct cgi_params params = params_plain("/join");
    param_set(&params, CGI_REMOTE_ADDR, "192.0.2.2");
    ask_params(&rig, &x, &params);
    assert_answered(&x, 200, NULL);
    exchange_end(&x);
    rig.now.monotonic += 1001;
    rig_ask(&rig, &x, "join", "{}");
    assert_answered(&x, 200, NULL);
    exchange_end(&x);
    rig_stop(&rig);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_answer_has_its_headers),
        cmocka_unit_test(the_endpoint_is_the_last_segment_of_the_path),
        cmocka_unit_test(each_endpoint_takes_its_method_alone),
        cmocka_unit_test(the_type_must_be_json),
        cmocka_unit_test(the_content_length_is_believed),
        cmocka_unit_test(what_is_too_large_or_too_much_is_said_so),
        cmocka_unit_test(status_is_for_this_machine_alone),
        cmocka_unit_test(status_counts),
        cmocka_unit_test(bodies_that_are_not_what_an_endpoint_takes),
        cmocka_unit_test(rooms_and_tokens_at_their_limits),
        cmocka_unit_test(who_is_not_present_is_told_to_join_again),
        cmocka_unit_test(a_token_that_is_not_the_clients_own_is_refused),
        cmocka_unit_test(no_place_is_said_with_a_time_to_come_again),
        cmocka_unit_test(joins_of_one_address_are_limited),
    };
    return cmocka_run_group_tests_name("api: errors", tests, NULL, NULL);
}
