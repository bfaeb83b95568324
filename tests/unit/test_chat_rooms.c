#include "support/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/people.h"
#include "../../src/chat/name.h"

static struct chat *chat_of(uint32_t max_clients, uint32_t max_room)
{
    struct chat_limits limits = limits_plain();
    limits.max_clients = max_clients;
    limits.max_room = max_room;
    struct chat *chat = chat_new(&limits);
    assert_non_null(chat);
    return chat;
}

static void a_newcomer_gets_its_init_and_the_others_a_fetch(void **state)
{
    (void)state;
    struct chat *chat = chat_of(10, 10);
    struct client *a = person_settles(chat, 1, "r", 0);
    struct client *b = person_joins(chat, 2, "r", 0);
    assert_string_equal(person_waiting(a), "fetch 2");
    assert_string_equal(person_waiting(b), "init");
    assert_int_equal(client_n_members(b), 2);
    assert_string_equal(client_room(b), "r");
    size_t len;
    assert_memory_equal(client_token(b, &len), "a-token-of-22-letters-", 22);
    assert_int_equal(len, 22);
    chat_free(chat);
}

static void every_member_sees_the_same_order(void **state)
{
    (void)state;
    enum { PEOPLE = 5, ROUNDS = 40 };
    struct chat *chat = chat_of(10, 10);
    struct client *people[PEOPLE];
    for (unsigned i = 0; i < PEOPLE; i++)
        people[i] = person_joins(chat, i, "r", 0);
    for (unsigned i = 0; i < PEOPLE; i++)
        person_reads(chat, people[i], 0);
    char expected[WAITING_MAX] = "";
    for (unsigned i = 0; i < ROUNDS; i++) {
        unsigned who = (i * i + i / 3) % PEOPLE;
        char text[16], line[40];
        snprintf(text, sizeof text, "m%u", i);
        snprintf(line, sizeof line, "%sadd %u %s", i ? ", " : "", who, text);
        strcat(expected, line);
        assert_int_equal(person_says(chat, people[who], text, i), SENDING_OK);
    }
    for (unsigned i = 0; i < PEOPLE; i++)
        assert_string_equal(person_waiting(people[i]), expected);
    chat_free(chat);
}

static void a_message_to_one_goes_to_that_member_alone(void **state)
{
    (void)state;
    struct chat *chat = chat_of(10, 10);
    struct client *a = person_joins(chat, 1, "r", 0), *b = person_joins(chat, 2, "r", 0),
                  *c = person_joins(chat, 3, "r", 0);
    person_reads(chat, a, 0);
    person_reads(chat, b, 0);
    person_reads(chat, c, 0);
    assert_int_equal(person_tells(chat, a, 2, "psst", 0), SENDING_OK);
    assert_int_equal(person_tells(chat, a, 1, "self", 0), SENDING_OK);
    assert_string_equal(person_waiting(a), "add 1 self");
    assert_string_equal(person_waiting(b), "add 1 psst");
    assert_string_equal(person_waiting(c), "");
    chat_free(chat);
}

static void a_message_to_nobody_is_accepted_and_goes_nowhere(void **state)
{
    (void)state;
    struct chat *chat = chat_of(10, 10);
    struct client *a = person_settles(chat, 1, "r", 0),
                  *elsewhere = person_settles(chat, 2, "s", 0);
    assert_int_equal(person_tells(chat, a, 77, "x", 0), SENDING_OK);
    assert_int_equal(person_tells(chat, a, 2, "x", 0), SENDING_OK);
    assert_string_equal(person_waiting(a), "");
    assert_string_equal(person_waiting(elsewhere), "");
    struct client *gone = person_settles(chat, 3, "r", 0);
    person_leaves(chat, gone);
    person_reads(chat, a, 0);
    assert_int_equal(person_tells(chat, a, 3, "x", 0), SENDING_OK);
    assert_string_equal(person_waiting(a), "");
    assert_int_equal(chat_counts(chat).accepted, 3);
    chat_free(chat);
}

static void rooms_hear_nothing_of_each_other(void **state)
{
    (void)state;
    struct chat *chat = chat_of(10, 10);
    struct client *a = person_settles(chat, 1, "r", 0);
    struct client *b = person_settles(chat, 2, "R", 0), *c = person_settles(chat, 3, "rr", 0);
    person_says(chat, b, "hello", 0);
    person_leaves(chat, c);
    assert_string_equal(person_waiting(a), "");
    assert_string_equal(person_waiting(b), "add 2 hello");
    assert_int_equal(chat_counts(chat).rooms, 2);
    chat_free(chat);
}

static void a_refused_send_relays_none_of_its_messages(void **state)
{
    (void)state;
    struct chat_limits limits = limits_plain();
    limits.max_queue = 1000;
    struct chat *chat = chat_new(&limits);
    struct client *a = person_joins(chat, 1, "r", 0), *b = person_joins(chat, 2, "r", 0);
    person_reads(chat, a, 0);
    person_reads(chat, b, 0);
    assert_int_equal(person_says_bytes(chat, a, 600, 0), SENDING_OK);
    person_reads(chat, a, 0);
    struct client_id to = person_id(2);
    struct outgoing both[] = {
        {.message = message_new(COMMAND_ADD, client_id(a), "live", 4)},
        {.message = message_new(COMMAND_ADD, client_id(a), "history", 7), .to_one = true, .to = to},
    };
    assert_int_equal(sending_relay(chat, a, both, 2, 20, 0), SENDING_RECEIVER_BUSY);
    assert_string_equal(person_waiting(a), "");
    assert_string_equal(person_waiting(b), "add 1 (600 bytes)");
    assert_int_equal(chat_counts(chat).accepted, 1);
    assert_int_equal(both[0].message->refs, 1);
    message_unref(both[0].message);
    message_unref(both[1].message);
    chat_free(chat);
}

static void messages_of_one_send_keep_their_order_live_or_not(void **state)
{
    (void)state;
    struct chat *chat = chat_of(10, 10);
    struct client *a = person_joins(chat, 1, "r", 0), *b = person_joins(chat, 2, "r", 0);
    person_reads(chat, a, 0);
    person_reads(chat, b, 0);
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
    assert_int_equal(sending_relay(chat, a, out, SEND_MAX, 64, 0), CHAT_OK);
    assert_string_equal(person_waiting(b), expected);
    assert_int_equal(client_queue(a)->count, SEND_MAX / 2);
    for (unsigned i = 0; i < SEND_MAX; i++)
        message_unref(out[i].message);
    chat_free(chat);
}

static void moving_to_another_room_leaves_the_first(void **state)
{
    (void)state;
    struct chat *chat = chat_of(10, 10);
    struct client *a = person_settles(chat, 1, "one", 0), *b = person_settles(chat, 2, "two", 0);
    struct client *c = person_settles(chat, 3, "one", 0);
    person_reads(chat, a, 0);
    person_says(chat, a, "unread", 0);
    assert_int_equal(person_tells(chat, a, 3, "unread too", 0), SENDING_OK);
    person_reads(chat, a, 0);
    uint64_t last = client_queue(c)->last;
    assert_ptr_equal(person_joins(chat, 3, "two", 5), c);
    assert_string_equal(person_waiting(a), "left 3");
    assert_string_equal(person_waiting(b), "fetch 3");
    assert_string_equal(person_waiting(c), "init");
    assert_int_equal(queue_first(client_queue(c)), last + 1);
    assert_string_equal(client_room(c), "two");
    assert_int_equal(client_n_members(a), 1);
    assert_int_equal(client_n_members(b), 2);
    person_leaves(chat, a);
    assert_int_equal(chat_counts(chat).rooms, 1);
    chat_free(chat);
}

static void leaving_tells_the_others_and_forgets_the_client(void **state)
{
    (void)state;
    struct chat *chat = chat_of(10, 10);
    struct client *a = person_settles(chat, 1, "r", 0), *b = person_settles(chat, 2, "r", 0);
    person_reads(chat, a, 0);
    person_leaves(chat, b);
    assert_string_equal(person_waiting(a), "left 2");
    assert_false(person_is_present(chat, 2));
    assert_int_equal(client_n_members(a), 1);
    person_leaves(chat, a);
    struct chat_counts counts = chat_counts(chat);
    assert_int_equal(counts.clients, 0);
    assert_int_equal(counts.rooms, 0);
    assert_int_equal(chat_next_deadline(chat), INT64_MAX);
    chat_free(chat);
}

static void the_hub_takes_max_clients(void **state)
{
    (void)state;
    struct chat *chat = chat_of(3, 10);
    person_settles(chat, 1, "r", 0);
    person_settles(chat, 2, "r", 0);
    struct client *c = person_settles(chat, 3, "s", 0);
    assert_int_equal(person_tries(chat, 4, "t", 0), CHAT_FULL);
    assert_false(person_is_present(chat, 4));
    assert_int_equal(chat_counts(chat).rooms, 2);
    assert_int_equal(person_tries(chat, 1, "r", 0), CHAT_OK); /* who is there may come again */
    assert_int_equal(person_tries(chat, 1, "s", 0), CHAT_OK); /* and move */
    person_leaves(chat, c);
    assert_int_equal(person_tries(chat, 4, "t", 0), CHAT_OK);
    chat_free(chat);
}

static void a_room_takes_max_room_and_a_refusal_changes_nothing(void **state)
{
    (void)state;
    struct chat *chat = chat_of(10, 2);
    struct client *a = person_settles(chat, 1, "r", 0);
    struct client *b = person_settles(chat, 2, "r", 0);
    struct client *c = person_settles(chat, 3, "s", 0);
    person_reads(chat, a, 0);
    assert_int_equal(person_tries(chat, 4, "r", 0), CHAT_FULL);
    assert_int_equal(person_tries(chat, 3, "r", 0), CHAT_FULL);
    assert_string_equal(person_waiting(a), "");
    assert_string_equal(person_waiting(b), "");
    assert_string_equal(person_waiting(c), "");
    assert_string_equal(client_room(c), "s");
    assert_int_equal(chat_counts(chat).joined, 3);
    assert_int_equal(person_tries(chat, 2, "r", 0), CHAT_OK);
    chat_free(chat);
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
    struct chat *chat = chat_of(PEOPLE, PEOPLE);
    for (unsigned i = 0; i < PEOPLE; i++) {
        /* A third would all like the same name best. */
        struct client_id id = i % 3 ? scattered_id(i) : person_id(i);
        struct client *c;
        if (i % 3 == 0)
            id.bytes[0] = id.bytes[1] = 7, id.bytes[15] = (unsigned char)i,
            id.bytes[14] = (unsigned char)(i >> 8);
        assert_int_equal(chat_join(chat, &id, "t", 1, "r", 0, &c), CHAT_OK);
        name_write(client_name(c), names[i]);
        assert_true(strlen(names[i]) > 3);
    }
    qsort(names, PEOPLE, NAME_MAX_BYTES, compare_names);
    for (unsigned i = 1; i < PEOPLE; i++)
        assert_string_not_equal(names[i - 1], names[i]);
    chat_free(chat);
}

static void an_id_is_called_the_same_again(void **state)
{
    (void)state;
    for (unsigned n = 0; n < 50; n++) {
        uint32_t name[2];
        for (unsigned again = 0; again < 2; again++) {
            struct chat *chat = chat_of(10, 10); /* as after a restart */
            struct client_id id = scattered_id(n);
            struct client *c;
            assert_int_equal(chat_join(chat, &id, "t", 1, again ? "x" : "y", 9, &c), CHAT_OK);
            name[again] = client_name(c);
            chat_free(chat);
        }
        assert_int_equal(name[0], name[1]);
    }
}

static void counts_are_of_what_happened(void **state)
{
    (void)state;
    struct chat *chat = chat_of(10, 10);
    struct client *a = person_settles(chat, 1, "r", 0), *b = person_settles(chat, 2, "r", 0);
    person_reads(chat, a, 0);
    person_parks(chat, a, 1000, 0);
    person_parks(chat, b, 1000, 0);
    struct chat_counts counts = chat_counts(chat);
    assert_int_equal(counts.clients, 2);
    assert_int_equal(counts.rooms, 1);
    assert_int_equal(counts.parked, 2);
    assert_int_equal(counts.joined, 2);
    assert_int_equal(counts.delivered, 3); /* two inits and a fetch */
    person_unparks(chat, b, 0);
    person_says(chat, a, "x", 0);
    assert_int_equal(chat_counts(chat).parked, 1);
    person_is_answered(chat, b, 0);
    person_is_answered(chat, b, 0); /* what is said again is not counted again */
    counts = chat_counts(chat);
    assert_int_equal(counts.accepted, 1);
    assert_int_equal(counts.delivered, 4);
    assert_int_equal(counts.overflowed, 0);
    person_unparks(chat, a, 0);
    assert_int_equal(chat_counts(chat).parked, 0);
    chat_free(chat);
}

/* How many fetches wait for a client, which then reads them. */
static unsigned fetches(struct chat *chat, struct client *c, int64_t now)
{
    unsigned n = 0;
    for (const char *at = person_waiting(c); (at = strstr(at, "fetch ")) != NULL; at++)
        n++;
    person_reads(chat, c, now);
    return n;
}

static void who_goes_to_and_fro_is_fetched_for_once_in_ten_seconds(void **state)
{
    (void)state;
    struct chat *chat = chat_of(1000, 1000);
    struct client *lobby = person_settles(chat, 1, "lobby", 0), *other;
    other = person_settles(chat, 2, "other", 0);
    person_settles(chat, 3, "lobby", 1000);
    assert_int_equal(fetches(chat, lobby, 1000), 1);
    person_settles(chat, 3, "other", 1001); /* at once, the first time */
    assert_int_equal(fetches(chat, other, 1001), 1);
    for (int i = 0; i < 400; i++)
        person_settles(chat, 3, i % 2 ? "other" : "lobby", 2000 + i);
    person_settles(chat, 3, "lobby", 2500);
    chat_sweep(chat, 10999);
    assert_int_equal(fetches(chat, lobby, 10999), 0);
    assert_int_equal(fetches(chat, other, 10999), 0);
    assert_true(chat_next_deadline(chat) <= 11000);
    chat_sweep(chat, 11000); /* but it is not forgotten */
    assert_int_equal(fetches(chat, lobby, 11000), 1);
    chat_sweep(chat, 21001);
    assert_int_equal(fetches(chat, lobby, 21001), 0);
    chat_free(chat);
}

static void neither_do_many_rooms_help(void **state)
{
    (void)state;
    enum { ROOMS = 9, ROUNDS = 20 };
    struct chat *chat = chat_of(1000, 1000);
    struct client *members[ROOMS];
    char name[] = "room-0";
    unsigned n = 0;
    for (unsigned i = 0; i < ROOMS; i++) {
        name[5] = (char)('0' + i);
        members[i] = person_settles(chat, 10 + i, name, 0);
    }
    for (unsigned i = 0; i < ROUNDS * ROOMS; i++) {
        name[5] = (char)('0' + i % ROOMS);
        person_settles(chat, 3, name, 1000 + i);
        chat_sweep(chat, 1000 + i);
    }
    for (unsigned i = 0; i < ROOMS; i++) {
        unsigned of_room = fetches(chat, members[i], 2000);
        assert_true(of_room <= 1);
        n += of_room;
    }
    assert_true(n > 0 && n < ROOMS);
    int64_t last = 1000 + ROUNDS * ROOMS + 20000;
    chat_sweep(chat, last);
    assert_int_equal(fetches(chat, members[ROOMS - 1], last), 1);
    chat_free(chat);
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
        cmocka_unit_test(who_goes_to_and_fro_is_fetched_for_once_in_ten_seconds),
        cmocka_unit_test(neither_do_many_rooms_help),
    };
    return cmocka_run_group_tests_name("chat: rooms", tests, NULL, NULL);
}
