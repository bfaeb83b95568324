/* How nodes give some of their rooms to one that asks for them. */
#include "support/unit.h"

#include <stdio.h>

#include <sodium.h>

#include "support/one_node.h"

enum { STEP_MS = 20 };

static int setup(void **state)
{
    one_node_redis = redis_model_new();
    one_node_rooms_max = 100000;
    return unit_setup(state);
}

static int teardown(void **state)
{
    (void)state;
    redis_model_free(one_node_redis);
    return 0;
}

static struct one_node *node_with_rooms(const char *name, const char *instance, unsigned rooms,
                                        uint32_t people)
{
    struct one_node *node = one_node_connected(name, instance);
    char room[32];
    node->people = people;
    node->clients = 0;
    for (unsigned i = 0; i < rooms; i++) {
        snprintf(room, sizeof room, "%s-%u", name, i);
        assert_int_equal(one_node_learn(node, room, NULL), DIRECTORY_HERE);
        node->clients += people;
    }
    return node;
}

static struct one_node *node_that_asks(const char *name, const char *instance, int64_t now)
{
    struct one_node *node = one_node_new(name, instance);
    node->clients = 0;
    node->now = now;
    directory_rebalance(node->d);
    directory_connected(node->d, now);
    one_node_answer(node);
    return node;
}

/* People whose room was given away come to node `to`, all of them. */
static void move_people(struct one_node *from, struct one_node *to, unsigned lost_before)
{
    assert_in_range(from->n_lost - lost_before, 0, LOST_KEPT);
    for (unsigned i = lost_before; i < from->n_lost; i++) {
        assert_int_equal(one_node_learn(to, from->lost[i % LOST_KEPT], NULL), DIRECTORY_HERE);
        to->clients += from->people;
    }
}

static void let_move(struct one_node *from, struct one_node *to, int64_t ms)
{
    for (int64_t end = from->now + ms; from->now < end;) {
        unsigned before = from->n_lost;
        from->now = to->now = from->now + STEP_MS;
        one_node_answer(from);
        one_node_answer(to);
        move_people(from, to, before);
    }
}

static void gives_what_it_has_above_the_mean_to_one_that_asks(void **state)
{
    enum { ROOMS = 100, PEOPLE = 10 };
    (void)state;
    struct one_node *a = node_with_rooms("a", "aaaaaaaa", ROOMS, PEOPLE);
    struct one_node *b = node_that_asks("b", "bbbbbbbb", a->now);
    b->people = PEOPLE;
    let_move(a, b, 2000);
    assert_in_range(a->n_lost, 5, 30); /* not all of the people come at once */
    let_move(a, b, DIRECTORY_REBALANCE_MS);
    assert_in_range(a->clients, ROOMS * PEOPLE * 9 / 20, ROOMS * PEOPLE * 11 / 20);
    assert_int_equal(a->clients + b->clients, ROOMS * PEOPLE);
    assert_int_equal(redis_model_rooms(one_node_redis, WALL + a->now), ROOMS);
    one_node_free(a);
    one_node_free(b);
}

static void gives_nothing_unless_somebody_asks(void **state)
{
    (void)state;
    struct one_node *a = node_with_rooms("a", "aaaaaaaa", 50, 10);
    struct one_node *b = one_node_connected("b", "bbbbbbbb");
    b->clients = 0;
    let_move(a, b, DIRECTORY_REBALANCE_MS);
    assert_int_equal(a->n_lost, 0);
    one_node_free(a);
    one_node_free(b);
}

static void stops_when_the_time_of_asking_is_over(void **state)
{
    (void)state;
    struct one_node *b = node_that_asks("b", "bbbbbbbb", 1000);
    one_node_pass(b, DIRECTORY_REBALANCE_MS);
    struct one_node *a = node_with_rooms("a", "aaaaaaaa", 50, 10);
    a->now = b->now;
    directory_connected(a->d, a->now);
    let_move(a, b, 5000);
    assert_int_equal(a->n_lost, 0);
    one_node_free(a);
    one_node_free(b);
}

/* It would have to give it back. */
static void keeps_a_room_that_is_larger_than_what_is_spare(void **state)
{
    (void)state;
    struct one_node *a = node_with_rooms("a", "aaaaaaaa", 1, 300);
    struct one_node *b = node_that_asks("b", "bbbbbbbb", a->now);
    let_move(a, b, DIRECTORY_REBALANCE_MS);
    assert_int_equal(a->n_lost, 0);
    one_node_free(a);
    one_node_free(b);
}

static void has_new_rooms_made_elsewhere_meanwhile(void **state)
{
    char node[NODE_NAME_MAX + 1];
    (void)state;
    struct one_node *a = node_with_rooms("a", "aaaaaaaa", 1, 300);
    struct one_node *b = node_that_asks("b", "bbbbbbbb", a->now);
    one_node_pass(a, (int64_t)2 * DIRECTORY_LEASE_MS);
    assert_int_equal(one_node_learn(a, "new", node), DIRECTORY_ELSEWHERE);
    assert_string_equal(node, "b");
    one_node_free(b);
    one_node_pass(a, (int64_t)2 * NODE_LEASE_MS); /* b has gone without a word */
    assert_int_equal(one_node_learn(a, "newer", NULL), DIRECTORY_HERE);
    one_node_free(a);
}

static void gives_nothing_while_the_directory_is_away(void **state)
{
    (void)state;
    struct one_node *a = node_with_rooms("a", "aaaaaaaa", 100, 10);
    struct one_node *b = node_that_asks("b", "bbbbbbbb", a->now);
    one_node_pass(a, DIRECTORY_LEASE_MS); /* knows what is spare, and begins */
    unsigned before = a->n_lost;
    directory_disconnected(a->d, NULL, a->now);
    one_node_pass(a, 5000);
    assert_int_equal(a->n_lost, before);
    one_node_free(a);
    one_node_free(b);
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(gives_what_it_has_above_the_mean_to_one_that_asks),
        TEST(gives_nothing_unless_somebody_asks),
        TEST(stops_when_the_time_of_asking_is_over),
        TEST(keeps_a_room_that_is_larger_than_what_is_spare),
        TEST(has_new_rooms_made_elsewhere_meanwhile),
        TEST(gives_nothing_while_the_directory_is_away),
    };
    if (sodium_init() < 0)
        return 99;
    return cmocka_run_group_tests_name("directory rebalance", tests, NULL, NULL);
}
