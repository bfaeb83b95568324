#include "support/unit.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/count.h"
#include "../../src/daemon/options.h"

enum { ARGUMENTS_MAX = 8 };

/* What was read last, to be freed: its lists of networks are its own. */
static struct options last;

static int free_last(void **state)
{
    (void)state;
    options_fini(&last);
    last = (struct options){0};
    return 0;
}

/* Reads the command line of a program, its arguments divided by spaces. */
static enum options_result read_line_of(struct options *o, char *program, const char *line)
{
    static char copy[512];
    char *argv[ARGUMENTS_MAX + 2] = {program};
    int argc = 1;
    snprintf(copy, sizeof copy, "%s", line);
    for (char *at = strtok(copy, " "); at && argc <= ARGUMENTS_MAX; at = strtok(NULL, " "))
        argv[argc++] = at;
    optind = 1;
    free_last(NULL);
    enum options_result result = options_read(o, argc, argv);
    if (result == OPTIONS_RUN)
        last = *o;
    return result;
}

static enum options_result read_line(struct options *o, const char *line)
{
    return read_line_of(o, (char[]){"onetimechatd"}, line);
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
    assert_number((double)o.max_memory, 1024.0 * 1048576);
    assert_number(o.rate, 20);
    assert_number(o.rate_bytes, 65536);
    assert_number(o.join_rate, 600);
    assert_number(o.max_hold, 50);
    assert_number(o.max_parked, 0);
    assert_number(o.max_parked_per_address, 0);
    assert_number(o.max_answer, 262144);
    assert_number(o.idle_exit, 0);
    assert_number(o.workers, 100);
    assert_null(o.trusted_proxy);
    assert_int_equal(o.status_networks.n, 2);
    assert_null(o.hub);
    assert_false(o.relay);
    assert_false(o.check);
}

static void behind_a_relay_the_defaults_suit_its_host(void **state)
{
    (void)state;
    struct options o;
    assert_int_equal(read_line(&o, "--relay"), OPTIONS_RUN);
    assert_true(o.relay);
    assert_number(o.hold, 25);
    assert_number(o.max_hold, 30);
    assert_number(o.max_parked, 40);
    assert_number(o.max_body, 61440);
    assert_number(o.idle_exit, 600);
    assert_int_equal(read_line(&o, "--relay --max-parked 7 --max-hold 9"), OPTIONS_RUN);
    assert_number(o.max_parked, 7);
    assert_number(o.max_hold, 9);
    assert_number(o.hold, 9);
}

static void a_program_whose_name_ends_in_fcgi_is_a_relay(void **state)
{
    (void)state;
    struct options o;
    assert_int_equal(read_line_of(&o, (char[]){"/home/ann/www/chat.fcgi"}, ""), OPTIONS_RUN);
    assert_true(o.relay);
    assert_int_equal(read_line_of(&o, (char[]){"chat.fcgi.old"}, ""), OPTIONS_RUN);
    assert_false(o.relay);
    setenv("ONETIMECHAT_RELAY", "1", 1);
    assert_int_equal(read_line(&o, ""), OPTIONS_RUN);
    assert_true(o.relay);
    setenv("ONETIMECHAT_RELAY", "yes", 1);
    assert_int_equal(read_line(&o, ""), OPTIONS_BAD);
    unsetenv("ONETIMECHAT_RELAY");
}

static void who_sets_only_the_hold_has_set_the_most_too(void **state)
{
    (void)state;
    struct options o;
    assert_int_equal(read_line(&o, "--hold 2"), OPTIONS_RUN);
    assert_number(o.max_hold, 2);
    assert_int_equal(read_line(&o, "--hold 2 --max-hold 4"), OPTIONS_RUN);
    assert_number(o.hold, 2);
    assert_number(o.max_hold, 4);
    setenv("ONETIMECHAT_HOLD", "60", 1);
    assert_int_equal(read_line(&o, ""), OPTIONS_RUN);
    assert_number(o.hold, 60);
    assert_number(o.max_hold, 60);
    unsetenv("ONETIMECHAT_HOLD");
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
    assert_int_equal(read_line(&o, "--max-parked 3 --max-parked-per-address 2 --idle-exit 1.5"),
                     OPTIONS_RUN);
    assert_number(o.max_parked, 3);
    assert_number(o.max_parked_per_address, 2);
    assert_number(o.idle_exit, 1.5);
    assert_int_equal(read_line(&o, "--max-answer 300"), OPTIONS_RUN);
    assert_number(o.max_answer, 300);
    assert_int_equal(read_line(&o, "--trusted-proxy ::1 --hub /h/s --check --workers 8"),
                     OPTIONS_RUN);
    assert_string_equal(o.trusted_proxy, "::1");
    assert_int_equal(o.trusted.n, 1);
    assert_string_equal(o.hub, "/h/s");
    assert_true(o.check);
    assert_number(o.workers, 8);
}

static void sizes_may_have_a_suffix(void **state)
{
    (void)state;
    struct options o;
    static const struct {
        const char *line;
        double bytes;
    } sizes[] = {
        {"--max-memory 0", 0},
        {"--max-memory 8388608", 8388608},
        {"--max-memory 8192K", 8388608},
        {"--max-memory 64m", 67108864},
        {"--max-memory 1.5G", 1610612736},
        {"--max-memory=6G", 6442450944},
    };
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        assert_int_equal(read_line(&o, sizes[i].line), OPTIONS_RUN);
        assert_number((double)o.max_memory, sizes[i].bytes);
    }
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
        "--max-memory 8388607",
        "--max-memory 7M",
        "--max-memory M",
        "--max-memory 64MB",
        "--max-memory 64T",
        "--max-memory 64 M",
        "--max-memory -1G",
        "--max-memory 1e9",
        "--max-memory 2000000G",
        "--max-memory 0.0001K",
        "--max-queue 20K",
        "--max-answer 262145",
        "--socket-mode 888",
        "--socket-mode rw",
        "--socket-mode 0x1ff",
        "--socket-mode 1000",
        "--socket-mode -1",
        "--socket-mode 77777777777777777777777",
        "--socket-mode=",
        "--rate -0.1",
        "--relay=1",
        "--check yes",
        "--workers 0",
        "--max-parked -1",
        "--max-hold 4000",
        "--trusted-proxy ::1,x",
        "--status-from 10.0.0.0/33",
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
        cmocka_unit_test(behind_a_relay_the_defaults_suit_its_host),
        cmocka_unit_test(a_program_whose_name_ends_in_fcgi_is_a_relay),
        cmocka_unit_test(who_sets_only_the_hold_has_set_the_most_too),
        cmocka_unit_test(every_option_is_read_from_the_command_line),
        cmocka_unit_test(sizes_may_have_a_suffix),
        cmocka_unit_test(the_environment_is_read_and_the_command_line_wins),
        cmocka_unit_test(what_is_no_option_or_value_is_refused),
    };
    return cmocka_run_group_tests_name("options", tests, NULL, free_last);
}
