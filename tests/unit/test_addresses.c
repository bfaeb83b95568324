#include "support/unit.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "../../src/api/addresses.h"
#include "support/count.h"

static struct span span_of(const char *text)
{
    return (struct span){text, strlen(text)};
}

static bool joins(struct addresses *a, const char *address, int64_t now)
{
    if (addresses_join_wait(a, span_of(address), now) > 0)
        return false;
    addresses_take_join(a, span_of(address), now);
    return true;
}

static struct span numbered(unsigned n, char text[16])
{
    snprintf(text, 16, "10.%u.%u.%u", n >> 16 & 255, n >> 8 & 255, n & 255);
    return span_of(text);
}

static void each_address_has_a_bucket_of_its_own(void **state)
{
    (void)state;
    struct addresses a;
    assert_true(addresses_init(&a, (struct rate){10, 3}));
    for (unsigned i = 0; i < 3; i++)
        assert_true(joins(&a, "192.0.2.1", 1000));
    assert_false(joins(&a, "192.0.2.1", 1000));
    assert_true(joins(&a, "192.0.2.10", 1000));
    assert_true(joins(&a, "192.0.2.2", 1000));
    int64_t wait = addresses_join_wait(&a, span_of("192.0.2.1"), 1000);
    assert_true(wait > 0 && wait <= 101);
    assert_true(joins(&a, "192.0.2.1", 1101));
    addresses_fini(&a);
}

static void an_address_is_the_same_however_it_is_written(void **state)
{
    (void)state;
    static const char *const same[][2] = {
        {"192.0.2.1", "::ffff:192.0.2.1"},
        {"192.0.2.1", "::ffff:c000:0201"},
        {"2001:db8::1", "2001:DB8:0:0::1"},
        {"2001:db8::1", "2001:0db8:0000:0000:0000:0000:0000:0001"},
        {"2001:db8::1", "2001:db8::2"}, /* of one network of 64 bits */
        {"2001:db8:0:7::1", "2001:db8:0:7:ffff:ffff:ffff:ffff"},
        {"[]", ":80"}, /* no addresses */
        {"unknown", "_hidden"},
        {"unix:", "[::1"},
    };
    static const char *const different[][2] = {
        {"192.0.2.1", "192.0.2.2"},
        {"2001:db8:0:1::1", "2001:db8:0:2::1"},
        {"0.0.0.0", "::"},
        {"unknown", "0.0.0.0"},
    };
    for (size_t i = 0; i < COUNT_OF(same) + COUNT_OF(different); i++) {
        bool is_same = i < COUNT_OF(same);
        const char *const *pair = is_same ? same[i] : different[i - COUNT_OF(same)];
        struct addresses a;
        assert_true(addresses_init(&a, (struct rate){0.001, 1}));
        assert_true(joins(&a, pair[0], 0) && joins(&a, pair[0], 1));
        if (joins(&a, pair[1], 2) == is_same)
            fail_msg("%s and %s", pair[0], pair[1]);
        addresses_fini(&a);
    }
}

static void no_address_is_no_limit(void **state)
{
    (void)state;
    struct addresses a;
    struct address_use *use;
    assert_true(addresses_init(&a, (struct rate){0.001, 1}));
    for (unsigned i = 0; i < 2 * ADDRESSES_PROBES; i++) {
        assert_true(joins(&a, "", 0));
        assert_true(addresses_enter_probe(&a, span_of(""), &use));
        assert_null(use);
        assert_null(addresses_enter_poll(&a, span_of("")));
    }
    assert_int_equal(a.table.count, 0);
    addresses_fini(&a);
}

static void being_refused_costs_nothing(void **state)
{
    (void)state;
    struct addresses a;
    assert_true(addresses_init(&a, (struct rate){1, 1}));
    assert_true(joins(&a, "192.0.2.1", 0));
    assert_true(joins(&a, "192.0.2.1", 1)); /* not empty, and then below zero */
    for (int64_t now = 2; now < 1000; now++)
        assert_false(joins(&a, "192.0.2.1", now));
    assert_true(joins(&a, "192.0.2.1", 1002));
    addresses_fini(&a);
}

static void no_rate_is_no_limit_and_keeps_nobody(void **state)
{
    (void)state;
    struct addresses a;
    assert_true(addresses_init(&a, (struct rate){0, 1000}));
    for (unsigned i = 0; i < 5000; i++)
        assert_true(joins(&a, "192.0.2.1", 0));
    assert_int_equal(a.table.count, 0);
    addresses_fini(&a);
}

static void who_has_a_full_bucket_is_forgotten(void **state)
{
    (void)state;
    struct addresses a;
    char text[16];
    assert_true(addresses_init(&a, (struct rate){1, 10}));
    for (unsigned i = 0; i < 100; i++)
        addresses_take_join(&a, numbered(i, text), 0);
    assert_int_equal(a.table.count, 100);
    assert_true(joins(&a, "192.0.2.1", 1001));
    assert_int_equal(a.table.count, 1);
    addresses_fini(&a);
}

static void not_more_than_the_maximum_are_remembered(void **state)
{
    (void)state;
    struct addresses a;
    char text[16];
    assert_true(addresses_init(&a, (struct rate){0.001, 1}));
    for (unsigned i = 0; i < ADDRESSES_MAX + 100; i++) {
        for (unsigned twice = 0; twice < 2; twice++)
            addresses_take_join(&a, numbered(i, text), 5);
        assert_true(a.table.count <= ADDRESSES_MAX);
    }
    assert_true(addresses_join_wait(&a, numbered(ADDRESSES_MAX + 99, text), 5) > 0);
    assert_true(addresses_join_wait(&a, numbered(100, text), 5) > 0);
    assert_true(addresses_join_wait(&a, numbered(99, text), 5) <= 0);
    addresses_fini(&a);
}

static void who_holds_something_is_not_forgotten(void **state)
{
    (void)state;
    struct addresses a;
    char text[16];
    assert_true(addresses_init(&a, (struct rate){0.001, 1}));
    struct poll_party *party = addresses_enter_poll(&a, span_of("192.0.2.1"));
    struct address_use *use;
    assert_true(addresses_enter_probe(&a, span_of("192.0.2.1"), &use));
    assert_ptr_equal(addresses_enter_poll(&a, span_of("::ffff:192.0.2.1")), party);
    assert_true(joins(&a, "192.0.2.1", 0) && joins(&a, "192.0.2.1", 1));
    for (unsigned i = 0; i < ADDRESSES_MAX + 100; i++)
        addresses_take_join(&a, numbered(i, text), 1);
    assert_int_equal(a.table.count, ADDRESSES_MAX + 1);
    assert_false(joins(&a, "192.0.2.1", 2));
    addresses_leave_poll(&a, party);
    addresses_leave_probe(&a, use);
    assert_int_equal(a.table.count, ADDRESSES_MAX + 1);
    addresses_leave_poll(&a, party);
    assert_int_equal(a.table.count, ADDRESSES_MAX); /* one gave way */
    assert_false(joins(&a, "192.0.2.1", 2));
    addresses_fini(&a);
}

static void probes_of_one_address_are_few_at_a_time(void **state)
{
    (void)state;
    struct addresses a;
    struct address_use *of[ADDRESSES_PROBES + 1];
    assert_true(addresses_init(&a, (struct rate){0, 0}));
    for (unsigned i = 0; i < ADDRESSES_PROBES; i++)
        assert_true(addresses_enter_probe(&a, span_of("2001:db8::1"), &of[i]));
    assert_false(addresses_enter_probe(&a, span_of("2001:db8::2"), &of[ADDRESSES_PROBES]));
    addresses_leave_probe(&a, of[0]);
    assert_true(addresses_enter_probe(&a, span_of("2001:db8::2"), &of[0]));
    for (unsigned i = 0; i < ADDRESSES_PROBES; i++)
        addresses_leave_probe(&a, of[i]);
    assert_int_equal(a.table.count, 0);
    addresses_fini(&a);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_address_has_a_bucket_of_its_own),
        cmocka_unit_test(an_address_is_the_same_however_it_is_written),
        cmocka_unit_test(no_address_is_no_limit),
        cmocka_unit_test(being_refused_costs_nothing),
        cmocka_unit_test(no_rate_is_no_limit_and_keeps_nobody),
        cmocka_unit_test(who_has_a_full_bucket_is_forgotten),
        cmocka_unit_test(not_more_than_the_maximum_are_remembered),
        cmocka_unit_test(who_holds_something_is_not_forgotten),
        cmocka_unit_test(probes_of_one_address_are_few_at_a_time),
    };
    return cmocka_run_group_tests_name("addresses", tests, NULL, NULL);
}
