#include "support/unit.h"

#include <string.h>

#include "support/people.h"

enum { COST = 48 }; /* of a command, beside its payload */

static struct hub *hub_with_queue(size_t max_queue)
{
    struct hub_limits limits = limits_plain();
    limits.max_queue = max_queue;
    struct hub *hub = hub_new(&limits);
    assert_non_null(hub);
    return hub;
}

/* Persons 1 and 2 in a room, with empty queues of 1000 bytes; 3 joins too where
 * it is wanted. Their fetches are read. */
struct scene {
    struct hub *hub;
    struct client *a, *b;
};

static struct scene scene_of_two(void)
{
    struct scene s = {.hub = hub_with_queue(1000)};
    s.a = person_settles(s.hub, 1, "r", 0);
    s.b = person_settles(s.hub, 2, "r", 0);
    person_reads(s.hub, s.a, 0);
    return s;
}

/* Fills b's queue until it overflows, a reads all of it. */
static void overflow_b(struct scene *s, int64_t now)
{
    for (uint64_t before = hub_counts(s->hub).overflowed;
         hub_counts(s->hub).overflowed == before;) {
        assert_int_equal(person_says_bytes(s->hub, s->a, 300, now), HUB_OK);
        person_reads(s->hub, s->a, now);
    }
}

static void a_queue_overflows_beyond_its_bytes_and_not_at_them(void **state)
{
    (void)state;
    struct scene s = scene_of_two();
    person_says_bytes(s.hub, s.a, 400 - COST, 0);
    person_reads(s.hub, s.a, 0);
    person_says_bytes(s.hub, s.a, 600 - COST, 0);
    person_reads(s.hub, s.a, 0);
    assert_string_equal(person_waiting(s.b), "add 1 (352 bytes), add 1 (552 bytes)");
    assert_int_equal(client_queue(s.b)->bytes, 1000);
    uint64_t last = client_queue(s.b)->last;
    person_says(s.hub, s.a, "", 0);
    assert_string_equal(person_waiting(s.b), "init");
    assert_int_equal(queue_first(client_queue(s.b)), last + 1);
    assert_int_equal(hub_counts(s.hub).overflowed, 1);
    hub_free(s.hub);
}

static void what_comes_is_dropped_until_the_init_is_in_an_answer(void **state)
{
    (void)state;
    struct scene s = scene_of_two();
    overflow_b(&s, 20000);
    person_says(s.hub, s.a, "dropped", 20000);
    assert_int_equal(person_tells(s.hub, s.a, 2, "dropped", 20000), HUB_OK);
    assert_string_equal(person_waiting(s.b), "init");
    assert_string_equal(person_waiting(s.a), "add 1 dropped"); /* and no fetch yet */
    person_reads(s.hub, s.a, 20000);
    person_is_answered(s.hub, s.b, 20001);
    assert_string_equal(person_waiting(s.a), "fetch 2");
    person_says(s.hub, s.a, "kept", 20002);
    assert_string_equal(person_waiting(s.b), "init, add 1 kept");
    hub_free(s.hub);
}

static void departures_are_dropped_too_for_the_init_names_who_is_there(void **state)
{
    (void)state;
    struct scene s = scene_of_two();
    struct client *c = person_settles(s.hub, 3, "r", 0);
    person_reads(s.hub, s.a, 0);
    person_reads(s.hub, s.b, 0);
    overflow_b(&s, 20000);
    assert_true(hub_leave(s.hub, c, COMMAND_LEFT, 20000));
    assert_string_equal(person_waiting(s.b), "init");
    assert_int_equal(client_n_members(s.b), 2);
    hub_free(s.hub);
}

static void fetches_are_kept_through_an_overflow(void **state)
{
    (void)state;
    struct scene s = scene_of_two();
    struct client *c = person_settles(s.hub, 3, "r", 0), *d = person_settles(s.hub, 4, "r", 0);
    overflow_b(&s, 20000);
    assert_string_equal(person_waiting(s.b), "init, fetch 3, fetch 4");
    assert_true(hub_leave(s.hub, c, COMMAND_LEFT, 20000));
    assert_non_null(d);
    struct client *e = person_joins(s.hub, 5, "r", 20000);
    assert_string_equal(person_waiting(s.b), "init, fetch 3, fetch 4, fetch 5");
    assert_string_equal(person_waiting(e), "init");
    hub_free(s.hub);
}

static void a_fetch_for_one_who_has_gone_is_not_kept(void **state)
{
    (void)state;
    struct scene s = scene_of_two();
    struct client *c = person_settles(s.hub, 3, "r", 0);
    person_settles(s.hub, 4, "r", 0);
    assert_true(hub_leave(s.hub, c, COMMAND_LEFT, 0));
    overflow_b(&s, 20000);
    assert_string_equal(person_waiting(s.b), "init, fetch 4");
    hub_free(s.hub);
}

static void a_fetch_that_waits_twice_is_answered_once(void **state)
{
    (void)state;
    struct scene s = scene_of_two();
    struct client *c = person_settles(s.hub, 3, "r", 0);
    overflow_b(&s, 1000);
    assert_string_equal(person_waiting(s.b), "init, fetch 3");
    person_joins(s.hub, 3, "r", 50000); /* c lost its queue */
    person_reads(s.hub, c, 50000);
    hub_prepare_answer(s.hub, s.b);
    assert_string_equal(person_waiting(s.b), "init, fetch 3");
    hub_free(s.hub);
}

static void who_leaves_while_an_init_waits_is_not_fetched_for(void **state)
{
    (void)state;
    struct scene s = scene_of_two();
    person_settles(s.hub, 4, "r", 0);
    struct client *c = person_settles(s.hub, 3, "r", 0);
    overflow_b(&s, 1000);
    assert_string_equal(person_waiting(s.b), "init, fetch 4, fetch 3");
    uint64_t init = queue_first(client_queue(s.b));
    hub_leave(s.hub, c, COMMAND_LEFT, 1000); /* of which the init's members tell */
    hub_prepare_answer(s.hub, s.b);
    assert_string_equal(person_waiting(s.b), "init, fetch 4");
    assert_int_equal(queue_first(client_queue(s.b)), init);
    assert_int_equal(client_queue(s.b)->last, init + 1);
    hub_free(s.hub);
}

static void a_fetch_that_was_put_off_waits_for_the_new_init(void **state)
{
    (void)state;
    struct scene s = scene_of_two();
    overflow_b(&s, 1000);
    person_is_answered(s.hub, s.b, 1000);
    person_reads(s.hub, s.a, 1000);
    overflow_b(&s, 2000);
    person_is_answered(s.hub, s.b, 2000); /* put off: within the ten seconds */
    overflow_b(&s, 3000);
    person_reads(s.hub, s.a, 3000);
    hub_sweep(s.hub, 12000);
    assert_string_equal(person_waiting(s.a), "");
    person_is_answered(s.hub, s.b, 13000);
    assert_string_equal(person_waiting(s.a), "fetch 2");
    hub_free(s.hub);
}

static void a_reader_whose_queue_fills_is_to_be_answered_first(void **state)
{
    (void)state;
    struct scene s = scene_of_two();
    person_parks(s.hub, s.b, 25000, 0);
    size_t half = hub_limits(s.hub)->max_queue / 2;
    while (client_queue(s.b)->bytes <= half) {
        assert_false(hub_pressed(s.hub));
        assert_int_equal(person_says_bytes(s.hub, s.a, 10, 0), HUB_OK);
        person_reads(s.hub, s.a, 0);
    }
    assert_true(hub_pressed(s.hub));
    assert_ptr_equal(hub_next_ready(s.hub)->request, s.b);
    person_unparks(s.hub, s.b, 0);
    assert_null(hub_next_ready(s.hub));
    assert_false(hub_pressed(s.hub));
    hub_free(s.hub);
}

static void two_fetches_for_one_member_are_kept_as_one(void **state)
{
    (void)state;
    struct scene s = scene_of_two();
    struct client *c = person_settles(s.hub, 3, "r", 0);
    person_joins(s.hub, 3, "r", 1000); /* c lost its queue */
    person_reads(s.hub, c, 1000);
    assert_string_equal(person_waiting(s.b), "fetch 3, fetch 3");
    overflow_b(&s, 1000);
    assert_string_equal(person_waiting(s.b), "init, fetch 3");
    hub_free(s.hub);
}

static void one_command_larger_than_a_queue_fits_into_an_empty_one(void **state)
{
    (void)state;
    struct scene s = scene_of_two();
    assert_int_equal(person_says_bytes(s.hub, s.a, 5000, 0), HUB_OK);
    assert_string_equal(person_waiting(s.b), "add 1 (5000 bytes)");
    assert_string_equal(person_waiting(s.a), "add 1 (5000 bytes)");
    assert_int_equal(hub_counts(s.hub).overflowed, 0);
    person_reads(s.hub, s.a, 0);
    person_says(s.hub, s.a, "one more", 0);
    assert_string_equal(person_waiting(s.b), "init");
    hub_free(s.hub);
}

static void history_to_a_queue_more_than_half_full_has_to_wait(void **state)
{
    (void)state;
    struct scene s = scene_of_two();
    person_says_bytes(s.hub, s.a, 500 - COST, 0);
    assert_int_equal(client_queue(s.b)->bytes, 500);
    assert_int_equal(person_tells(s.hub, s.a, 2, "", 0), HUB_OK); /* just half full */
    assert_int_equal(person_tells(s.hub, s.a, 2, "", 0), HUB_RECEIVER_BUSY);
    assert_int_equal(client_queue(s.b)->count, 2);
    assert_int_equal(person_says(s.hub, s.a, "live goes on", 0), HUB_OK);
    person_reads(s.hub, s.b, 0);
    assert_int_equal(person_tells(s.hub, s.a, 2, "again", 0), HUB_OK);
    assert_string_equal(person_waiting(s.b), "add 1 again");
    hub_free(s.hub);
}

static void joining_again_is_an_overflow(void **state)
{
    (void)state;
    struct scene s = scene_of_two();
    person_says(s.hub, s.a, "unread", 100);
    person_reads(s.hub, s.a, 100);
    uint64_t last = client_queue(s.b)->last;
    uint32_t name = client_name(s.b);
    assert_ptr_equal(person_joins(s.hub, 2, "r", 20000), s.b);
    assert_string_equal(person_waiting(s.b), "init");
    assert_int_equal(queue_first(client_queue(s.b)), last + 1);
    assert_int_equal(client_n_members(s.a), 2);
    assert_int_equal(client_name(s.b), name);
    assert_string_equal(person_waiting(s.a), "");
    person_is_answered(s.hub, s.b, 20000);
    assert_string_equal(person_waiting(s.a), "fetch 2");
    hub_free(s.hub);
}

static void an_answer_without_the_init_does_not_end_an_overflow(void **state)
{
    (void)state;
    struct scene s = scene_of_two();
    person_says(s.hub, s.a, "first", 20000);
    person_is_answered(s.hub, s.b, 20000);
    uint64_t seen = client_queue(s.b)->last;
    person_reads(s.hub, s.a, 20000);
    overflow_b(&s, 20000);
    hub_note_sent(s.hub, s.b, seen, 20000);
    assert_true(hub_ack_poll(s.hub, s.b, seen));
    person_says(s.hub, s.a, "dropped", 20000);
    assert_string_equal(person_waiting(s.b), "init");
    assert_string_equal(person_waiting(s.a), "add 1 dropped");
    hub_free(s.hub);
}

static void the_others_are_asked_at_most_once_in_10_seconds(void **state)
{
    (void)state;
    struct scene s = scene_of_two();
    overflow_b(&s, 20000);
    person_is_answered(s.hub, s.b, 20000);
    assert_string_equal(person_waiting(s.a), "fetch 2");
    person_reads(s.hub, s.a, 20000);
    overflow_b(&s, 21000);
    person_reads(s.hub, s.b, 21000);
    overflow_b(&s, 22000); /* and once more before the time has come */
    person_reads(s.hub, s.b, 22000);
    hub_touch(s.hub, s.b, 29000);
    hub_touch(s.hub, s.a, 29000);
    hub_sweep(s.hub, 29999);
    assert_string_equal(person_waiting(s.a), "");
    assert_true(hub_next_deadline(s.hub) <= 30000);
    hub_sweep(s.hub, 30000);
    assert_string_equal(person_waiting(s.a), "fetch 2");
    person_reads(s.hub, s.a, 30000);
    hub_sweep(s.hub, 60000);
    assert_string_equal(person_waiting(s.a), ""); /* delayed, not repeated */
    hub_free(s.hub);
}

static void an_overflow_soon_after_the_join_is_told_at_once(void **state)
{
    (void)state;
    struct scene s = scene_of_two();
    person_joins(s.hub, 2, "r", 3000);
    person_reads(s.hub, s.b, 3000);
    assert_string_equal(person_waiting(s.a), "fetch 2");
    person_reads(s.hub, s.a, 3000);
    person_joins(s.hub, 2, "r", 4000);
    person_reads(s.hub, s.b, 4000);
    assert_string_equal(person_waiting(s.a), "");
    hub_sweep(s.hub, 12999);
    assert_string_equal(person_waiting(s.a), "");
    hub_sweep(s.hub, 13000);
    assert_string_equal(person_waiting(s.a), "fetch 2");
    hub_free(s.hub);
}

static void a_late_fetch_makes_a_parked_poll_ready(void **state)
{
    (void)state;
    struct scene s = scene_of_two();
    unsigned who[4];
    for (int64_t at = 0; at <= 3000; at += 3000) {
        person_joins(s.hub, 2, "r", at);
        person_reads(s.hub, s.b, at);
        person_reads(s.hub, s.a, at);
    }
    person_parks(s.hub, s.a, 25000, 3000);
    person_parks(s.hub, s.b, 25000, 3000);
    assert_int_equal(people_ready(s.hub, who, 4, 9999), 0);
    hub_sweep(s.hub, 10000);
    assert_int_equal(people_ready(s.hub, who, 4, 10000), 1);
    assert_int_equal(who[0], 1);
    hub_free(s.hub);
}

static void repeated_commands_halve_the_answers_and_progress_mends_it(void **state)
{
    (void)state;
    struct scene s = scene_of_two();
    assert_int_equal(client_halvings(s.b), 0);
    person_says(s.hub, s.a, "x", 0);
    uint64_t before = client_queue(s.b)->acked;
    assert_true(hub_ack_poll(s.hub, s.b, before)); /* not sent yet: nothing is repeated */
    assert_int_equal(client_halvings(s.b), 0);
    person_is_answered(s.hub, s.b, 0);
    for (unsigned i = 1; i <= 100; i++) {
        assert_true(hub_ack_poll(s.hub, s.b, before));
        assert_int_equal(client_halvings(s.b), i < 18 ? i : 18);
    }
    assert_true(hub_ack_poll(s.hub, s.b, client_queue(s.b)->last));
    assert_int_equal(client_halvings(s.b), 17);
    hub_free(s.hub);
}

static void numbers_never_restart_while_present(void **state)
{
    (void)state;
    struct scene s = scene_of_two();
    uint64_t last = client_queue(s.b)->last;
    for (int64_t i = 0; i < 30; i++) {
        switch (i % 3) {
        case 0: overflow_b(&s, i * 20000); break;
        case 1: person_joins(s.hub, 2, i % 2 ? "r" : "s", i * 20000); break;
        default: person_joins(s.hub, 2, "r", i * 20000);
        }
        assert_true(queue_first(client_queue(s.b)) > last);
        last = client_queue(s.b)->last;
        person_reads(s.hub, s.b, i * 20000);
        person_reads(s.hub, s.a, i * 20000);
        assert_int_equal(client_queue(s.b)->last, last);
    }
    hub_free(s.hub);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_queue_overflows_beyond_its_bytes_and_not_at_them),
        cmocka_unit_test(what_comes_is_dropped_until_the_init_is_in_an_answer),
        cmocka_unit_test(departures_are_dropped_too_for_the_init_names_who_is_there),
        cmocka_unit_test(fetches_are_kept_through_an_overflow),
        cmocka_unit_test(a_fetch_for_one_who_has_gone_is_not_kept),
        cmocka_unit_test(a_fetch_that_waits_twice_is_answered_once),
        cmocka_unit_test(who_leaves_while_an_init_waits_is_not_fetched_for),
        cmocka_unit_test(a_fetch_that_was_put_off_waits_for_the_new_init),
        cmocka_unit_test(a_reader_whose_queue_fills_is_to_be_answered_first),
        cmocka_unit_test(two_fetches_for_one_member_are_kept_as_one),
        cmocka_unit_test(one_command_larger_than_a_queue_fits_into_an_empty_one),
        cmocka_unit_test(history_to_a_queue_more_than_half_full_has_to_wait),
        cmocka_unit_test(joining_again_is_an_overflow),
        cmocka_unit_test(an_answer_without_the_init_does_not_end_an_overflow),
        cmocka_unit_test(the_others_are_asked_at_most_once_in_10_seconds),
        cmocka_unit_test(an_overflow_soon_after_the_join_is_told_at_once),
        cmocka_unit_test(a_late_fetch_makes_a_parked_poll_ready),
        cmocka_unit_test(repeated_commands_halve_the_answers_and_progress_mends_it),
        cmocka_unit_test(numbers_never_restart_while_present),
    };
    return cmocka_run_group_tests_name("hub: queues", tests, NULL, NULL);
}
