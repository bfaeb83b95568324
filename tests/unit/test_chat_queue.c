#include "support/unit.h"

#include <string.h>

#include "support/people.h"

enum { COST = 48 }; /* of a command, beside its payload */

static struct chat *chat_with_queue(size_t max_queue)
{
    struct chat_limits limits = limits_plain();
    limits.max_queue = max_queue;
    struct chat *chat = chat_new(&limits);
    assert_non_null(chat);
    return chat;
}

/* Persons 1 and 2 in a room, with empty queues of 1000 bytes; 3 joins too where
 * it is wanted. Their fetches are read. */
struct scene {
    struct chat *chat;
    struct client *a, *b;
};

static struct scene scene_of_two(void)
{
    struct scene s = {.chat = chat_with_queue(1000)};
    s.a = person_settles(s.chat, 1, "r", 0);
    s.b = person_settles(s.chat, 2, "r", 0);
    person_reads(s.chat, s.a, 0);
    return s;
}

/* Fills b's queue until it overflows, a reads all of it. */
static void overflow_b(struct scene *s, int64_t now)
{
    for (uint64_t before = chat_counts(s->chat).overflowed;
         chat_counts(s->chat).overflowed == before;) {
        assert_int_equal(person_says_bytes(s->chat, s->a, 300, now), SENDING_OK);
        person_reads(s->chat, s->a, now);
    }
}

static void a_queue_overflows_beyond_its_bytes_and_not_at_them(void **state)
{
    (void)state;
    struct scene s = scene_of_two();
    person_says_bytes(s.chat, s.a, 400 - COST, 0);
    person_reads(s.chat, s.a, 0);
    person_says_bytes(s.chat, s.a, 600 - COST, 0);
    person_reads(s.chat, s.a, 0);
    assert_string_equal(person_waiting(s.b), "add 1 (352 bytes), add 1 (552 bytes)");
    assert_int_equal(client_queue(s.b)->bytes, 1000);
    uint64_t last = client_queue(s.b)->last;
    person_says(s.chat, s.a, "", 0);
    assert_string_equal(person_waiting(s.b), "init");
    assert_int_equal(queue_first(client_queue(s.b)), last + 1);
    assert_int_equal(chat_counts(s.chat).overflowed, 1);
    uint64_t delivered = chat_counts(s.chat).delivered;
    person_reads(s.chat, s.b, 0);
    assert_int_equal(chat_counts(s.chat).delivered, delivered + 1); /* not what was dropped */
    chat_free(s.chat);
}

static void what_comes_is_dropped_until_the_init_is_in_an_answer(void **state)
{
    (void)state;
    struct scene s = scene_of_two();
    overflow_b(&s, 20000);
    person_says(s.chat, s.a, "dropped", 20000);
    assert_int_equal(person_tells(s.chat, s.a, 2, "dropped", 20000), SENDING_OK);
    assert_string_equal(person_waiting(s.b), "init");
    assert_string_equal(person_waiting(s.a), "add 1 dropped"); /* and no fetch yet */
    person_reads(s.chat, s.a, 20000);
    person_is_answered(s.chat, s.b, 20001);
    assert_string_equal(person_waiting(s.a), "fetch 2");
    person_says(s.chat, s.a, "kept", 20002);
    assert_string_equal(person_waiting(s.b), "init, add 1 kept");
    chat_free(s.chat);
}

static void departures_are_dropped_too_for_the_init_names_who_is_there(void **state)
{
    (void)state;
    struct scene s = scene_of_two();
    struct client *c = person_settles(s.chat, 3, "r", 0);
    person_reads(s.chat, s.a, 0);
    person_reads(s.chat, s.b, 0);
    overflow_b(&s, 20000);
    person_leaves(s.chat, c);
    assert_string_equal(person_waiting(s.b), "init");
    assert_int_equal(client_n_members(s.b), 2);
    chat_free(s.chat);
}

static void fetches_are_kept_through_an_overflow(void **state)
{
    (void)state;
    struct scene s = scene_of_two();
    struct client *c = person_settles(s.chat, 3, "r", 0), *d = person_settles(s.chat, 4, "r", 0);
    overflow_b(&s, 20000);
    assert_string_equal(person_waiting(s.b), "init, fetch 3, fetch 4");
    person_leaves(s.chat, c);
    assert_non_null(d);
    struct client *e = person_joins(s.chat, 5, "r", 20000);
    assert_string_equal(person_waiting(s.b), "init, fetch 3, fetch 4, fetch 5");
    assert_string_equal(person_waiting(e), "init");
    chat_free(s.chat);
}

static void a_fetch_for_one_who_has_gone_is_not_kept(void **state)
{
    (void)state;
    struct scene s = scene_of_two();
    struct client *c = person_settles(s.chat, 3, "r", 0);
    person_settles(s.chat, 4, "r", 0);
    person_leaves(s.chat, c);
    overflow_b(&s, 20000);
    assert_string_equal(person_waiting(s.b), "init, fetch 4");
    chat_free(s.chat);
}

static void a_fetch_that_waits_twice_is_answered_once(void **state)
{
    (void)state;
    struct scene s = scene_of_two();
    struct client *c = person_settles(s.chat, 3, "r", 0);
    overflow_b(&s, 1000);
    assert_string_equal(person_waiting(s.b), "init, fetch 3");
    person_joins(s.chat, 3, "r", 50000); /* c lost its queue */
    person_reads(s.chat, c, 50000);
    answers_prepare(s.chat, s.b);
    assert_string_equal(person_waiting(s.b), "init, fetch 3");
    chat_free(s.chat);
}

static void who_leaves_while_an_init_waits_is_not_fetched_for(void **state)
{
    (void)state;
    struct scene s = scene_of_two();
    person_settles(s.chat, 4, "r", 0);
    struct client *c = person_settles(s.chat, 3, "r", 0);
    overflow_b(&s, 1000);
    assert_string_equal(person_waiting(s.b), "init, fetch 4, fetch 3");
    uint64_t init = queue_first(client_queue(s.b));
    person_leaves(s.chat, c); /* of which the init's members tell */
    answers_prepare(s.chat, s.b);
    assert_string_equal(person_waiting(s.b), "init, fetch 4");
    assert_int_equal(queue_first(client_queue(s.b)), init);
    assert_int_equal(client_queue(s.b)->last, init + 1);
    chat_free(s.chat);
}

static void a_fetch_that_was_put_off_waits_for_the_new_init(void **state)
{
    (void)state;
    struct scene s = scene_of_two();
    overflow_b(&s, 1000);
    person_is_answered(s.chat, s.b, 1000);
    person_reads(s.chat, s.a, 1000);
    overflow_b(&s, 2000);
    person_is_answered(s.chat, s.b, 2000); /* put off: within the ten seconds */
    overflow_b(&s, 3000);
    person_reads(s.chat, s.a, 3000);
    chat_sweep(s.chat, 12000);
    assert_string_equal(person_waiting(s.a), "");
    person_is_answered(s.chat, s.b, 13000);
    assert_string_equal(person_waiting(s.a), "fetch 2");
    chat_free(s.chat);
}

static void a_reader_whose_queue_fills_is_to_be_answered_first(void **state)
{
    (void)state;
    struct scene s = scene_of_two();
    person_parks(s.chat, s.b, 25000, 0);
    size_t half = chat_limits(s.chat)->max_queue / 2;
    while (client_queue(s.b)->bytes <= half) {
        assert_false(polls_pressed(s.chat));
        assert_int_equal(person_says_bytes(s.chat, s.a, 10, 0), SENDING_OK);
        person_reads(s.chat, s.a, 0);
    }
    assert_true(polls_pressed(s.chat));
    assert_ptr_equal(polls_next_ready(s.chat)->parked.request, s.b);
    person_unparks(s.chat, s.b, 0);
    assert_null(polls_next_ready(s.chat));
    assert_false(polls_pressed(s.chat));
    chat_free(s.chat);
}

static void two_fetches_for_one_member_are_kept_as_one(void **state)
{
    (void)state;
    struct scene s = scene_of_two();
    struct client *c = person_settles(s.chat, 3, "r", 0);
    person_joins(s.chat, 3, "r", 1000); /* c lost its queue */
    person_reads(s.chat, c, 1000);
    assert_string_equal(person_waiting(s.b), "fetch 3, fetch 3");
    overflow_b(&s, 1000);
    assert_string_equal(person_waiting(s.b), "init, fetch 3");
    chat_free(s.chat);
}

static void one_command_larger_than_a_queue_fits_into_an_empty_one(void **state)
{
    (void)state;
    struct scene s = scene_of_two();
    assert_int_equal(person_says_bytes(s.chat, s.a, 5000, 0), SENDING_OK);
    assert_string_equal(person_waiting(s.b), "add 1 (5000 bytes)");
    assert_string_equal(person_waiting(s.a), "add 1 (5000 bytes)");
    assert_int_equal(chat_counts(s.chat).overflowed, 0);
    person_reads(s.chat, s.a, 0);
    person_says(s.chat, s.a, "one more", 0);
    assert_string_equal(person_waiting(s.b), "init");
    chat_free(s.chat);
}

static void history_to_a_queue_more_than_half_full_has_to_wait(void **state)
{
    (void)state;
    struct scene s = scene_of_two();
    person_says_bytes(s.chat, s.a, 500 - COST, 0);
    assert_int_equal(client_queue(s.b)->bytes, 500);
    assert_int_equal(person_tells(s.chat, s.a, 2, "", 0), SENDING_OK); /* just half full */
    assert_int_equal(person_tells(s.chat, s.a, 2, "", 0), SENDING_RECEIVER_BUSY);
    assert_int_equal(client_queue(s.b)->count, 2);
    assert_int_equal(person_says(s.chat, s.a, "live goes on", 0), SENDING_OK);
    person_reads(s.chat, s.b, 0);
    assert_int_equal(person_tells(s.chat, s.a, 2, "again", 0), SENDING_OK);
    assert_string_equal(person_waiting(s.b), "add 1 again");
    chat_free(s.chat);
}

static void a_whole_batch_into_an_empty_queue_never_overflows_it(void **state)
{
    (void)state;
    enum { N = 8, EACH = 400 };
    struct scene s = scene_of_two();
    struct outgoing batch[N];
    char text[EACH];
    memset(text, 'x', sizeof text);
    for (unsigned i = 0; i < N; i++)
        batch[i] = (struct outgoing){
            .message = message_new(COMMAND_ADD, client_id(s.a), text, sizeof text),
            .to_one = true,
            .to = person_id(2)};
    assert_int_equal(sending_relay(s.chat, s.a, batch, N, N * EACH, 0), SENDING_OK);
    assert_int_equal(client_queue(s.b)->count, N);
    assert_int_equal(chat_counts(s.chat).overflowed, 0);
    assert_int_equal(sending_relay(s.chat, s.a, batch, N, N * EACH, 0), SENDING_RECEIVER_BUSY);
    assert_int_equal(client_queue(s.b)->count, N);
    for (unsigned i = 0; i < N; i++)
        message_unref(batch[i].message);
    chat_free(s.chat);
}

static void joining_again_is_an_overflow(void **state)
{
    (void)state;
    struct scene s = scene_of_two();
    person_says(s.chat, s.a, "unread", 100);
    person_reads(s.chat, s.a, 100);
    uint64_t last = client_queue(s.b)->last;
    uint32_t name = client_name(s.b);
    assert_ptr_equal(person_joins(s.chat, 2, "r", 20000), s.b);
    assert_string_equal(person_waiting(s.b), "init");
    assert_int_equal(queue_first(client_queue(s.b)), last + 1);
    assert_int_equal(client_n_members(s.a), 2);
    assert_int_equal(client_name(s.b), name);
    assert_string_equal(person_waiting(s.a), "");
    person_is_answered(s.chat, s.b, 20000);
    assert_string_equal(person_waiting(s.a), "fetch 2");
    chat_free(s.chat);
}

static void an_answer_without_the_init_does_not_end_an_overflow(void **state)
{
    (void)state;
    struct scene s = scene_of_two();
    person_says(s.chat, s.a, "first", 20000);
    person_is_answered(s.chat, s.b, 20000);
    uint64_t seen = client_queue(s.b)->last;
    person_reads(s.chat, s.a, 20000);
    overflow_b(&s, 20000);
    answers_note_sent(s.chat, s.b, seen, 20000);
    assert_true(answers_ack_poll(s.chat, s.b, seen));
    person_says(s.chat, s.a, "dropped", 20000);
    assert_string_equal(person_waiting(s.b), "init");
    assert_string_equal(person_waiting(s.a), "add 1 dropped");
    chat_free(s.chat);
}

static void the_others_are_asked_at_most_once_in_10_seconds(void **state)
{
    (void)state;
    struct scene s = scene_of_two();
    overflow_b(&s, 20000);
    person_is_answered(s.chat, s.b, 20000);
    assert_string_equal(person_waiting(s.a), "fetch 2");
    person_reads(s.chat, s.a, 20000);
    overflow_b(&s, 21000);
    person_reads(s.chat, s.b, 21000);
    overflow_b(&s, 22000); /* and once more before the time has come */
    person_reads(s.chat, s.b, 22000);
    presence_touch(s.chat, s.b, 29000);
    presence_touch(s.chat, s.a, 29000);
    chat_sweep(s.chat, 29999);
    assert_string_equal(person_waiting(s.a), "");
    assert_true(chat_next_deadline(s.chat) <= 30000);
    chat_sweep(s.chat, 30000);
    assert_string_equal(person_waiting(s.a), "fetch 2");
    person_reads(s.chat, s.a, 30000);
    chat_sweep(s.chat, 60000);
    assert_string_equal(person_waiting(s.a), ""); /* delayed, not repeated */
    chat_free(s.chat);
}

static void an_overflow_soon_after_the_join_is_told_at_once(void **state)
{
    (void)state;
    struct scene s = scene_of_two();
    person_joins(s.chat, 2, "r", 3000);
    person_reads(s.chat, s.b, 3000);
    assert_string_equal(person_waiting(s.a), "fetch 2");
    person_reads(s.chat, s.a, 3000);
    person_joins(s.chat, 2, "r", 4000);
    person_reads(s.chat, s.b, 4000);
    assert_string_equal(person_waiting(s.a), "");
    chat_sweep(s.chat, 12999);
    assert_string_equal(person_waiting(s.a), "");
    chat_sweep(s.chat, 13000);
    assert_string_equal(person_waiting(s.a), "fetch 2");
    chat_free(s.chat);
}

static void a_late_fetch_makes_a_parked_poll_ready(void **state)
{
    (void)state;
    struct scene s = scene_of_two();
    unsigned who[4];
    for (int64_t at = 0; at <= 3000; at += 3000) {
        person_joins(s.chat, 2, "r", at);
        person_reads(s.chat, s.b, at);
        person_reads(s.chat, s.a, at);
    }
    person_parks(s.chat, s.a, 25000, 3000);
    person_parks(s.chat, s.b, 25000, 3000);
    assert_int_equal(people_ready(s.chat, who, 4, 9999), 0);
    chat_sweep(s.chat, 10000);
    assert_int_equal(people_ready(s.chat, who, 4, 10000), 1);
    assert_int_equal(who[0], 1);
    chat_free(s.chat);
}

static void repeated_commands_halve_the_answers_and_progress_mends_it(void **state)
{
    (void)state;
    struct scene s = scene_of_two();
    assert_int_equal(client_halvings(s.b), 0);
    person_says(s.chat, s.a, "x", 0);
    uint64_t before = client_queue(s.b)->acked;
    assert_true(answers_ack_poll(s.chat, s.b, before)); /* not sent yet: nothing is repeated */
    assert_int_equal(client_halvings(s.b), 0);
    person_is_answered(s.chat, s.b, 0);
    for (unsigned i = 1; i <= 100; i++) {
        assert_true(answers_ack_poll(s.chat, s.b, before));
        assert_int_equal(client_halvings(s.b), i < 18 ? i : 18);
    }
    assert_true(answers_ack_poll(s.chat, s.b, client_queue(s.b)->last));
    assert_int_equal(client_halvings(s.b), 17);
    chat_free(s.chat);
}

static void numbers_never_restart_while_present(void **state)
{
    (void)state;
    struct scene s = scene_of_two();
    uint64_t last = client_queue(s.b)->last;
    for (int64_t i = 0; i < 30; i++) {
        switch (i % 3) {
        case 0: overflow_b(&s, i * 20000); break;
        case 1: person_joins(s.chat, 2, i % 2 ? "r" : "s", i * 20000); break;
        default: person_joins(s.chat, 2, "r", i * 20000);
        }
        assert_true(queue_first(client_queue(s.b)) > last);
        last = client_queue(s.b)->last;
        person_reads(s.chat, s.b, i * 20000);
        person_reads(s.chat, s.a, i * 20000);
        assert_int_equal(client_queue(s.b)->last, last);
    }
    chat_free(s.chat);
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
        cmocka_unit_test(a_whole_batch_into_an_empty_queue_never_overflows_it),
        cmocka_unit_test(joining_again_is_an_overflow),
        cmocka_unit_test(an_answer_without_the_init_does_not_end_an_overflow),
        cmocka_unit_test(the_others_are_asked_at_most_once_in_10_seconds),
        cmocka_unit_test(an_overflow_soon_after_the_join_is_told_at_once),
        cmocka_unit_test(a_late_fetch_makes_a_parked_poll_ready),
        cmocka_unit_test(repeated_commands_halve_the_answers_and_progress_mends_it),
        cmocka_unit_test(numbers_never_restart_while_present),
    };
    return cmocka_run_group_tests_name("chat: queues", tests, NULL, NULL);
}
