/* What a process that has entered the sandbox can still do, and what not. */
#include "support/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/count.h"
#include "support/directory.h"
#include "support/sandboxed.h"
#include "config.h"

static char program[PATH_MAX];
static bool has_landlock;
#ifdef HAVE_SECCOMP
static const bool filters = true;
#else
static const bool filters = false;
#endif

static int make_base(void **state)
{
    (void)state;
    unit_limit_time();
    if (!directory_enter())
        return -1;
    int fd = open("there", O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0 || write(fd, "text", 4) != 4)
        return -1;
    return close(fd);
}

static int remove_base(void **state)
{
    (void)state;
    unlink("there");
    unlink("made");
    return directory_leave() ? 0 : -1;
}

/* What became of it: its exit status or, as a negative number, its signal. */
static int try(const char *deed)
{
    int status, said[2];
    char bytes[512];
    assert_int_equal(pipe(said), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        dup2(said[1], STDERR_FILENO); /* not the file that our own may be */
        execl(program, program, deed, (char *)NULL);
        _exit(127);
    }
    close(said[1]);
    while (read(said[0], bytes, sizeof bytes) > 0)
        continue;
    close(said[0]);
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

static void what_serving_takes_is_left(void **state)
{
    (void)state;
    assert_int_equal(try("serve"), 0);
}

#ifdef HAVE_SECCOMP
static void what_only_an_intruder_calls_ends_the_process(void **state)
{
    static const char *const deeds[] = {"socket", "execute", "fork"};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(deeds); i++)
        if (try(deeds[i]) != -SIGSYS)
            fail_msg("%s: %d", deeds[i], try(deeds[i]));
}

static void one_that_connects_makes_such_sockets_alone(void **state)
{
    (void)state;
    assert_int_equal(try("connecting-socket"), 0);
    assert_int_equal(try("connecting-another-socket"), ENOSYS);
    assert_int_equal(try("connecting-listen"), -SIGSYS);
    assert_int_equal(try("connecting-execute"), -SIGSYS);
}

static void other_calls_are_not_known(void **state)
{
    static const char *const deeds[] = {"unknown-call", "make-executable", "signal-another",
                                        "filter-alone", "truncate"};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(deeds); i++)
        if (try(deeds[i]) != ENOSYS)
            fail_msg("%s: %d", deeds[i], try(deeds[i]));
}
#endif

static void an_assertion_that_fails_ends_it_as_ever(void **state)
{
    (void)state;
    assert_int_equal(try("abort"), -SIGABRT);
}

static void files_elsewhere_are_out_of_reach(void **state)
{
    (void)state;
    assert_int_equal(try("read-elsewhere"), has_landlock ? EACCES : 0);
    if (has_landlock)
        assert_int_equal(try("make-elsewhere"), EACCES);
}

static void no_file_is_written_to(void **state)
{
    struct stat st;
    (void)state;
    assert_int_equal(try("open-to-write") != 0, filters || has_landlock);
    assert_int_equal(try("write-to-open-file"), EFBIG);
    assert_int_equal(stat("there", &st), 0);
    assert_int_equal(st.st_size, 4);
}

int main(int argc, char **argv)
{
    if (argc > 1)
        return sandboxed_try(argv[1]);

#define CASE(f) cmocka_unit_test_setup_teardown(f, make_base, remove_base)
    static const struct CMUnitTest tests[] = {
        CASE(what_serving_takes_is_left),
#ifdef HAVE_SECCOMP
        CASE(what_only_an_intruder_calls_ends_the_process),
        CASE(one_that_connects_makes_such_sockets_alone),
        CASE(other_calls_are_not_known),
#endif
        CASE(an_assertion_that_fails_ends_it_as_ever),
        CASE(files_elsewhere_are_out_of_reach),
        CASE(no_file_is_written_to),
    };
    if (!realpath(argv[0], program))
        return 99;
    has_landlock = try("find-landlock") == 0; /* not here: valgrind knows no such call */
    return cmocka_run_group_tests_name("sandbox", tests, NULL, NULL);
}
