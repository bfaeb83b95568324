/* In which order connections are served, and how much of it is done in one turn of the loop. */
#include "support/unit.h"

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "../../src/daemon/connection.h"
#include "support/fronts.h"

enum {
    LIGHT_PART_US = 20000,
    HEAVY_PART_US = 3000,
    HEAVY_US = 50,
    HEAVY_MS = 1000,
    PRESSED_MS = 50,
    READ_MAX = 16384,
    IO_TIMEOUT_MS = 60000,
};

/* Of the daemon, and of the tests. */
static unsigned n_sent;

ssize_t send(int fd, const void *bytes, size_t len, int flags)
{
    n_sent++;
    return syscall(SYS_sendto, fd, bytes, len, flags, NULL, 0);
}

/* The loop tells what has happened; nothing is served yet. */
static void notice(void)
{
    for (int i = 0; i < 4; i++)
        ev_run(house.loop, EVRUN_NOWAIT);
}

static void join(struct front *f, unsigned n)
{
    front_post(f, 1, "join", "{\"room\":\"lobby\",\"token\":\"turns%027u\"}", n);
}

static unsigned count_joined(void)
{
    unsigned n = 0;
    for (int i = 0; i < N_FRONTS; i++) {
        front_read(&fronts[i]);
        n += front_count(&fronts[i], "[\"init\"");
    }
    return n;
}

static void run(void)
{
    while (connections_run(&house.connections) && !connections_due(&house.connections))
        continue;
}

static void what_a_turn_has_no_time_for_comes_in_the_next_in_its_order(void **state)
{
    (void)state;
    house_turn(&house);
    for (int i = 0; i < N_FRONTS; i++) {
        join(&fronts[i], (unsigned)i);
        notice();
    }
    house_takes(LIGHT_PART_US);
    for (unsigned i = 0; i < N_FRONTS; i++) {
        connections_serve(&house.connections);
        assert_int_equal(connections_due(&house.connections), i + 1 < N_FRONTS);
        assert_int_equal(connections_run(&house.connections), i + 1 < N_FRONTS);
        assert_int_equal(count_joined(), i + 1);
        assert_int_equal(front_count(&fronts[i], "[\"init\""), 1);
    }
}

static void a_turn_serves_as_many_as_it_has_time_for(void **state)
{
    static const struct {
        int64_t takes;
        unsigned served;
    } cases[] = {{LIGHT_PART_US / 3, 3}, {LIGHT_PART_US / 2, 2}, {LIGHT_PART_US, 1}};
    unsigned joined = 0;
    (void)state;
    house_turn(&house);
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        for (int j = 0; j < N_FRONTS; j++)
            join(&fronts[j], (unsigned)j);
        notice();
        house_takes(cases[i].takes);
        connections_serve(&house.connections);
        house_takes(0);
        run();
        assert_int_equal(count_joined(), joined + cases[i].served);
        house_wait(&house, HEAVY_MS); /* they are light again */
        house_turn(&house);
        joined = count_joined();
    }
}

static void who_was_much_work_is_served_after_the_others_for_a_while(void **state)
{
    (void)state;
    house_turn(&house);
    house_takes(HEAVY_US + 1);
    join(&fronts[0], 0);
    house_turn(&house);
    for (int i = 0; i < 2; i++) {
        house_takes(i == 0 ? HEAVY_US : 0);
        join(&fronts[0], 0);
        join(&fronts[1], 1);
        notice();
        assert_int_equal(house.connections.heavy.count, i == 0);
        assert_int_equal(house.connections.light.count, i == 0 ? 1 : 2);
        house_wait(&house, HEAVY_MS);
        house_turn(&house);
    }
    assert_int_equal(count_joined(), 5);
}

/* A clock for which nothing but sending takes time. */
static int64_t sending_us(void)
{
    return (int64_t)n_sent * HEAVY_US;
}

static void the_answers_of_others_are_nobodys_work(void **state)
{
    enum { MANY = CONNECTIONS_FLUSH_AT + 1 };
    struct front many[MANY];
    unsigned heavy = 0;
    (void)state;
    house_turn(&house);
    for (unsigned i = 0; i < MANY; i++) {
        front_open(&house, &many[i]);
        join(&many[i], i);
    }
    notice();
    house.connections.clocks.read_us = sending_us;
    connections_serve(&house.connections);
    run();
    for (unsigned i = 0; i < MANY; i++) {
        front_read(&many[i]);
        assert_int_equal(front_count(&many[i], "[\"init\""), 1);
    }
    for (struct list_node *node = house.connections.idle.head; node; node = node->next)
        heavy += connection_listed(node)->heavy_until != 0;
    assert_int_equal(house.connections.idle.count, MANY);
    assert_int_equal(heavy, 0);
    for (unsigned i = 0; i < MANY; i++)
        front_close(&many[i]);
}

/* Neither list waits for the other to be empty. */
static void both_have_their_part_of_a_turn(void **state)
{
    (void)state;
    house_turn(&house);
    house_takes(HEAVY_US + 1);
    for (int i = 0; i < 2; i++)
        join(&fronts[i], (unsigned)i);
    house_turn(&house);
    house_takes(HEAVY_PART_US);
    for (int i = 0; i < N_FRONTS; i++)
        join(&fronts[i], (unsigned)i);
    notice();
    connections_serve(&house.connections);
    assert_int_equal(house.connections.heavy.count, 1);
    run();
    assert_int_equal(count_joined(), 4);
    assert_int_equal(front_count(&fronts[2], "[\"init\""), 1);
    connections_serve(&house.connections);
    run();
    assert_int_equal(count_joined(), 5);
}

static void a_request_in_pieces_is_served_after_whole_ones(void **state)
{
    struct records s = {0};
    (void)state;
    house_turn(&house);
    stream_post(&s, 1, true, "join", "{}");
    const struct records half = {.bytes = s.bytes, .len = s.len / 2};
    const struct records rest = {.bytes = s.bytes + half.len, .len = s.len - half.len};
    front_write(&fronts[0], &half);
    house_turn(&house);
    front_write(&fronts[0], &rest);
    join(&fronts[1], 1);
    notice();
    assert_int_equal(house.connections.heavy.count, 1);
    assert_int_equal(house.connections.light.count, 1);
    house_turn(&house);
    assert_int_equal(count_joined(), 2);
    join(&fronts[0], 2);
    notice();
    assert_int_equal(house.connections.heavy.count, 0);
    stream_free(&s);
}

static void no_more_than_a_share_is_read_at_a_time(void **state)
{
    enum { REQUESTS = 150 };
    struct records s = {0};
    (void)state;
    for (unsigned i = 1; i <= REQUESTS; i++)
        stream_post(&s, i, true, "ack", "{}");
    assert_in_range(s.len, READ_MAX + 1, 2 * READ_MAX);
    house_turn(&house);
    front_write(&fronts[0], &s);
    notice();
    connections_serve(&house.connections);
    run();
    front_read(&fronts[0]);
    assert_in_range(front_count(&fronts[0], "Status: 400"), 1, REQUESTS - 1);
    front_read_all(&house, &fronts[0]);
    assert_int_equal(front_count(&fronts[0], "Status: 400"), REQUESTS);
    stream_free(&s);
}

/* A new connection's request is most often there with it. */
static void a_new_connection_is_served_before_the_loop_waits(void **state)
{
    struct front f;
    (void)state;
    front_open(&house, &f);
    join(&f, 7);
    connections_serve(&house.connections);
    run();
    front_read(&f);
    assert_int_equal(front_count(&f, "[\"init\""), 1);
    front_close(&f);
}

static void one_that_waits_for_its_turn_is_not_idle(void **state)
{
    struct caller c;
    (void)state;
    for (int i = 0; i < N_FRONTS; i++)
        front_joins(&house, &fronts[i], &c, "lobby");
    join(&fronts[0], 0);
    notice();
    connections_make_place(&house.connections, 1, house_now(&house));
    house_turn(&house);
    assert_int_equal(count_joined(), 1);
    front_read(&fronts[1]);
    assert_true(fronts[1].ended);
    assert_false(connections_due(&house.connections));
}

static void one_that_waits_for_its_turn_is_not_overdue(void **state)
{
    struct records s = {0};
    (void)state;
    stream_post(&s, 1, true, "join", "{\"token\":\"turns000000000000000000000000000\"}");
    const struct records half = {.bytes = s.bytes, .len = s.len / 2};
    const struct records rest = {.bytes = s.bytes + half.len, .len = s.len - half.len};
    front_write(&fronts[0], &half);
    front_write(&fronts[1], &half);
    house_turn(&house);
    house_wait(&house, IO_TIMEOUT_MS);
    front_write(&fronts[0], &rest);
    notice();
    connections_sweep(&house.connections, house_now(&house));
    house_turn(&house);
    assert_int_equal(count_joined(), 1);
    assert_false(fronts[0].ended);
    assert_true(fronts[1].ended);
    assert_int_equal(house.connections.count, 1);
    stream_free(&s);
}

/* Has bob say so much to ann that her queue would overflow with more, though she reads. */
static void press(struct caller *ann, struct caller *bob)
{
    enum { TEXT = 80000, MESSAGES = 12 };
    static char text[TEXT + 1];
    memset(text, 'x', TEXT);
    front_joins(&house, &fronts[0], ann, "lobby");
    front_joins(&house, &fronts[1], bob, "lobby");
    front_post(&fronts[0], 2, "poll", "{\"id\":\"%s\",\"token\":\"%s\",\"ack\":2}", ann->id,
               ann->token);
    house_turn(&house); /* it is a 400: only its fetch was not sent */
    front_post(&fronts[0], 2, "poll", "{\"id\":\"%s\",\"token\":\"%s\",\"ack\":1}", ann->id,
               ann->token);
    house_turn(&house);
    front_post(&fronts[0], 2, "poll", "{\"id\":\"%s\",\"token\":\"%s\",\"ack\":2}", ann->id,
               ann->token);
    house_turn(&house);
    house_takes(HEAVY_US + 1);
    front_say(&house, &fronts[2], bob, "first");
    front_forget(&fronts[0]);
    front_read(&fronts[0]);
    front_forget(&fronts[0]);
    front_post(&fronts[0], 2, "poll", "{\"id\":\"%s\",\"token\":\"%s\",\"ack\":3}", ann->id,
               ann->token);
    house_turn(&house);
    house_takes(0);
    unsigned sent = 0;
    for (; sent < MESSAGES && !api_pressed(house.api); sent++) {
        front_post(&fronts[2], sent + 1, "send",
                   "{\"id\":\"%s\",\"token\":\"%s\",\"commands\":"
                   "[[\"send\",\"%s\",{\"text\":\"%s\"}]]}",
                   bob->id, bob->token, bob->id, text);
        for (unsigned i = 0; i < 2 + TEXT / READ_MAX * 2; i++) {
            notice();
            connections_serve(&house.connections);
        }
    }
    assert_in_range(sent, 7, MESSAGES - 1);
}

static void while_a_reader_is_pressed_no_more_comes_from_who_sends_much(void **state)
{
    struct caller ann, bob;
    (void)state;
    press(&ann, &bob);
    front_post(&fronts[2], 99, "leave", "{\"id\":\"%s\",\"token\":\"%s\"}", bob.id, bob.token);
    notice();
    connections_serve(&house.connections);
    assert_int_equal(house.connections.heavy.count, 1);
    assert_int_equal(api_n_clients(house.api), 2);
    house_wait(&house, PRESSED_MS - 1);
    connections_serve(&house.connections);
    assert_int_equal(house.connections.heavy.count, 1);
    house_wait(&house, 1); /* but not for ever */
    connections_serve(&house.connections);
    assert_int_equal(house.connections.heavy.count, 0);
    house_turn(&house);
    assert_int_equal(api_n_clients(house.api), 1);
}

static void while_a_reader_is_pressed_pieces_of_requests_are_read(void **state)
{
    enum { PAD = 40000, FIRST = 2000 };
    static char body[PAD + 100];
    struct records s = {0};
    struct caller ann, bob;
    (void)state;
    snprintf(body, sizeof body, "{\"token\":\"turns%027u\",\"pad\":\"%0*u\"}", 1, PAD, 1);
    stream_post(&s, 1, true, "join", body);
    press(&ann, &bob);
    const struct records first = {.bytes = s.bytes, .len = FIRST};
    const struct records rest = {.bytes = s.bytes + FIRST, .len = s.len - FIRST};
    front_write(&fronts[1], &first);
    notice();
    connections_serve(&house.connections);
    const struct connection *c = house_last(&house.connections.busy);
    assert_true(c->receives);
    front_write(&fronts[1], &rest);
    for (unsigned i = 0; i < 2 + PAD / READ_MAX; i++) {
        notice();
        connections_serve(&house.connections);
    }
    assert_in_range(c->session.held, PAD, sizeof body + 1000);
    assert_true(api_pressed(house.api));
    assert_int_equal(house.connections.heavy.count, 1); /* the end of it waits */
    assert_int_equal(api_n_clients(house.api), 2);
    house_wait(&house, PRESSED_MS);
    connections_serve(&house.connections);
    house_turn(&house);
    assert_int_equal(api_n_clients(house.api), 3);
    stream_free(&s);
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, fronts_start, fronts_stop)
    static const struct CMUnitTest tests[] = {
        CASE(what_a_turn_has_no_time_for_comes_in_the_next_in_its_order),
        CASE(a_turn_serves_as_many_as_it_has_time_for),
        CASE(who_was_much_work_is_served_after_the_others_for_a_while),
        CASE(the_answers_of_others_are_nobodys_work),
        CASE(both_have_their_part_of_a_turn),
        CASE(a_request_in_pieces_is_served_after_whole_ones),
        CASE(no_more_than_a_share_is_read_at_a_time),
        CASE(a_new_connection_is_served_before_the_loop_waits),
        CASE(one_that_waits_for_its_turn_is_not_idle),
        CASE(one_that_waits_for_its_turn_is_not_overdue),
        CASE(while_a_reader_is_pressed_no_more_comes_from_who_sends_much),
        CASE(while_a_reader_is_pressed_pieces_of_requests_are_read),
    };
    return cmocka_run_group_tests_name("turns", tests, NULL, NULL);
}
