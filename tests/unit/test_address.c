#include "support/unit.h"

#include <string.h>

#include "support/count.h"
#include "../../src/base/address.h"

static struct in6_addr address_of(const char *text)
{
    struct in6_addr address;
    assert_true(address_read(text, strlen(text), &address));
    return address;
}

static void networks_have_what_is_in_them(void **state)
{
    (void)state;
    static const struct {
        const char *list, *address;
        bool in;
    } rows[] = {
        {"10.0.0.0/8", "10.255.1.2", true},
        {"10.0.0.0/8", "11.0.0.0", false},
        {"10.0.0.0/8", "::ffff:10.1.1.1", true},
        {"10.0.0.0/9", "10.127.255.255", true},
        {"10.0.0.0/9", "10.128.0.0", false},
        {"192.0.2.7/31", "192.0.2.6", true},
        {"192.0.2.7/31", "192.0.2.5", false},
        {"192.0.2.7/32", "192.0.2.6", false},
        {"192.0.2.7", "192.0.2.6", false},
        {"0.0.0.0/0", "203.0.113.9", true},
        {"0.0.0.0/0", "2001:db8::1", false},
        {"::/0", "203.0.113.9", true},
        {"2001:db8::/32", "2001:db8:ffff::1", true},
        {"2001:db8::/32", "2001:db9::1", false},
        {"2001:db8::/33", "2001:db8:8000::", false},
        {"192.0.2.1,10.0.0.0/8,::1", "::1", true},
        {"192.0.2.1, 10.0.0.0/8", "10.0.0.9", true},
        {"", "10.0.0.9", false},
        {" , ", "10.0.0.9", false},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct networks networks;
        const char *fault;
        size_t len;
        struct in6_addr address = address_of(rows[i].address);
        assert_int_equal(networks_read(&networks, rows[i].list, true, &fault, &len), NETWORKS_READ);
        if (networks_have(&networks, &address) != rows[i].in)
            fail_msg("row %zu", i);
        networks_fini(&networks);
    }
}

static void what_is_none_is_named(void **state)
{
    (void)state;
    static const struct {
        const char *list, *fault;
    } rows[] = {
        {"10.0.0.0/33", "10.0.0.0/33"},
        {"::1,10.0.0.0/", "10.0.0.0/"},
        {"::/129", "::/129"},
        {"::1/-1, ::2", "::1/-1"},
        {"10.0.0.0/8x", "10.0.0.0/8x"},
        {"10.0.0.0/99999999999999999999", "10.0.0.0/99999999999999999999"},
        {"/8", "/8"},
        {"ten", "ten"},
        {"[::1]", "[::1]"},
        {"10.0.0.1:80", "10.0.0.1:80"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct networks networks;
        const char *fault = NULL;
        size_t len = 0;
        assert_int_equal(networks_read(&networks, rows[i].list, true, &fault, &len),
                         NETWORKS_MALFORMED);
        assert_int_equal(len, strlen(rows[i].fault));
        assert_memory_equal(fault, rows[i].fault, len);
    }
}

static void no_text_is_longer_than_the_longest_address(void **state)
{
    (void)state;
    static const char longest[] = "2001:0db8:0000:0000:0000:0000:255.255.255.255";
    static const char longer[] = "2001:0db8:0000:0000:0000:0000:0255.255.255.255";
    struct in6_addr address;
    assert_int_equal(strlen(longest), INET6_ADDRSTRLEN - 1);
    assert_true(address_read(longest, strlen(longest), &address));
    assert_false(address_read(longer, strlen(longer), &address)); /* a sanitizer sees more */
    assert_false(address_read("", 0, &address));
}

static void without_bits_they_are_addresses_only(void **state)
{
    (void)state;
    struct networks networks;
    const char *fault;
    size_t len;
    assert_int_equal(networks_read(&networks, "10.0.0.0/8", false, &fault, &len),
                     NETWORKS_MALFORMED);
    assert_int_equal(networks_read(&networks, "10.0.0.1", false, &fault, &len), NETWORKS_READ);
    assert_int_equal(networks.n, 1);
    networks_fini(&networks);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(networks_have_what_is_in_them),
        cmocka_unit_test(what_is_none_is_named),
        cmocka_unit_test(no_text_is_longer_than_the_longest_address),
        cmocka_unit_test(without_bits_they_are_addresses_only),
    };
    return cmocka_run_group_tests_name("address", tests, NULL, NULL);
}
