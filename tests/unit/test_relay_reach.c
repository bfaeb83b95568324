/* When a relay starts a hub, and when it does not. What the hub then does: test_daemon.c. */
#include "support/unit.h"

#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/directory.h"
#include "../../src/relay/reach.h"

enum { NOW = 1000, PAUSE_MS = 2000, INTERVAL_MS = 50 };

static struct reach reach;

static int make_base(void **state)
{
    (void)state;
    unit_limit_time();
    return directory_enter() && reach_init(&reach, "private/hub.sock", "1.2") ? 0 : -1;
}

static int remove_base(void **state)
{
    (void)state;
    return directory_leave() ? 0 : -1;
}

/* Reaches for a hub; one that is started ends at once. */
static enum reach_result reached(int64_t now)
{
    int fd = -1;
    enum reach_result result = reach_hub(&reach, now, &fd);
    if (result == REACH_FORKED)
        _exit(0);
    assert_int_equal(result == REACH_DONE, fd >= 0);
    if (fd >= 0)
        close(fd);
    return result;
}

/* The same, where one is to be started. */
static void assert_starts(int64_t now)
{
    int status;
    assert_int_equal(reached(now), REACH_DONE);
    assert_true(wait(&status) > 0);
    assert_int_equal(status, 0);
}

static void assert_starts_none(int64_t now, enum reach_result result)
{
    assert_int_equal(reached(now), result);
    assert_int_equal(wait(NULL), -1); /* there is no child */
}

static void after_a_failure_none_is_started_for_a_while(void **state)
{
    (void)state;
    assert_int_equal(mkdir("hub.sock", 0700), 0); /* in the way of the socket */
    assert_starts_none(NOW, REACH_FAILED);
    assert_int_equal(rmdir("hub.sock"), 0);
    assert_starts_none(NOW + PAUSE_MS - 1, REACH_FAILED);
    assert_starts(NOW + PAUSE_MS);
}

static void one_that_ends_at_once_is_not_started_at_once_again(void **state)
{
    (void)state;
    assert_starts(NOW);
    assert_starts_none(NOW + INTERVAL_MS - 1, REACH_LATER);
    assert_starts(NOW + INTERVAL_MS);
}

static void while_another_is_at_it_it_waits(void **state)
{
    (void)state;
    int status, ready[2];
    char byte;
    assert_int_equal(pipe(ready), 0);
    pid_t other = fork();
    if (other == 0) {
        if (hub_directory_lock(&reach.directory) < 0)
            _exit(1);
        (void)!write(ready[1], "", 1);
        sleep(20);
        _exit(0);
    }
    assert_int_equal(read(ready[0], &byte, 1), 1);
    assert_int_equal(reached(NOW), REACH_LATER);
    assert_int_equal(kill(other, SIGKILL), 0);
    assert_int_equal(waitpid(other, &status, 0), other);
    assert_starts(NOW);
    close(ready[0]), close(ready[1]);
}

static void to_give_up_is_a_failure_unless_a_hub_lives(void **state)
{
    (void)state;
    reach_give_up(&reach, NOW);
    assert_starts_none(NOW + PAUSE_MS - 1, REACH_FAILED);
    reach_give_up(&reach, NOW + PAUSE_MS - 1); /* does not begin the time anew */
    assert_starts(NOW + PAUSE_MS);
}

/* A hub of this version, or of another: whether the relay leaves it alone. */
static bool is_left_alone(const char *version)
{
    int ready[2];
    char byte;
    assert_int_equal(pipe(ready), 0);
    pid_t hub = fork();
    if (hub == 0) {
        if (hub_directory_listen(&reach.directory) < 0)
            _exit(1);
        hub_directory_enrol(&reach.directory, version);
        (void)!write(ready[1], "", 1);
        sleep(20);
        _exit(0);
    }
    assert_int_equal(read(ready[0], &byte, 1), 1);
    reach_give_up(&reach, NOW); /* nothing, as it lives */
    assert_int_equal(reached(NOW), REACH_DONE);
    assert_int_equal(kill(hub, SIGKILL), 0);
    assert_int_equal(waitpid(hub, NULL, 0), hub);
    bool alone = wait(NULL) == -1;
    close(ready[0]), close(ready[1]);
    return alone;
}

static void only_an_older_one_is_replaced(void **state)
{
    (void)state;
    assert_true(is_left_alone("1.2"));
    assert_true(is_left_alone("1.10"));
    assert_true(is_left_alone("")); /* nobody knows */
    assert_false(is_left_alone("1.1.9"));
}

#define IN_BASE(test) cmocka_unit_test_setup_teardown(test, make_base, remove_base)

int main(void)
{
    static const struct CMUnitTest tests[] = {
        IN_BASE(after_a_failure_none_is_started_for_a_while),
        IN_BASE(one_that_ends_at_once_is_not_started_at_once_again),
        IN_BASE(while_another_is_at_it_it_waits),
        IN_BASE(to_give_up_is_a_failure_unless_a_hub_lives),
        IN_BASE(only_an_older_one_is_replaced),
    };
    return cmocka_run_group_tests_name("relay: reach", tests, NULL, NULL);
}
