#include "support/unit.h"

#include "../../src/daemon/idle.h"

static void ends_when_nobody_comes_after_the_start(void **state)
{
    struct idle idle = {.limit_ms = 1000};
    (void)state;
    assert_int_equal(idle_note(&idle, false, 5000), 6000);
    assert_int_equal(idle_note(&idle, false, 5900), 6000);
    assert_int_equal(idle_note(&idle, false, 6000), 6000);
}

static void counts_from_when_the_last_one_has_gone(void **state)
{
    struct idle idle = {.limit_ms = 1000};
    (void)state;
    idle_note(&idle, false, 5000);
    assert_int_equal(idle_note(&idle, true, 5500), INT64_MAX);
    assert_int_equal(idle_note(&idle, true, 90000), INT64_MAX);
    assert_int_equal(idle_note(&idle, false, 95000), 96000);
    assert_int_equal(idle_note(&idle, false, 95001), 96000);
}

static void never_without_a_limit(void **state)
{
    struct idle idle = {0};
    (void)state;
    assert_int_equal(idle_note(&idle, false, 5000), INT64_MAX);
    assert_int_equal(idle_note(&idle, false, INT64_MAX - 1), INT64_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ends_when_nobody_comes_after_the_start),
        cmocka_unit_test(counts_from_when_the_last_one_has_gone),
        cmocka_unit_test(never_without_a_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
