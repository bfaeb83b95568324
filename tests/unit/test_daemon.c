/* The built daemon, as front servers and people run it. */
#include "support/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <limits.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/count.h"
#include "support/directory.h"
#include "support/stream.h"
#include "../../src/relay/hub_directory.h"

enum { ARGS_MAX = 12, LINE_MAX_BYTES = 4096 };

static char program[4096];

struct daemon {
    pid_t pid;
    int said; /* what it writes to standard error */
};

/* ---- processes ---- */

static int make_base(void **state)
{
    (void)state;
    unit_limit_time();
    return directory_enter() ? 0 : -1;
}

static int remove_base(void **state)
{
    (void)state;
    return directory_leave() ? 0 : -1;
}

/* Starts it with `fd` as descriptor 0. */
static struct daemon run(int fd, const char *const *args)
{
    int err[2];
    assert_int_equal(pipe2(err, O_CLOEXEC), 0);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL); /* a test that hangs leaves none behind */
        const char *all[ARGS_MAX + 2] = {program};
        for (int i = 0; i < ARGS_MAX && args[i]; i++)
            all[i + 1] = args[i];
        dup2(fd, STDIN_FILENO);
        dup2(err[1], STDERR_FILENO);
        execv(program, (char *const *)all);
        _exit(127);
    }
    close(err[1]);
    return (struct daemon){pid, err[0]};
}

/* Waits until it says something. */
static void hear(struct daemon *d, const char *what)
{
    char line[LINE_MAX_BYTES];
    size_t len = 0;
    while (len < sizeof line - 1 && read(d->said, line + len, 1) == 1) {
        len++;
        line[len] = '\0';
        if (strstr(line, what))
            return;
    }
    line[len] = '\0';
    fail_msg("it does not say '%s': %s", what, line);
}

static int end_of(struct daemon *d)
{
    int status;
    assert_int_equal(waitpid(d->pid, &status, 0), d->pid);
    close(d->said);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

static void assert_ends(struct daemon *d)
{
    kill(d->pid, SIGTERM);
    assert_int_equal(end_of(d), 0);
}

/* ---- requests ---- */

static struct sockaddr_un address_of(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    assert_true(strlen(path) < sizeof address.sun_path);
    strcpy(address.sun_path, path);
    return address;
}

static int new_socket(void)
{
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_true(fd >= 0);
    return fd;
}

static int listening(const char *path)
{
    struct sockaddr_un address = address_of(path);
    int fd = new_socket();
    assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(listen(fd, 16), 0);
    return fd;
}

static int ask(const char *path, const char *endpoint, const char *body)
{
    struct sockaddr_un address = address_of(path);
    struct records s = {0};
    char script[64];
    int fd = new_socket();
    assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof address), 0);
    snprintf(script, sizeof script, "/chat/%s", endpoint);
    stream_begin(&s, 1, false);
    stream_param(&s, 1, "REQUEST_METHOD", "POST");
    stream_param(&s, 1, "SCRIPT_NAME", script);
    stream_param(&s, 1, "CONTENT_TYPE", "application/json");
    stream_params_end(&s, 1);
    stream_body(&s, 1, body, strlen(body), 65535);
    assert_int_equal(send(fd, s.bytes, s.len, MSG_NOSIGNAL), s.len);
    stream_free(&s);
    return fd;
}

/* All that comes until the end, as text. Valid until the next call. */
static const char *answer(int fd)
{
    static char text[65536];
    size_t len = 0;
    for (ssize_t n; (n = read(fd, text + len, sizeof text - 1 - len)) > 0;)
        len += (size_t)n;
    close(fd);
    for (size_t i = 0; i < len; i++)
        if (text[i] == '\0')
            text[i] = ' ';
    text[len] = '\0';
    return text;
}

static void assert_serves(const char *path)
{
    assert_non_null(strstr(answer(ask(path, "join", "{}")), "[\"init\""));
}

/* ---- the daemon ---- */

static void it_serves_a_socket_that_is_handed_to_it(void **state)
{
    static const char *const args[] = {NULL};
    (void)state;
    int fd = listening("chat.sock");
    struct daemon d = run(fd, args);
    close(fd);
    assert_serves("chat.sock");
    assert_ends(&d);
    assert_int_equal(access("chat.sock", F_OK), 0); /* it is not its own */
}

static void it_makes_a_socket_and_removes_it(void **state)
{
    static const char *const args[] = {"--listen", "./chat.sock", "--socket-mode", "0600", NULL};
    static const int ends[] = {SIGTERM, SIGINT};
    struct stat st;
    (void)state;
    for (size_t i = 0; i < COUNT_OF(ends); i++) {
        struct daemon d = run(STDIN_FILENO, args);
        hear(&d, "listening on ./chat.sock");
        assert_int_equal(stat("chat.sock", &st), 0);
        assert_int_equal(st.st_mode & 0777, 0600);
        assert_serves("chat.sock");
        kill(d.pid, ends[i]);
        assert_int_equal(end_of(&d), 0);
        assert_int_equal(access("chat.sock", F_OK), -1);
    }
}

static void what_parks_is_answered_when_it_ends(void **state)
{
    static const char *const args[] = {"--listen", "./chat.sock", NULL};
    char body[256], id[33];
    (void)state;
    struct daemon d = run(STDIN_FILENO, args);
    hear(&d, "listening");
    const char *init = strstr(
        answer(ask("chat.sock", "join", "{\"token\":\"0123456789012345678901\"}")), "[\"init\",\"");
    assert_non_null(init);
    snprintf(id, sizeof id, "%.32s", init + strlen("[\"init\",\""));
    snprintf(body, sizeof body, "{\"id\":\"%s\",\"token\":\"0123456789012345678901\",\"ack\":1}",
             id);
    int parked = ask("chat.sock", "poll", body);
    assert_serves("chat.sock"); /* it has come to the poll before */
    kill(d.pid, SIGTERM);
    assert_non_null(strstr(answer(parked), "\"seq\""));
    assert_int_equal(end_of(&d), 0);
}

static void other_signals_do_not_end_it(void **state)
{
    static const char *const args[] = {"--listen", "./chat.sock", NULL};
    static const int others[] = {SIGHUP, SIGUSR1, SIGPIPE};
    (void)state;
    struct daemon d = run(STDIN_FILENO, args);
    hear(&d, "listening");
    for (size_t i = 0; i < COUNT_OF(others); i++) {
        kill(d.pid, others[i]);
        assert_serves("chat.sock");
    }
    assert_ends(&d);
}

static void it_ends_when_nobody_comes(void **state)
{
    static const char *const args[] = {"--listen", "./chat.sock", "--idle-exit", "0.05", NULL};
    (void)state;
    struct daemon d = run(STDIN_FILENO, args);
    hear(&d, "nobody has been there");
    assert_int_equal(end_of(&d), 0);
    assert_int_equal(access("chat.sock", F_OK), -1);
}

static void a_stale_socket_is_replaced_and_a_live_one_left_alone(void **state)
{
    static const char *const args[] = {"--listen", "./chat.sock", NULL};
    (void)state;
    close(listening("chat.sock"));
    struct daemon d = run(STDIN_FILENO, args);
    hear(&d, "listening");
    struct daemon second = run(STDIN_FILENO, args);
    hear(&second, "another process listens there");
    assert_int_equal(end_of(&second), 2);
    assert_serves("chat.sock");
    assert_ends(&d);
}

static int held_lock(void)
{
    int lock = open("chat.sock.lock", O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    assert_int_equal(flock(lock, LOCK_EX), 0);
    return lock;
}

static void it_looks_at_the_path_only_with_the_lock(void **state)
{
    static const char *const args[] = {"--listen", "./chat.sock", NULL};
    char opened[sizeof(struct inotify_event) + NAME_MAX + 1];
    (void)state;
    int lock = held_lock(), notices = inotify_init1(IN_CLOEXEC);
    assert_true(inotify_add_watch(notices, "chat.sock.lock", IN_OPEN) >= 0);
    struct daemon d = run(STDIN_FILENO, args);
    assert_true(read(notices, opened, sizeof opened) > 0);
    int fd = listening("chat.sock");
    close(lock);
    hear(&d, "another process listens there");
    assert_int_equal(end_of(&d), 2);
    close(fd);
    close(notices);
}

/* Such as one that was stopped in the midst of starting. */
static void a_lock_that_is_never_released_hangs_nobody(void **state)
{
    static const char *const args[] = {"--listen", "./chat.sock", NULL};
    (void)state;
    struct daemon d = run(STDIN_FILENO, args);
    hear(&d, "listening on");
    int lock = held_lock();
    struct daemon another = run(STDIN_FILENO, args);
    hear(&another, "another process is starting there");
    assert_int_equal(end_of(&another), 2);
    assert_ends(&d);
    close(lock);
}

static void what_is_not_its_own_is_left_alone(void **state)
{
    static const char *const args[] = {"--listen", "./chat.sock", NULL};
    static const char *const names[] = {"chat.sock.lock", "chat.sock.n"};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        int file = open(names[i], O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
        assert_int_equal(write(file, "mine", 4), 4);
        close(file);
        struct daemon d = run(STDIN_FILENO, args);
        hear(&d, "there is a file that is no");
        assert_int_equal(end_of(&d), 2);
        assert_int_equal(access(names[i], F_OK), 0);
        assert_int_equal(unlink(names[i]), 0);
    }
    int fd = listening("chat.sock.n");
    struct daemon d = run(STDIN_FILENO, args);
    hear(&d, "another process listens there");
    assert_int_equal(end_of(&d), 2);
    assert_int_equal(access("chat.sock.n", F_OK), 0);
    close(fd);
}

/* Of many that start at once on a stale socket one serves and all others end. */
static void one_of_many_gets_the_path(void **state)
{
    static const char *const args[] = {"--listen", "./chat.sock", NULL};
    enum { AT_ONCE = 4, ROUNDS = 3 };
    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        struct daemon all[AT_ONCE];
        close(listening("chat.sock"));
        for (int i = 0; i < AT_ONCE; i++)
            all[i] = run(STDIN_FILENO, args);
        int serving = 0, which = 0;
        for (int i = 0; i < AT_ONCE; i++) {
            char first[LINE_MAX_BYTES];
            ssize_t n = read(all[i].said, first, sizeof first - 1);
            assert_true(n > 0);
            first[n] = '\0';
            if (strstr(first, "listening on"))
                serving++, which = i;
            else
                assert_int_equal(end_of(&all[i]), 2);
        }
        assert_int_equal(serving, 1);
        assert_serves("chat.sock");
        assert_ends(&all[which]);
        assert_int_equal(access("chat.sock.lock", F_OK), -1);
    }
}

static void a_bad_option_is_refused(void **state)
{
    static const char *const args[] = {"--hold", "soon", NULL};
    (void)state;
    struct daemon d = run(STDIN_FILENO, args);
    hear(&d, "--hold: 'soon' is not a number");
    assert_int_equal(end_of(&d), 2);
}

/* ---- the relay ---- */

static const char *const relay_args[] = {"--relay", "--hub", "hub/hub.sock", NULL};

/* The process id that the hub has written down. */
static pid_t hub_pid(void)
{
    char version[HUB_VERSION_MAX];
    struct hub_directory p;
    assert_true(hub_directory_init(&p, "hub/hub.sock"));
    assert_true(hub_directory_enter(&p));
    pid_t pid = hub_directory_hub_pid(&p, version);
    assert_int_equal(chdir(directory.path), 0);
    return pid;
}

/* It is no child of ours: its end shows by its connection. */
static void end_hub(void)
{
    struct sockaddr_un address = address_of("hub/hub.sock");
    char byte;
    int fd = new_socket();
    pid_t pid = hub_pid();
    assert_true(pid > 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(kill(pid, SIGTERM), 0);
    assert_true(read(fd, &byte, 1) <= 0);
    close(fd);
}

static void a_relay_starts_a_hub_that_outlives_it(void **state)
{
    (void)state;
    int fd = listening("relay.sock");
    struct daemon relay = run(fd, relay_args);
    assert_serves("relay.sock");
    pid_t pid = hub_pid();
    assert_true(pid > 0);
    assert_ends(&relay);
    relay = run(fd, relay_args);
    close(fd);
    assert_serves("relay.sock");
    assert_int_equal(hub_pid(), pid);
    kill(relay.pid, SIGHUP);
    assert_serves("relay.sock");
    assert_ends(&relay);
    end_hub();
}

static void a_hub_that_has_ended_is_replaced(void **state)
{
    (void)state;
    int fd = listening("relay.sock");
    struct daemon relay = run(fd, relay_args);
    close(fd);
    assert_serves("relay.sock");
    pid_t pid = hub_pid();
    end_hub();
    assert_serves("relay.sock");
    assert_int_not_equal(hub_pid(), pid);
    end_hub();
    assert_ends(&relay);
}

/* A process that is a hub by all that can be seen of it, and serves nobody. */
static pid_t start_hub_of(const char *version)
{
    int ready[2];
    char byte;
    assert_int_equal(pipe(ready), 0);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        struct hub_directory p;
        alarm(120);
        if (!hub_directory_init(&p, "hub/hub.sock") || !hub_directory_enter(&p) ||
            hub_directory_listen(&p) < 0)
            _exit(1);
        hub_directory_enrol(&p, version);
        (void)!write(ready[1], "", 1);
        for (;;)
            pause();
    }
    close(ready[1]);
    assert_int_equal(read(ready[0], &byte, 1), 1);
    close(ready[0]);
    return pid;
}

static void an_older_hub_is_replaced_and_told_to_end(void **state)
{
    int status;
    (void)state;
    pid_t older = start_hub_of("0.0.1");
    assert_int_equal(hub_pid(), older);
    int fd = listening("relay.sock");
    struct daemon relay = run(fd, relay_args);
    close(fd);
    assert_serves("relay.sock");
    assert_int_equal(waitpid(older, &status, 0), older);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
    assert_int_not_equal(hub_pid(), older);
    end_hub();
    assert_ends(&relay);
}

static void a_request_outlives_the_hub_that_had_it(void **state)
{
    (void)state;
    pid_t newer = start_hub_of("99.0");
    int fd = listening("relay.sock");
    struct daemon relay = run(fd, relay_args);
    close(fd);
    int waiting = ask("relay.sock", "join", "{}");
    kill(newer, SIGKILL); /* what was given to it goes to another */
    assert_int_equal(waitpid(newer, NULL, 0), newer);
    assert_non_null(strstr(answer(waiting), "[\"init\""));
    end_hub();
    assert_ends(&relay);
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, make_base, remove_base)
    static const struct CMUnitTest tests[] = {
        CASE(it_serves_a_socket_that_is_handed_to_it),
        CASE(it_makes_a_socket_and_removes_it),
        CASE(what_parks_is_answered_when_it_ends),
        CASE(other_signals_do_not_end_it),
        CASE(it_ends_when_nobody_comes),
        CASE(a_stale_socket_is_replaced_and_a_live_one_left_alone),
        CASE(it_looks_at_the_path_only_with_the_lock),
        CASE(a_lock_that_is_never_released_hangs_nobody),
        CASE(what_is_not_its_own_is_left_alone),
        CASE(one_of_many_gets_the_path),
        CASE(a_bad_option_is_refused),
        CASE(a_relay_starts_a_hub_that_outlives_it),
        CASE(a_hub_that_has_ended_is_replaced),
        CASE(an_older_hub_is_replaced_and_told_to_end),
        CASE(a_request_outlives_the_hub_that_had_it),
    };
    if (!realpath("src/onetimechatd", program))
        return 99;
    return cmocka_run_group_tests_name("daemon", tests, NULL, NULL);
}
