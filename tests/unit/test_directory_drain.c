/* How a node that ends gives its rooms away, however many they are, and ends in time. */
#include "support/unit.h"

#include <stdio.h>

#include <sodium.h>

#include "support/one_node.h"

enum { STEP_MS = 20, DRAIN_MS = 5000 };

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

static struct one_node *node_with_rooms(unsigned rooms)
{
    struct one_node *a = one_node_connected("a", "aaaaaaaa");
    char name[16];
    for (unsigned i = 0; i < rooms; i++) {
        snprintf(name, sizeof name, "room-%u", i);
        assert_int_equal(one_node_learn(a, name, NULL), DIRECTORY_HERE);
    }
    return a;
}

static void gives_any_number_of_rooms_away_in_time(void **state)
{
    enum { ROOMS = 20000 };
    (void)state;
    struct one_node *a = node_with_rooms(ROOMS);
    directory_drain(a->d, a->now);
    one_node_pass(a, DRAIN_MS / 10);
    assert_in_range(a->n_lost, 1, ROOMS / 2); /* not all of the people come at once */
    one_node_pass(a, DRAIN_MS / 2);
    assert_int_equal(a->n_lost, ROOMS);
    assert_true(directory_is_drained(a->d));
    assert_int_equal(redis_model_rooms(one_node_redis, WALL + a->now), 0);
    assert_null(redis_model_get(one_node_redis, "node:a", WALL + a->now));
    one_node_free(a);
}

static void makes_up_for_steps_that_come_late(void **state)
{
    enum { ROOMS = 1000 };
    (void)state;
    struct one_node *a = node_with_rooms(ROOMS);
    directory_drain(a->d, a->now);
    for (int64_t end = a->now + DRAIN_MS; a->now < end; a->now += 25 * STEP_MS)
        one_node_answer(a);
    assert_int_equal(a->n_lost, ROOMS);
    assert_true(directory_is_drained(a->d));
    one_node_free(a);
}

/* Each flight is taken when the time is over. */
static void lets_what_is_left_go_when_the_directory_is_too_slow(void **state)
{
    enum { ROOMS = 3000 };
    char node[NODE_NAME_MAX + 1];
    (void)state;
    struct one_node *a = node_with_rooms(ROOMS), *b = one_node_connected("b", "bbbbbbbb");
    directory_drain(a->d, a->now);
    while (a->n_sent < DIRECTORY_IN_FLIGHT) {
        directory_run(a->d, a->now);
        a->now += STEP_MS;
    }
    assert_int_equal(a->n_lost, 0);
    directory_end(a->d, a->now);
    directory_run(a->d, a->now);
    assert_in_range(a->n_lost, 1, ROOMS - 1);
    assert_false(directory_is_drained(a->d));
    one_node_answer(a);
    one_node_pass(a, STEP_MS);
    assert_int_equal(a->n_lost, ROOMS);
    assert_true(directory_is_drained(a->d));
    assert_null(redis_model_get(one_node_redis, "node:a", WALL + a->now));
    assert_in_range(redis_model_rooms(one_node_redis, WALL + a->now), 1, ROOMS);
    for (unsigned i = 0; i < ROOMS; i += 100) {
        char name[16];
        snprintf(name, sizeof name, "room-%u", i);
        assert_int_equal(one_node_learn(b, name, node), DIRECTORY_HERE);
    }
    one_node_free(a);
    one_node_free(b);
}

static void takes_nobody_more_once_it_ends(void **state)
{
    struct asker waits, late;
    (void)state;
    struct one_node *a = node_with_rooms(1);
    assert_int_equal(one_node_ask(a, "green", &waits), DIRECTORY_ASKED);
    directory_end(a->d, a->now);
    assert_int_equal(one_node_ask(a, "blue", &late), DIRECTORY_BUSY);
    one_node_answer(a);
    assert_true(waits.told);
    assert_int_equal(waits.holder, DIRECTORY_BUSY);
    assert_int_equal(one_node_ask(a, "room-0", &late), DIRECTORY_BUSY);
    assert_true(directory_is_drained(a->d));
    assert_null(redis_model_get(one_node_redis, "node:a", WALL + a->now));
    one_node_free(a);
}

/* No node is full: this one may be back in a moment. */
static void says_to_try_again_while_no_other_node_is_there(void **state)
{
    (void)state;
    struct one_node *a = node_with_rooms(0);
    struct asker asker;
    assert_int_equal(one_node_ask(a, "green", &asker), DIRECTORY_ASKED);
    directory_drain(a->d, a->now);
    one_node_answer(a);
    assert_true(asker.told);
    assert_int_equal(asker.holder, DIRECTORY_BUSY);
    one_node_free(a);
}

static void ends_without_a_directory(void **state)
{
    (void)state;
    struct one_node *a = node_with_rooms(10);
    directory_disconnected(a->d, "it is gone", a->now);
    directory_end(a->d, a->now);
    assert_false(directory_is_drained(a->d));
    directory_run(a->d, a->now);
    assert_int_equal(a->n_lost, 10);
    assert_true(directory_is_drained(a->d));
    one_node_free(a);
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(gives_any_number_of_rooms_away_in_time),
        TEST(makes_up_for_steps_that_come_late),
        TEST(lets_what_is_left_go_when_the_directory_is_too_slow),
        TEST(takes_nobody_more_once_it_ends),
        TEST(says_to_try_again_while_no_other_node_is_there),
        TEST(ends_without_a_directory),
    };
    if (sodium_init() < 0)
        return 99;
    return cmocka_run_group_tests_name("directory drain", tests, NULL, NULL);
}
