#include "support/unit.h"

#include "../../src/chat/places.h"

enum { SECOND = 1000, MINUTE = 60 * SECOND, NOBODY = 0 };

/* Somebody more than there are places comes each second from `now` on. Returns
 * when the last did. */
static int64_t fill(struct places *p, int64_t now, int seconds)
{
    for (int i = 0; i < seconds; i++)
        places_take(p, p->now + 1, now += SECOND);
    return now;
}

static void without_a_limit_there_are_places_for_all(void **state)
{
    (void)state;
    struct places p;
    places_init(&p, 0, true);
    places_take(&p, 1, 0);
    assert_int_equal(places_count(&p, 1000000), UINT32_MAX);
}

static void all_are_there_at_once_where_a_process_costs_nothing(void **state)
{
    (void)state;
    struct places p;
    places_init(&p, 40, false);
    assert_int_equal(places_count(&p, NOBODY), 40);
    assert_int_equal(places_count(&p, 100000), 40);
}

static void few_are_there_first_and_more_while_they_are_taken(void **state)
{
    (void)state;
    struct places p;
    places_init(&p, 40, true);
    assert_int_equal(places_count(&p, 10), 5);
    int64_t now = fill(&p, 10 * MINUTE, 20);
    assert_int_equal(places_count(&p, 10), 15);
    fill(&p, now, 100);
    assert_int_equal(places_count(&p, 10), 40);
}

static void a_crowd_at_once_gets_one_more_at_a_time(void **state)
{
    (void)state;
    struct places p;
    places_init(&p, 40, true);
    for (uint32_t i = 1; i <= 100; i++)
        places_take(&p, i, 10 * MINUTE);
    assert_int_equal(places_count(&p, 10), 6);
}

static void places_that_are_not_all_taken_do_not_become_more(void **state)
{
    (void)state;
    struct places p;
    places_init(&p, 40, true);
    for (int64_t now = 0; now < 10 * MINUTE; now += SECOND)
        places_take(&p, 5, now);
    assert_int_equal(places_count(&p, 10), 5);
}

static void many_people_leave_fewer_places(void **state)
{
    (void)state;
    struct places p;
    places_init(&p, 40, true);
    fill(&p, 10 * MINUTE, 100);
    assert_int_equal(places_count(&p, 80), 40);
    assert_int_equal(places_count(&p, 160), 10);
    assert_int_equal(places_count(&p, 500), 1);
    assert_int_equal(places_count(&p, 1000000), 1);
}

static void after_some_quiet_minutes_there_are_few_again(void **state)
{
    (void)state;
    struct places p;
    places_init(&p, 40, true);
    int64_t now = fill(&p, 10 * MINUTE, 100);
    places_take(&p, 1, now += 3 * MINUTE);
    assert_int_equal(places_count(&p, 10), 40); /* mod_fcgid still has them */
    places_take(&p, 1, now += 3 * MINUTE);
    assert_int_equal(places_count(&p, 10), 5);
}

static void those_in_use_stay(void **state)
{
    (void)state;
    struct places p;
    places_init(&p, 40, true);
    int64_t now = fill(&p, 10 * MINUTE, 100);
    for (int i = 0; i < 60; i++)
        places_take(&p, 30, now += 20 * SECOND);
    assert_int_equal(places_count(&p, 10), 30);
}

static void there_is_never_none_nor_more_than_the_most(void **state)
{
    (void)state;
    struct places p;
    places_init(&p, 1, true);
    fill(&p, 10 * MINUTE, 100);
    assert_int_equal(places_count(&p, NOBODY), 1);
    assert_int_equal(places_count(&p, 1000000), 1);
    places_init(&p, 3, true);
    assert_int_equal(places_count(&p, NOBODY), 3);
    fill(&p, 10 * MINUTE, 1000);
    assert_int_equal(places_count(&p, NOBODY), 3);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_a_limit_there_are_places_for_all),
        cmocka_unit_test(all_are_there_at_once_where_a_process_costs_nothing),
        cmocka_unit_test(few_are_there_first_and_more_while_they_are_taken),
        cmocka_unit_test(a_crowd_at_once_gets_one_more_at_a_time),
        cmocka_unit_test(places_that_are_not_all_taken_do_not_become_more),
        cmocka_unit_test(many_people_leave_fewer_places),
        cmocka_unit_test(after_some_quiet_minutes_there_are_few_again),
        cmocka_unit_test(those_in_use_stay),
        cmocka_unit_test(there_is_never_none_nor_more_than_the_most),
    };
    return cmocka_run_group_tests_name("places", tests, NULL, NULL);
}
