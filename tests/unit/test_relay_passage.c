#include "support/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../../src/fastcgi/record.h"
#include "../../src/relay/passage.h"

/* A passage, the front server before it and the hub behind it. */
struct scene {
    struct passage p;
    int front, hub;
    uint8_t input[PASSAGE_INPUT_MAX];
};

static void connect_pair(int fds[2])
{
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, fds), 0);
}

static int set_up(void **state)
{
    unit_limit_time();
    int fds[2];
    struct scene *s = calloc(1, sizeof *s);
    connect_pair(fds);
    passage_init(&s->p, fds[0]);
    s->front = fds[1];
    s->hub = -1;
    *state = s;
    return 0;
}

static int tear_down(void **state)
{
    struct scene *s = *state;
    passage_fini(&s->p);
    if (s->front >= 0)
        close(s->front);
    if (s->hub >= 0)
        close(s->hub);
    free(s);
    return 0;
}

static void attach(struct scene *s)
{
    int fds[2];
    connect_pair(fds);
    if (s->hub >= 0)
        close(s->hub);
    passage_attach(&s->p, fds[0]);
    s->hub = fds[1];
}

/* Moves what it waits for, as if all of it were ready. What was read must be wiped. */
static enum passage_next move(struct scene *s)
{
    static const uint8_t zeros[PASSAGE_INPUT_MAX];
    enum passage_next next = passage_move(&s->p, passage_front_events(&s->p),
                                          passage_hub_events(&s->p), s->input);
    assert_memory_equal(s->input, zeros, sizeof zeros);
    return next;
}

static void say(int fd, const char *bytes, size_t len)
{
    assert_int_equal(send(fd, bytes, len, MSG_NOSIGNAL), len);
}

static void hears(int fd, const char *expected)
{
    char bytes[256];
    size_t len = strlen(expected);
    assert_int_equal(recv(fd, bytes, sizeof bytes, 0), len);
    assert_memory_equal(bytes, expected, len);
}

static void hears_nothing(int fd)
{
    char byte;
    assert_int_equal(recv(fd, &byte, 1, 0), -1);
    assert_int_equal(errno, EAGAIN);
}

static void hears_the_end(int fd)
{
    char byte;
    assert_int_equal(recv(fd, &byte, 1, 0), 0);
}

static void bytes_pass_both_ways(void **state)
{
    struct scene *s = *state;
    assert_int_equal(move(s), PASSAGE_GOES_ON); /* nothing yet: no hub is bothered */
    assert_true(passage_waits_for_front(&s->p));
    say(s->front, "half", 4);
    assert_int_equal(move(s), PASSAGE_WANTS_HUB);
    attach(s);
    assert_int_equal(move(s), PASSAGE_GOES_ON);
    hears(s->hub, "half");
    say(s->front, "other", 5);
    move(s);
    hears(s->hub, "other");
    assert_false(passage_waits_for_front(&s->p));
    say(s->hub, "answer", 6);
    move(s);
    hears(s->front, "answer");
}

static void the_hub_s_end_comes_after_its_last_byte(void **state)
{
    struct scene *s = *state;
    say(s->front, "request", 7);
    move(s);
    attach(s);
    move(s);
    say(s->hub, "answer", 6);
    shutdown(s->hub, SHUT_WR);
    move(s);
    assert_int_equal(move(s), PASSAGE_GOES_ON); /* until the front server closes */
    assert_true(passage_waits_for_front(&s->p));
    hears(s->front, "answer");
    hears_the_end(s->front);
    say(s->front, "more", 4); /* is of no use */
    assert_int_equal(move(s), PASSAGE_GOES_ON);
    close(s->front);
    s->front = -1;
    assert_int_equal(move(s), PASSAGE_OVER);
}

static void the_front_server_s_end_ends_it(void **state)
{
    struct scene *s = *state;
    say(s->front, "request", 7);
    close(s->front);
    s->front = -1;
    assert_int_equal(move(s), PASSAGE_WANTS_HUB);
    attach(s);
    assert_int_equal(move(s), PASSAGE_OVER);
    hears(s->hub, "request"); /* what was said before counts */
}

static void an_unanswered_request_is_given_to_the_next_hub(void **state)
{
    struct scene *s = *state;
    say(s->front, "request", 7);
    move(s);
    attach(s);
    move(s);
    say(s->front, " and more", 9);
    move(s);
    close(s->hub);
    s->hub = -1;
    assert_int_equal(move(s), PASSAGE_WANTS_HUB);
    attach(s);
    assert_int_equal(s->p.hubs, 2);
    move(s);
    hears(s->hub, "request and more");
    say(s->front, ", more", 6);
    move(s);
    hears(s->hub, ", more");
    say(s->hub, "answer", 6);
    move(s);
    hears(s->front, "answer");
}

static void what_comes_while_a_hub_takes_no_more_is_kept_for_the_next(void **state)
{
    struct scene *s = *state;
    say(s->front, "request", 7);
    move(s);
    attach(s);
    move(s);
    shutdown(s->hub, SHUT_RD);
    say(s->front, " and", 4);
    move(s);
    assert_int_equal(passage_hub_events(&s->p), PASSAGE_READ);
    say(s->front, " more", 5);
    move(s);
    close(s->hub);
    s->hub = -1;
    assert_int_equal(move(s), PASSAGE_WANTS_HUB);
    attach(s);
    move(s);
    hears(s->hub, "request and more");
}

static void an_answer_that_has_begun_is_not_begun_again(void **state)
{
    struct scene *s = *state;
    say(s->front, "request", 7);
    move(s);
    attach(s);
    move(s);
    say(s->hub, "ans", 3);
    move(s);
    close(s->hub);
    s->hub = -1;
    assert_int_equal(move(s), PASSAGE_GOES_ON);
    hears(s->front, "ans");
    hears_the_end(s->front);
}

static void a_request_that_is_too_long_is_not_kept(void **state)
{
    struct scene *s = *state;
    static char piece[32768], taken[65536];
    size_t sent = 0, received = 0;
    say(s->front, "r", 1);
    move(s);
    attach(s);
    for (; sent <= PASSAGE_KEPT_MAX; sent += sizeof piece) {
        say(s->front, piece, sizeof piece);
        move(s);
        for (ssize_t n; (n = recv(s->hub, taken, sizeof taken, 0)) > 0; received += (size_t)n)
            move(s);
    }
    assert_int_equal(received, sent + 1);
    assert_int_equal(buf_len(&s->p.up), 0);
    close(s->hub);
    s->hub = -1;
    assert_int_equal(move(s), PASSAGE_GOES_ON);
    hears_the_end(s->front);
}

/* Sends until nothing moves any more; returns how much went. */
static size_t flood(struct scene *s, int fd)
{
    static char piece[65536];
    size_t sent = 0;
    for (int idle = 0; idle < 3;) {
        ssize_t n = send(fd, piece, sizeof piece, MSG_NOSIGNAL);
        idle = n > 0 ? 0 : idle + 1;
        sent += n > 0 ? (size_t)n : 0;
        move(s);
    }
    return sent;
}

static size_t drain(struct scene *s, int fd)
{
    static char piece[65536];
    size_t received = 0;
    for (int idle = 0; idle < 3;) {
        ssize_t n = recv(fd, piece, sizeof piece, 0);
        idle = n > 0 ? 0 : idle + 1;
        received += n > 0 ? (size_t)n : 0;
        move(s);
    }
    return received;
}

static void a_hub_that_does_not_read_stops_the_front_server(void **state)
{
    struct scene *s = *state;
    say(s->front, "r", 1);
    move(s);
    attach(s);
    size_t sent = flood(s, s->front);
    assert_int_equal(passage_front_events(&s->p), 0);
    assert_int_equal(passage_hub_events(&s->p), PASSAGE_READ | PASSAGE_WRITE);
    assert_true(buf_len(&s->p.up) <= PASSAGE_KEPT_MAX + 2 * PASSAGE_INPUT_MAX);
    assert_int_equal(drain(s, s->hub), sent + 1);
}

static void a_front_server_that_does_not_read_stops_the_hub(void **state)
{
    struct scene *s = *state;
    say(s->front, "r", 1);
    move(s);
    attach(s);
    move(s);
    size_t sent = flood(s, s->hub);
    assert_int_equal(passage_hub_events(&s->p), 0);
    assert_int_equal(passage_front_events(&s->p), PASSAGE_READ | PASSAGE_WRITE);
    assert_true(buf_len(&s->p.down) <= 2 * PASSAGE_INPUT_MAX);
    assert_int_equal(drain(s, s->front), sent);
    assert_null(s->p.down.data); /* a passage that waits costs no buffer */
}

static void an_early_answer_is_passed_on_though_the_hub_takes_no_more(void **state)
{
    struct scene *s = *state;
    say(s->front, "too large", 9);
    move(s);
    attach(s);
    move(s);
    say(s->hub, "413", 3);
    close(s->hub);
    s->hub = -1;
    say(s->front, " and on", 7);
    move(s);
    say(s->front, " and on", 7);
    move(s);
    assert_int_equal(move(s), PASSAGE_GOES_ON);
    hears(s->front, "413");
    hears_the_end(s->front);
}

static void a_request_without_a_hub_is_refused_as_soon_as_it_has_a_number(void **state)
{
    struct scene *s = *state;
    uint8_t begin[FCGI_HEADER_LEN];
    char answer[1024];
    record_encode(begin, FCGI_BEGIN_REQUEST, 4711, 8, 0);
    say(s->front, (const char *)begin, 3);
    assert_int_equal(move(s), PASSAGE_WANTS_HUB);
    passage_refuse(&s->p);
    assert_int_equal(move(s), PASSAGE_GOES_ON);
    hears_nothing(s->front);
    say(s->front, (const char *)begin + 3, sizeof begin - 3);
    assert_int_equal(move(s), PASSAGE_GOES_ON);
    ssize_t len = recv(s->front, answer, sizeof answer - 1, 0);
    assert_true(len > FCGI_HEADER_LEN);
    answer[len] = '\0';
    struct record out = record_decode((const uint8_t *)answer);
    assert_int_equal(out.type, FCGI_STDOUT);
    assert_int_equal(out.id, 4711);
    assert_memory_equal(answer + FCGI_HEADER_LEN, "Status: 503 ", 12);
    struct record end = record_decode((const uint8_t *)answer + len - 16);
    assert_int_equal(end.type, FCGI_END_REQUEST);
    assert_int_equal(end.id, 4711);
    hears_the_end(s->front);
}

static void what_is_no_request_is_just_closed(void **state)
{
    struct scene *s = *state;
    say(s->front, "GET / HTTP/1.1\r\n", 16);
    assert_int_equal(move(s), PASSAGE_WANTS_HUB);
    passage_refuse(&s->p);
    move(s);
    hears_the_end(s->front);
}

#define IN_SCENE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_SCENE(bytes_pass_both_ways),
        IN_SCENE(the_hub_s_end_comes_after_its_last_byte),
        IN_SCENE(the_front_server_s_end_ends_it),
        IN_SCENE(an_unanswered_request_is_given_to_the_next_hub),
        IN_SCENE(what_comes_while_a_hub_takes_no_more_is_kept_for_the_next),
        IN_SCENE(an_answer_that_has_begun_is_not_begun_again),
        IN_SCENE(a_request_that_is_too_long_is_not_kept),
        IN_SCENE(a_hub_that_does_not_read_stops_the_front_server),
        IN_SCENE(a_front_server_that_does_not_read_stops_the_hub),
        IN_SCENE(an_early_answer_is_passed_on_though_the_hub_takes_no_more),
        IN_SCENE(a_request_without_a_hub_is_refused_as_soon_as_it_has_a_number),
        IN_SCENE(what_is_no_request_is_just_closed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
