#include "support/unit.h"

#include "../../src/base/histogram.h"

static void each_value_is_counted_once_below_its_bound(void **state)
{
    struct histogram h = {0};
    (void)state;
    histogram_add(&h, 0);
    histogram_add(&h, 1);
    histogram_add(&h, 2);
    histogram_add(&h, 3);
    histogram_add(&h, 4);
    histogram_add(&h, 1024 * 1024);
    histogram_add(&h, 1024 * 1024 + 1);
    assert_int_equal(h.counts[0], 2);
    assert_int_equal(h.counts[1], 1);
    assert_int_equal(h.counts[2], 2);
    assert_int_equal(h.counts[HISTOGRAM_BOUNDS - 1], 1);
    assert_int_equal(h.counts[HISTOGRAM_BOUNDS], 1);
    assert_int_equal(h.sum, 2 * 1024 * 1024 + 11);
}

static void the_largest_value_has_its_place(void **state)
{
    struct histogram h = {0};
    (void)state;
    histogram_add(&h, UINT64_MAX);
    assert_int_equal(h.counts[HISTOGRAM_BOUNDS], 1);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_value_is_counted_once_below_its_bound),
        cmocka_unit_test(the_largest_value_has_its_place),
    };
    return cmocka_run_group_tests_name("histogram", tests, NULL, NULL);
}
