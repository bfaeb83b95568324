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

#include "../../src/relay/place.h"

static char base[] = "/tmp/otc-place-XXXXXX";
static int start; /* the working directory before a test */

static int make_base(void **state)
{
    unit_limit_time();
    (void)state;
    start = open(".", O_RDONLY | O_DIRECTORY);
    strcpy(base + strlen("/tmp/otc-place-"), "XXXXXX");
    return start >= 0 && mkdtemp(base) && chdir(base) == 0 ? 0 : -1;
}

static int remove_base(void **state)
{
    char command[PATH_MAX];
    (void)state;
    snprintf(command, sizeof command, "rm -rf %s", base);
    int gone = fchdir(start) == 0 && system(command) == 0;
    close(start);
    return gone ? 0 : -1;
}

static struct place place_at(const char *path)
{
    struct place p;
    assert_true(place_init(&p, path));
    return p;
}

static void entered(struct place *p)
{
    *p = place_at("private/hub.sock");
    assert_true(place_enter(p));
}

static void the_path_is_taken_apart(void **state)
{
    char here[PATH_MAX], expected[PATH_MAX + 64];
    (void)state;
    assert_non_null(getcwd(here, sizeof here));
    struct place p = place_at("/a/b//c.sock");
    assert_string_equal(p.directory, "/a/b");
    assert_string_equal(p.socket, "c.sock");
    p = place_at("/c.sock");
    assert_string_equal(p.directory, "/");
    p = place_at("c.sock");
    assert_string_equal(p.directory, here);
    p = place_at("a/b/c.sock");
    snprintf(expected, sizeof expected, "%s/a/b", here);
    assert_string_equal(p.directory, expected);
}

static void a_path_without_a_name_is_refused(void **state)
{
    static const char *const bad[] = {"", "/", "/a/", ".", "..", "a/..", "a/."};
    char longest[PLACE_NAME_MAX + 2] = "";
    struct place p;
    (void)state;
    for (unsigned i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(place_init(&p, bad[i]));
    memset(longest, 'x', PLACE_NAME_MAX);
    assert_true(place_init(&p, longest));
    longest[PLACE_NAME_MAX] = 'x';
    assert_false(place_init(&p, longest));
}

static void the_directory_is_made_for_its_user_alone(void **state)
{
    struct place p;
    struct stat st;
    (void)state;
    entered(&p);
    assert_int_equal(stat(".", &st), 0);
    assert_int_equal(st.st_mode & 07777, 0700);
    assert_int_equal(chdir(base), 0);
    assert_true(place_enter(&p));
}

static void a_directory_that_others_may_enter_is_refused(void **state)
{
    static const mode_t modes[] = {0710, 0701, 0720, 0702, 0740, 0704, 0755, 0777};
    struct place p = place_at("open/hub.sock");
    (void)state;
    assert_int_equal(mkdir("open", 0700), 0);
    for (unsigned i = 0; i < sizeof modes / sizeof *modes; i++) {
        assert_int_equal(chmod("open", modes[i]), 0);
        assert_false(place_enter(&p));
    }
    assert_int_equal(chmod("open", 0700), 0);
    assert_true(place_enter(&p));
}

static void what_is_no_directory_is_refused(void **state)
{
    (void)state;
    assert_int_equal(mkdir("real", 0700), 0);
    assert_int_equal(symlink("real", "link"), 0);
    close(open("file", O_CREAT | O_WRONLY, 0600));
    struct place link = place_at("link/hub.sock"), slashed = place_at("link//hub.sock");
    struct place file = place_at("file/hub.sock"), deep = place_at("no/such/hub.sock");
    assert_false(place_enter(&link));
    assert_false(place_enter(&slashed));
    assert_false(place_enter(&file));
    assert_false(place_enter(&deep));
}

static void a_foreign_directory_is_refused(void **state)
{
    struct place p = place_at("foreign/hub.sock");
    (void)state;
    if (geteuid() != 0)
        return; /* nobody else can give one away; skip() would write "not ok" */
    assert_int_equal(mkdir("foreign", 0700), 0);
    assert_int_equal(chown("foreign", 65534, 65534), 0);
    assert_false(place_enter(&p));
}

static void the_socket_takes_the_place_of_another(void **state)
{
    struct place p;
    (void)state;
    entered(&p);
    assert_int_equal(place_connect(&p), -1);
    assert_int_equal(errno, ENOENT);
    int first = place_listen(&p);
    assert_true(first >= 0);
    close(first);
    assert_int_equal(place_connect(&p), -1);
    assert_int_equal(errno, ECONNREFUSED);
    int second = place_listen(&p), third = place_listen(&p), connection = place_connect(&p);
    assert_true(second >= 0 && third >= 0 && connection >= 0);
    assert_int_equal(fcntl(second, F_SETFL, O_NONBLOCK), 0);
    assert_int_equal(accept(second, NULL, NULL), -1);
    int accepted = accept(third, NULL, NULL);
    assert_true(accepted >= 0);
    close(accepted), close(connection), close(second), close(third);
}

/* Runs it in a process of its own, and returns its exit status. */
static int elsewhere(const struct place *p, int (*deed)(const struct place *))
{
    int status;
    pid_t pid = fork();
    if (pid == 0)
        _exit(deed(p));
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static int try_lock(const struct place *p)
{
    return place_lock(p) >= 0 ? 0 : errno == EWOULDBLOCK ? 1 : 2;
}

static int find_hub_of_parent(const struct place *p)
{
    char version[PLACE_VERSION_MAX];
    return place_hub(p, version) == getppid() && strcmp(version, "1.2.3") == 0 ? 0 : 1;
}

static int find_no_hub(const struct place *p)
{
    char version[PLACE_VERSION_MAX];
    return place_hub(p, version) == 0 && *version == '\0' ? 0 : 1;
}

static int be_hub_and_end(const struct place *p)
{
    place_enrol(p, "9.9");
    return 0;
}

static int leave(const struct place *p)
{
    place_leave(p);
    return 0;
}

static void the_lock_is_one_process_s(void **state)
{
    struct place p;
    (void)state;
    entered(&p);
    int lock = place_lock(&p);
    assert_true(lock >= 0);
    assert_int_equal(elsewhere(&p, try_lock), 1);
    close(lock);
    assert_int_equal(elsewhere(&p, try_lock), 0);
}

static void the_living_hub_is_known_by_its_lock(void **state)
{
    struct place p;
    (void)state;
    entered(&p);
    assert_int_equal(elsewhere(&p, find_no_hub), 0);
    assert_int_equal(elsewhere(&p, be_hub_and_end), 0);
    assert_int_equal(elsewhere(&p, find_no_hub), 0);
    place_enrol(&p, "1.2.3");
    assert_int_equal(elsewhere(&p, find_hub_of_parent), 0);
}

static void only_the_last_hub_removes_the_socket(void **state)
{
    struct place p;
    (void)state;
    entered(&p);
    int listener = place_listen(&p);
    place_enrol(&p, "1.2.3");
    assert_int_equal(elsewhere(&p, leave), 0);
    assert_int_equal(access("hub.sock", F_OK), 0);
    place_leave(&p);
    assert_int_equal(access("hub.sock", F_OK), -1);
    close(listener);
}

static void the_socket_of_one_that_has_not_enrolled_stays(void **state)
{
    struct place p;
    (void)state;
    entered(&p);
    int listener = place_listen(&p);
    place_enrol(&p, "1.2.3");
    struct place next = p;
    int its_listener = place_listen(&next);
    place_leave(&p);
    assert_int_equal(access("hub.sock", F_OK), 0);
    place_leave(&next);
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
