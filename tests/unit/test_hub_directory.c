#include "support/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/directory.h"
#include "../../src/relay/hub_directory.h"

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

static struct hub_directory directory_at(const char *path)
{
    struct hub_directory p;
    assert_true(hub_directory_init(&p, path));
    return p;
}

static void entered(struct hub_directory *p)
{
    *p = directory_at("private/hub.sock");
    assert_true(hub_directory_enter(p));
}

static void the_path_is_taken_apart(void **state)
{
    char here[PATH_MAX], expected[PATH_MAX + 64];
    (void)state;
    assert_non_null(getcwd(here, sizeof here));
    struct hub_directory p = directory_at("/a/b//c.sock");
    assert_string_equal(p.path, "/a/b");
    assert_string_equal(p.socket, "c.sock");
    p = directory_at("/c.sock");
    assert_string_equal(p.path, "/");
    p = directory_at("c.sock");
    assert_string_equal(p.path, here);
    p = directory_at("a/b/c.sock");
    snprintf(expected, sizeof expected, "%s/a/b", here);
    assert_string_equal(p.path, expected);
}

static void a_path_without_a_name_is_refused(void **state)
{
    static const char *const bad[] = {"", "/", "/a/", ".", "..", "a/..", "a/."};
    char longest[HUB_NAME_MAX + 2] = "";
    struct hub_directory p;
    (void)state;
    for (unsigned i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(hub_directory_init(&p, bad[i]));
    memset(longest, 'x', HUB_NAME_MAX);
    assert_true(hub_directory_init(&p, longest));
    longest[HUB_NAME_MAX] = 'x';
    assert_false(hub_directory_init(&p, longest));
}

static void the_directory_is_made_for_its_user_alone(void **state)
{
    struct hub_directory p;
    struct stat st;
    (void)state;
    entered(&p);
    assert_int_equal(stat(".", &st), 0);
    assert_int_equal(st.st_mode & 07777, 0700);
    assert_int_equal(chdir(directory.path), 0);
    assert_true(hub_directory_enter(&p));
}

static void a_directory_that_others_may_enter_is_refused(void **state)
{
    static const mode_t modes[] = {0710, 0701, 0720, 0702, 0740, 0704, 0755, 0777};
    struct hub_directory p = directory_at("open/hub.sock");
    (void)state;
    assert_int_equal(mkdir("open", 0700), 0);
    for (unsigned i = 0; i < sizeof modes / sizeof *modes; i++) {
        assert_int_equal(chmod("open", modes[i]), 0);
        assert_false(hub_directory_enter(&p));
    }
    assert_int_equal(chmod("open", 0700), 0);
    assert_true(hub_directory_enter(&p));
}

static void what_is_no_directory_is_refused(void **state)
{
    (void)state;
    assert_int_equal(mkdir("real", 0700), 0);
    assert_int_equal(symlink("real", "link"), 0);
    close(open("file", O_CREAT | O_WRONLY, 0600));
    struct hub_directory link = directory_at("link/hub.sock"),
                         slashed = directory_at("link//hub.sock");
    struct hub_directory file = directory_at("file/hub.sock"),
                         deep = directory_at("no/such/hub.sock");
    assert_false(hub_directory_enter(&link));
    assert_false(hub_directory_enter(&slashed));
    assert_false(hub_directory_enter(&file));
    assert_false(hub_directory_enter(&deep));
}

static void a_foreign_directory_is_refused(void **state)
{
    struct hub_directory p = directory_at("foreign/hub.sock");
    (void)state;
    if (geteuid() != 0)
        return; /* nobody else can give one away; skip() would write "not ok" */
    assert_int_equal(mkdir("foreign", 0700), 0);
    assert_int_equal(chown("foreign", 65534, 65534), 0);
    assert_false(hub_directory_enter(&p));
}

static void the_socket_takes_the_place_of_another(void **state)
{
    struct hub_directory p;
    (void)state;
    entered(&p);
    assert_int_equal(hub_directory_connect(&p), -1);
    assert_int_equal(errno, ENOENT);
    int first = hub_directory_listen(&p);
    assert_true(first >= 0);
    close(first);
    assert_int_equal(hub_directory_connect(&p), -1);
    assert_int_equal(errno, ECONNREFUSED);
    int second = hub_directory_listen(&p), third = hub_directory_listen(&p),
        connection = hub_directory_connect(&p);
    assert_true(second >= 0 && third >= 0 && connection >= 0);
    assert_int_equal(fcntl(second, F_SETFL, O_NONBLOCK), 0);
    assert_int_equal(accept(second, NULL, NULL), -1);
    int accepted = accept(third, NULL, NULL);
    assert_true(accepted >= 0);
    close(accepted), close(connection), close(second), close(third);
}

/* Runs it in a process of its own, and returns its exit status. */
static int elsewhere(const struct hub_directory *p, int (*deed)(const struct hub_directory *))
{
    int status;
    pid_t pid = fork();
    if (pid == 0)
        _exit(deed(p));
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static int try_lock(const struct hub_directory *p)
{
    return hub_directory_lock(p) >= 0 ? 0 : errno == EWOULDBLOCK ? 1 : 2;
}

static int find_hub_of_parent(const struct hub_directory *p)
{
    char version[HUB_VERSION_MAX];
    return hub_directory_hub_pid(p, version) == getppid() && strcmp(version, "1.2.3") == 0 ? 0 : 1;
}

static int find_no_hub(const struct hub_directory *p)
{
    char version[HUB_VERSION_MAX];
    return hub_directory_hub_pid(p, version) == 0 && *version == '\0' ? 0 : 1;
}

static int be_hub_and_end(const struct hub_directory *p)
{
    hub_directory_enrol(p, "9.9");
    return 0;
}

static int leave(const struct hub_directory *p)
{
    hub_directory_leave(p);
    return 0;
}

static void the_lock_is_one_process_s(void **state)
{
    struct hub_directory p;
    (void)state;
    entered(&p);
    int lock = hub_directory_lock(&p);
    assert_true(lock >= 0);
    assert_int_equal(elsewhere(&p, try_lock), 1);
    close(lock);
    assert_int_equal(elsewhere(&p, try_lock), 0);
}

static void the_living_hub_is_known_by_its_lock(void **state)
{
    struct hub_directory p;
    (void)state;
    entered(&p);
    assert_int_equal(elsewhere(&p, find_no_hub), 0);
    assert_int_equal(elsewhere(&p, be_hub_and_end), 0);
    assert_int_equal(elsewhere(&p, find_no_hub), 0);
    hub_directory_enrol(&p, "1.2.3");
    assert_int_equal(elsewhere(&p, find_hub_of_parent), 0);
}

static void only_the_last_hub_removes_the_socket(void **state)
{
    struct hub_directory p;
    (void)state;
    entered(&p);
    int listener = hub_directory_listen(&p);
    hub_directory_enrol(&p, "1.2.3");
    assert_int_equal(elsewhere(&p, leave), 0);
    assert_int_equal(access("hub.sock", F_OK), 0);
    hub_directory_leave(&p);
    assert_int_equal(access("hub.sock", F_OK), -1);
    close(listener);
}

static void the_socket_of_one_that_has_not_enrolled_stays(void **state)
{
    struct hub_directory p;
    (void)state;
    entered(&p);
    int listener = hub_directory_listen(&p);
    hub_directory_enrol(&p, "1.2.3");
    struct hub_directory next = p;
    int its_listener = hub_directory_listen(&next);
    hub_directory_leave(&p);
    assert_int_equal(access("hub.sock", F_OK), 0);
    hub_directory_leave(&next);
    assert_int_equal(access("hub.sock", F_OK), -1);
    close(listener);
    close(its_listener);
}

#define IN_BASE(test) cmocka_unit_test_setup_teardown(test, make_base, remove_base)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_BASE(the_path_is_taken_apart),
        IN_BASE(a_path_without_a_name_is_refused),
        IN_BASE(the_directory_is_made_for_its_user_alone),
        IN_BASE(a_directory_that_others_may_enter_is_refused),
        IN_BASE(what_is_no_directory_is_refused),
        IN_BASE(a_foreign_directory_is_refused),
        IN_BASE(the_socket_takes_the_place_of_another),
        IN_BASE(the_lock_is_one_process_s),
        IN_BASE(the_living_hub_is_known_by_its_lock),
        IN_BASE(only_the_last_hub_removes_the_socket),
        IN_BASE(the_socket_of_one_that_has_not_enrolled_stays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
