#include "support/unit.h"

#include <stdbool.h>

#include "../../src/chat/deadline.h"

enum { MANY = 300 };

static void nothing_is_due_of_nothing(void **state)
{
    (void)state;
    struct deadlines h;
    deadlines_init(&h);
    assert_null(deadlines_due(&h, INT64_MAX));
    assert_int_equal(deadlines_next(&h), INT64_MAX);
    deadlines_fini(&h);
}

static void a_deadline_is_due_at_its_time(void **state)
{
    (void)state;
    struct deadlines h;
    struct deadline d;
    deadlines_init(&h);
    assert_true(deadlines_add(&h, &d, 100));
    assert_int_equal(deadlines_next(&h), 100);
    assert_null(deadlines_due(&h, 99));
    assert_ptr_equal(deadlines_due(&h, 100), &d);
    assert_ptr_equal(deadlines_due(&h, 100), &d); /* stays added */
    deadlines_remove(&h, &d);
    assert_null(deadlines_due(&h, 100));
    assert_int_equal(deadlines_next(&h), INT64_MAX);
    deadlines_fini(&h);
}

static void one_that_was_moved_later_is_due_later(void **state)
{
    (void)state;
    struct deadlines h;
    struct deadline d;
    deadlines_init(&h);
    deadlines_add(&h, &d, 100);
    deadlines_move(&h, &d, 200);
    deadlines_move(&h, &d, 150);
    assert_true(deadlines_next(&h) <= 150);
    assert_null(deadlines_due(&h, 149));
    assert_true(deadlines_next(&h) > 149);
    assert_ptr_equal(deadlines_due(&h, 150), &d);
    deadlines_fini(&h);
}

static void one_that_was_moved_earlier_is_due_earlier(void **state)
{
    (void)state;
    struct deadlines h;
    struct deadline a, b;
    deadlines_init(&h);
    deadlines_add(&h, &a, 100);
    deadlines_add(&h, &b, 200);
    deadlines_move(&h, &b, 50);
    assert_int_equal(deadlines_next(&h), 50);
    assert_ptr_equal(deadlines_due(&h, 99), &b);
    deadlines_fini(&h);
}

static uint32_t next_random(uint32_t *seed)
{
    return *seed = *seed * 1103515245u + 12345;
}

/* Against a plain list: whatever is moved and removed, what is due is what the
 * list says, and the next look is never too late. */
static void a_heap_agrees_with_a_plain_list(void **state)
{
    (void)state;
    struct deadlines h;
    struct deadline d[MANY];
    bool added[MANY] = {false};
    uint32_t seed = 42;
    deadlines_init(&h);
    for (int64_t now = 0; now < 20000; now++) {
        unsigned i = (next_random(&seed) >> 8) % MANY;
        int64_t at = now + 1 + (next_random(&seed) >> 8) % 500;
        if (!added[i])
            added[i] = deadlines_add(&h, &d[i], at);
        else if (at % 5 == 0)
            added[i] = false, deadlines_remove(&h, &d[i]);
        else
            deadlines_move(&h, &d[i], at);
        for (struct deadline *due; (due = deadlines_due(&h, now)) != NULL;) {
            assert_true(added[due - d] && due->at <= now);
            added[due - d] = false;
            deadlines_remove(&h, due);
        }
        int64_t earliest = INT64_MAX;
        for (unsigned k = 0; k < MANY; k++)
            if (added[k] && d[k].at < earliest)
                earliest = d[k].at;
        assert_true(earliest > now);
        assert_true(deadlines_next(&h) <= earliest);
        assert_true(deadlines_next(&h) > now);
    }
    deadlines_fini(&h);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_due_of_nothing),
        cmocka_unit_test(a_deadline_is_due_at_its_time),
        cmocka_unit_test(one_that_was_moved_later_is_due_later),
        cmocka_unit_test(one_that_was_moved_earlier_is_due_earlier),
        cmocka_unit_test(a_heap_agrees_with_a_plain_list),
    };
    return cmocka_run_group_tests_name("deadline", tests, NULL, NULL);
}
