#include "support/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/people.h"
#include "../../src/chat/name.h"

static struct hub *hub_of(uint32_t max_clients, uint32_t max_room)
{
    struct hub_limits limits = limits_plain();
    limits.max_clients = max_clients;
    limits.max_room = max_room;
    struct hub *hub = hub_new(&limits);
    assert_non_null(hub);
    return hub;
}

static bool is_present(const struct hub *hub, unsigned n)
{
    struct client_id id = person_id(n);
    return hub_find(hub, &id) != NULL;
}

static void a_newcomer_gets_its_init_and_the_others_a_fetch(void **state)
{
    (void)state;
    struct hub *hub = hub_of(10, 10);
    struct client *a = person_settles(hub, 1, "r", 0);
    struct client *b = person_joins(hub, 2, "r", 0);
    assert_string_equal(person_waiting(a), "fetch 2");
    assert_string_equal(person_waiting(b), "init");
    assert_int_equal(client_n_members(b), 2);
    assert_string_equal(client_room(b), "r");
    size_t len;
    assert_memory_equal(client_token(b, &len), "a-token-of-22-letters-", 22);
    assert_int_equal(len, 22);
    hub_free(hub);
}

static void every_member_sees_the_same_order(void **state)
{
    (void)state;
    enum { PEOPLE = 5, ROUNDS = 40 };
    struct hub *hub = hub_of(10, 10);
    struct client *people[PEOPLE];
    for (unsigned i = 0; i < PEOPLE; i++)
        people[i] = person_joins(hub, i, "r", 0);
    for (unsigned i = 0; i < PEOPLE; i++)
        person_reads(hub, people[i], 0);
    char expected[WAITING_MAX] = "";
    for (unsigned i = 0; i < ROUNDS; i++) {
        unsigned who = (i * i + i / 3) % PEOPLE;
        char text[16], line[40];
        snprintf(text, sizeof text, "m%u", i);
        snprintf(line, sizeof line, "%sadd %u %s", i ? ", " : "", who, text);
        strcat(expected, line);
        assert_int_equal(person_says(hub, people[who], text, i), HUB_OK);
    }
    for (unsigned i = 0; i < PEOPLE; i++)
        assert_string_equal(person_waiting(people[i]), expected);
    hub_free(hub);
}

static void a_message_to_one_goes_to_that_member_alone(void **state)
{
    (void)state;
    struct hub *hub = hub_of(10, 10);
    struct client *a = person_joins(hub, 1, "r", 0), *b = person_joins(hub, 2, "r", 0),
                  *c = person_joins(hub, 3, "r", 0);
    person_reads(hub, a, 0);
    person_reads(hub, b, 0);
    person_reads(hub, c, 0);
    assert_int_equal(person_tells(hub, a, 2, "psst", 0), HUB_OK);
    assert_int_equal(person_tells(hub, a, 1, "self", 0), HUB_OK);
    assert_string_equal(person_waiting(a), "add 1 self");
    assert_string_equal(person_waiting(b), "add 1 psst");
    assert_string_equal(person_waiting(c), "");
    hub_free(hub);
}

static void a_message_to_nobody_is_accepted_and_goes_nowhere(void **state)
{
    (void)state;
    struct hub *hub = hub_of(10, 10);
    struct client *a = person_settles(hub, 1, "r", 0), *elsewhere = person_settles(hub, 2, "s", 0);
    assert_int_equal(person_tells(hub, a, 77, "x", 0), HUB_OK);
    assert_int_equal(person_tells(hub, a, 2, "x", 0), HUB_OK);
    assert_string_equal(person_waiting(a), "");
    assert_string_equal(person_waiting(elsewhere), "");
    struct client *gone = person_settles(hub, 3, "r", 0);
    assert_true(hub_leave(hub, gone, COMMAND_LEFT, 0));
    person_reads(hub, a, 0);
    assert_int_equal(person_tells(hub, a, 3, "x", 0), HUB_OK);
    assert_string_equal(person_waiting(a), "");
    assert_int_equal(hub_counts(hub).accepted, 3);
    hub_free(hub);
}

static void rooms_hear_nothing_of_each_other(void **state)
{
    (void)state;
    struct hub *hub = hub_of(10, 10);
    struct client *a = person_settles(hub, 1, "r", 0);
    struct client *b = person_settles(hub, 2, "R", 0), *c = person_settles(hub, 3, "rr", 0);
    person_says(hub, b, "hello", 0);
    assert_true(hub_leave(hub, c, COMMAND_LEFT, 0));
    assert_string_equal(person_waiting(a), "");
    assert_string_equal(person_waiting(b), "add 2 hello");
    assert_int_equal(hub_counts(hub).rooms, 2);
    hub_free(hub);
}

static void a_refused_send_relays_none_of_its_messages(void **state)
{
    (void)state;
    struct hub_limits limits = limits_plain();
    limits.max_queue = 1000;
    struct hub *hub = hub_new(&limits);
    struct client *a = person_joins(hub, 1, "r", 0), *b = person_joins(hub, 2, "r", 0);
    person_reads(hub, a, 0);
    person_reads(hub, b, 0);
    assert_int_equal(person_says_bytes(hub, a, 600, 0), HUB_OK);
    person_reads(hub, a, 0);
    struct client_id to = person_id(2);
    struct outgoing both[] = {
        {.message = message_new(COMMAND_ADD, client_id(a), "live", 4)},
        {.message = message_new(COMMAND_ADD, client_id(a), "history", 7), .to_one = true, .to = to},
    };
    assert_int_equal(hub_send(hub, a, both, 2, 20, 0), HUB_RECEIVER_BUSY);
    assert_string_equal(person_waiting(a), "");
    assert_string_equal(person_waiting(b), "add 1 (600 bytes)");
    assert_int_equal(hub_counts(hub).accepted, 1);
    assert_int_equal(both[0].message->refs, 1);
    message_unref(both[0].message);
    message_unref(both[1].message);
    hub_free(hub);
}

static void messages_of_one_send_keep_their_order_live_or_not(void **state)
{
    (void)state;
    struct hub *hub = hub_of(10, 10);
    struct client *a = person_joins(hub, 1, "r", 0), *b = person_joins(hub, 2, "r", 0);
    person_reads(hub, a, 0);
    person_reads(hub, b, 0);
    struct outgoing out[SEND_MAX];
    char expected[4096] = "";
    for (unsigned i = 0; i < SEND_MAX; i++) {
        char text[8], line[16];
        snprintf(text, sizeof text, "%u", i);
        out[i] = (struct outgoing){
            .message = message_new(COMMAND_ADD, client_id(a), text, strlen(text)),
            .to_one = i % 2,
            .to = person_id(2)};
        snprintf(line, sizeof line, "%sadd 1 %u", i ? ", " : "", i);
        strcat(expected, line);
    }
    assert_int_equal(hub_send(hub, a, out, SEND_MAX, 64, 0), HUB_OK);
    assert_string_equal(person_waiting(b), expected);
    assert_int_equal(client_queue(a)->count, SEND_MAX / 2);
    for (unsigned i = 0; i < SEND_MAX; i++)
        message_unref(out[i].message);
    hub_free(hub);
}

static void moving_to_another_room_leaves_the_first(void **state)
{
    (void)state;
    struct hub *hub = hub_of(10, 10);
    struct client *a = person_settles(hub, 1, "one", 0), *b = person_settles(hub, 2, "two", 0);
    struct client *c = person_settles(hub, 3, "one", 0);
    person_reads(hub, a, 0);
    person_says(hub, a, "unread", 0);
    assert_int_equal(person_tells(hub, a, 3, "unread too", 0), HUB_OK);
    person_reads(hub, a, 0);
    uint64_t last = client_queue(c)->last;
    assert_ptr_equal(person_joins(hub, 3, "two", 5), c);
    assert_string_equal(person_waiting(a), "left 3");
    assert_string_equal(person_waiting(b), "fetch 3");
    assert_string_equal(person_waiting(c), "init");
    assert_int_equal(queue_first(client_queue(c)), last + 1);
    assert_string_equal(client_room(c), "two");
    assert_int_equal(client_n_members(a), 1);
    assert_int_equal(client_n_members(b), 2);
    assert_true(hub_leave(hub, a, COMMAND_LEFT, 6));
    assert_int_equal(hub_counts(hub).rooms, 1);
    hub_free(hub);
}

static void leaving_tells_the_others_and_forgets_the_client(void **state)
{
    (void)state;
    struct hub *hub = hub_of(10, 10);
    struct client *a = person_settles(hub, 1, "r", 0), *b = person_settles(hub, 2, "r", 0);
    person_reads(hub, a, 0);
    assert_true(hub_leave(hub, b, COMMAND_LEFT, 0));
    assert_string_equal(person_waiting(a), "left 2");
    assert_false(is_present(hub, 2));
    assert_int_equal(client_n_members(a), 1);
    assert_true(hub_leave(hub, a, COMMAND_LEFT, 0));
    struct hub_counts counts = hub_counts(hub);
    assert_int_equal(counts.clients, 0);
    assert_int_equal(counts.rooms, 0);
    assert_int_equal(hub_next_deadline(hub), INT64_MAX);
    hub_free(hub);
}

static void the_hub_takes_max_clients(void **state)
{
    (void)state;
    struct hub *hub = hub_of(3, 10);
    person_settles(hub, 1, "r", 0);
    person_settles(hub, 2, "r", 0);
    struct client *c = person_settles(hub, 3, "s", 0);
    assert_int_equal(person_tries(hub, 4, "t", 0), HUB_FULL);
    assert_false(is_present(hub, 4));
    assert_int_equal(hub_counts(hub).rooms, 2);
    assert_int_equal(person_tries(hub, 1, "r", 0), HUB_OK); /* who is there may come again */
    assert_int_equal(person_tries(hub, 1, "s", 0), HUB_OK); /* and move */
    assert_true(hub_leave(hub, c, COMMAND_LEFT, 0));
    assert_int_equal(person_tries(hub, 4, "t", 0), HUB_OK);
    hub_free(hub);
}

static void a_room_takes_max_room_and_a_refusal_changes_nothing(void **state)
{
    (void)state;
    struct hub *hub = hub_of(10, 2);
    struct client *a = person_settles(hub, 1, "r", 0);
    struct client *b = person_settles(hub, 2, "r", 0);
    struct client *c = person_settles(hub, 3, "s", 0);
    person_reads(hub, a, 0);
    assert_int_equal(person_tries(hub, 4, "r", 0), HUB_FULL);
    assert_int_equal(person_tries(hub, 3, "r", 0), HUB_FULL);
    assert_string_equal(person_waiting(a), "");
    assert_string_equal(person_waiting(b), "");
    assert_string_equal(person_waiting(c), "");
    assert_string_equal(client_room(c), "s");
    assert_int_equal(hub_counts(hub).joined, 3);
    assert_int_equal(person_tries(hub, 2, "r", 0), HUB_OK);
    hub_free(hub);
}

static struct client_id scattered_id(unsigned n)
{
    struct client_id id;
    uint32_t x = n * 2654435761u + 12345;
    for (unsigned i = 0; i < CLIENT_ID_BYTES; i++) {
        x = x * 1103515245u + 12345;
        id.bytes[i] = (unsigned char)(x >> 16);
    }
    return id;
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(a, b);
}

static void all_names_of_a_room_of_1000_differ(void **state)
{
    (void)state;
    enum { PEOPLE = 1000 };
    static char names[PEOPLE][NAME_MAX_BYTES];
    struct hub *hub = hub_of(PEOPLE, PEOPLE);
    for (unsigned i = 0; i < PEOPLE; i++) {
        /* A third would all like the same name best. */
        struct client_id id = i % 3 ? scattered_id(i) : person_id(i);
        struct client *c;
        if (i % 3 == 0)
            id.bytes[0] = id.bytes[1] = 7, id.bytes[15] = (unsigned char)i,
            id.bytes[14] = (unsigned char)(i >> 8);
        assert_int_equal(hub_join(hub, &id, "t", 1, "r", 0, &c), HUB_OK);
        name_write(client_name(c), names[i]);
        assert_true(strlen(names[i]) > 3);
    }
    qsort(names, PEOPLE, NAME_MAX_BYTES, compare_names);
    for (unsigned i = 1; i < PEOPLE; i++)
        assert_string_not_equal(names[i - 1], names[i]);
    hub_free(hub);
}

static void an_id_is_called_the_same_again(void **state)
{
    (void)state;
    for (unsigned n = 0; n < 50; n++) {
        uint32_t name[2];
        for (unsigned again = 0; again < 2; again++) {
            struct hub *hub = hub_of(10, 10); /* as after a restart */
            struct client_id id = scattered_id(n);
            struct client *c;
            assert_int_equal(hub_join(hub, &id, "t", 1, again ? "x" : "y", 9, &c), HUB_OK);
            name[again] = client_name(c);
            hub_free(hub);
        }
        assert_int_equal(name[0], name[1]);
    }
}

static void counts_are_of_what_happened(void **state)
{
    (void)state;
    struct hub *hub = hub_of(10, 10);
    struct client *a = person_settles(hub, 1, "r", 0), *b = person_settles(hub, 2, "r", 0);
    person_reads(hub, a, 0);
    person_parks(hub, a, 1000, 0);
    person_parks(hub, b, 1000, 0);
    struct hub_counts counts = hub_counts(hub);
    assert_int_equal(counts.clients, 2);
    assert_int_equal(counts.rooms, 1);
    assert_int_equal(counts.parked, 2);
    assert_int_equal(counts.joined, 2);
    assert_int_equal(counts.delivered, 3); /* two inits and a fetch */
    person_unparks(hub, b, 0);
    person_says(hub, a, "x", 0);
    assert_int_equal(hub_counts(hub).parked, 1);
    person_is_answered(hub, b, 0);
    person_is_answered(hub, b, 0); /* what is said again is not counted again */
    counts = hub_counts(hub);
    assert_int_equal(counts.accepted, 1);
    assert_int_equal(counts.delivered, 4);
    assert_int_equal(counts.overflowed, 0);
    person_unparks(hub, a, 0);
    assert_int_equal(hub_counts(hub).parked, 0);
    hub_free(hub);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_newcomer_gets_its_init_and_the_others_a_fetch),
        cmocka_unit_test(every_member_sees_the_same_order),
        cmocka_unit_test(a_message_to_one_goes_to_that_member_alone),
        cmocka_unit_test(a_message_to_nobody_is_accepted_and_goes_nowhere),
        cmocka_unit_test(rooms_hear_nothing_of_each_other),
        cmocka_unit_test(a_refused_send_relays_none_of_its_messages),
        cmocka_unit_test(messages_of_one_send_keep_their_order_live_or_not),
        cmocka_unit_test(moving_to_another_room_leaves_the_first),
        cmocka_unit_test(leaving_tells_the_others_and_forgets_the_client),
        cmocka_unit_test(the_hub_takes_max_clients),
        cmocka_unit_test(a_room_takes_max_room_and_a_refusal_changes_nothing),
        cmocka_unit_test(all_names_of_a_room_of_1000_differ),
        cmocka_unit_test(an_id_is_called_the_same_again),
        cmocka_unit_test(counts_are_of_what_happened),
    };
    return cmocka_run_group_tests_name("hub: rooms", tests, NULL, NULL);
}
