#include "support/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/count.h"
#include "support/fronts.h"
#include "../../src/daemon/connection.h"

static void open_stream(struct front *f, unsigned id, const struct caller *c)
{
    front_post(f, id, "stream", "{\"id\":\"%s\",\"token\":\"%s\",\"ack\":1}", c->id, c->token);
    house_turn(&house);
}

/* No more than what it was writing when the peer stopped to read, though the
 * window of the stream is larger. */
static void a_stream_waits_for_its_connection(void **state)
{
    enum { MESSAGES = 20, TEXT = 10000 };
    static char text[TEXT + 1];
    struct caller reader, speaker;
    (void)state;
    memset(text, 'y', TEXT);
    front_joins(&house, &fronts[0], &speaker, "lobby");
    front_joins(&house, &fronts[1], &reader, "lobby");
    open_stream(&fronts[1], 1, &reader);
    for (int i = 0; i < MESSAGES; i++) {
        front_say(&house, &fronts[0], &speaker, text);
        front_read(&fronts[0]);
    }
    assert_int_equal(front_count(&fronts[0], "\"accepted\""), MESSAGES);
    assert_in_range(house_pending(&house), 1, 2 * TEXT);
    front_read_all(&house, &fronts[1]);
    assert_int_equal(front_count(&fronts[1], "[\"add\""), MESSAGES);
    assert_int_equal(house_pending(&house), 0);
    front_say(&house, &fronts[0], &speaker, "once more");
    front_read_all(&house, &fronts[1]);
    assert_int_equal(front_count(&fronts[1], "once more"), 1);
}

static void streams_of_one_connection_go_on_together(void **state)
{
    enum { MESSAGES = 6, TEXT = 10000 };
    static char text[TEXT + 1];
    struct caller readers[2], speaker;
    (void)state;
    memset(text, 'y', TEXT);
    front_joins(&house, &fronts[0], &speaker, "lobby");
    for (unsigned i = 0; i < COUNT_OF(readers); i++) {
        front_joins(&house, &fronts[1], &readers[i], "lobby");
        open_stream(&fronts[1], i + 2, &readers[i]);
    }
    for (int i = 0; i < MESSAGES; i++)
        front_say(&house, &fronts[0], &speaker, text);
    assert_in_range(house_pending(&house), 1, 3 * TEXT);
    front_read_all(&house, &fronts[1]);
    assert_int_equal(front_count(&fronts[1], "[\"add\""), 2 * MESSAGES);
}

/* Both get the message in the same turn, and there is room for one line. */
static void a_stream_whose_line_is_over_the_cap_gets_it_later(void **state)
{
    enum { CAP = 30000, TEXT = 20000, RETRY_MS = 1000 };
    static char text[TEXT + 1];
    struct front capped;
    struct caller readers[2], speaker;
    (void)state;
    memset(text, 'y', TEXT);
    front_joins(&house, &fronts[0], &speaker, "lobby");
    house.connections.config.output_max = CAP;
    front_open(&house, &capped);
    for (unsigned i = 0; i < COUNT_OF(readers); i++) {
        front_joins(&house, &capped, &readers[i], "lobby");
        open_stream(&capped, i + 2, &readers[i]);
    }
    front_read_all(&house, &capped);
    front_say(&house, &fronts[0], &speaker, text);
    assert_in_range(house_pending(&house), 1, CAP);
    front_read_all(&house, &capped);
    assert_int_equal(front_count(&capped, "[\"add\""), 1);
    house_wait(&house, RETRY_MS);
    front_read_all(&house, &capped);
    assert_int_equal(front_count(&capped, "[\"add\""), COUNT_OF(readers));
    assert_false(capped.ended);
    front_close(&capped);
}

static void a_connection_may_end_while_its_stream_waits(void **state)
{
    static char text[50001];
    struct caller reader, speaker;
    (void)state;
    memset(text, 'y', sizeof text - 1);
    front_joins(&house, &fronts[0], &speaker, "lobby");
    front_joins(&house, &fronts[1], &reader, "lobby");
    open_stream(&fronts[1], 1, &reader);
    front_say(&house, &fronts[0], &speaker, text);
    front_say(&house, &fronts[0], &speaker, text);
    assert_true(house_pending(&house) > 0);
    close(fronts[1].fd);
    house_turn(&house);
    front_open(&house, &fronts[1]);
    assert_int_equal(house.connections.count, N_FRONTS);
    front_say(&house, &fronts[0], &speaker, "still there");
    front_read(&fronts[0]);
    assert_int_equal(front_count(&fronts[0], "\"accepted\""), 3);
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, fronts_start, fronts_stop)
    static const struct CMUnitTest tests[] = {
        CASE(a_stream_waits_for_its_connection),
        CASE(streams_of_one_connection_go_on_together),
        CASE(a_stream_whose_line_is_over_the_cap_gets_it_later),
        CASE(a_connection_may_end_while_its_stream_waits),
    };
    return cmocka_run_group_tests_name("connections with streams", tests, NULL, NULL);
}
