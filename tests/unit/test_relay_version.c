#include "support/unit.h"

#include "../../src/relay/version.h"

static int sign(int n)
{
    return (n > 0) - (n < 0);
}

static void versions_compare_by_their_numbers(void **state)
{
    static const struct {
        const char *a, *b;
        int order;
    } rows[] = {
        {"0.1.0", "0.1.0", 0},
        {"0.1.0", "0.1.1", -1},
        {"0.9", "0.10", -1},
        {"1", "1.0", 0},
        {"1.0", "1.0.0.1", -1},
        {"2", "1.9.9", 1},
        {"10.0", "9.9", 1},
        {"0.2.0-rc1", "0.2.0", 0},
        {"0.2.0-rc1", "0.1.9", 1},
        {"", "0.0.1", -1},
        {"", "", 0},
        {"1..1", "1.0.1", 0},
    };
    (void)state;
    for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_int_equal(sign(version_compare(rows[i].a, rows[i].b)), rows[i].order);
        assert_int_equal(sign(version_compare(rows[i].b, rows[i].a)), -rows[i].order);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(versions_compare_by_their_numbers)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
