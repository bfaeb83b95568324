#include "support/unit.h"

#include <stdbool.h>
#include <string.h>

#include "../../src/api/visitors.h"

static bool may_join(struct visitors *v, const char *address, int64_t now)
{
    return visitors_wait(v, address, strlen(address), now) <= 0;
}

static void each_address_has_a_bucket_of_its_own(void **state)
{
    (void)state;
    struct visitors v;
    assert_true(visitors_init(&v, (struct rate){10, 3}));
    for (unsigned i = 0; i < 3; i++)
        assert_true(may_join(&v, "192.0.2.1", 1000));
    assert_false(may_join(&v, "192.0.2.1", 1000));
    assert_true(may_join(&v, "192.0.2.10", 1000));
    assert_true(may_join(&v, "192.0.2.", 1000));
    int64_t wait = visitors_wait(&v, "192.0.2.1", 9, 1000);
    assert_true(wait > 0 && wait <= 101);
    assert_true(may_join(&v, "192.0.2.1", 1101));
    visitors_fini(&v);
}

static void being_refused_costs_nothing(void **state)
{
    (void)state;
    struct visitors v;
    assert_true(visitors_init(&v, (struct rate){1, 1}));
    assert_true(may_join(&v, "a", 0));
    assert_true(may_join(&v, "a", 1)); /* not empty, and then below zero */
    for (int64_t now = 2; now < 1000; now++)
        assert_false(may_join(&v, "a", now));
    assert_true(may_join(&v, "a", 1002));
    visitors_fini(&v);
}

static void no_rate_is_no_limit_and_keeps_nobody(void **state)
{
    (void)state;
    struct visitors v;
    assert_true(visitors_init(&v, (struct rate){0, 1000}));
    for (unsigned i = 0; i < 5000; i++)
        assert_true(may_join(&v, "a", 0));
    assert_int_equal(v.table.count, 0);
    visitors_fini(&v);
}

static void who_has_a_full_bucket_is_forgotten(void **state)
{
    (void)state;
    struct visitors v;
    assert_true(visitors_init(&v, (struct rate){1, 10}));
    for (unsigned i = 0; i < 100; i++)
        visitors_wait(&v, (const char *)&i, sizeof i, 0);
    assert_int_equal(v.table.count, 100);
    assert_true(may_join(&v, "one more", 1001));
    assert_int_equal(v.table.count, 1);
    visitors_fini(&v);
}

static void not_more_than_the_maximum_are_remembered(void **state)
{
    (void)state;
    struct visitors v;
    assert_true(visitors_init(&v, (struct rate){0.001, 1}));
    for (unsigned i = 0; i < VISITORS_MAX + 100; i++) {
        visitors_wait(&v, (const char *)&i, sizeof i, 5);
        assert_true(v.table.count <= VISITORS_MAX);
        assert_true(visitors_wait(&v, "back again", 10, 5) > 0 || i == 0);
    }
    unsigned oldest = 0, newest = VISITORS_MAX + 99;
    assert_true(visitors_wait(&v, (const char *)&newest, sizeof newest, 5) > 0);
    assert_true(visitors_wait(&v, (const char *)&oldest, sizeof oldest, 5) <= 0);
    visitors_fini(&v);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_address_has_a_bucket_of_its_own),
        cmocka_unit_test(being_refused_costs_nothing),
        cmocka_unit_test(no_rate_is_no_limit_and_keeps_nobody),
        cmocka_unit_test(who_has_a_full_bucket_is_forgotten),
        cmocka_unit_test(not_more_than_the_maximum_are_remembered),
    };
    return cmocka_run_group_tests_name("visitors", tests, NULL, NULL);
}
