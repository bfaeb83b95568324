#include "support/unit.h"

#include "support/people.h"

static struct chat *chat_plain(void)
{
    struct chat_limits limits = limits_plain();
    struct chat *chat = chat_new(&limits);
    assert_non_null(chat);
    return chat;
}

static void a_client_is_gone_when_its_grace_is_over_and_not_before(void **state)
{
    (void)state;
    struct chat *chat = chat_plain();
    struct client *a = person_settles(chat, 1, "r", 1000);
    person_settles(chat, 2, "r", 1000);
    person_reads(chat, a, 1000);
    presence_touch(chat, a, 5000);
    chat_sweep(chat, 90999);
    assert_true(person_is_present(chat, 2));
    assert_true(chat_next_deadline(chat) <= 91000);
    chat_sweep(chat, 91000);
    assert_false(person_is_present(chat, 2));
    assert_true(person_is_present(chat, 1));
    assert_string_equal(person_waiting(a), "gone 2");
    chat_sweep(chat, 95000);
    assert_int_equal(chat_counts(chat).clients, 0);
    assert_int_equal(chat_counts(chat).rooms, 0);
    chat_free(chat);
}

static void each_request_begins_the_grace_again(void **state)
{
    (void)state;
    struct chat *chat = chat_plain();
    struct client *a = person_settles(chat, 1, "r", 0);
    for (int64_t now = 89999; now < 1000000; now += 89999) {
        chat_sweep(chat, now);
        assert_true(person_is_present(chat, 1));
        presence_touch(chat, a, now);
    }
    person_joins(chat, 1, "r", 980000);
    chat_sweep(chat, 1069999);
    assert_true(person_is_present(chat, 1));
    chat_sweep(chat, 1070000);
    assert_false(person_is_present(chat, 1));
    chat_free(chat);
}

static void who_is_parked_is_present_however_long(void **state)
{
    (void)state;
    struct chat *chat = chat_plain();
    struct client *a = person_settles(chat, 1, "r", 0);
    person_parks(chat, a, 500000, 0); /* longer than the grace */
    presence_touch(chat, a, 10);      /* another request of it ends meanwhile */
    chat_sweep(chat, 499999);
    assert_true(person_is_present(chat, 1));
    assert_null(polls_next_ready(chat));
    chat_sweep(chat, 500000);
    assert_ptr_equal(polls_next_ready(chat)->parked.request, a);
    assert_false(client_poll(a)->asked_to_wait);
    person_unparks(chat, a, 500000);
    chat_sweep(chat, 589999);
    assert_true(person_is_present(chat, 1));
    chat_sweep(chat, 590000);
    assert_false(person_is_present(chat, 1));
    chat_free(chat);
}

static void a_poll_is_ready_when_its_hold_is_over(void **state)
{
    (void)state;
    struct chat *chat = chat_plain();
    unsigned who[4];
    person_parks(chat, person_settles(chat, 1, "r", 0), 3000, 0);
    person_parks(chat, person_settles(chat, 2, "s", 0), 1000, 0);
    assert_true(chat_next_deadline(chat) <= 1000);
    chat_sweep(chat, 999);
    assert_int_equal(people_ready(chat, who, 4, 999), 0);
    chat_sweep(chat, 1000);
    assert_int_equal(people_ready(chat, who, 4, 1000), 1);
    assert_int_equal(who[0], 2);
    chat_sweep(chat, 3000);
    assert_int_equal(people_ready(chat, who, 4, 3000), 1);
    assert_int_equal(who[0], 1);
    chat_free(chat);
}

static void a_command_makes_the_polls_of_its_room_ready_at_once(void **state)
{
    (void)state;
    struct chat *chat = chat_plain();
    unsigned who[4];
    struct client *a = person_joins(chat, 1, "r", 0), *b = person_joins(chat, 2, "r", 0),
                  *c = person_settles(chat, 3, "s", 0);
    person_reads(chat, a, 0);
    person_reads(chat, b, 0);
    person_parks(chat, a, 25000, 0);
    person_parks(chat, b, 25000, 0);
    person_parks(chat, c, 25000, 0);
    person_says(chat, a, "x", 1);
    assert_int_equal(chat_counts(chat).parked, 3); /* nothing is answered yet */
    assert_int_equal(people_ready(chat, who, 4, 1), 2);
    assert_int_equal(who[0] + who[1], 3);
    chat_free(chat);
}

static void a_poll_parked_while_commands_wait_is_ready(void **state)
{
    (void)state;
    struct chat *chat = chat_plain();
    unsigned who[1];
    person_parks(chat, person_joins(chat, 1, "r", 0), 25000, 0);
    assert_int_equal(people_ready(chat, who, 1, 0), 1);
    chat_free(chat);
}

static void the_poll_is_the_callers_and_can_be_taken_once(void **state)
{
    (void)state;
    struct chat *chat = chat_plain();
    struct client *a = person_settles(chat, 1, "r", 0);
    assert_null(client_poll(a));
    person_parks(chat, a, 25000, 0);
    person_unparks(chat, a, 0);
    assert_null(client_poll(a));
    assert_null(polls_next_ready(chat));
    assert_int_equal(chat_counts(chat).parked, 0);
    person_parks(chat, a, 1, 0);
    chat_sweep(chat, 1);
    assert_non_null(polls_next_ready(chat));
    person_unparks(chat, a, 1); /* when ready too */
    assert_null(polls_next_ready(chat));
    chat_free(chat);
}

static void who_is_asked_to_wait_is_ready(void **state)
{
    (void)state;
    struct chat *chat = chat_plain();
    unsigned who[8];
    struct client *people[6];
    for (unsigned n = 1; n <= 5; n++) {
        people[n] = person_settles(chat, n, &"abcdef"[n], 0); /* a room each */
        person_parks(chat, people[n], 25000, n);
    }
    polls_ask_to_wait(chat, client_poll(people[4]));
    assert_true(client_poll(people[4])->asked_to_wait);
    assert_false(client_poll(people[1])->asked_to_wait);
    assert_int_equal(people_ready(chat, who, 8, 10), 1);
    assert_int_equal(who[0], 4);
    chat_free(chat);
}

static void all_are_asked_to_wait_those_who_are_ready_too(void **state)
{
    (void)state;
    struct chat *chat = chat_plain();
    struct client *people[4];
    for (unsigned n = 1; n <= 3; n++) {
        people[n] = person_settles(chat, n, &"abcd"[n], 0);
        person_parks(chat, people[n], n == 2 ? 5 : 25000, 0);
    }
    chat_sweep(chat, 5); /* the second is ready by itself */
    polls_ask_all_to_wait(chat);
    unsigned asked = 0;
    for (struct poll *poll; (poll = polls_next_ready(chat)) != NULL; asked++) {
        assert_true(poll->asked_to_wait);
        person_unparks(chat, poll->clients[0], 5);
    }
    assert_int_equal(asked, 3);
    chat_free(chat);
}

static void who_was_asked_to_wait_is_not_asked_for_ever(void **state)
{
    (void)state;
    struct chat *chat = chat_plain();
    struct client *a = person_settles(chat, 1, "r", 0);
    person_parks(chat, a, 25000, 0);
    polls_ask_to_wait(chat, client_poll(a));
    assert_true(client_poll(a)->asked_to_wait);
    person_unparks(chat, a, 0);
    person_parks(chat, a, 25000, 0);
    assert_false(client_poll(a)->asked_to_wait);
    chat_free(chat);
}

static void many_come_and_go_and_each_at_its_time(void **state)
{
    (void)state;
    enum { PEOPLE = 500 };
    struct chat *chat = chat_plain();
    for (unsigned n = 0; n < PEOPLE; n++)
        person_settles(chat, n, n % 2 ? "odd" : "even", 0);
    for (unsigned n = 0; n < PEOPLE; n++) {
        struct client_id id = person_id(n);
        presence_touch(chat, presence_find(chat, &id), (n * 7919) % PEOPLE * 10);
    }
    for (int64_t at = 0; at < PEOPLE * 10; at += 10) {
        assert_true(chat_next_deadline(chat) <= 90000 + at);
        chat_sweep(chat, 90000 + at - 1);
        assert_int_equal(chat_counts(chat).clients, PEOPLE - at / 10);
        chat_sweep(chat, 90000 + at);
        assert_int_equal(chat_counts(chat).clients, PEOPLE - at / 10 - 1);
    }
    chat_free(chat);
}

static void a_hub_can_be_freed_whatever_is_parked_in_it(void **state)
{
    (void)state;
    struct chat *chat = chat_plain();
    for (unsigned n = 0; n < 100; n++) {
        struct client *c = person_joins(chat, n, n % 3 ? "r" : "s", 0);
        if (n % 2)
            person_parks(chat, c, 25000, 0);
    }
    chat_free(chat);
    chat_free(NULL);
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
    return cmocka_run_group_tests_name("chat: time", tests, NULL, NULL);
}
