/* One node's side of the directory: what it asks, what it makes of answers, and when. */
#include "support/unit.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <sodium.h>

#include "../../src/directory/health.h"
#include "support/one_node.h"

static const char key_text[] = "0123456789abcdef0123456789abcdef\n";

static int setup(void **state)
{
    one_node_redis = redis_model_new();
    return unit_setup(state);
}

static int teardown(void **state)
{
    (void)state;
    redis_model_free(one_node_redis);
    return 0;
}

/* ---- tests ---- */

static void claims_a_room_once_and_answers_at_once_then(void **state)
{
    (void)state;
    struct one_node *a = one_node_connected("a", "aaaaaaaa");
    struct asker first, second;
    assert_int_equal(one_node_ask(a, "green", &first), DIRECTORY_ASKED);
    assert_int_equal(one_node_ask(a, "green", &second), DIRECTORY_ASKED);
    uint64_t before = a->commands;
    one_node_answer(a);
    assert_int_equal(a->commands, before + 1);
    assert_true(first.told && second.told);
    assert_int_equal(first.holder, DIRECTORY_HERE);
    assert_int_equal(second.holder, DIRECTORY_HERE);
    assert_int_equal(one_node_ask(a, "green", &first), DIRECTORY_HERE);
    assert_int_equal(a->commands, before + 1);
    one_node_free(a);
}

static void tells_who_else_holds_it(void **state)
{
    (void)state;
    char node[NODE_NAME_MAX + 1];
    struct one_node *a = one_node_connected("a", "aaaaaaaa"),
                    *b = one_node_connected("b", "bbbbbbbb");
    assert_int_equal(one_node_learn(a, "green", node), DIRECTORY_HERE);
    assert_int_equal(one_node_learn(b, "green", node), DIRECTORY_ELSEWHERE);
    assert_string_equal(node, "a");
    assert_int_equal(directory_counts(b->d).held, 0);
    assert_int_equal(directory_counts(b->d).elsewhere, 1);
    one_node_free(a);
    one_node_free(b);
}

static void sends_no_name_of_a_room(void **state)
{
    (void)state;
    struct one_node *a = one_node_connected("a", "aaaaaaaa");
    struct asker asker;
    one_node_ask(a, "rarely-used-name", &asker);
    directory_run(a->d, a->now);
    assert_true(a->n_sent > 0);
    for (unsigned i = 0; i < a->n_sent; i++)
        for (int k = 0; k < a->sent[i].argc; k++)
            assert_null(strstr(a->sent[i].argv[k], "rarely"));
    one_node_answer(a);
    assert_int_equal(redis_model_rooms(one_node_redis, WALL + a->now), 1);
    one_node_free(a);
}

static void keeps_its_leases_and_gives_back_what_is_empty(void **state)
{
    (void)state;
    struct one_node *a = one_node_connected("a", "aaaaaaaa");
    one_node_learn(a, "green", NULL);
    one_node_pass(a, 60000);
    assert_int_equal(redis_model_rooms(one_node_redis, WALL + a->now), 1);
    assert_non_null(redis_model_get(one_node_redis, "node:a", WALL + a->now));
    a->people = 0;
    one_node_pass(a, DIRECTORY_RENEW_MS + 1);
    assert_int_equal(redis_model_rooms(one_node_redis, WALL + a->now), 0);
    assert_int_equal(directory_counts(a->d).held, 0);
    one_node_free(a);
}

static void is_idle_between_its_renewals(void **state)
{
    (void)state;
    enum { ROOMS = 100, SECONDS = 50 };
    struct one_node *a = one_node_connected("a", "aaaaaaaa");
    char name[16];
    for (int i = 0; i < ROOMS; i++) {
        snprintf(name, sizeof name, "room-%d", i);
        one_node_learn(a, name, NULL);
    }
    uint64_t before = a->commands;
    one_node_pass(a, SECONDS * 1000);
    double per_room = (double)(a->commands - before - SECONDS) / (double)(ROOMS * SECONDS);
    print_message("%.4f commands a second and room\n", per_room);
    assert_true(per_room < 0.3);
    one_node_free(a);
}

static void waits_two_seconds_and_no_longer(void **state)
{
    (void)state;
    struct one_node *a = one_node_new("a", "aaaaaaaa");
    struct asker asker, late;
    directory_run(a->d, a->now);
    assert_int_equal(one_node_ask(a, "green", &asker), DIRECTORY_ASKED);
    one_node_pass(a, DIRECTORY_WAIT_MS - 1);
    assert_false(asker.told);
    assert_int_equal(one_node_ask(a, "green", &late), DIRECTORY_ASKED);
    waiter_leave(&late.waiter);
    one_node_pass(a, 1);
    assert_true(asker.told);
    assert_false(late.told);
    assert_int_equal(asker.holder, DIRECTORY_BUSY);
    assert_int_equal(directory_counts(a->d).waited, 0);
    one_node_free(a);
}

static void goes_on_while_the_directory_is_gone(void **state)
{
    (void)state;
    struct one_node *a = one_node_connected("a", "aaaaaaaa");
    struct asker asker;
    one_node_learn(a, "green", NULL);
    directory_disconnected(a->d, "it is gone", a->now);
    one_node_pass(a, 60000);
    assert_int_equal(a->n_lost, 0);
    assert_int_equal(one_node_ask(a, "green", &asker), DIRECTORY_HERE);
    redis_model_empty(one_node_redis);
    directory_connected(a->d, a->now);
    one_node_answer(a);
    assert_int_equal(redis_model_rooms(one_node_redis, WALL + a->now), 1);
    assert_int_equal(a->n_lost, 0);
    one_node_free(a);
}

static void lets_the_younger_of_two_owners_go(void **state)
{
    (void)state;
    struct one_node *a = one_node_connected("a", "aaaaaaaa"),
                    *b = one_node_connected("b", "bbbbbbbb");
    one_node_learn(a, "green", NULL);
    directory_disconnected(a->d, "cut off", a->now);
    redis_model_empty(one_node_redis);
    a->now = b->now = 4000;
    assert_int_equal(one_node_learn(b, "green", NULL), DIRECTORY_HERE);
    directory_run(a->d, a->now);
    directory_connected(a->d, a->now);
    one_node_answer(a);
    for (int second = 0; second <= DIRECTORY_RENEW_MS / 1000; second++) {
        one_node_pass(a, 1000);
        one_node_pass(b, 1000);
    }
    assert_int_equal(a->n_lost, 0);
    assert_int_equal(b->n_lost, 1);
    assert_string_equal(one_node_lost(b), "green");
    one_node_free(a);
    one_node_free(b);
}

static void does_not_insist_after_a_pause(void **state)
{
    (void)state;
    char node[NODE_NAME_MAX + 1];
    struct one_node *a = one_node_connected("a", "aaaaaaaa"),
                    *b = one_node_connected("b", "bbbbbbbb");
    one_node_learn(a, "green", NULL);
    b->now = 20000;
    one_node_answer(b);
    assert_int_equal(one_node_learn(b, "green", node), DIRECTORY_HERE);
    a->now = 20000;
    assert_int_equal(one_node_learn(a, "green", node), DIRECTORY_ELSEWHERE);
    assert_string_equal(node, "b");
    assert_int_equal(a->n_lost, 1);
    assert_int_equal(b->n_lost, 0);
    one_node_free(a);
    one_node_free(b);
}

static void does_not_insist_when_its_lease_was_only_just_over(void **state)
{
    (void)state;
    char node[NODE_NAME_MAX + 1];
    struct one_node *a = one_node_connected("a", "aaaaaaaa"),
                    *b = one_node_connected("b", "bbbbbbbb");
    one_node_learn(a, "green", NULL);
    a->now += DIRECTORY_LEASE_MS - 50; /* it runs, and is stopped before it renews its lease */
    directory_run(a->d, a->now);
    one_node_pass(b, NODE_LEASE_MS + 10);
    assert_int_equal(one_node_learn(b, "green", node), DIRECTORY_HERE);
    a->now = b->now;
    assert_int_equal(one_node_learn(a, "green", node), DIRECTORY_ELSEWHERE);
    assert_int_equal(a->n_lost, 1);
    one_node_free(a);
    one_node_free(b);
}

static void takes_the_rooms_of_a_node_that_died(void **state)
{
    (void)state;
    char node[NODE_NAME_MAX + 1];
    struct one_node *a = one_node_connected("a", "aaaaaaaa"),
                    *b = one_node_connected("b", "bbbbbbbb");
    one_node_learn(a, "green", NULL);
    one_node_learn(a, "blue", NULL);
    one_node_free(a);
    struct one_node *again = one_node_connected("a", "a2a2a2a2");
    assert_int_equal(one_node_learn(b, "green", node), DIRECTORY_HERE);
    assert_int_equal(one_node_learn(again, "blue", node), DIRECTORY_HERE);
    assert_int_equal(one_node_learn(again, "green", node), DIRECTORY_ELSEWHERE);
    one_node_free(again);
    one_node_free(b);
}

static void lets_all_go_when_another_process_has_its_name(void **state)
{
    (void)state;
    struct asker asker;
    struct one_node *a = one_node_connected("a", "aaaaaaaa");
    one_node_learn(a, "green", NULL);
    struct one_node *again = one_node_connected("a", "a2a2a2a2");
    one_node_pass(a, DIRECTORY_LEASE_MS + 1);
    assert_int_equal(a->n_lost, 1);
    assert_int_equal(one_node_ask(a, "green", &asker), DIRECTORY_BUSY);
    assert_int_equal(one_node_learn(again, "green", NULL), DIRECTORY_HERE);
    one_node_pass(again, 10000);
    assert_int_equal(again->n_lost, 0);
    a->now = again->now;
    one_node_pass(a, DIRECTORY_LEASE_MS);
    assert_int_equal(one_node_ask(a, "green", &asker), DIRECTORY_BUSY);
    one_node_pass(a, NODE_LEASE_MS + DIRECTORY_LEASE_MS); /* the other has ended */
    assert_int_equal(one_node_learn(a, "blue", NULL), DIRECTORY_HERE);
    one_node_free(a);
    one_node_free(again);
}

static void sends_new_rooms_elsewhere_when_full(void **state)
{
    (void)state;
    char node[NODE_NAME_MAX + 1];
    struct one_node *a = one_node_connected("a", "aaaaaaaa");
    a->is_full = true;
    one_node_pass(a, DIRECTORY_LEASE_MS + 1);
    assert_int_equal(one_node_learn(a, "green", NULL), DIRECTORY_FULL); /* there is no other */
    struct one_node *b = one_node_connected("b", "bbbbbbbb");
    assert_int_equal(one_node_learn(a, "green", node), DIRECTORY_ELSEWHERE);
    assert_string_equal(node, "b");
    assert_int_equal(one_node_learn(b, "green", node), DIRECTORY_HERE);
    one_node_free(a);
    one_node_free(b);
}

static void gives_its_rooms_away_one_after_the_other(void **state)
{
    (void)state;
    char node[NODE_NAME_MAX + 1];
    struct one_node *a = one_node_connected("a", "aaaaaaaa"),
                    *b = one_node_connected("b", "bbbbbbbb");
    one_node_learn(a, "green", NULL);
    one_node_learn(a, "blue", NULL);
    directory_drain(a->d, a->now);
    one_node_answer(a);
    assert_int_equal(a->n_lost, 1);
    assert_false(directory_is_drained(a->d));
    assert_int_equal(one_node_learn(b, one_node_lost(a), node), DIRECTORY_HERE);
    assert_int_equal(one_node_learn(a, one_node_lost(a), node), DIRECTORY_ELSEWHERE);
    assert_int_equal(one_node_learn(a, "red", node), DIRECTORY_ELSEWHERE);
    one_node_pass(a, 100);
    assert_int_equal(a->n_lost, 2);
    assert_true(directory_is_drained(a->d));
    assert_null(redis_model_get(one_node_redis, "node:a", WALL + a->now));
    one_node_free(a);
    one_node_free(b);
}

/* An answer of a kind that no directory gives; the join gets its refusal and no other does. */
static void outlives_answers_that_make_no_sense(void **state)
{
    (void)state;
    static const struct directory_value texts[] = {
        {.kind = DIRECTORY_TEXT, .text = "@a", .len = 2}, /* that is the node itself */
        {.kind = DIRECTORY_TEXT, .text = "@B", .len = 2},
        {.kind = DIRECTORY_TEXT, .text = "@", .len = 1},
        {.kind = DIRECTORY_TEXT, .text = "@../x", .len = 5},
        {.kind = DIRECTORY_TEXT, .text = "+", .len = 1},
        {.kind = DIRECTORY_TEXT, .text = "+0", .len = 2},
        {.kind = DIRECTORY_TEXT, .text = "+99999999999999999999", .len = 21},
        {.kind = DIRECTORY_TEXT, .text = "", .len = 0},
        {.kind = DIRECTORY_TEXT, .text = "?", .len = 1},
        {.kind = DIRECTORY_OTHER},
    };
    const struct directory_value whole[] = {
        {.kind = DIRECTORY_ERROR, .text = "NOAUTH secret", .len = 13},
        {.kind = DIRECTORY_OTHER},
        {.kind = DIRECTORY_ARRAY},
        {.kind = DIRECTORY_ARRAY, .items = texts, .n = 2},
        {.kind = DIRECTORY_TEXT, .text = "+1", .len = 2},
    };
    enum { TEXTS = sizeof texts / sizeof *texts, WHOLE = sizeof whole / sizeof *whole };
    struct one_node *a = one_node_connected("a", "aaaaaaaa");
    one_node_learn(a, "green", NULL);
    for (unsigned i = 0; i < TEXTS + WHOLE; i++) {
        struct asker asker;
        uint64_t faults = directory_counts(a->d).faults;
        const struct directory_value one = {
            .kind = DIRECTORY_ARRAY, .items = &texts[i < TEXTS ? i : 0], .n = 1};
        assert_int_equal(one_node_ask(a, "blue", &asker), DIRECTORY_ASKED);
        directory_run(a->d, a->now);
        assert_int_equal(a->n_sent, 1);
        a->n_sent = 0;
        directory_reply(a->d, a->tags[0], i < TEXTS ? &one : &whole[i - TEXTS], a->now);
        assert_true(asker.told);
        assert_int_equal(asker.holder, DIRECTORY_BUSY);
        assert_int_equal(directory_counts(a->d).faults, faults + 1);
        assert_true(directory_counts(a->d).is_ill);
        assert_int_equal(one_node_ask(a, "green", &asker), DIRECTORY_HERE);
    }
    assert_int_equal(one_node_learn(a, "blue", NULL), DIRECTORY_HERE);
    assert_false(directory_counts(a->d).is_ill);
    assert_int_equal(a->n_lost, 0);
    one_node_free(a);
}

static void claims_again_what_a_lost_connection_left_open(void **state)
{
    (void)state;
    struct asker asker;
    struct one_node *a = one_node_connected("a", "aaaaaaaa");
    assert_int_equal(one_node_ask(a, "green", &asker), DIRECTORY_ASKED);
    directory_run(a->d, a->now);
    assert_int_equal(a->n_sent, 1);
    a->n_sent = 0;
    directory_disconnected(a->d, "cut off", a->now);
    directory_reply(a->d, a->tags[0], NULL, a->now);
    assert_false(asker.told);
    a->refuses = true;
    directory_connected(a->d, a->now);
    directory_run(a->d, a->now);
    assert_false(asker.told);
    a->refuses = false;
    directory_connected(a->d, a->now);
    one_node_answer(a);
    assert_true(asker.told);
    assert_int_equal(asker.holder, DIRECTORY_HERE);
    one_node_free(a);
}

static void says_when_answers_are_too_slow(void **state)
{
    (void)state;
    struct asker asker;
    struct one_node *a = one_node_connected("a", "aaaaaaaa");
    one_node_ask(a, "green", &asker);
    directory_run(a->d, a->now);
    assert_false(directory_is_stuck(a->d, a->now + DIRECTORY_STUCK_MS - 1));
    assert_true(directory_is_stuck(a->d, a->now + DIRECTORY_STUCK_MS));
    waiter_leave(&asker.waiter);
    one_node_free(a);
}

static void is_bounded(void **state)
{
    (void)state;
    static struct asker askers[DIRECTORY_WAITED_MAX];
    enum { ROOMS_MAX = 1000 };
    struct one_node *a = one_node_new("a", "aaaaaaaa");
    struct asker more;
    char name[16];
    for (int i = 0; i < ROOMS_MAX; i++) {
        snprintf(name, sizeof name, "room-%d", i);
        assert_int_equal(one_node_ask(a, name, &askers[i]), DIRECTORY_ASKED);
    }
    assert_int_equal(one_node_ask(a, "one-more", &more), DIRECTORY_BUSY);
    directory_connected(a->d, a->now);
    directory_run(a->d, a->now);
    assert_true(a->n_sent <= DIRECTORY_IN_FLIGHT);
    one_node_answer(a);
    for (int i = 0; i < ROOMS_MAX; i++)
        assert_true(askers[i].told);
    one_node_free(a);
}

static void hides_names_under_a_key(void **state)
{
    (void)state;
    struct room_secret one, other;
    char a[ROOM_KEY_LEN + 1], b[ROOM_KEY_LEN + 1], cluster[CLUSTER_NAME_LEN + 1];
    assert_false(room_secret_init(&one, key_text, 31));
    assert_true(room_secret_init(&one, key_text, 32));
    assert_true(room_secret_init(&other, key_text, 33)); /* the newline does not count */
    room_key_of(&one, "lobby", a);
    room_key_of(&other, "lobby", b);
    assert_string_equal(a, b);
    assert_int_equal(strlen(a), ROOM_KEY_LEN);
    assert_true(room_secret_init(&other, "another key 0123456789abcdef0123", 32));
    room_key_of(&other, "lobby", b);
    assert_string_not_equal(a, b);
    room_key_cluster(&one, cluster);
    assert_int_equal(strlen(cluster), CLUSTER_NAME_LEN);
}

/* What the log says, counted in lines. */
static unsigned count_said(struct directory_health *health, bool is_well, int64_t now)
{
    char said[4096];
    int ends[2], saved = dup(STDERR_FILENO);
    assert_int_equal(pipe2(ends, O_NONBLOCK), 0);
    assert_int_equal(dup2(ends[1], STDERR_FILENO), STDERR_FILENO);
    if (is_well)
        health_answer(health);
    else
        health_fault(health, "a test", "", 0, now);
    dup2(saved, STDERR_FILENO);
    ssize_t len = read(ends[0], said, sizeof said);
    close(saved);
    close(ends[0]);
    close(ends[1]);
    unsigned lines = 0;
    for (ssize_t i = 0; i < len; i++)
        lines += said[i] == '\n';
    return lines;
}

static void says_once_in_a_while_that_it_comes_and_goes(void **state)
{
    struct directory_health health = {0};
    (void)state;
    assert_int_equal(count_said(&health, false, 1), 1);
    assert_int_equal(count_said(&health, false, 2), 0);
    assert_int_equal(count_said(&health, true, 3), 1);
    for (int64_t now = 4; now <= 60000; now += 2000) {
        assert_int_equal(count_said(&health, false, now), 0);
        assert_true(health.is_ill);
        assert_int_equal(count_said(&health, true, now), 0);
        assert_false(health.is_ill);
    }
    assert_int_equal(count_said(&health, false, 60000), 0);
    assert_int_equal(count_said(&health, false, 60001), 1); /* it has been ill since then */
    assert_int_equal(count_said(&health, true, 60002), 1);
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(claims_a_room_once_and_answers_at_once_then),
        TEST(tells_who_else_holds_it),
        TEST(sends_no_name_of_a_room),
        TEST(keeps_its_leases_and_gives_back_what_is_empty),
        TEST(is_idle_between_its_renewals),
        TEST(waits_two_seconds_and_no_longer),
        TEST(goes_on_while_the_directory_is_gone),
        TEST(lets_the_younger_of_two_owners_go),
        TEST(does_not_insist_after_a_pause),
        TEST(does_not_insist_when_its_lease_was_only_just_over),
        TEST(takes_the_rooms_of_a_node_that_died),
        TEST(lets_all_go_when_another_process_has_its_name),
        TEST(sends_new_rooms_elsewhere_when_full),
        TEST(gives_its_rooms_away_one_after_the_other),
        TEST(outlives_answers_that_make_no_sense),
        TEST(claims_again_what_a_lost_connection_left_open),
        TEST(says_when_answers_are_too_slow),
        TEST(says_once_in_a_while_that_it_comes_and_goes),
        TEST(is_bounded),
        TEST(hides_names_under_a_key),
    };
    if (sodium_init() < 0)
        return 99;
    return cmocka_run_group_tests_name("directory", tests, NULL, NULL);
}
