#include "support/unit.h"

#include "../../src/api/processes.h"

enum { SECOND = 1000, MINUTE = 60 * SECOND, NOBODY = 0 };

/* Somebody more than there are places comes each second from `now` on. Returns
 * when the last did. */
static int64_t fill(struct processes *p, int64_t now, int seconds)
{
    for (int i = 0; i < seconds; i++)
        processes_note_parked(p, p->places + 1, now += SECOND);
    return now;
}

static void few_are_there_first_and_more_while_they_are_taken(void **state)
{
    (void)state;
    struct processes p;
    processes_init(&p, 40);
    assert_int_equal(processes_places(&p, 10), 5);
    int64_t now = fill(&p, 10 * MINUTE, 20);
    assert_int_equal(processes_places(&p, 10), 15);
    fill(&p, now, 100);
    assert_int_equal(processes_places(&p, 10), 40);
}

static void a_crowd_at_once_gets_one_more_at_a_time(void **state)
{
    (void)state;
    struct processes p;
    processes_init(&p, 40);
    for (uint32_t i = 1; i <= 100; i++)
        processes_note_parked(&p, i, 10 * MINUTE);
    assert_int_equal(processes_places(&p, 10), 6);
}

static void places_that_are_not_all_taken_do_not_become_more(void **state)
{
    (void)state;
    struct processes p;
    processes_init(&p, 40);
    for (int64_t now = 0; now < 10 * MINUTE; now += SECOND)
        processes_note_parked(&p, 5, now);
    assert_int_equal(processes_places(&p, 10), 5);
}

static void many_people_leave_fewer_places(void **state)
{
    (void)state;
    struct processes p;
    processes_init(&p, 40);
    fill(&p, 10 * MINUTE, 100);
    assert_int_equal(processes_places(&p, 80), 40);
    assert_int_equal(processes_places(&p, 160), 10);
    assert_int_equal(processes_places(&p, 500), 1);
    assert_int_equal(processes_places(&p, 1000000), 1);
}

static void after_some_quiet_minutes_there_are_few_again(void **state)
{
    (void)state;
    struct processes p;
    processes_init(&p, 40);
    int64_t now = fill(&p, 10 * MINUTE, 100);
    processes_note_parked(&p, 1, now += 3 * MINUTE);
    assert_int_equal(processes_places(&p, 10), 40); /* mod_fcgid still has them */
    processes_note_parked(&p, 1, now += 3 * MINUTE);
    assert_int_equal(processes_places(&p, 10), 5);
}

static void those_in_use_stay(void **state)
{
    (void)state;
    struct processes p;
    processes_init(&p, 40);
    int64_t now = fill(&p, 10 * MINUTE, 100);
    for (int i = 0; i < 60; i++)
        processes_note_parked(&p, 30, now += 20 * SECOND);
    assert_int_equal(processes_places(&p, 10), 30);
}

static void there_is_never_none_nor_more_than_the_most(void **state)
{
    (void)state;
    struct processes p;
    processes_init(&p, 1);
    fill(&p, 10 * MINUTE, 100);
    assert_int_equal(processes_places(&p, NOBODY), 1);
    assert_int_equal(processes_places(&p, 1000000), 1);
    processes_init(&p, 3);
    assert_int_equal(processes_places(&p, NOBODY), 3);
    fill(&p, 10 * MINUTE, 1000);
    assert_int_equal(processes_places(&p, NOBODY), 3);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(few_are_there_first_and_more_while_they_are_taken),
        cmocka_unit_test(a_crowd_at_once_gets_one_more_at_a_time),
        cmocka_unit_test(places_that_are_not_all_taken_do_not_become_more),
        cmocka_unit_test(many_people_leave_fewer_places),
        cmocka_unit_test(after_some_quiet_minutes_there_are_few_again),
        cmocka_unit_test(those_in_use_stay),
        cmocka_unit_test(there_is_never_none_nor_more_than_the_most),
    };
    return cmocka_run_group_tests_name("processes", tests, NULL, NULL);
}
