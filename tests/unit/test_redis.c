/* The connection to the directory, before a server in the same loop that says what a test has it
 * say. */
#include "support/unit.h"

#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "../../src/base/log.h"
#include "../../src/daemon/redis.h"
#include "config.h"
#include "support/directory.h"

#ifdef HAVE_HIREDIS

#include <hiredis/async.h>

static struct redis_addresses addresses = {.of = {{.path = "redis.sock"}}, .n = 1};
static struct ev_loop *loop;
static struct redis *redis;
static ev_io listening, served;
static const char *answer;

/* ---- the server ---- */

static void on_command(struct ev_loop *of, ev_io *watcher, int events)
{
    char bytes[4096];
    (void)events;
    if (recv(watcher->fd, bytes, sizeof bytes, 0) > 0) {
        assert_int_equal(send(watcher->fd, answer, strlen(answer), MSG_NOSIGNAL), strlen(answer));
        return;
    }
    ev_io_stop(of, watcher);
    close(watcher->fd);
}

/* One at a time: another comes when that has ended. */
static void on_connection(struct ev_loop *of, ev_io *watcher, int events)
{
    (void)events;
    if (ev_is_active(&served))
        return;
    ev_io_init(&served, on_command, accept(watcher->fd, NULL, NULL), EV_READ);
    assert_true(served.fd >= 0);
    ev_io_start(of, &served);
}

/* ---- its client ---- */

static unsigned n_connected, n_disconnected, n_replies, n_errors;
static const char *why;

static void on_connected(void *ctx)
{
    (void)ctx;
    n_connected++;
}

static void on_disconnected(void *ctx, const char *because)
{
    (void)ctx;
    n_disconnected++;
    why = because;
}

static void on_reply(void *ctx, unsigned tag, const struct directory_value *value)
{
    (void)ctx;
    (void)tag;
    n_replies++;
    n_errors += value && value->kind == DIRECTORY_ERROR;
}

static bool lacks_memory;

int __real_redisAsyncCommandArgv(redisAsyncContext *c, redisCallbackFn *fn, void *data, int argc,
                                 const char **argv, const size_t *len);
int __wrap_redisAsyncCommandArgv(redisAsyncContext *c, redisCallbackFn *fn, void *data, int argc,
                                 const char **argv, const size_t *len);
int __wrap_redisAsyncCommandArgv(redisAsyncContext *c, redisCallbackFn *fn, void *data, int argc,
                                 const char **argv, const size_t *len)
{
    return lacks_memory ? REDIS_ERR : __real_redisAsyncCommandArgv(c, fn, data, argc, argv, len);
}

static void until(const unsigned *count, unsigned n)
{
    while (*count < n)
        ev_run(loop, EVRUN_ONCE);
}

static bool ask(void)
{
    const struct directory_command command = {.argc = 1, .argv = {"PING"}, .len = {4}};
    return redis_send(redis, &command, 0);
}

static int start(void **state)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = "redis.sock"};
    (void)state;
    unit_limit_time();
    if (!directory_enter())
        return -1;
    loop = ev_loop_new(EVFLAG_AUTO);
    ev_io_init(&listening, on_connection, socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0), EV_READ);
    ev_init(&served, on_command);
    if (bind(listening.fd, (struct sockaddr *)&address, sizeof address) != 0 ||
        listen(listening.fd, 8) != 0)
        return -1;
    ev_io_start(loop, &listening);
    n_connected = n_disconnected = n_replies = n_errors = 0;
    lacks_memory = false;
    answer = "+PONG\r\n";
    redis = redis_new(loop, &addresses,
                      (struct redis_owner){NULL, on_connected, on_disconnected, on_reply});
    until(&n_connected, 1);
    return 0;
}

static int stop(void **state)
{
    (void)state;
    redis_free(redis);
    close(listening.fd);
    if (ev_is_active(&served))
        close(served.fd);
    ev_loop_destroy(loop);
    return directory_leave() ? 0 : -1;
}

/* ---- tests ---- */

static void leaves_a_server_that_is_of_no_use(void **state)
{
    static const char *const useless[] = {
        "-NOAUTH Authentication required.\r\n",
        "-READONLY You can't write against a read only replica.\r\n",
        "-MISCONF Redis is configured to save RDB snapshots\r\n",
        "-ERR Error running script (call to f_1a): @user_script:1: @user_script: 1: -READONLY You "
        "can't write against a read only replica.\r\n",
        "-ERR Error running script (call to f_1a): @user_script:9: @user_script: 9: -MISCONF Redis "
        "is configured to save RDB snapshots\r\n",
    };
    (void)state;
    for (unsigned i = 0; i < sizeof useless / sizeof *useless; i++) {
        answer = useless[i];
        assert_true(ask());
        until(&n_disconnected, i + 1);
        assert_string_equal(why, "it refuses what is asked");
        until(&n_connected, i + 2);
        answer = "+PONG\r\n";
        assert_true(ask());
        until(&n_replies, 2 * (i + 1));
    }
    assert_int_equal(n_errors, sizeof useless / sizeof *useless);
}

static void stays_at_one_that_refuses_a_command_alone(void **state)
{
    static const char *const refusals[] = {
        "-OOM command not allowed when used memory > 'maxmemory'.\r\n",
        "-ERR unknown command\r\n",
        "-ERR no such thing as x-READONLY\r\n",
        "-OTHER -READONLY\r\n",
    };
    (void)state;
    for (unsigned i = 0; i < sizeof refusals / sizeof *refusals; i++) {
        answer = refusals[i];
        assert_true(ask());
        until(&n_errors, i + 1);
    }
    answer = "+PONG\r\n";
    assert_true(ask());
    until(&n_replies, n_errors + 1);
    assert_int_equal(n_disconnected, 0);
}

static void makes_the_connection_again_when_a_command_had_no_memory(void **state)
{
    (void)state;
    assert_true(ask());
    lacks_memory = true;
    assert_false(ask());
    lacks_memory = false;
    assert_false(ask()); /* the owner has been told that there is no connection */
    assert_int_equal(n_replies, 0);
    until(&n_disconnected, 1);
    assert_string_equal(why, "there is no memory for a command");
    assert_int_equal(n_replies, 1);
    until(&n_connected, 2);
    assert_true(ask());
    until(&n_replies, 2);
    assert_int_equal(n_disconnected, 1);
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, start, stop)
    static const struct CMUnitTest tests[] = {
        CASE(leaves_a_server_that_is_of_no_use),
        CASE(stays_at_one_that_refuses_a_command_alone),
        CASE(makes_the_connection_again_when_a_command_had_no_memory),
    };
    return cmocka_run_group_tests_name("redis", tests, NULL, NULL);
}

#else

int main(void)
{
    puts("1..0 # SKIP this build has no hiredis");
    return 0;
}

#endif
