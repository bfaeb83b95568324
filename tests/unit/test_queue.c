#include "support/unit.h"
#include "support/count.h"

#include <stdio.h>
#include <string.h>

#include "../../src/chat/queue.h"

static const struct client_id somebody = {{1}};

/* ---- memory that is given back, looked at: see the wrap in Makefile.am ---- */

static size_t watched, left_over; /* bytes of a message, and those that were not wiped */

void __real_reserve_free(void *pointer);
void __wrap_reserve_free(void *pointer);

void __wrap_reserve_free(void *pointer)
{
    const unsigned char *bytes = pointer;
    for (size_t i = 0; i < watched; i++)
        left_over += bytes[i] != 0;
    __real_reserve_free(pointer);
}

/* ---- */

/* Pushes a message that says `text`. */
static void push(struct queue *q, const char *text)
{
    struct message *m = message_new(COMMAND_ADD, &somebody, text, strlen(text));
    assert_non_null(m);
    assert_true(queue_reserve(q, 1));
    queue_push(q, m);
    message_unref(m);
}

static void push_numbers(struct queue *q, unsigned from, unsigned to)
{
    for (unsigned i = from; i <= to; i++) {
        char text[16];
        snprintf(text, sizeof text, "%u", i);
        push(q, text);
    }
}

static void assert_says(const struct queue *q, uint32_t i, const char *text)
{
    const struct message *m = queue_at(q, i);
    assert_int_equal(m->len, strlen(text));
    assert_memory_equal(m->payload, text, m->len);
}

static void a_new_queue_is_empty_and_begins_at_1(void **state)
{
    (void)state;
    struct queue q;
    queue_init(&q);
    assert_int_equal(q.count, 0);
    assert_int_equal(q.bytes, 0);
    assert_int_equal(queue_first(&q), 1);
    push(&q, "first");
    assert_int_equal(queue_first(&q), 1);
    assert_int_equal(q.last, 1);
    queue_fini(&q);
}

static void commands_are_numbered_without_a_gap(void **state)
{
    (void)state;
    struct queue q;
    queue_init(&q);
    uint64_t expected = 0;
    for (unsigned round = 0; round < 50; round++) {
        push_numbers(&q, 1, round % 7 + 1);
        expected += round % 7 + 1;
        assert_int_equal(q.last, expected);
        assert_int_equal(queue_first(&q) + q.count, expected + 1);
        queue_note_sent(&q, q.last - round % 3);
        assert_true(queue_ack(&q, q.sent));
        assert_int_equal(queue_first(&q), q.sent + 1);
    }
    queue_fini(&q);
}

static void order_survives_growing_while_the_ring_is_wrapped(void **state)
{
    (void)state;
    struct queue q;
    queue_init(&q);
    push_numbers(&q, 1, 4);
    queue_note_sent(&q, 3);
    assert_true(queue_ack(&q, 3));
    push_numbers(&q, 5, 2000);
    assert_int_equal(q.count, 1997);
    for (uint32_t i = 0; i < q.count; i++) {
        char text[16];
        snprintf(text, sizeof text, "%u", (unsigned)i + 4);
        assert_says(&q, i, text);
    }
    queue_fini(&q);
}

static void an_ack_drops_what_it_covers_and_no_more(void **state)
{
    (void)state;
    struct queue q;
    queue_init(&q);
    push_numbers(&q, 1, 5);
    queue_note_sent(&q, 4);
    assert_true(queue_ack(&q, 2));
    assert_int_equal(q.count, 3);
    assert_int_equal(queue_first(&q), 3);
    assert_int_equal(q.acked, 2);
    assert_says(&q, 0, "3");
    queue_fini(&q);
}

static void an_ack_already_passed_changes_nothing(void **state)
{
    (void)state;
    struct queue q;
    queue_init(&q);
    push_numbers(&q, 1, 5);
    queue_note_sent(&q, 5);
    assert_true(queue_ack(&q, 3));
    for (uint64_t passed = 0; passed <= 3; passed++) {
        assert_true(queue_ack(&q, passed));
        assert_int_equal(q.acked, 3);
        assert_int_equal(q.count, 2);
        assert_int_equal(queue_first(&q), 4);
    }
    queue_fini(&q);
}

static void an_ack_of_what_no_answer_held_is_refused(void **state)
{
    (void)state;
    static const uint64_t impossible[] = {3, 4, 5, 6, UINT64_MAX};
    struct queue q;
    queue_init(&q);
    assert_false(queue_ack(&q, 1));
    push_numbers(&q, 1, 5);
    queue_note_sent(&q, 2);
    for (size_t i = 0; i < COUNT_OF(impossible); i++) {
        size_t bytes = q.bytes;
        assert_false(queue_ack(&q, impossible[i]));
        assert_int_equal(q.count, 5);
        assert_int_equal(q.acked, 0);
        assert_int_equal(q.bytes, bytes);
    }
    queue_fini(&q);
}

static void what_was_sent_never_goes_back(void **state)
{
    (void)state;
    struct queue q;
    queue_init(&q);
    push_numbers(&q, 1, 5);
    queue_note_sent(&q, 4);
    queue_note_sent(&q, 2);
    assert_int_equal(q.sent, 4);
    assert_true(queue_ack(&q, 4));
    queue_fini(&q);
}

static void bytes_are_the_cost_of_all_that_waits(void **state)
{
    (void)state;
    struct queue q;
    queue_init(&q);
    struct message *small = message_new(COMMAND_LEFT, &somebody, NULL, 0);
    struct message *large = message_new(COMMAND_ADD, &somebody, "0123456789", 10);
    assert_true(message_cost(small) > 0);
    assert_int_equal(message_cost(large), message_cost(small) + 10);
    assert_true(queue_reserve(&q, 2));
    queue_push(&q, small);
    queue_push(&q, large);
    assert_int_equal(q.bytes, message_cost(small) + message_cost(large));
    queue_note_sent(&q, 2);
    assert_true(queue_ack(&q, 1));
    assert_int_equal(q.bytes, message_cost(large));
    assert_true(queue_ack(&q, 2));
    assert_int_equal(q.bytes, 0);
    message_unref(small);
    message_unref(large);
    queue_fini(&q);
}

static void a_queue_holds_references_of_its_own(void **state)
{
    (void)state;
    struct queue one, other;
    queue_init(&one);
    queue_init(&other);
    struct message *m = message_new(COMMAND_ADD, &somebody, "x", 1);
    assert_true(queue_reserve(&one, 1) && queue_reserve(&other, 1));
    queue_push(&one, m);
    queue_push(&other, m);
    assert_int_equal(m->refs, 3);
    queue_fini(&one);
    assert_int_equal(m->refs, 2);
    queue_note_sent(&other, 1);
    assert_true(queue_ack(&other, 1));
    assert_int_equal(m->refs, 1);
    message_unref(m);
    queue_fini(&other);
}

static void reserved_room_is_there_for_as_many(void **state)
{
    (void)state;
    struct queue q;
    queue_init(&q);
    push_numbers(&q, 1, 3);
    assert_true(queue_reserve(&q, 1000));
    assert_true(q.cap - q.count >= 1000);
    struct message **ring = q.ring;
    struct message *m = message_new(COMMAND_ADD, &somebody, "x", 1);
    for (unsigned i = 0; i < 1000; i++)
        queue_push(&q, m);
    assert_ptr_equal(q.ring, ring);
    message_unref(m);
    assert_says(&q, 2, "3");
    queue_fini(&q);
}

static void an_emptied_queue_gives_a_large_ring_back(void **state)
{
    (void)state;
    struct queue q;
    queue_init(&q);
    push_numbers(&q, 1, 1000);
    queue_note_sent(&q, 1000);
    assert_true(queue_ack(&q, 999));
    assert_int_equal(q.count, 1);
    assert_says(&q, 0, "1000");
    assert_true(queue_ack(&q, 1000));
    assert_true(q.cap < 100);
    push(&q, "goes on");
    assert_int_equal(queue_first(&q), 1001);
    assert_says(&q, 0, "goes on");
    queue_fini(&q);
}

static bool keep_odd(const struct message *m, void *ctx)
{
    ++*(unsigned *)ctx;
    return (m->payload[m->len - 1] - '0') % 2 == 1;
}

static void a_restart_keeps_what_is_held_on_to_in_order_under_new_numbers(void **state)
{
    (void)state;
    struct queue q;
    queue_init(&q);
    push_numbers(&q, 1, 9);
    queue_note_sent(&q, 6);
    assert_true(queue_ack(&q, 4));
    struct message *first = message_new(COMMAND_INIT, &somebody, "first", 5);
    unsigned asked = 0;
    assert_true(queue_reserve(&q, 1));
    queue_restart(&q, first, keep_odd, &asked);
    assert_int_equal(asked, 5);
    assert_int_equal(q.count, 4);
    assert_int_equal(queue_first(&q), 10);
    assert_int_equal(q.last, 13);
    assert_says(&q, 0, "first");
    assert_says(&q, 1, "5");
    assert_says(&q, 2, "7");
    assert_says(&q, 3, "9");
    assert_int_equal(q.bytes, 4 * message_cost(first) - 4 * 5 + 5 + 3);
    assert_int_equal(q.acked, 4);
    assert_false(queue_ack(&q, 10));
    message_unref(first);
    queue_fini(&q);
}

static void a_restart_of_a_full_ring_needs_one_place(void **state)
{
    (void)state;
    struct queue q;
    unsigned asked = 0;
    queue_init(&q);
    assert_true(queue_reserve(&q, 1));
    uint32_t cap = q.cap;
    push_numbers(&q, 1, cap - 1);
    assert_int_equal(q.cap, cap);
    struct message *first = message_new(COMMAND_INIT, &somebody, "0", 1);
    queue_restart(&q, first, keep_odd, &asked);
    assert_says(&q, 0, "0");
    assert_says(&q, 1, "1");
    assert_int_equal(queue_first(&q), cap);
    message_unref(first);
    queue_fini(&q);
}

static void a_message_holds_any_bytes_and_none(void **state)
{
    (void)state;
    struct message *m = message_new(COMMAND_ADD, &somebody, "a\0b", 3);
    assert_int_equal(m->len, 3);
    assert_int_equal(m->refs, 1);
    assert_int_equal(m->command, COMMAND_ADD);
    assert_memory_equal(m->payload, "a\0b", 3);
    assert_memory_equal(&m->from, &somebody, sizeof somebody);
    message_unref(m);
    m = message_new(COMMAND_FETCH, &somebody, NULL, 0);
    assert_int_equal(m->len, 0);
    assert_ptr_equal(message_ref(m), m);
    assert_int_equal(m->refs, 2);
    message_unref(m);
    message_unref(m);
    message_unref(NULL);
}

static void a_message_is_wiped_by_who_holds_it_last(void **state)
{
    (void)state;
    struct message *m = message_new(COMMAND_ADD, &somebody, "secret", 6);
    assert_non_null(message_ref(m));
    left_over = 0;
    watched = sizeof *m + 6;
    message_unref(m);
    assert_memory_equal(m->payload, "secret", 6);
    message_unref(m);
    watched = 0;
    assert_int_equal(left_over, 0);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_new_queue_is_empty_and_begins_at_1),
        cmocka_unit_test(commands_are_numbered_without_a_gap),
        cmocka_unit_test(order_survives_growing_while_the_ring_is_wrapped),
        cmocka_unit_test(an_ack_drops_what_it_covers_and_no_more),
        cmocka_unit_test(an_ack_already_passed_changes_nothing),
        cmocka_unit_test(an_ack_of_what_no_answer_held_is_refused),
        cmocka_unit_test(what_was_sent_never_goes_back),
        cmocka_unit_test(bytes_are_the_cost_of_all_that_waits),
        cmocka_unit_test(a_queue_holds_references_of_its_own),
        cmocka_unit_test(reserved_room_is_there_for_as_many),
        cmocka_unit_test(an_emptied_queue_gives_a_large_ring_back),
        cmocka_unit_test(a_restart_keeps_what_is_held_on_to_in_order_under_new_numbers),
        cmocka_unit_test(a_restart_of_a_full_ring_needs_one_place),
        cmocka_unit_test(a_message_holds_any_bytes_and_none),
        cmocka_unit_test(a_message_is_wiped_by_who_holds_it_last),
    };
    return cmocka_run_group_tests_name("queue", tests, NULL, NULL);
}
