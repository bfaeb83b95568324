#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../../src/base/log.h"
#include "support/unit.h"

/* Standard error is a pipe while a line is logged: cmocka keeps its own. */
struct pipe_error {
    int saved, ends[2];
};

static struct pipe_error pipe_error_begin(void)
{
    struct pipe_error p;
    assert_int_equal(pipe(p.ends), 0);
    assert_int_equal(fcntl(p.ends[0], F_SETFL, O_NONBLOCK), 0);
    p.saved = dup(STDERR_FILENO);
    assert_true(p.saved >= 0);
    assert_int_equal(dup2(p.ends[1], STDERR_FILENO), STDERR_FILENO);
    return p;
}

/* What was written, as text of less than `size` bytes. */
static size_t pipe_error_end(struct pipe_error *p, char *text, size_t size)
{
    dup2(p->saved, STDERR_FILENO);
    close(p->saved);
    close(p->ends[1]);
    ssize_t n = p->ends[0] < 0 ? 0 : read(p->ends[0], text, size - 1);
    if (p->ends[0] >= 0)
        close(p->ends[0]);
    assert_true(n >= 0);
    text[n] = '\0';
    return (size_t)n;
}

static void writes_one_line_with_the_name_before_it(void **state)
{
    (void)state;
    char text[2000];
    struct pipe_error p = pipe_error_begin();
    log_event(LOG_INFO, "test", "listening on {address}, {places} places",
              LOG_TEXT("address", "a socket"), LOG_INTEGER("places", 42));
    log_event(LOG_INFO, "test", "{text}", LOG_TEXT("text", ""));
    pipe_error_end(&p, text, sizeof text);
    assert_string_equal(text, "onetimechatd: listening on a socket, 42 places\nonetimechatd: \n");
}

static void shows_each_kind_of_field_where_the_sentence_names_it(void **state)
{
    (void)state;
    char text[2000];
    struct pipe_error p = pipe_error_begin();
    log_event(LOG_ERROR, "test", "{n} '{span}' {ratio}, {why}; {n}", LOG_SPAN("span", "abc", 2),
              LOG_ERRNO("why", ENOENT), LOG_INTEGER("n", INT64_MIN), LOG_NUMBER("ratio", 0.25),
              LOG_TEXT("not_shown", "private"));
    log_event(LOG_INFO, "test", "{big} {whole} {zero}", LOG_INTEGER("big", UINT32_MAX),
              LOG_NUMBER("whole", 3600.0), LOG_INTEGER("zero", 0));
    pipe_error_end(&p, text, sizeof text);
    assert_string_equal(text,
                        "onetimechatd: -9223372036854775808 'ab' 0.25, No such file or directory; "
                        "-9223372036854775808\nonetimechatd: 4294967295 3600 0\n");
}

/* Values come from outside: nothing in them is a format or a name of a field. */
static void leaves_what_is_no_field_as_it_is(void **state)
{
    (void)state;
    char text[2000];
    struct pipe_error p = pipe_error_begin();
    log_event(LOG_INFO, "test", "{a}{b}", LOG_TEXT("a", "{b} %s {"), LOG_TEXT("b", "}%n"));
    log_event(LOG_INFO, "test", "{none} {a {} } {{a}} %d {a", LOG_TEXT("a", "x"));
    log_event(LOG_INFO, "test", "{");
    pipe_error_end(&p, text, sizeof text);
    assert_string_equal(text, "onetimechatd: {b} %s {}%n\nonetimechatd: {none} {a {} } {x} %d {a\n"
                              "onetimechatd: {\n");
}

/* Fields are often made of errno, which the caller may still want to return. */
static void keeps_errno(void **state)
{
    (void)state;
    char text[2000];
    struct pipe_error p = pipe_error_begin();
    int saved = dup(STDERR_FILENO);
    close(STDERR_FILENO);
    errno = EXDEV;
    log_event(LOG_INFO, "test", "nobody hears {why}", LOG_ERRNO("why", errno));
    int after = errno;
    assert_int_equal(dup2(saved, STDERR_FILENO), STDERR_FILENO);
    close(saved);
    pipe_error_end(&p, text, sizeof text);
    assert_int_equal(after, EXDEV);
}

static void cuts_a_long_text_and_still_ends_the_line(void **state)
{
    (void)state;
    static char longest[5001], shown[6000];
    memset(longest, 'x', sizeof longest - 1);
    struct pipe_error p = pipe_error_begin();
    log_event(LOG_INFO, "test", "{text}", LOG_TEXT("text", longest));
    log_event(LOG_INFO, "test", "next");
    pipe_error_end(&p, shown, sizeof shown);
    char *end = strchr(shown, '\n');
    assert_non_null(end);
    assert_string_equal(end, "\nonetimechatd: next\n");
    assert_int_equal(strspn(shown + 14, "x"), end - shown - 14);
    assert_in_range(end - shown, 14 + 480, 14 + 500);
}

/* "cut at 500 bytes": what has no more than that is not cut. */
static void leaves_lines_of_at_most_500_bytes_whole(void **state)
{
    (void)state;
    char most[500 - 14], shown[2000];
    memset(most, 'x', sizeof most - 1);
    most[sizeof most - 1] = '\0';
    struct pipe_error p = pipe_error_begin();
    log_event(LOG_INFO, "test", "{text}", LOG_TEXT("text", most));
    assert_int_equal(pipe_error_end(&p, shown, sizeof shown), 500);
    assert_int_equal(strspn(shown + 14, "x"), sizeof most - 1);
}

static void drops_a_line_that_a_full_pipe_cannot_take(void **state)
{
    (void)state;
    static char shown[1 << 21];
    struct pipe_error p = pipe_error_begin();
    assert_int_equal(fcntl(p.ends[1], F_SETFL, O_NONBLOCK), 0);
    char fill[4096];
    memset(fill, '.', sizeof fill);
    size_t filled = 0;
    for (ssize_t n; (n = write(p.ends[1], fill, sizeof fill)) > 0;)
        filled += (size_t)n;
    assert_int_equal(errno, EAGAIN);
    assert_int_equal(fcntl(p.ends[1], F_SETFL, 0), 0); /* a write would block for ever */
    alarm(60);                                         /* a guard only: it would wait in vain */
    log_event(LOG_INFO, "test", "dropped");
    alarm(0);
    assert_int_equal(pipe_error_end(&p, shown, sizeof shown), filled);
    assert_null(strstr(shown, "dropped"));
}

static void survives_a_standard_error_that_is_gone(void **state)
{
    (void)state;
    char text[100];
    signal(SIGPIPE, SIG_IGN); /* as the daemon does */
    struct pipe_error p = pipe_error_begin();
    close(p.ends[0]);
    p.ends[0] = -1;
    log_event(LOG_INFO, "test", "nobody reads this");
    close(STDERR_FILENO);
    log_event(LOG_INFO, "test", "nor this");
    pipe_error_end(&p, text, sizeof text);

    p = pipe_error_begin();
    log_event(LOG_INFO, "test", "back again");
    pipe_error_end(&p, text, sizeof text);
    assert_string_equal(text, "onetimechatd: back again\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_one_line_with_the_name_before_it),
        cmocka_unit_test(shows_each_kind_of_field_where_the_sentence_names_it),
        cmocka_unit_test(leaves_what_is_no_field_as_it_is),
        cmocka_unit_test(keeps_errno),
        cmocka_unit_test(cuts_a_long_text_and_still_ends_the_line),
        cmocka_unit_test(leaves_lines_of_at_most_500_bytes_whole),
        cmocka_unit_test(drops_a_line_that_a_full_pipe_cannot_take),
        cmocka_unit_test(survives_a_standard_error_that_is_gone),
    };
    return cmocka_run_group_tests_name("log", tests, NULL, NULL);
}
