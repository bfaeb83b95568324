#include "support/unit.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "support/directory.h"
#include "../../src/base/unix_socket.h"

enum call { NONE, SOCKET, BIND, LISTEN, RENAME, N_CALLS };

static const char path[] = "a.sock", temporary[] = "a.new";
static enum call failing;

/* The calls of the system, which fail with EIO when they are the failing one. */
#define FAILS_WHEN(call, type, name, parameters, arguments)                                        \
    type __real_##name parameters;                                                                 \
    type __wrap_##name parameters;                                                                 \
    type __wrap_##name parameters                                                                  \
    {                                                                                              \
        if (failing != (call))                                                                     \
            return __real_##name arguments;                                                        \
        errno = EIO;                                                                               \
        return -1;                                                                                 \
    }

FAILS_WHEN(SOCKET, int, socket, (int domain, int type, int protocol), (domain, type, protocol))
FAILS_WHEN(BIND, int, bind, (int fd, const struct sockaddr *a, socklen_t len), (fd, a, len))
FAILS_WHEN(LISTEN, int, listen, (int fd, int backlog), (fd, backlog))
FAILS_WHEN(RENAME, int, rename, (const char *from, const char *to), (from, to))

static int start(void **state)
{
    (void)state;
    unit_limit_time();
    failing = NONE;
    return directory_enter() ? 0 : -1;
}

static int stop(void **state)
{
    (void)state;
    return directory_leave() ? 0 : -1;
}

/* Whether somebody listens at the path. */
static bool answers(void)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    strcpy(address.sun_path, path);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool connected = connect(fd, (struct sockaddr *)&address, sizeof address) == 0;
    close(fd);
    return connected;
}

static bool is_there(const char *name)
{
    struct stat st;
    return lstat(name, &st) == 0;
}

static void it_listens_with_its_permissions(void **state)
{
    static const mode_t modes[] = {0600, 0660, 0666, 0700};
    struct stat made, st;
    (void)state;
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
        mode_t mask = umask(0077);
        int fd = unix_socket_listen(path, temporary, modes[i], &made);
        assert_int_equal(umask(mask), 0077);
        assert_true(fd >= 0);
        assert_true(answers());
        assert_int_equal(lstat(path, &st), 0);
        assert_int_equal(st.st_mode & 07777, modes[i]);
        assert_true(st.st_ino == made.st_ino && st.st_dev == made.st_dev);
        assert_true(fcntl(fd, F_GETFL) & O_NONBLOCK);
        assert_true(fcntl(fd, F_GETFD) & FD_CLOEXEC);
        assert_false(is_there(temporary));
        close(fd);
    }
}

static void what_lies_at_the_temporary_name_goes(void **state)
{
    struct stat made;
    (void)state;
    close(open(temporary, O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
    int fd = unix_socket_listen(path, temporary, 0600, &made);
    assert_true(fd >= 0);
    assert_false(is_there(temporary));
    close(fd);
}

static void both_names_may_be_one(void **state)
{
    struct stat made;
    (void)state;
    int fd = unix_socket_listen(path, path, 0600, &made);
    assert_true(fd >= 0);
    assert_true(answers());
    close(fd);
}

static void a_name_that_is_too_long_is_refused(void **state)
{
    struct stat made;
    char name[sizeof((struct sockaddr_un *)NULL)->sun_path + 1];
    (void)state;
    memset(name, 'a', sizeof name);
    name[sizeof name - 1] = '\0';
    assert_int_equal(unix_socket_listen(path, name, 0600, &made), -1);
    assert_int_equal(errno, ENAMETOOLONG);
    assert_false(is_there(path));
}

static void whatever_fails_the_socket_before_stays(void **state)
{
    struct stat made;
    (void)state;
    int before = unix_socket_listen(path, temporary, 0600, &made);
    assert_true(before >= 0);
    int next = dup(before);
    close(next);
    for (enum call call = SOCKET; call < N_CALLS; call++) {
        failing = call;
        assert_int_equal(unix_socket_listen(path, temporary, 0600, &made), -1);
        assert_int_equal(errno, EIO);
        failing = NONE;
        assert_false(is_there(temporary));
        assert_true(answers());
        int fd = dup(before); /* the lowest that is free: nothing was left open */
        assert_int_equal(fd, next);
        close(fd);
    }
    close(before);
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, start, stop)
    static const struct CMUnitTest tests[] = {
        CASE(it_listens_with_its_permissions),
        CASE(what_lies_at_the_temporary_name_goes),
        CASE(both_names_may_be_one),
        CASE(a_name_that_is_too_long_is_refused),
        CASE(whatever_fails_the_socket_before_stays),
    };
    return cmocka_run_group_tests_name("unix_socket", tests, NULL, NULL);
}
