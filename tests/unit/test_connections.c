#include "support/unit.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support/count.h"
#include "support/fronts.h"
#include "../../src/daemon/connection.h"

enum { IO_TIMEOUT_MS = 60000, SLOW_MS = 5000, UNASKED_MS = 250, OUTPUT_HIGH = 1024 * 1024 };

static void assert_open(struct front *f)
{
    house_turn(&house);
    front_read(f);
    assert_false(f->ended);
}

static void assert_closed(struct front *f)
{
    house_turn(&house);
    front_read(f);
    assert_true(f->ended);
}

static void poll(struct front *f, unsigned id, const struct caller *c, unsigned ack)
{
    front_post(f, id, "poll", "{\"id\":\"%s\",\"token\":\"%s\",\"ack\":%u}", c->id, c->token, ack);
    house_turn(&house);
}

static void fill(struct front *f, unsigned id, const struct caller *c, unsigned bytes)
{
    front_post(f, id, "probe", "{\"id\":\"%s\",\"token\":\"%s\",\"fill\":%u}", c->id, c->token,
               bytes);
    house_turn(&house);
}

/* ---- answers ---- */

static void a_request_is_answered_on_its_own_connection(void **state)
{
    struct caller c;
    (void)state;
    front_joins(&house, &fronts[0], &c, "lobby");
    front_say(&house, &fronts[0], &c, "hello");
    for (int i = 0; i < N_FRONTS; i++) {
        front_read(&fronts[i]);
        assert_int_equal(front_count(&fronts[i], "\"accepted\""), i == 0);
    }
}

static void a_connection_that_is_not_to_be_kept_is_closed_behind_its_answer(void **state)
{
    struct records s = {0};
    (void)state;
    stream_post(&s, 1, false, "join", "{}");
    front_write(&fronts[0], &s);
    assert_closed(&fronts[0]);
    assert_int_equal(front_count(&fronts[0], "[\"init\""), 1);
    assert_int_equal(house.connections.count, N_FRONTS - 1);
    stream_free(&s);
}

/* Else the kernel would reset it, and the answer might be lost. */
static void a_body_that_is_refused_is_read_to_its_end(void **state)
{
    struct records s = {0}, rest = {0};
    (void)state;
    stream_begin(&s, 1, false);
    stream_param(&s, 1, "REQUEST_METHOD", "POST");
    stream_param(&s, 1, "SCRIPT_NAME", "/chat/join");
    stream_param(&s, 1, "CONTENT_TYPE", "text/plain");
    stream_params_end(&s, 1);
    front_write(&fronts[0], &s);
    house_turn(&house);
    stream_body(&rest, 1, "0123456789", 10, 3);
    front_write(&fronts[0], &rest);
    assert_closed(&fronts[0]);
    assert_int_equal(front_count(&fronts[0], "Status: 415"), 1);
    assert_int_equal(house.connections.count, N_FRONTS - 1);
    stream_free(&s);
    stream_free(&rest);
}

static void what_was_read_is_wiped(void **state)
{
    struct caller c;
    static const uint8_t none[sizeof house.connections.input];
    (void)state;
    front_joins(&house, &fronts[0], &c, "lobby");
    front_say(&house, &fronts[0], &c, "nobody else may read this");
    assert_memory_equal(house.connections.input, none, sizeof none);
    struct records half = {0};
    stream_begin(&half, 1, true);
    front_write(&fronts[1], &half);
    house_turn(&house);
    assert_memory_equal(house.connections.input, none, sizeof none);
    stream_free(&half);
}

static void a_broken_protocol_costs_its_own_connection(void **state)
{
    struct records s = {0};
    struct caller c;
    (void)state;
    stream_add(&s, "\2this is not FastCGI", 20);
    front_write(&fronts[1], &s);
    assert_closed(&fronts[1]);
    assert_int_equal(house.connections.count, N_FRONTS - 1);
    front_joins(&house, &fronts[0], &c, "lobby");
    stream_free(&s);
}

static void a_poll_ends_with_its_connection(void **state)
{
    struct caller c;
    (void)state;
    front_joins(&house, &fronts[0], &c, "lobby");
    poll(&fronts[1], 1, &c, 1);
    assert_int_equal(house.connections.held.count, 1);
    close(fronts[1].fd);
    house_turn(&house);
    front_open(&house, &fronts[1]); /* the loop closes it */
    assert_int_equal(house.connections.held.count, 0);
    assert_int_equal(house.connections.count, N_FRONTS);
    front_say(&house, &fronts[0], &c, "does a freed poll get this?");
    front_read(&fronts[0]);
    assert_int_equal(front_count(&fronts[0], "\"accepted\""), 1);
}

/* ---- time ---- */

static void a_peer_that_does_not_go_on_is_closed_in_time(void **state)
{
    struct records s = {0};
    (void)state;
    stream_begin(&s, 1, true);
    front_write(&fronts[0], &s);
    house_turn(&house);
    assert_int_equal(connections_next_deadline(&house.connections),
                     house_now(&house) + IO_TIMEOUT_MS);
    house_wait(&house, IO_TIMEOUT_MS - 1);
    for (int i = 0; i < N_FRONTS; i++)
        assert_open(&fronts[i]);
    house_wait(&house, 1);
    for (int i = 0; i < N_FRONTS; i++) /* those that never sent a byte too */
        assert_closed(&fronts[i]);
    assert_int_equal(connections_next_deadline(&house.connections), INT64_MAX);
    stream_free(&s);
}

static void each_byte_begins_the_time_anew(void **state)
{
    struct records s = {0};
    (void)state;
    stream_begin(&s, 1, true);
    for (size_t i = 0; i < s.len; i++) {
        struct records byte = {.bytes = s.bytes + i, .len = 1};
        front_write(&fronts[0], &byte);
        house_turn(&house);
        house_wait(&house, IO_TIMEOUT_MS - 1);
        assert_open(&fronts[0]);
    }
    assert_closed(&fronts[1]);
    house_wait(&house, 1);
    assert_closed(&fronts[0]);
    stream_free(&s);
}

static void who_waits_for_us_or_for_nothing_has_no_time_limit(void **state)
{
    struct caller c;
    (void)state;
    front_joins(&house, &fronts[0], &c, "lobby");
    front_post(&fronts[1], 1, "poll", "{\"id\":\"%s\",\"token\":\"%s\",\"ack\":1,\"hold\":50}",
               c.id, c.token);
    house_turn(&house);
    assert_int_equal(house.connections.idle.count, 1);
    assert_int_equal(house.connections.held.count, 1);
    house_wait(&house, 49999);
    assert_open(&fronts[0]);
    assert_open(&fronts[1]);
    house_wait(&house, IO_TIMEOUT_MS);
    assert_open(&fronts[0]);
    front_read(&fronts[1]);
    assert_int_equal(front_count(&fronts[1], "\"commands\":[]"), 1);
}

static void a_peer_that_does_not_read_is_closed_in_time(void **state)
{
    struct caller c;
    (void)state;
    front_joins(&house, &fronts[0], &c, "lobby");
    fill(&fronts[0], 1, &c, 200000);
    assert_true(house_pending(&house) > 100000);
    house_wait(&house, IO_TIMEOUT_MS - 1);
    house_turn(&house);
    front_read(&fronts[0]); /* some of it */
    house_turn(&house);
    house_wait(&house, IO_TIMEOUT_MS - 1);
    house_turn(&house);
    assert_int_equal(house.connections.count, 1);
    house_wait(&house, 1);
    house_turn(&house);
    assert_int_equal(house.connections.count, 0);
}

/* ---- back-pressure ---- */

static void what_a_peer_does_not_read_is_sent_when_it_does(void **state)
{
    struct caller c;
    (void)state;
    front_joins(&house, &fronts[0], &c, "lobby");
    fill(&fronts[0], 1, &c, 200000);
    assert_false(connections_settled(&house.connections));
    front_read_all(&house, &fronts[0]);
    assert_int_equal(front_count(&fronts[0], "\"received\""), 1);
    assert_true(front_count(&fronts[0], "x") >= 200000);
    assert_int_equal(house.connections.idle.count, 1);
}

static void with_much_to_be_written_nothing_more_is_read(void **state)
{
    enum { REQUESTS = 20, FILL = 262144 };
    struct caller c;
    (void)state;
    front_joins(&house, &fronts[0], &c, "lobby");
    for (unsigned i = 0; i < REQUESTS; i++)
        fill(&fronts[0], i + 1, &c, FILL);
    assert_in_range(house_pending(&house), OUTPUT_HIGH, OUTPUT_HIGH + 2 * FILL);
    front_read_all(&house, &fronts[0]);
    assert_int_equal(front_count(&fronts[0], "\"received\""), REQUESTS);
}

static void an_answer_over_the_cap_is_busy_and_one_over_it_for_good_ends_it(void **state)
{
    struct front capped;
    struct caller c;
    (void)state;
    front_joins(&house, &fronts[0], &c, "lobby");
    assert_int_equal(house.connections.config.output_max, 512 * 1024 * 1024);
    house.connections.config.output_max = 30000;
    front_open(&house, &capped);
    fill(&capped, 1, &c, 25000);
    fill(&capped, 2, &c, 25000);
    assert_in_range(house_pending(&house), 10000, 30000);
    front_read_all(&house, &capped);
    assert_int_equal(front_count(&capped, "\"received\""), 1);
    assert_int_equal(front_count(&capped, "Status: 503"), 1);
    front_close(&capped);
    house.connections.config.output_max = 100;
    front_open(&house, &capped);
    fill(&capped, 1, &c, 25000);
    assert_closed(&capped);
    front_close(&capped);
}

static void what_could_not_be_answered_is_not_done(void **state)
{
    struct front capped;
    struct caller ann, bob;
    (void)state;
    front_joins(&house, &fronts[0], &ann, "lobby");
    front_joins(&house, &fronts[1], &bob, "lobby");
    house.connections.config.output_max = 30000;
    front_open(&house, &capped);
    fill(&capped, 1, &ann, 25000);
    for (unsigned i = 2; i < 50 && house_pending(&house) < 28500; i++)
        fill(&capped, i, &ann, 500);
    assert_in_range(house_pending(&house), 28500, 29800);
    front_post(&capped, 50, "send",
               "{\"id\":\"%s\",\"token\":\"%s\",\"commands\":[[\"send\",\"%s\",{\"id\":\"m1\"}]]}",
               ann.id, ann.token, ann.id);
    house_turn(&house);
    front_read_all(&house, &capped);
    assert_int_equal(front_count(&capped, "\"accepted\""), 0);
    assert_in_range(front_count(&capped, "Status: 503"), 1, 3); /* the last fills, too */
    poll(&fronts[1], 1, &bob, 1);
    front_say(&house, &fronts[0], &ann, "heard");
    front_read(&fronts[1]);
    assert_int_equal(front_count(&fronts[1], "\"heard\""), 1);
    assert_int_equal(front_count(&fronts[1], "\"m1\""), 0);
    front_close(&capped);
}

/* Each answer is larger than a slab, and there are more of them than slabs. */
static void slabs_come_back(void **state)
{
    struct caller c;
    (void)state;
    unsigned before = house.connections.slabs.n_free;
    front_joins(&house, &fronts[0], &c, "lobby");
    for (unsigned i = 0; i < 2 * SLABS; i++)
        fill(&fronts[i % N_FRONTS], 1, &c, i % 2 ? 100 : SLAB_BYTES);
    for (int i = 0; i < N_FRONTS; i++)
        front_read_all(&house, &fronts[i]);
    assert_int_equal(house.connections.slabs.n_free, before);
}

/* ---- what the loop cannot watch ---- */

static void a_new_connection_that_cannot_be_watched_is_closed_at_once(void **state)
{
    static const int whys[] = {ENOMEM, ENOSPC};
    (void)state;
    house_turn(&house);
    for (size_t i = 0; i < COUNT_OF(whys); i++) {
        struct front f;
        epoll_fails(whys[i]);
        front_open(&house, &f);
        assert_closed(&f);
        assert_int_equal(house.connections.count, N_FRONTS);
        epoll_fails(0);
        front_close(&f);
    }
    for (int i = 0; i < N_FRONTS; i++)
        assert_open(&fronts[i]);
}

static void one_that_cannot_be_watched_any_more_is_closed_at_once(void **state)
{
    struct caller c;
    (void)state;
    front_joins(&house, &fronts[0], &c, "lobby");
    house_turn(&house);
    epoll_fails(ENOMEM);
    fill(&fronts[0], 1, &c, 200000); /* it is to be watched for writing */
    assert_int_equal(house.connections.count, N_FRONTS - 1);
    epoll_fails(0);
    front_read_all(&house, &fronts[0]);
    assert_true(fronts[0].ended);
}

/* ---- places ---- */

static void an_idle_connection_gives_its_place_first(void **state)
{
    struct caller c;
    (void)state;
    front_joins(&house, &fronts[0], &c, "lobby");
    poll(&fronts[1], 1, &c, 1);
    connections_make_place(&house.connections, 1, house_now(&house));
    assert_closed(&fronts[0]);
    assert_open(&fronts[1]);
    assert_open(&fronts[2]);
}

static void before_it_one_that_has_not_asked_in_a_moment(void **state)
{
    struct caller c;
    struct records half = {0};
    (void)state;
    front_joins(&house, &fronts[0], &c, "lobby");
    stream_begin(&half, 1, true);
    front_write(&fronts[1], &half);
    house_turn(&house);
    house_wait(&house, UNASKED_MS);
    connections_make_place(&house.connections, 2, house_now(&house));
    assert_open(&fronts[0]);
    assert_closed(&fronts[1]);
    assert_closed(&fronts[2]);
    stream_free(&half);
}

/* Nobody else is to suffer for it. */
static void while_it_may_still_ask_a_place_is_waited_for(void **state)
{
    struct caller c;
    (void)state;
    front_joins(&house, &fronts[0], &c, "lobby");
    poll(&fronts[0], 1, &c, 1);
    house_wait(&house, UNASKED_MS - 1);
    connections_make_place(&house.connections, 1, house_now(&house));
    for (int i = 0; i < N_FRONTS; i++)
        assert_open(&fronts[i]);
    assert_int_equal(front_count(&fronts[0], "\"wait\":"), 0);
}

static void then_one_that_is_slow_to_ask(void **state)
{
    struct caller callers[N_FRONTS];
    struct records half = {0};
    (void)state;
    for (int i = 0; i < N_FRONTS; i++) {
        char room[2] = {(char)('a' + i), '\0'};
        front_joins(&house, &fronts[i], &callers[i], room);
    }
    stream_begin(&half, 1, true);
    for (int i = 1; i < N_FRONTS; i++) {
        front_write(&fronts[i], &half);
        house_turn(&house);
    }
    poll(&fronts[0], 1, &callers[0], 1);
    house_wait(&house, SLOW_MS - 1);
    connections_make_place(&house.connections, 1, house_now(&house));
    assert_open(&fronts[1]);
    assert_open(&fronts[2]);
    assert_open(&fronts[0]);
    assert_int_equal(front_count(&fronts[0], "\"wait\":"), 1);
    poll(&fronts[0], 2, &callers[0], 1);
    house_wait(&house, 1);
    connections_make_place(&house.connections, 1, house_now(&house));
    assert_closed(&fronts[1]);
    assert_open(&fronts[2]);
    assert_open(&fronts[0]);
    assert_int_equal(front_count(&fronts[0], "\"wait\":"), 1);
    stream_free(&half);
}

static void then_the_poll_that_is_parked_longest(void **state)
{
    struct caller callers[2];
    (void)state;
    for (int i = 0; i < 2; i++) {
        char room[2] = {(char)('a' + i), '\0'};
        front_joins(&house, &fronts[i], &callers[i], room);
        poll(&fronts[i], 1, &callers[i], 1);
        house_wait(&house, 1);
    }
    connections_make_place(&house.connections, 2, house_now(&house)); /* one may still ask */
    house_turn(&house);
    front_read(&fronts[0]);
    front_read(&fronts[1]);
    assert_int_equal(front_count(&fronts[0], "\"wait\":"), 1);
    assert_int_equal(front_count(&fronts[1], "\"wait\":"), 0);
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, fronts_start, fronts_stop)
    static const struct CMUnitTest tests[] = {
        CASE(a_request_is_answered_on_its_own_connection),
        CASE(a_connection_that_is_not_to_be_kept_is_closed_behind_its_answer),
        CASE(a_body_that_is_refused_is_read_to_its_end),
        CASE(what_was_read_is_wiped),
        CASE(a_broken_protocol_costs_its_own_connection),
        CASE(a_poll_ends_with_its_connection),
        CASE(a_peer_that_does_not_go_on_is_closed_in_time),
        CASE(each_byte_begins_the_time_anew),
        CASE(who_waits_for_us_or_for_nothing_has_no_time_limit),
        CASE(a_peer_that_does_not_read_is_closed_in_time),
        CASE(what_a_peer_does_not_read_is_sent_when_it_does),
        CASE(with_much_to_be_written_nothing_more_is_read),
        CASE(an_answer_over_the_cap_is_busy_and_one_over_it_for_good_ends_it),
        CASE(what_could_not_be_answered_is_not_done),
        CASE(slabs_come_back),
        CASE(a_new_connection_that_cannot_be_watched_is_closed_at_once),
        CASE(one_that_cannot_be_watched_any_more_is_closed_at_once),
        CASE(an_idle_connection_gives_its_place_first),
        CASE(before_it_one_that_has_not_asked_in_a_moment),
        CASE(while_it_may_still_ask_a_place_is_waited_for),
        CASE(then_one_that_is_slow_to_ask),
        CASE(then_the_poll_that_is_parked_longest),
    };
    return cmocka_run_group_tests_name("connections", tests, NULL, NULL);
}
