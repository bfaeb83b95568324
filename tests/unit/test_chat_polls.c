#include "support/unit.h"

#include <stdlib.h>

#include "support/people.h"

enum { PEOPLE = 8 };

/* People in a room each, who have read what there was. */
struct scene {
    struct chat *chat;
    struct client *people[PEOPLE];
    int request;
};

static struct scene scene_of(struct chat_limits limits)
{
    struct scene s = {.chat = chat_new(&limits)};
    assert_non_null(s.chat);
    for (unsigned n = 0; n < PEOPLE; n++) {
        char room[] = {(char)('a' + n), '\0'};
        s.people[n] = person_settles(s.chat, n, room, 0);
    }
    return s;
}

static struct poll *park(struct scene *s, unsigned from, unsigned n, struct poll_party *party)
{
    struct poll *poll = polls_new(n);
    assert_non_null(poll);
    poll->parked.request = &s->request;
    polls_park(s->chat, poll, &s->people[from], party, 25000, 0);
    return poll;
}

static void take(struct scene *s, struct poll *poll, int64_t now)
{
    polls_unpark(s->chat, poll, now);
    polls_free(poll);
}

static void one_poll_speaks_for_several(void **state)
{
    (void)state;
    struct scene s = scene_of(limits_plain());
    struct poll *poll = park(&s, 0, 5, NULL);
    assert_ptr_equal(poll->parked.request, &s.request);
    assert_int_equal(chat_counts(s.chat).parked, 1);
    for (unsigned n = 0; n < 5; n++)
        assert_ptr_equal(client_poll(s.people[n]), poll);
    assert_null(polls_next_ready(s.chat));
    person_says(s.chat, s.people[3], "x", 1);
    assert_ptr_equal(polls_next_ready(s.chat), poll);
    person_says(s.chat, s.people[4], "x", 1); /* ready already */
    take(&s, poll, 1);
    for (unsigned n = 0; n < 5; n++)
        assert_null(client_poll(s.people[n]));
    assert_null(polls_next_ready(s.chat));
    assert_int_equal(chat_counts(s.chat).parked, 0);
    chat_free(s.chat);
}

static void all_of_them_are_present_while_it_is_parked_and_their_grace_begins_together(void **state)
{
    (void)state;
    struct chat_limits limits = limits_plain();
    limits.grace_ms = 1000;
    struct scene s = scene_of(limits);
    struct poll *poll = park(&s, 0, PEOPLE, NULL);
    chat_sweep(s.chat, 24999);
    assert_int_equal(chat_counts(s.chat).clients, PEOPLE);
    assert_null(polls_next_ready(s.chat));
    chat_sweep(s.chat, 25000);
    assert_ptr_equal(polls_next_ready(s.chat), poll);
    take(&s, poll, 25000);
    chat_sweep(s.chat, 25999);
    assert_int_equal(chat_counts(s.chat).clients, PEOPLE);
    chat_sweep(s.chat, 26000);
    assert_int_equal(chat_counts(s.chat).clients, 0);
    chat_free(s.chat);
}

static void it_is_ready_at_once_when_something_waits_for_the_last(void **state)
{
    (void)state;
    struct scene s = scene_of(limits_plain());
    person_says(s.chat, s.people[2], "x", 0);
    struct poll *poll = park(&s, 0, 3, NULL);
    assert_ptr_equal(polls_next_ready(s.chat), poll);
    take(&s, poll, 0);
    chat_free(s.chat);
}

static void past_the_limit_the_longest_parked_is_asked_to_wait(void **state)
{
    (void)state;
    struct chat_limits limits = limits_plain();
    limits.max_parked = 2;
    struct scene s = scene_of(limits);
    struct poll *first = park(&s, 0, 2, NULL), *second = park(&s, 2, 1, NULL);
    assert_null(polls_next_ready(s.chat));
    struct poll *third = park(&s, 3, 1, NULL), *fourth = park(&s, 4, 1, NULL);
    assert_ptr_equal(polls_next_ready(s.chat), first);
    assert_true(first->asked_to_wait);
    take(&s, first, 0);
    assert_ptr_equal(polls_next_ready(s.chat), second);
    assert_true(second->asked_to_wait);
    take(&s, second, 0);
    assert_null(polls_next_ready(s.chat));
    assert_false(third->asked_to_wait);
    assert_false(fourth->asked_to_wait);
    chat_free(s.chat);
}

static void where_places_become_fewer_two_make_place_for_one(void **state)
{
    (void)state;
    struct chat_limits limits = limits_plain();
    limits.max_parked = 5;
    struct scene s = scene_of(limits);
    struct poll *first = park(&s, 0, 1, NULL), *second = park(&s, 1, 1, NULL);
    for (unsigned n = 2; n < 5; n++)
        park(&s, n, 1, NULL);
    assert_null(polls_next_ready(s.chat));
    assert_int_equal(polls_n_parked(s.chat), 5);
    polls_set_max_parked(s.chat, 1);
    assert_null(polls_next_ready(s.chat));
    park(&s, 5, 1, NULL);
    assert_ptr_equal(polls_next_ready(s.chat), first);
    take(&s, first, 0);
    assert_ptr_equal(polls_next_ready(s.chat), second);
    take(&s, second, 0);
    assert_null(polls_next_ready(s.chat));
    chat_free(s.chat);
}

static void a_party_has_a_limit_of_its_own(void **state)
{
    (void)state;
    struct chat_limits limits = limits_plain();
    limits.max_party = 2;
    struct scene s = scene_of(limits);
    struct poll_party one = {{0}}, other = {{0}};
    struct poll *first = park(&s, 0, 1, &other), *second = park(&s, 1, 1, &one);
    park(&s, 2, 1, NULL);
    park(&s, 3, 1, &one);
    assert_null(polls_next_ready(s.chat));
    park(&s, 4, 1, &one);
    assert_ptr_equal(polls_next_ready(s.chat), second);
    assert_true(second->asked_to_wait);
    take(&s, second, 0);
    assert_null(polls_next_ready(s.chat));
    assert_int_equal(one.parked.count, 2);
    take(&s, first, 0);
    assert_int_equal(other.parked.count, 0);
    chat_free(s.chat);
}

static void what_is_ready_counts_no_more(void **state)
{
    (void)state;
    struct chat_limits limits = limits_plain();
    limits.max_parked = limits.max_party = 1;
    struct scene s = scene_of(limits);
    struct poll_party party = {{0}};
    struct poll *first = park(&s, 0, 1, &party);
    person_says(s.chat, s.people[0], "x", 0);
    struct poll *second = park(&s, 1, 1, &party);
    assert_ptr_equal(polls_next_ready(s.chat), first);
    assert_false(first->asked_to_wait);
    assert_false(second->asked_to_wait);
    take(&s, first, 0);
    assert_null(polls_next_ready(s.chat));
    chat_free(s.chat);
}

/* Whoever talks in a small room does not wait until all of a large one have their answers. */
/* Who comes to one room, and then waits for what is said. */
static void crowd_parks(struct scene *s, struct client *members[], unsigned count)
{
    for (unsigned n = 0; n < count; n++)
        members[n] = person_joins(s->chat, PEOPLE + n, "large", 0);
    for (unsigned n = 0; n < count; n++) {
        person_reads(s->chat, members[n], 0);
        person_parks(s->chat, members[n], 25000, 0);
    }
}

static void polls_of_a_large_room_are_answered_after_those_of_small_ones(void **state)
{
    enum { LARGE = 65 };
    (void)state;
    struct scene s = scene_of(limits_plain());
    struct client *members[LARGE];
    crowd_parks(&s, members, LARGE);
    struct poll *small = park(&s, 0, 1, NULL);
    person_says(s.chat, members[0], "to many", 1);
    assert_ptr_not_equal(polls_next_ready(s.chat), small);
    assert_int_equal(chat_next_deadline(s.chat), 0);
    assert_int_equal(chat_counts(s.chat).parked, LARGE + 1);
    person_says(s.chat, s.people[0], "to few", 1);
    assert_ptr_equal(polls_next_ready(s.chat), small);
    take(&s, small, 1);
    unsigned who[LARGE + 1];
    assert_int_equal(people_ready(s.chat, who, LARGE + 1, 1), LARGE);
    for (unsigned n = 0; n < LARGE; n++)
        assert_int_equal(who[n], PEOPLE + n);
    assert_int_equal(chat_counts(s.chat).parked, 0);
    chat_free(s.chat);
}

/* However much is said in small rooms. */
static void polls_of_a_large_room_have_their_turn(void **state)
{
    enum { LARGE = 65, TURNS = 9 * LARGE };
    (void)state;
    struct scene s = scene_of(limits_plain());
    struct client *members[LARGE];
    unsigned answered = 0;
    crowd_parks(&s, members, LARGE);
    struct poll *small = park(&s, 0, 1, NULL);
    person_says(s.chat, members[0], "to many", 1);
    for (unsigned n = 0; n < TURNS; n++) {
        polls_ask_to_wait(s.chat, small);
        struct poll *next = polls_next_ready(s.chat);
        if (next == small) {
            take(&s, small, 1);
            small = park(&s, 0, 1, NULL);
        } else {
            take(&s, next, 1);
            answered++;
        }
    }
    assert_int_equal(answered, LARGE);
    chat_free(s.chat);
}

static void a_room_of_sixty_four_is_a_small_one(void **state)
{
    enum { SMALL = 64 };
    (void)state;
    struct scene s = scene_of(limits_plain());
    struct client *members[SMALL];
    for (unsigned n = 0; n < SMALL; n++)
        members[n] = person_joins(s.chat, PEOPLE + n, "small", 0);
    person_reads(s.chat, members[0], 0);
    struct poll *first = person_parks(s.chat, members[0], 25000, 0);
    struct poll *second = park(&s, 0, 1, NULL);
    person_says(s.chat, members[1], "x", 1);
    person_says(s.chat, s.people[0], "x", 1);
    assert_ptr_equal(polls_next_ready(s.chat), first);
    person_unparks(s.chat, members[0], 1);
    take(&s, second, 1);
    chat_free(s.chat);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_poll_speaks_for_several),
        cmocka_unit_test(
            all_of_them_are_present_while_it_is_parked_and_their_grace_begins_together),
        cmocka_unit_test(it_is_ready_at_once_when_something_waits_for_the_last),
        cmocka_unit_test(past_the_limit_the_longest_parked_is_asked_to_wait),
        cmocka_unit_test(where_places_become_fewer_two_make_place_for_one),
        cmocka_unit_test(a_party_has_a_limit_of_its_own),
        cmocka_unit_test(what_is_ready_counts_no_more),
        cmocka_unit_test(polls_of_a_large_room_are_answered_after_those_of_small_ones),
        cmocka_unit_test(polls_of_a_large_room_have_their_turn),
        cmocka_unit_test(a_room_of_sixty_four_is_a_small_one),
    };
    return cmocka_run_group_tests_name("chat: polls", tests, NULL, NULL);
}
