/* Lists of origins. */
#include "support/unit.h"

#include <string.h>

#include "support/count.h"
#include "../../src/base/origins.h"

static void an_origin_is_what_browsers_write(void **state)
{
    static const char *const origins[] = {
        "https://a",
        "http://a.example",
        "https://chat.example:8443",
        "http://192.0.2.1:81",
        "https://[2001:db8::1]:9",
        "https://xn--bcher-kva.example",
        "http://a:443",
        "https://a:80",
        "http://a:65535",
        "http://[::1]",
    };
    static const char *const none[] = {
        "",
        "null",
        "*",
        "https://",
        "https://*.a",
        "https://a/",
        "https://A",
        "HTTPS://a",
        "ftp://a",
        "//a",
        "a.example",
        "https://a:",
        "https://a:443",
        "http://a:80",
        "https://a:0",
        "https://a:080",
        "https://a:65536",
        "https://a:1x",
        "https://a b",
        " https://a",
        "https://a ",
        "https://a?x",
        "https://u@a",
        "https://.a",
        "https://a.",
        "https://-a",
        "https://[]",
        "https://[::1",
        "https://[g]",
        "https://a\n",
        "https:///a",
        "https://a:8443:1",
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(origins); i++)
        if (!origin_is_well_formed(origins[i], strlen(origins[i])))
            fail_msg("'%s'", origins[i]);
    for (size_t i = 0; i < COUNT_OF(none); i++)
        if (origin_is_well_formed(none[i], strlen(none[i])))
            fail_msg("'%s'", none[i]);
    assert_false(origin_is_well_formed("https://a\0b", 11));
}

static void an_origin_has_255_bytes_at_most(void **state)
{
    char text[ORIGIN_BYTES_MAX + 1];
    (void)state;
    memset(text, 'a', sizeof text);
    memcpy(text, "https://", 8);
    assert_true(origin_is_well_formed(text, ORIGIN_BYTES_MAX));
    assert_false(origin_is_well_formed(text, ORIGIN_BYTES_MAX + 1));
}

static struct span span_of(const char *text)
{
    return (struct span){text, strlen(text)};
}

static void a_list_is_searched_for_the_whole_origin(void **state)
{
    struct origins o;
    const char *fault;
    size_t len;
    (void)state;
    assert_true(origins_read(&o, "https://a.example,http://b:81", &fault, &len));
    assert_int_equal(o.n, 2);
    assert_int_equal(origins_find(&o, span_of("https://a.example")), 1);
    assert_int_equal(origins_find(&o, span_of("http://b:81")), 2);
    static const char *const others[] = {"https://a.exampl",
                                         "https://a.example2",
                                         "http://a.example",
                                         "https://A.example",
                                         "http://b",
                                         "null",
                                         ""};
    for (size_t i = 0; i < COUNT_OF(others); i++)
        assert_int_equal(origins_find(&o, span_of(others[i])), 0);
    assert_int_equal(origins_find(&o, (struct span){NULL, 0}), 0);
}

static void a_list_says_what_is_wrong_with_it(void **state)
{
    struct origins o;
    const char *fault;
    size_t len;
    char many[(ORIGINS_MAX + 1) * 9 + 1] = "";
    (void)state;
    assert_true(origins_read(&o, NULL, &fault, &len));
    assert_int_equal(o.n, 0);
    assert_true(origins_read(&o, "", &fault, &len));
    assert_false(origins_read(&o, "https://a,null,https://b", &fault, &len));
    assert_int_equal(len, 4);
    assert_memory_equal(fault, "null", 4);
    assert_false(origins_read(&o, "https://a,,https://b", &fault, &len));
    assert_int_equal(len, 1);
    for (int i = 0; i < ORIGINS_MAX; i++)
        strcat(many, i == 0 ? "http://a" : ",http://a");
    assert_true(origins_read(&o, many, &fault, &len));
    strcat(many, ",http://a");
    assert_false(origins_read(&o, many, &fault, &len));
    assert_int_equal(len, 0);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_origin_is_what_browsers_write),
        cmocka_unit_test(an_origin_has_255_bytes_at_most),
        cmocka_unit_test(a_list_is_searched_for_the_whole_origin),
        cmocka_unit_test(a_list_says_what_is_wrong_with_it),
    };
    return cmocka_run_group_tests_name("origins", tests, NULL, NULL);
}
