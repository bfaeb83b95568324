/* What a callback of the api may not do: enter the api again, in the middle of its work. */
#include "support/unit.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/rig.h"

#ifndef NDEBUG
static struct rig rig;

static bool run_again(void *request, const char *head, size_t head_len, const char *body,
                      size_t body_len)
{
    rig_answer(request, head, head_len, body, body_len);
    api_run(rig.api, rig.now);
    return true;
}

static bool resume(void *request, const char *head, size_t head_len, const char *body,
                   size_t body_len)
{
    struct list nobody = {0};
    rig_answer(request, head, head_len, body, body_len);
    api_resume(rig.api, &nobody);
    return true;
}

/* Joins with a callback of its own; how the process ended. */
static int end_with(bool (*answer)(void *request, const char *head, size_t head_len,
                                   const char *body, size_t body_len))
{
    int status;
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        const struct rlimit no_core = {0};
        struct api_config config = config_plain();
        struct api_output output = rig_output;
        struct exchange x;
        setrlimit(RLIMIT_CORE, &no_core);
        signal(SIGABRT, SIG_DFL); /* and not as a failure of this test */
        close(STDERR_FILENO);
        output.answer = answer;
        rig.now = (struct api_time){.monotonic = 5000};
        rig.api = api_new(&config, rig.now, output);
        rig_ask(&rig, &x, "join", "{}");
        _exit(EXIT_SUCCESS);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    return status;
}

static void a_callback_that_enters_the_api_ends_the_process(void **state)
{
    (void)state;
    int status = end_with(rig_answer);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == EXIT_SUCCESS);
    status = end_with(run_again);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
    status = end_with(resume);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_callback_that_enters_the_api_ends_the_process),
    };
    return cmocka_run_group_tests_name("api: re-entry", tests, NULL, NULL);
}
#else
/* Not skip(): cmocka writes "not ok" for it, which fails the whole. */
int main(void)
{
    puts("1..0 # SKIP the assertions are compiled out: see --enable-assertions");
    return 0;
}
#endif
