#include "support/unit.h"

#include "support/people.h"

static struct hub *hub_plain(void)
{
    struct hub_limits limits = limits_plain();
    struct hub *hub = hub_new(&limits);
    assert_non_null(hub);
    return hub;
}

static bool is_present(const struct hub *hub, unsigned n)
{
    struct client_id id = person_id(n);
    return hub_find(hub, &id) != NULL;
}

static void a_client_is_gone_when_its_grace_is_over_and_not_before(void **state)
{
    (void)state;
    struct hub *hub = hub_plain();
    struct client *a = person_settles(hub, 1, "r", 1000);
    person_settles(hub, 2, "r", 1000);
    person_reads(hub, a, 1000);
    hub_touch(hub, a, 5000);
    hub_sweep(hub, 90999);
    assert_true(is_present(hub, 2));
    assert_true(hub_next_deadline(hub) <= 91000);
    hub_sweep(hub, 91000);
    assert_false(is_present(hub, 2));
    assert_true(is_present(hub, 1));
    assert_string_equal(person_waiting(a), "gone 2");
    hub_sweep(hub, 95000);
    assert_int_equal(hub_counts(hub).clients, 0);
    assert_int_equal(hub_counts(hub).rooms, 0);
    hub_free(hub);
}

static void each_request_begins_the_grace_again(void **state)
{
    (void)state;
    struct hub *hub = hub_plain();
    struct client *a = person_settles(hub, 1, "r", 0);
    for (int64_t now = 89999; now < 1000000; now += 89999) {
        hub_sweep(hub, now);
        assert_true(is_present(hub, 1));
        hub_touch(hub, a, now);
    }
    person_joins(hub, 1, "r", 980000);
    hub_sweep(hub, 1069999);
    assert_true(is_present(hub, 1));
    hub_sweep(hub, 1070000);
    assert_false(is_present(hub, 1));
    hub_free(hub);
}

static void who_is_parked_is_present_however_long(void **state)
{
    (void)state;
    struct hub *hub = hub_plain();
    struct client *a = person_settles(hub, 1, "r", 0);
    person_parks(hub, a, 500000, 0); /* longer than the grace */
    hub_touch(hub, a, 10);           /* another request of it ends meanwhile */
    hub_sweep(hub, 499999);
    assert_true(is_present(hub, 1));
    assert_null(hub_next_ready(hub));
    hub_sweep(hub, 500000);
    assert_ptr_equal(hub_next_ready(hub)->request, a);
    assert_false(client_poll(a)->asked_to_wait);
    person_unparks(hub, a, 500000);
    hub_sweep(hub, 589999);
    assert_true(is_present(hub, 1));
    hub_sweep(hub, 590000);
    assert_false(is_present(hub, 1));
    hub_free(hub);
}

static void a_poll_is_ready_when_its_hold_is_over(void **state)
{
    (void)state;
    struct hub *hub = hub_plain();
    unsigned who[4];
    person_parks(hub, person_settles(hub, 1, "r", 0), 3000, 0);
    person_parks(hub, person_settles(hub, 2, "s", 0), 1000, 0);
    assert_true(hub_next_deadline(hub) <= 1000);
    hub_sweep(hub, 999);
    assert_int_equal(people_ready(hub, who, 4, 999), 0);
    hub_sweep(hub, 1000);
    assert_int_equal(people_ready(hub, who, 4, 1000), 1);
    assert_int_equal(who[0], 2);
    hub_sweep(hub, 3000);
    assert_int_equal(people_ready(hub, who, 4, 3000), 1);
    assert_int_equal(who[0], 1);
    hub_free(hub);
}

static void a_command_makes_the_polls_of_its_room_ready_at_once(void **state)
{
    (void)state;
    struct hub *hub = hub_plain();
    unsigned who[4];
    struct client *a = person_joins(hub, 1, "r", 0), *b = person_joins(hub, 2, "r", 0),
                  *c = person_settles(hub, 3, "s", 0);
    person_reads(hub, a, 0);
    person_reads(hub, b, 0);
    person_parks(hub, a, 25000, 0);
    person_parks(hub, b, 25000, 0);
    person_parks(hub, c, 25000, 0);
    person_says(hub, a, "x", 1);
    assert_int_equal(hub_counts(hub).parked, 3); /* nothing is answered yet */
    assert_int_equal(people_ready(hub, who, 4, 1), 2);
    assert_int_equal(who[0] + who[1], 3);
    hub_free(hub);
}

static void a_poll_parked_while_commands_wait_is_ready(void **state)
{
    (void)state;
    struct hub *hub = hub_plain();
    unsigned who[1];
    person_parks(hub, person_joins(hub, 1, "r", 0), 25000, 0);
    assert_int_equal(people_ready(hub, who, 1, 0), 1);
    hub_free(hub);
}

static void the_poll_is_the_callers_and_can_be_taken_once(void **state)
{
    (void)state;
    struct hub *hub = hub_plain();
    struct client *a = person_settles(hub, 1, "r", 0);
    assert_null(client_poll(a));
    person_parks(hub, a, 25000, 0);
    person_unparks(hub, a, 0);
    assert_null(client_poll(a));
    assert_null(hub_next_ready(hub));
    assert_int_equal(hub_counts(hub).parked, 0);
    person_parks(hub, a, 1, 0);
    hub_sweep(hub, 1);
    assert_non_null(hub_next_ready(hub));
    person_unparks(hub, a, 1); /* when ready too */
    assert_null(hub_next_ready(hub));
    hub_free(hub);
}

static void who_is_asked_to_wait_is_ready(void **state)
{
    (void)state;
    struct hub *hub = hub_plain();
    unsigned who[8];
    struct client *people[6];
    for (unsigned n = 1; n <= 5; n++) {
        people[n] = person_settles(hub, n, &"abcdef"[n], 0); /* a room each */
        person_parks(hub, people[n], 25000, n);
    }
    hub_ask_to_wait(hub, client_poll(people[4]));
    assert_true(client_poll(people[4])->asked_to_wait);
    assert_false(client_poll(people[1])->asked_to_wait);
    assert_int_equal(people_ready(hub, who, 8, 10), 1);
    assert_int_equal(who[0], 4);
    hub_free(hub);
}

static void all_are_asked_to_wait_those_who_are_ready_too(void **state)
{
    (void)state;
    struct hub *hub = hub_plain();
    struct client *people[4];
    for (unsigned n = 1; n <= 3; n++) {
        people[n] = person_settles(hub, n, &"abcd"[n], 0);
        person_parks(hub, people[n], n == 2 ? 5 : 25000, 0);
    }
    hub_sweep(hub, 5); /* the second is ready by itself */
    hub_ask_all_to_wait(hub);
    unsigned asked = 0;
    for (struct poll *poll; (poll = hub_next_ready(hub)) != NULL; asked++) {
        assert_true(poll->asked_to_wait);
        person_unparks(hub, poll->clients[0], 5);
    }
    assert_int_equal(asked, 3);
    hub_free(hub);
}

static void who_was_asked_to_wait_is_not_asked_for_ever(void **state)
{
    (void)state;
    struct hub *hub = hub_plain();
    struct client *a = person_settles(hub, 1, "r", 0);
    person_parks(hub, a, 25000, 0);
    hub_ask_to_wait(hub, client_poll(a));
    assert_true(client_poll(a)->asked_to_wait);
    person_unparks(hub, a, 0);
    person_parks(hub, a, 25000, 0);
    assert_false(client_poll(a)->asked_to_wait);
    hub_free(hub);
}

static void many_come_and_go_and_each_at_its_time(void **state)
{
    (void)state;
    enum { PEOPLE = 500 };
    struct hub *hub = hub_plain();
    for (unsigned n = 0; n < PEOPLE; n++)
        person_settles(hub, n, n % 2 ? "odd" : "even", 0);
    for (unsigned n = 0; n < PEOPLE; n++) {
        struct client_id id = person_id(n);
        hub_touch(hub, hub_find(hub, &id), (n * 7919) % PEOPLE * 10);
    }
    for (int64_t at = 0; at < PEOPLE * 10; at += 10) {
        assert_true(hub_next_deadline(hub) <= 90000 + at);
        hub_sweep(hub, 90000 + at - 1);
        assert_int_equal(hub_counts(hub).clients, PEOPLE - at / 10);
        hub_sweep(hub, 90000 + at);
        assert_int_equal(hub_counts(hub).clients, PEOPLE - at / 10 - 1);
    }
    hub_free(hub);
}

static void a_hub_can_be_freed_whatever_is_parked_in_it(void **state)
{
    (void)state;
    struct hub *hub = hub_plain();
    for (unsigned n = 0; n < 100; n++) {
        struct client *c = person_joins(hub, n, n % 3 ? "r" : "s", 0);
        if (n % 2)
            person_parks(hub, c, 25000, 0);
    }
    hub_free(hub);
    hub_free(NULL);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_client_is_gone_when_its_grace_is_over_and_not_before),
        cmocka_unit_test(each_request_begins_the_grace_again),
        cmocka_unit_test(who_is_parked_is_present_however_long),
        cmocka_unit_test(a_poll_is_ready_when_its_hold_is_over),
        cmocka_unit_test(a_command_makes_the_polls_of_its_room_ready_at_once),
        cmocka_unit_test(a_poll_parked_while_commands_wait_is_ready),
        cmocka_unit_test(the_poll_is_the_callers_and_can_be_taken_once),
        cmocka_unit_test(who_is_asked_to_wait_is_ready),
        cmocka_unit_test(all_are_asked_to_wait_those_who_are_ready_too),
        cmocka_unit_test(who_was_asked_to_wait_is_not_asked_for_ever),
        cmocka_unit_test(many_come_and_go_and_each_at_its_time),
        cmocka_unit_test(a_hub_can_be_freed_whatever_is_parked_in_it),
    };
    return cmocka_run_group_tests_name("hub: time", tests, NULL, NULL);
}
