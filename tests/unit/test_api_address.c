/* Whose address a request is taken for, behind proxies and without. */
#include "support/unit.h"

#include <string.h>

#include "support/count.h"
#include "support/rig.h"

static void the_last_address_that_is_not_trusted_is_the_clients(void **state)
{
    (void)state;
    static const struct {
        const char *trusted, *peer, *forwarded, *client;
    } rows[] = {
        {"", "192.0.2.1", NULL, "192.0.2.1"},
        {"", "192.0.2.1", "203.0.113.9", "192.0.2.1"},
        {"192.0.2.1", "192.0.2.1", "203.0.113.9", "203.0.113.9"},
        {"192.0.2.1", "192.0.2.2", "203.0.113.9", "192.0.2.2"},
        {"192.0.2.1", "192.0.2.1", NULL, "192.0.2.1"},
        {"192.0.2.1", "192.0.2.1", "", "192.0.2.1"},
        {"192.0.2.1", "192.0.2.1", " , ", "192.0.2.1"},
        /* What the client itself sent stands left of what the proxy added. */
        {"192.0.2.1", "192.0.2.1", "10.0.0.1, 203.0.113.9", "203.0.113.9"},
        {"192.0.2.1", "192.0.2.1", "192.0.2.1, 203.0.113.9", "203.0.113.9"},
        /* A chain of proxies. */
        {"192.0.2.0/24", "192.0.2.1", "1.2.3.4, 203.0.113.9, 192.0.2.7", "203.0.113.9"},
        {"192.0.2.0/24", "192.0.2.1", "192.0.2.8,192.0.2.7", "192.0.2.8"},
        {"192.0.2.0/24", "192.0.2.1", "2001:db8::1 ,\t192.0.2.7", "2001:db8::1"},
        /* As some write it. */
        {"192.0.2.1", "192.0.2.1", "203.0.113.9:4711", "203.0.113.9"},
        {"192.0.2.1", "192.0.2.1", "[2001:db8::1]:4711", "2001:db8::1"},
        {"192.0.2.1", "192.0.2.1", "[2001:db8::1]", "2001:db8::1"},
        {"192.0.2.1", "::ffff:192.0.2.1", "203.0.113.9", "203.0.113.9"},
        /* What is no address is trusted by nobody. */
        {"192.0.2.0/24", "192.0.2.1", "unknown, 192.0.2.7", "unknown"},
        {"192.0.2.0/24", "192.0.2.1", "203.0.113.9, _hidden", "_hidden"},
        {"192.0.2.0/24", "192.0.2.1", "203.0.113.9, [::1", "[::1"},
        {"192.0.2.0/24", "192.0.2.1", "203.0.113.9, []", "[]"},
        {"192.0.2.0/24", "192.0.2.1", "203.0.113.9, :80", ":80"},
        {"192.0.2.0/24", "unix:", "203.0.113.9", "unix:"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct networks trusted;
        struct cgi_params params = params_plain("/join");
        const char *fault;
        size_t len;
        assert_int_equal(networks_read(&trusted, rows[i].trusted, true, &fault, &len),
                         NETWORKS_READ);
        param_set(&params, CGI_REMOTE_ADDR, rows[i].peer);
        param_set(&params, CGI_FORWARDED_FOR, rows[i].forwarded);
        struct span client = cgi_client_address(&params, &trusted);
        if (client.len != strlen(rows[i].client) ||
            memcmp(client.text, rows[i].client, client.len) != 0)
            fail_msg("row %zu: %.*s", i, (int)client.len, client.text);
        networks_fini(&trusted);
    }
}

static struct api_config behind_a_proxy(void)
{
    static struct network proxy;
    struct api_config config = config_plain();
    assert_true(address_read("127.0.0.1", 9, &proxy.address));
    proxy.bits = 128;
    config.trusted = (struct networks){&proxy, 1};
    return config;
}

static int status_for(struct rig *rig, const char *forwarded)
{
    struct exchange x;
    struct cgi_params params = params_plain("/status");
    param_set(&params, CGI_METHOD, "GET");
    param_set(&params, CGI_REMOTE_ADDR, "127.0.0.1");
    param_set(&params, CGI_FORWARDED_FOR, forwarded);
    rig_ask_with(rig, &x, &params, "", 0);
    int status = x.status;
    exchange_end(&x);
    return status;
}

static void who_comes_through_a_proxy_of_this_machine_is_not_this_machine(void **state)
{
    (void)state;
    struct rig rig;
    rig_start(&rig, behind_a_proxy());
    assert_int_equal(status_for(&rig, NULL), 200);
    assert_int_equal(status_for(&rig, "127.0.0.1"), 200);
    assert_int_equal(status_for(&rig, "203.0.113.9"), 404);
    assert_int_equal(status_for(&rig, "127.0.0.1, 203.0.113.9"), 404);
    assert_int_equal(status_for(&rig, "unknown"), 404);
    rig_stop(&rig);
}

static void a_proxy_of_this_machine_that_is_not_trusted_shows_by_its_headers(void **state)
{
    (void)state;
    static const enum cgi_param shown[] = {CGI_FORWARDED_FOR,  CGI_FORWARDED,
                                           CGI_REAL_IP,        CGI_VIA,
                                           CGI_FORWARDED_HOST, CGI_FORWARDED_PROTO};
    static const char *const values[] = {"127.0.0.1", "203.0.113.9", ""};
    for (unsigned trusted = 0; trusted < 2; trusted++) {
        struct rig rig;
        rig_start(&rig, trusted ? behind_a_proxy() : config_plain());
        for (size_t i = 0; i < COUNT_OF(shown) * COUNT_OF(values); i++) {
            struct exchange x;
            struct cgi_params params = params_plain("/status");
            param_set(&params, CGI_METHOD, "GET");
            param_set(&params, CGI_REMOTE_ADDR, "127.0.0.1");
            param_set(&params, shown[i / COUNT_OF(values)], values[i % COUNT_OF(values)]);
            rig_ask_with(&rig, &x, &params, "", 0);
            bool believed = trusted && shown[i / COUNT_OF(values)] == CGI_FORWARDED_FOR &&
                            i % COUNT_OF(values) != 1;
            assert_answered(&x, believed ? 200 : 404, NULL);
            exchange_end(&x);
        }
        rig_stop(&rig);
    }
}

static int join_from(struct rig *rig, const char *forwarded)
{
    struct exchange x;
    struct cgi_params params = params_plain("/join");
    param_set(&params, CGI_REMOTE_ADDR, "127.0.0.1");
    param_set(&params, CGI_FORWARDED_FOR, forwarded);
    rig_ask_with(rig, &x, &params, "{}", 2);
    int status = x.status;
    exchange_end(&x);
    return status;
}

static void the_limit_of_joins_meets_people_and_not_their_proxy(void **state)
{
    (void)state;
    struct rig rig;
    struct api_config config = behind_a_proxy();
    config.joins = (struct rate){.per_second = 0.001, .burst = 1};
    rig_start(&rig, config);
    int before;
    do {
        before = join_from(&rig, "203.0.113.9");
    } while (before == 200);
    assert_int_equal(before, 429);
    assert_int_equal(join_from(&rig, "203.0.113.8"), 200);
    assert_int_equal(join_from(&rig, "203.0.113.8, 203.0.113.9"), 429);
    rig_stop(&rig);
}

static void who_may_not_join_is_told_so_before_the_body_is_read(void **state)
{
    (void)state;
    struct rig rig;
    struct exchange x;
    struct api_config config = config_plain();
    struct cgi_params params = params_plain("/join");
    config.joins = (struct rate){.per_second = 0.001, .burst = 2};
    rig_start(&rig, config);
    rig_ask_with(&rig, &x, &params, "{", 1);
    assert_answered(&x, 400, "bad_json"); /* and nothing was taken */
    exchange_end(&x);
    for (unsigned i = 0; i < 2; i++) {
        rig_ask_with(&rig, &x, &params, "{}", 2);
        assert_answered(&x, 200, NULL);
        exchange_end(&x);
    }
    rig_ask_with(&rig, &x, &params, "{", 1);
    assert_answered(&x, 429, "rate_limited");
    assert_non_null(strstr(x.head, "Retry-After: "));
    exchange_end(&x);
    rig_stop(&rig);
}

static void one_network_has_one_limit_of_joins(void **state)
{
    (void)state;
    struct rig rig;
    struct api_config config = behind_a_proxy();
    config.joins = (struct rate){.per_second = 0.001, .burst = 2};
    rig_start(&rig, config);
    assert_int_equal(join_from(&rig, "2001:db8::1"), 200);
    assert_int_equal(join_from(&rig, "[2001:db8::2]:80"), 200);
    assert_int_equal(join_from(&rig, "2001:db8::3"), 429);
    assert_int_equal(join_from(&rig, "2001:db8:0:1::3"), 200);
    assert_int_equal(join_from(&rig, "[]"), 200);
    assert_int_equal(join_from(&rig, ":80"), 200);
    assert_int_equal(join_from(&rig, "unknown"), 429);
    rig_stop(&rig);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_last_address_that_is_not_trusted_is_the_clients),
        cmocka_unit_test(who_comes_through_a_proxy_of_this_machine_is_not_this_machine),
        cmocka_unit_test(a_proxy_of_this_machine_that_is_not_trusted_shows_by_its_headers),
        cmocka_unit_test(the_limit_of_joins_meets_people_and_not_their_proxy),
        cmocka_unit_test(who_may_not_join_is_told_so_before_the_body_is_read),
        cmocka_unit_test(one_network_has_one_limit_of_joins),
    };
    return cmocka_run_group_tests_name("api: address", tests, NULL, NULL);
}
