/* Pages of this site, of other sites, and of those that are named. */
#include "support/unit.h"

#include <string.h>

#include "support/count.h"
#include "support/rig.h"

static const struct row {
    const char *site, *origin, *host, *forwarded;
    bool foreign;
} rows[] = {
    /* Programs that are no browsers. */
    {NULL, NULL, "chat.example", NULL, false},
    {NULL, NULL, NULL, NULL, false},
    {NULL, "", "chat.example", NULL, false},
    /* What the browser says counts, whatever the proxies made of the host. */
    {"same-origin", "https://chat.example", "backend:9000", NULL, false},
    {"same-origin", "null", "chat.example", NULL, false},
    {"none", NULL, "chat.example", NULL, false},
    {"cross-site", "https://chat.example", "chat.example", NULL, true},
    {"cross-site", NULL, "chat.example", NULL, true},
    {"same-site", "https://other.example", "chat.example", NULL, true},
    {"same-site", NULL, NULL, NULL, true},
    /* What nobody knows says nothing. */
    {"Same-Origin", "https://evil.example", "chat.example", NULL, true},
    {"", "https://evil.example", "chat.example", NULL, true},
    {"same-origin, cross-site", "https://evil.example", "chat.example", NULL, true},
    {"new-word", "https://chat.example", "chat.example", NULL, false},
    /* Browsers that say it by Origin alone. */
    {NULL, "https://chat.example", "chat.example", NULL, false},
    {NULL, "http://chat.example", "chat.example", NULL, false},
    {NULL, "https://chat.example", "Chat.Example", NULL, false},
    {NULL, "https://chat.example", "chat.example:443", NULL, false},
    {NULL, "http://chat.example", "chat.example:80", NULL, false},
    {NULL, "https://chat.example:8443", "chat.example:8443", NULL, false},
    {NULL, "https://chat.example:8443", "chat.example", NULL, false}, /* by a proxy, without it */
    {NULL, "http://192.0.2.1:81", "192.0.2.1:81", NULL, false},
    {NULL, "http://[2001:db8::1]:81", "[2001:db8::1]:81", NULL, false},
    {NULL, "http://[2001:db8::1]", "[2001:db8::1]", NULL, false},
    {NULL, "https://evil.example", "chat.example", NULL, true},
    {NULL, "https://chat.example.evil.example", "chat.example", NULL, true},
    {NULL, "https://evilchat.example", "chat.example", NULL, true},
    {NULL, "https://chat.example", "chat.example:8443", NULL, true},
    {NULL, "https://chat.example:8444", "chat.example:8443", NULL, true},
    {NULL, "http://[2001:db8::2]:81", "[2001:db8::1]:81", NULL, true},
    {NULL, "https://chat.example, https://evil.example", "chat.example", NULL, true},
    {NULL, "null", "chat.example", NULL, true},
    {NULL, "null", "null", NULL, true},
    {NULL, "chat.example", "chat.example", NULL, true},
    {NULL, "https://", "chat.example", NULL, true},
    {NULL, "/", "chat.example", NULL, true},
    {NULL, "file:/x", "chat.example", NULL, true},
    /* A proxy that writes a host of its own, and says which it was. */
    {NULL, "https://chat.example", "127.0.0.1:9000", "chat.example", false},
    {NULL, "https://chat.example", "127.0.0.1:9000", "chat.example, inner.example", false},
    {NULL, "https://chat.example", "127.0.0.1:9000", " ,inner.example ,\tchat.example:443 ", false},
    {NULL, "https://evil.example", "127.0.0.1:9000", "chat.example", true},
    {NULL, "https://evil.example", "chat.example", ",", true},
    {NULL, "https://chat.example", NULL, "chat.example", false},
    /* Nothing to compare with. */
    {NULL, "https://chat.example", NULL, NULL, false},
    {NULL, "https://chat.example", "", "", false},
};

static struct cgi_params params_of(const struct row *row)
{
    struct cgi_params params = params_plain("/join");
    param_set(&params, CGI_FETCH_SITE, row->site);
    param_set(&params, CGI_ORIGIN, row->origin);
    param_set(&params, CGI_HOST, row->host);
    param_set(&params, CGI_FORWARDED_HOST, row->forwarded);
    return params;
}

static void ask(struct rig *rig, struct exchange *x, const struct cgi_params *params)
{
    rig_ask_with(rig, x, params, "{}", 2);
}

static void a_page_of_another_site_is_refused(void **state)
{
    struct rig rig;
    struct exchange x;
    (void)state;
    rig_start(&rig, config_plain());
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct cgi_params params = params_of(&rows[i]);
        uint64_t before = api_n_clients(rig.api);
        ask(&rig, &x, &params);
        if (x.status != (rows[i].foreign ? 403 : 200))
            fail_msg("row %zu: %d", i, x.status);
        assert_int_equal(api_n_clients(rig.api), before + !rows[i].foreign);
        if (rows[i].foreign)
            assert_non_null(strstr(x.body, "\"error\":\"foreign_origin\""));
        assert_null(strstr(x.head, "Access-Control"));
        assert_null(strstr(x.head, "Vary"));
        exchange_end(&x);
    }
    rig_stop(&rig);
}

static struct api_config open_to(const char *list)
{
    struct api_config config = config_plain();
    const char *fault;
    size_t len;
    assert_true(origins_read(&config.origins, list, &fault, &len));
    return config;
}

static const struct row named = {"cross-site", "https://b.example:8443", "chat.example", NULL,
                                 false},
                        unnamed = {"cross-site", "https://b.example", "chat.example", NULL, true},
                        same = {"same-origin", "https://chat.example", "chat.example", NULL, false};

static void a_page_of_a_named_site_may_ask_and_read(void **state)
{
    struct rig rig;
    struct exchange x;
    (void)state;
    rig_start(&rig, open_to("https://a.example,https://b.example:8443"));
    struct cgi_params params = params_of(&named);
    ask(&rig, &x, &params);
    assert_int_equal(x.status, 200);
    assert_non_null(strstr(x.head, "Access-Control-Allow-Origin: https://b.example:8443\r\n"));
    assert_non_null(strstr(x.head, "Access-Control-Expose-Headers: Retry-After\r\n"));
    assert_non_null(strstr(x.head, "Vary: Origin\r\n"));
    assert_null(strstr(x.head, "Credentials"));
    exchange_end(&x);
    rig_ask_with(&rig, &x, &params, "[]", 2); /* an error too */
    assert_int_equal(x.status, 400);
    assert_non_null(strstr(x.head, "Access-Control-Allow-Origin: https://b.example:8443\r\n"));
    exchange_end(&x);
    rig_stop(&rig);
}

static void others_may_not_and_caches_are_told(void **state)
{
    struct rig rig;
    struct exchange x;
    (void)state;
    rig_start(&rig, open_to("https://a.example,https://b.example:8443"));
    const struct row *asked[] = {&unnamed, &same};
    for (size_t i = 0; i < COUNT_OF(asked); i++) {
        struct cgi_params params = params_of(asked[i]);
        ask(&rig, &x, &params);
        assert_int_equal(x.status, asked[i]->foreign ? 403 : 200);
        assert_null(strstr(x.head, "Access-Control"));
        assert_non_null(strstr(x.head, "Vary: Origin\r\n"));
        exchange_end(&x);
    }
    rig_stop(&rig);
}

static void a_browser_may_ask_first(void **state)
{
    struct rig rig;
    struct exchange x;
    (void)state;
    rig_start(&rig, open_to("https://b.example:8443"));
    struct cgi_params params = params_of(&named);
    param_set(&params, CGI_METHOD, "OPTIONS");
    param_set(&params, CGI_CONTENT_TYPE, NULL);
    ask(&rig, &x, &params);
    assert_int_equal(x.status, 204);
    assert_non_null(strstr(x.head, "Access-Control-Allow-Origin: https://b.example:8443\r\n"));
    assert_non_null(strstr(x.head, "Access-Control-Allow-Methods: POST\r\n"));
    assert_non_null(strstr(x.head, "Access-Control-Allow-Headers: Content-Type\r\n"));
    assert_non_null(strstr(x.head, "Vary: Origin\r\n"));
    assert_null(strstr(x.head, "Content-Length"));
    exchange_end(&x);
    /* What only operators read is not opened. */
    param_set(&params, CGI_PATH_INFO, "/status");
    param_set(&params, CGI_REMOTE_ADDR, "127.0.0.1");
    ask(&rig, &x, &params);
    assert_int_not_equal(x.status, 204);
    assert_null(strstr(x.head, "Access-Control"));
    exchange_end(&x);
    params = params_of(&unnamed);
    param_set(&params, CGI_METHOD, "OPTIONS");
    ask(&rig, &x, &params);
    assert_int_equal(x.status, 405);
    assert_null(strstr(x.head, "Access-Control"));
    exchange_end(&x);
    rig_stop(&rig);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_page_of_another_site_is_refused),
        cmocka_unit_test(a_page_of_a_named_site_may_ask_and_read),
        cmocka_unit_test(others_may_not_and_caches_are_told),
        cmocka_unit_test(a_browser_may_ask_first),
    };
    return cmocka_run_group_tests_name("origin", tests, NULL, NULL);
}
