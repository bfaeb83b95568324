#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "../../src/base/log.h"
#include "../../src/base/log_line.h"
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

static const struct log_settings usual = {LOG_FOR_PEOPLE, LOG_INFO, LOG_TO_ERROR};

static int as_usual(void **state)
{
    (void)state;
    log_configure(&usual);
    unsetenv("JOURNAL_STREAM");
    return 0;
}

static void one_event_is_one_line_whatever_its_values_are(void **state)
{
    (void)state;
    char text[2000];
    struct pipe_error p = pipe_error_begin();
    log_event(LOG_ERROR, "test", "'{value}'", LOG_TEXT("value", "a\nonetimechatd: b\x1b[2J\x7f"));
    pipe_error_end(&p, text, sizeof text);
    assert_string_equal(text, "onetimechatd: 'a\\x0aonetimechatd: b\\x1b[2J\\x7f'\n");
}

static void less_important_events_are_left_out(void **state)
{
    (void)state;
    char text[2000];
    struct pipe_error p = pipe_error_begin();
    log_event(LOG_DEBUG, "test", "not by default");
    for (int level = LOG_ERROR; level <= LOG_DEBUG; level++) {
        log_configure(&(struct log_settings){LOG_FOR_PEOPLE, (enum log_level)level, LOG_TO_ERROR});
        assert_true(log_shows((enum log_level)level));
        assert_int_equal(log_shows(LOG_DEBUG), level == LOG_DEBUG);
        log_event(LOG_ERROR, "test", "e");
        log_event(LOG_WARNING, "test", "w");
        log_event(LOG_INFO, "test", "i");
        log_event(LOG_DEBUG, "test", "d");
    }
    pipe_error_end(&p, text, sizeof text);
    char levels[32] = "";
    for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n"))
        strcat(levels, line + 14);
    assert_string_equal(levels, "eewewiewid");
}

static void json_has_what_the_event_has(void **state)
{
    (void)state;
    char text[4096];
    struct pipe_error p = pipe_error_begin();
    log_configure(&(struct log_settings){LOG_FOR_PROGRAMS, LOG_INFO, LOG_TO_ERROR});
    log_event(LOG_WARNING, "some_event", "{who} has {n}", LOG_TEXT("who", "\"\\\n\xff\xc3\xa9"),
              LOG_INTEGER("n", -7), LOG_NUMBER("ratio", 0.5), LOG_NUMBER("nothing", NAN),
              LOG_ERRNO("why", ENOENT));
    pipe_error_end(&p, text, sizeof text);
    assert_memory_equal(text, "{\"time\":\"2", 10);
    char *rest = strstr(text, "Z\",");
    assert_non_null(rest);
    assert_string_equal(rest + 3,
                        "\"level\":\"warning\",\"event\":\"some_event\","
                        "\"message\":\"\\u0022\\u005c\\u005cx0a\\ufffd\xc3\xa9 has -7\","
                        "\"who\":\"\\u0022\\u005c\\u000a\\ufffd\xc3\xa9\",\"n\":-7,\"ratio\":0.5,"
                        "\"nothing\":\"nan\",\"why\":\"No such file or directory\"}\n");
}

/* What is cut, is cut so that the line is still an object; no byte can break that. */
static void json_ends_its_object_at_every_length(void **state)
{
    (void)state;
    static char value[3000];
    struct log_line line;
    static const char *const fills[] = {"x", "\n", "\xff", "\xf0\x9f\x98\x80", "\""};
    for (size_t f = 0; f < sizeof fills / sizeof *fills; f++) {
        size_t unit = strlen(fills[f]);
        for (size_t len = 0; len + unit < sizeof value; len += unit) {
            memcpy(value + len, fills[f], unit);
            const struct log_field fields[] = {LOG_SPAN("a", value, len + unit),
                                               LOG_SPAN("b", value, len / 2),
                                               LOG_INTEGER("c", INT64_MIN),
                                               {LOG_IS_END, NULL, {.integer = 0}}};
            const struct log_event event = {LOG_ERROR, "test", "{a}", fields};
            log_line_json(&line, &event, 0);
            assert_true(line.len <= LOG_JSON_MAX);
            assert_memory_equal(line.bytes, "{\"time\":\"1970-01-01T00:00:00.000Z\"", 34);
            assert_memory_equal(line.bytes + line.len - 2, "}\n", 2);
            unsigned quotes = 0;
            for (size_t i = 0; i + 1 < line.len; i++) {
                assert_true((unsigned char)line.bytes[i] >= 0x20);
                quotes += line.bytes[i] == '"';
            }
            assert_int_equal(quotes % 2, 0);
        }
    }
}

static void the_journal_is_told_the_priority(void **state)
{
    (void)state;
    char text[2000], stream[64];
    struct stat st;
    struct pipe_error p = pipe_error_begin();
    assert_int_equal(fstat(STDERR_FILENO, &st), 0);
    snprintf(stream, sizeof stream, "%ju:%ju", (uintmax_t)st.st_dev, (uintmax_t)st.st_ino);
    setenv("JOURNAL_STREAM", stream, 1);
    log_event(LOG_ERROR, "test", "e");
    log_event(LOG_WARNING, "test", "w");
    snprintf(stream, sizeof stream, "%ju:%ju", (uintmax_t)st.st_dev, (uintmax_t)st.st_ino + 1);
    setenv("JOURNAL_STREAM", stream, 1);
    log_event(LOG_INFO, "test", "another's");
    pipe_error_end(&p, text, sizeof text);
    assert_string_equal(text, "<3>onetimechatd: e\n<4>onetimechatd: w\nonetimechatd: another's\n");
}

/* ---- syslog: a socket of ours in the place of /dev/log ---- */

static struct sockaddr_un syslog_address = {.sun_family = AF_UNIX};

ssize_t __real_sendto(int fd, const void *bytes, size_t size, int flags,
                      const struct sockaddr *address, socklen_t len);
ssize_t __wrap_sendto(int fd, const void *bytes, size_t size, int flags,
                      const struct sockaddr *address, socklen_t len);
ssize_t __wrap_sendto(int fd, const void *bytes, size_t size, int flags,
                      const struct sockaddr *address, socklen_t len)
{
    assert_string_equal(((const struct sockaddr_un *)address)->sun_path, "/dev/log");
    (void)len;
    return __real_sendto(fd, bytes, size, flags, (struct sockaddr *)&syslog_address,
                         sizeof syslog_address);
}

static int new_syslog(void)
{
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    assert_true(fd >= 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&syslog_address, sizeof syslog_address), 0);
    return fd;
}

static void assert_syslog_has(int fd, const char *priority, const char *said)
{
    char text[2000];
    ssize_t n = recv(fd, text, sizeof text - 1, 0);
    assert_true(n > 0);
    text[n] = '\0';
    assert_memory_equal(text, priority, strlen(priority));
    char tag[64];
    snprintf(tag, sizeof tag, " onetimechatd[%ld]: %s", (long)getpid(), said);
    assert_non_null(strstr(text, tag));
    assert_string_equal(strstr(text, tag), tag);
}

static void syslog_gets_it_and_is_found_again(void **state)
{
    (void)state;
    char text[2000], folder[] = "/tmp/otc-log-XXXXXX";
    assert_non_null(mkdtemp(folder));
    snprintf(syslog_address.sun_path, sizeof syslog_address.sun_path, "%s/log", folder);
    log_configure(&(struct log_settings){LOG_FOR_PEOPLE, LOG_INFO, LOG_TO_SYSLOG});
    struct pipe_error p = pipe_error_begin();
    log_event(LOG_ERROR, "test", "nobody there");
    int fd = new_syslog();
    log_event(LOG_ERROR, "test", "first");
    log_event(LOG_INFO, "test", "second");
    assert_syslog_has(fd, "<27>", "first");
    assert_syslog_has(fd, "<30>", "second");
    close(fd);
    assert_int_equal(unlink(syslog_address.sun_path), 0);
    log_event(LOG_ERROR, "test", "gone");
    fd = new_syslog();
    log_event(LOG_ERROR, "test", "again");
    assert_syslog_has(fd, "<27>", "again");
    alarm(60); /* a guard only: a full socket would be waited for in vain */
    for (int i = 0; i < 10000; i++)
        log_event(LOG_INFO, "test", "too much at a time");
    alarm(0);
    pipe_error_end(&p, text, sizeof text);
    const char *said = "onetimechatd: nobody there\nonetimechatd: gone\n";
    assert_memory_equal(text, said, strlen(said));
    close(fd);
    unlink(syslog_address.sun_path);
    rmdir(folder);
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
        cmocka_unit_test(one_event_is_one_line_whatever_its_values_are),
        cmocka_unit_test_teardown(less_important_events_are_left_out, as_usual),
        cmocka_unit_test_teardown(json_has_what_the_event_has, as_usual),
        cmocka_unit_test(json_ends_its_object_at_every_length),
        cmocka_unit_test_teardown(the_journal_is_told_the_priority, as_usual),
        cmocka_unit_test_teardown(syslog_gets_it_and_is_found_again, as_usual),
    };
    return cmocka_run_group_tests_name("log", tests, NULL, NULL);
}
