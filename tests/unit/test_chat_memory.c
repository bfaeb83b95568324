/* The budget of memory: it is kept, the fullest queues overflow first, and others do not notice. */
#include "support/unit.h"

#include <string.h>

#include "../../src/base/account.h"
#include "support/people.h"

enum { MIB = 1048576 };

static struct chat *chat_within(size_t budget)
{
    struct chat_limits limits = limits_plain();
    limits.max_queue = 4 * (size_t)MIB;
    limits.max_room = 1000;
    limits.max_clients = 1000;
    limits.messages = limits.bytes = (struct rate){0};
    account_set_limit(account_total() + budget);
    struct chat *chat = chat_new(&limits);
    assert_non_null(chat);
    return chat;
}

static void end(struct chat *chat)
{
    chat_free(chat);
    account_set_limit(0);
}

/* What a client answers to the new init: that it is there. Counts those that it got. */
static unsigned count_overflows(const struct client *c)
{
    return strcmp(person_waiting(c), "init") == 0;
}

/* Says `n` messages of `len` bytes, each of which somebody must accept; the sender reads. */
static void talk(struct chat *chat, struct client *c, unsigned n, size_t len)
{
    for (unsigned i = 0; i < n; i++) {
        assert_int_equal(person_says_bytes(chat, c, len, 0), SENDING_OK);
        assert_true(account_total() <= account_limit());
        person_reads(chat, c, 0);
    }
}

static void the_fullest_queue_overflows_first(void **state)
{
    (void)state;
    struct chat *chat = chat_within(4 * MIB);
    struct client *loud[6], *silent[6];
    /* Six rooms; nobody silent reads. What waits there is 100, 200 ... 600 KB. */
    for (unsigned i = 0; i < 6; i++) {
        char room[] = {'r', (char)('0' + i), 0};
        loud[i] = person_settles(chat, 2 * i + 1, room, 0);
        silent[i] = person_settles(chat, 2 * i + 2, room, 0);
        person_reads(chat, loud[i], 0);
        talk(chat, loud[i], 20 * (i + 1), 5000);
    }
    assert_int_equal(chat_counts(chat).overflowed, 0);
    while (chat_counts(chat).overflowed == 0)
        talk(chat, loud[5], 1, 5000);
    assert_true(account_has_plenty());
    assert_int_equal(count_overflows(silent[5]), 1);
    for (unsigned i = 0; i < 4; i++)
        assert_int_equal(count_overflows(silent[i]), 0);
    end(chat);
}

static void who_reads_is_left_alone_while_others_do_not(void **state)
{
    (void)state;
    struct chat *chat = chat_within(4 * MIB);
    struct client *ann = person_settles(chat, 1, "quiet", 0);
    struct client *ben = person_settles(chat, 2, "quiet", 0);
    struct client *loud = person_settles(chat, 3, "loud", 0);
    person_reads(chat, ann, 0);
    for (unsigned i = 0; i < 200; i++)
        person_settles(chat, 10 + i, "loud", 0);
    person_reads(chat, loud, 0);
    for (unsigned i = 0; i < 1000; i++) {
        talk(chat, loud, 1, 20000);
        if (i % 10 > 0)
            continue;
        assert_int_equal(person_says(chat, ann, "hello", 0), SENDING_OK);
        assert_string_equal(person_waiting(ben), "add 1 hello");
        person_reads(chat, ann, 0);
        person_reads(chat, ben, 0);
    }
    assert_true(chat_counts(chat).overflowed >= 200);
    end(chat);
}

static void who_has_left_is_not_looked_at(void **state)
{
    (void)state;
    struct chat *chat = chat_within(4 * MIB);
    struct client *loud = person_settles(chat, 1, "r", 0);
    struct client *gone = person_settles(chat, 2, "r", 0);
    person_reads(chat, loud, 0);
    talk(chat, loud, 100, 5000);
    person_leaves(chat, gone);
    person_reads(chat, loud, 0);
    size_t taken = account_limit() - account_total() - account_limit() / 8 + 1;
    account_add(ACCOUNT_BUFFERS, taken);
    talk(chat, loud, 1, 10);
    assert_int_equal(chat_counts(chat).overflowed, 0);
    account_remove(ACCOUNT_BUFFERS, taken);
    end(chat);
}

static void nobody_new_joins_while_memory_is_short(void **state)
{
    (void)state;
    struct chat *chat = chat_within(4 * MIB);
    struct client *c = person_settles(chat, 1, "r", 0);
    size_t taken = account_limit() - account_total() - account_limit() / 8 + 1;
    account_add(ACCOUNT_BUFFERS, taken); /* as bodies and answers may */
    assert_int_equal(person_tries(chat, 2, "r", 0), CHAT_FULL);
    assert_false(person_is_present(chat, 2));
    assert_int_equal(person_tries(chat, 1, "r", 0), CHAT_OK); /* who is there may begin anew */
    assert_int_equal(person_tries(chat, 1, "other", 0), CHAT_OK);
    assert_int_equal(client_n_members(c), 1);
    account_remove(ACCOUNT_BUFFERS, taken);
    assert_int_equal(person_tries(chat, 2, "other", 0), CHAT_OK);
    end(chat);
}

static void without_memory_a_message_is_refused_and_reaches_nobody(void **state)
{
    (void)state;
    struct chat *chat = chat_within(4 * MIB);
    struct client *ann = person_settles(chat, 1, "r", 0);
    struct client *ben = person_settles(chat, 2, "r", 0);
    person_reads(chat, ann, 0);
    size_t taken = account_limit() - account_total();
    account_add(ACCOUNT_BUFFERS, taken);
    static const char text[] = "a message that has no place";
    assert_null(message_new(COMMAND_ADD, client_id(ann), text, sizeof text));
    assert_false(client_waiting(ben));
    account_remove(ACCOUNT_BUFFERS, taken);
    person_says(chat, ann, "now", 0);
    assert_string_equal(person_waiting(ben), "add 1 now");
    end(chat);
}

/* All that the relief takes is given back: rings, too. */
static void an_emptied_queue_keeps_no_large_ring(void **state)
{
    (void)state;
    struct chat *chat = chat_within(2 * MIB);
    struct client *loud = person_settles(chat, 1, "r", 0);
    for (unsigned i = 0; i < 50; i++)
        person_settles(chat, 10 + i, "r", 0);
    person_reads(chat, loud, 0);
    while (chat_counts(chat).overflowed < 50)
        talk(chat, loud, 1, 10);
    assert_true(account_bytes(ACCOUNT_QUEUES) < 64 * 1024);
    end(chat);
}

/* Acknowledgements are not followed; who has read is nevertheless not taken for full. */
static void who_has_read_since_is_not_the_fullest(void **state)
{
    (void)state;
    struct chat *chat = chat_within(4 * MIB);
    struct client *loud = person_settles(chat, 1, "a", 0),
                  *reader = person_settles(chat, 2, "a", 0);
    struct client *other = person_settles(chat, 3, "b", 0), *slow = person_settles(chat, 4, "b", 0);
    person_reads(chat, loud, 0);
    person_reads(chat, other, 0);
    talk(chat, loud, 100, 9000);
    person_reads(chat, reader, 0);
    talk(chat, loud, 1, 2000);
    talk(chat, other, 90, 9000);
    size_t taken = account_limit() - account_total() - account_limit() / 8 - 5000;
    account_add(ACCOUNT_BUFFERS, taken);
    talk(chat, other, 1, 9000);
    assert_int_equal(count_overflows(slow), 1);
    assert_int_equal(count_overflows(reader), 0);
    account_remove(ACCOUNT_BUFFERS, taken);
    end(chat);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_fullest_queue_overflows_first),
        cmocka_unit_test(who_reads_is_left_alone_while_others_do_not),
        cmocka_unit_test(who_has_left_is_not_looked_at),
        cmocka_unit_test(nobody_new_joins_while_memory_is_short),
        cmocka_unit_test(without_memory_a_message_is_refused_and_reaches_nobody),
        cmocka_unit_test(an_emptied_queue_keeps_no_large_ring),
        cmocka_unit_test(who_has_read_since_is_not_the_fullest),
    };
    return cmocka_run_group_tests_name("chat_memory", tests, NULL, NULL);
}
