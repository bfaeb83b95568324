#include "support/unit.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/count.h"
#include "../../src/daemon/options.h"

enum { ARGUMENTS_MAX = 8 };

/* Reads a command line, its arguments divided by spaces. */
static enum options_result read_line(struct options *o, const char *line)
{
    static char copy[512];
    char *argv[ARGUMENTS_MAX + 2] = {(char[]){"onetimechatd"}};
    int argc = 1;
    snprintf(copy, sizeof copy, "%s", line);
    for (char *at = strtok(copy, " "); at && argc <= ARGUMENTS_MAX; at = strtok(NULL, " "))
        argv[argc++] = at;
    optind = 1;
    return options_read(o, argc, argv);
}

static void assert_number(double value, double expected)
{
    assert_true(value - expected == 0);
}

static void the_defaults_are_the_contracts(void **state)
{
    (void)state;
    struct options o;
    assert_int_equal(read_line(&o, ""), OPTIONS_RUN);
    assert_null(o.listen);
    assert_int_equal(o.socket_mode, 0660);
    assert_number(o.hold, 25);
    assert_number(o.grace, 90);
    assert_number(o.max_clients, 10000);
    assert_number(o.max_room, 1000);
    assert_number(o.max_body, 98304);
    assert_number(o.max_queue, 1048576);
    assert_number(o.rate, 20);
    assert_number(o.rate_bytes, 65536);
    assert_number(o.join_rate, 600);
}

static void every_option_is_read_from_the_command_line(void **state)
{
    (void)state;
    struct options o;
    assert_int_equal(read_line(&o, "--listen /a.sock --socket-mode 0600 --hold 2.5"), OPTIONS_RUN);
    assert_string_equal(o.listen, "/a.sock");
    assert_int_equal(o.socket_mode, 0600);
    assert_number(o.hold, 2.5);
    assert_int_equal(read_line(&o, "--grace=7 --max-clients=5 --max-room 4 --rate 0"), OPTIONS_RUN);
    assert_number(o.grace, 7);
    assert_number(o.max_clients, 5);
    assert_number(o.max_room, 4);
    assert_number(o.rate, 0);
    assert_int_equal(
        read_line(&o, "--max-body 1000 --max-queue 2000 --rate-bytes 9 --join-rate=.5"),
        OPTIONS_RUN);
    assert_number(o.max_body, 1000);
    assert_number(o.max_queue, 2000);
    assert_number(o.rate_bytes, 9);
    assert_number(o.join_rate, 0.5);
}

static void the_environment_is_read_and_the_command_line_wins(void **state)
{
    (void)state;
    struct options o;
    setenv("ONETIMECHAT_MAX_ROOM", "7", 1);
    setenv("ONETIMECHAT_LISTEN", ":9000", 1);
    assert_int_equal(read_line(&o, "--max-room 8"), OPTIONS_RUN);
    assert_number(o.max_room, 8);
    assert_string_equal(o.listen, ":9000");
    assert_int_equal(read_line(&o, ""), OPTIONS_RUN);
    assert_number(o.max_room, 7);
    setenv("ONETIMECHAT_MAX_ROOM", "many", 1);
    assert_int_equal(read_line(&o, ""), OPTIONS_BAD);
    unsetenv("ONETIMECHAT_MAX_ROOM");
    unsetenv("ONETIMECHAT_LISTEN");
}

static void what_is_no_option_or_value_is_refused(void **state)
{
    (void)state;
    static const char *const lines[] = {
        "--nonsense",
        "-x",
        "stray",
        "--hold 1 stray",
        "-- stray",
        "--hold",
        "--hold=",
        "--hold x",
        "--hold -1",
        "--hold +1",
        "--hold nan",
        "--hold inf",
        "--hold 0x10",
        "--hold 1e3",
        "--hold 1.2.3",
        "--hold .",
        "--hold 1s",
        "--grace 0",
        "--max-clients 0",
        "--max-clients 1.5",
        "--max-clients -1",
        "--max-clients 99999999999999999999",
        "--max-room 0",
        "--max-body 0",
        "--max-queue 0",
        "--socket-mode 888",
        "--socket-mode rw",
        "--socket-mode 0x1ff",
        "--socket-mode 1000",
        "--socket-mode -1",
        "--socket-mode 77777777777777777777777",
        "--socket-mode=",
        "--rate -0.1",
        "--max",
    };
    for (size_t i = 0; i < COUNT_OF(lines); i++) {
        struct options o;
        if (read_line(&o, lines[i]) != OPTIONS_BAD)
            fail_msg("taken: %s", lines[i]);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_defaults_are_the_contracts),
        cmocka_unit_test(every_option_is_read_from_the_command_line),
        cmocka_unit_test(the_environment_is_read_and_the_command_line_wins),
        cmocka_unit_test(what_is_no_option_or_value_is_refused),
    };
    return cmocka_run_group_tests_name("options", tests, NULL, NULL);
}
