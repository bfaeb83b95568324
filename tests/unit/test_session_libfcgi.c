/*
 * libfcgi as opponent: the same bytes go through its reader and ours, and what
 * comes out must agree.
 *
 * libfcgi reads from a socket it accepts. All bytes of a request are in the
 * socket before libfcgi looks at it, and its writing end is shut behind the
 * last; the listening socket does not block: when libfcgi drops a connection
 * and would wait for the next, it fails instead. So nothing here waits.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <fcgiapp.h>

#include "support/directory.h"
#include "support/made.h"
#include "support/owner.h"
#include "support/unit.h"

enum { CONNECTIONS = 120, REQUESTS_MAX = 4, BODY_ROOM = 1 << 20 };

/* ---- libfcgi's side ---- */

struct listening {
    struct sockaddr_un address;
    int fd;
};

static struct listening listening;

static int listen_for_libfcgi(void **state)
{
    (void)state;
    struct listening *l = &listening;
    if (!directory_enter())
        return -1;
    l->address.sun_family = AF_UNIX;
    strcpy(l->address.sun_path, "s");
    l->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (l->fd < 0 || bind(l->fd, (struct sockaddr *)&l->address, sizeof l->address) != 0)
        return -1;
    return listen(l->fd, 8) != 0 || FCGX_Init() != 0 ? -1 : 0;
}

static int stop_listening(void **state)
{
    (void)state;
    close(listening.fd);
    return directory_leave() ? 0 : -1;
}

static int connect_to_libfcgi(void)
{
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_true(fd >= 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&listening.address, sizeof listening.address),
                     0);
    assert_int_equal(fcntl(fd, F_SETFL, O_NONBLOCK), 0);
    int room = 4 << 20;
    assert_int_equal(setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &room, sizeof room), 0);
    return fd;
}

/* Puts bytes into the connection, all at once or the test fails. */
static void put(int fd, const struct records *s)
{
    assert_int_equal(write(fd, s->bytes, s->len), s->len);
}

/* What one reader made of one request. */
struct seen {
    bool present[MADE_PARAMS];
    struct records values[MADE_PARAMS];
    struct records body;
};

static void seen_free(struct seen *seen)
{
    for (unsigned i = 0; i < MADE_PARAMS; i++)
        stream_free(&seen->values[i]);
    stream_free(&seen->body);
}

/* What libfcgi sees in the request it accepted; false if its body is broken. */
static bool see_libfcgi(struct seen *seen, FCGX_Request *r)
{
    static const char *const names[MADE_PARAMS] = {"REQUEST_URI", "REQUEST_METHOD", "REMOTE_ADDR"};
    static char body[BODY_ROOM];
    *seen = (struct seen){0};
    for (unsigned i = 0; i < MADE_PARAMS; i++) {
        const char *value = FCGX_GetParam(names[i], r->envp);
        seen->present[i] = value != NULL;
        if (value)
            stream_add_text(&seen->values[i], value);
    }
    int len = FCGX_GetStr(body, sizeof body, r->in);
    stream_add(&seen->body, body, (size_t)len);
    return FCGX_GetError(r->in) == 0;
}

/* How many requests libfcgi finds whole. The parts are sent one after the
 * other, each when what is before it was read, for libfcgi forgets what it has
 * read beyond the end of a request. */
static size_t read_by_libfcgi(const struct records *parts, size_t n_parts, struct seen *seen)
{
    FCGX_Request r;
    size_t count = 0;
    int fd = connect_to_libfcgi();
    assert_int_equal(FCGX_InitRequest(&r, listening.fd, 0), 0);
    bool whole = true;
    for (size_t i = 0; i < n_parts && whole; i++) {
        put(fd, &parts[i]);
        if (i + 1 == n_parts)
            assert_int_equal(shutdown(fd, SHUT_WR), 0);
        whole = FCGX_Accept_r(&r) == 0 && see_libfcgi(&seen[count], &r);
        count += whole;
        if (!whole)
            seen_free(&seen[count]);
    }
    FCGX_Free(&r, 1);
    close(fd);
    return count;
}

/* ---- our side ---- */

struct seeing {
    struct seen *seen;
    size_t count;
};

static void see_ours(struct owner *o, struct fcgi_request *r)
{
    struct seeing *seeing = o->user;
    assert_true(seeing->count < REQUESTS_MAX);
    struct seen *seen = &seeing->seen[seeing->count++];
    *seen = (struct seen){0};
    for (unsigned i = 0; i < MADE_PARAMS; i++) {
        size_t len;
        const char *value = request_param(r, i, &len);
        seen->present[i] = value != NULL;
        stream_add(&seen->values[i], value, len);
    }
    size_t len;
    const char *body = fcgi_request_body(r, &len);
    stream_add(&seen->body, body, len);
    owner_echo(o, r);
}

/* Every answer is the echo of a request, in order; other ends have no output. */
static void answers_are_echoes(const struct answers *a, const struct seeing *seeing)
{
    size_t answered = 0;
    for (size_t i = 0; i < a->count; i++) {
        const struct records *output = &a->items[i].output;
        assert_true(a->items[i].ended);
        if (output->len == 0)
            continue;
        const struct seen *one = &seeing->seen[answered++];
        assert_int_equal(output->len, one->values[OWNER_URI].len + 1 + one->body.len);
        if (one->body.len > 0)
            assert_memory_equal(output->bytes + output->len - one->body.len, one->body.bytes,
                                one->body.len);
    }
    assert_int_equal(answered, seeing->count);
}

/* How many requests our session finds whole, the parts being sent as one. */
static size_t read_by_ours(const struct records *parts, size_t n_parts, struct seen *seen,
                           bool *sound)
{
    struct seeing seeing = {.seen = seen};
    struct records all = {0};
    struct owner *o = owner_new();
    for (size_t i = 0; i < n_parts; i++)
        stream_add(&all, parts[i].bytes, parts[i].len);
    o->user = &seeing;
    o->on_complete = see_ours;
    owner_begin(o);
    *sound = owner_feed(o, &all);
    struct answers a = owner_answers(o);
    answers_are_echoes(&a, &seeing);
    answers_free(&a);
    owner_free(o);
    stream_free(&all);
    return seeing.count;
}

/* ---- they must agree ---- */

static void same_bytes(const struct records *a, const struct records *b)
{
    assert_int_equal(a->len, b->len);
    if (a->len > 0)
        assert_memory_equal(a->bytes, b->bytes, a->len);
}

static void same_seen(const struct seen *a, const struct seen *b)
{
    for (unsigned i = 0; i < MADE_PARAMS; i++) {
        assert_int_equal(a->present[i], b->present[i]);
        same_bytes(&a->values[i], &b->values[i]);
    }
    same_bytes(&a->body, &b->body);
}

/* How many requests both find, byte for byte the same. */
static size_t agreed(const struct records *parts, size_t n_parts, bool *ours_sound)
{
    struct seen theirs[REQUESTS_MAX] = {0}, ours[REQUESTS_MAX] = {0};
    size_t count = read_by_ours(parts, n_parts, ours, ours_sound);
    assert_int_equal(read_by_libfcgi(parts, n_parts, theirs), count);
    for (size_t i = 0; i < count; i++) {
        same_seen(&theirs[i], &ours[i]);
        seen_free(&theirs[i]);
        seen_free(&ours[i]);
    }
    return count;
}

static void agrees_on_random_requests(void **state)
{
    (void)state;
    size_t total = 0;
    for (uint32_t seed = 1; seed <= CONNECTIONS; seed++) {
        struct random random = {seed * 2654435761u};
        struct records parts[REQUESTS_MAX] = {{0}};
        uint32_t count = 1 + random_below(&random, REQUESTS_MAX);
        for (uint32_t i = 0; i < count; i++) {
            struct made made;
            struct made_as as = {.id = 1 + random_below(&random, 65535),
                                 .keep_conn = i + 1 < count};
            made_request(&made, &random, &parts[i], as, i % 2 ? "/chat/poll" : "/chat/send");
            made_free(&made);
        }
        bool sound;
        assert_int_equal(agreed(parts, count, &sound), count);
        assert_true(sound);
        total += count;
        for (uint32_t i = 0; i < count; i++)
            stream_free(&parts[i]);
    }
    assert_true(total >= 200);
}

static void agrees_on_a_request_between_other_records(void **state)
{
    (void)state;
    struct records s = {0};
    bool sound;
    stream_begin(&s, 4, false);
    stream_record(&s, FCGI_PARAMS, 5, "of an id that is not active", 27, 0);
    stream_param(&s, 4, "REQUEST_URI", "/u");
    stream_record(&s, FCGI_STDIN, 6, "this too", 8, 0);
    stream_params_end(&s, 4);
    stream_record(&s, FCGI_STDIN, 6, "this too", 8, 0);
    stream_body(&s, 4, "body", 4, 1);
    assert_int_equal(agreed(&s, 1, &sound), 1);
    assert_true(sound);
    stream_free(&s);
}

/* ---- what both refuse ---- */

/* A whole request, and the records it is spoiled with. */
enum { AT_START, AT_PARAMS, AT_STDIN };

static void request_with(struct records *s, int where, const struct records *bad)
{
    const struct records none = {0};
    const struct records *at[3] = {&none, &none, &none};
    at[where] = bad;
    stream_add(s, at[AT_START]->bytes, at[AT_START]->len);
    stream_begin(s, 1, false);
    stream_param(s, 1, "REQUEST_METHOD", "POST");
    stream_add(s, at[AT_PARAMS]->bytes, at[AT_PARAMS]->len);
    stream_param(s, 1, "REQUEST_URI", "/u");
    stream_params_end(s, 1);
    stream_record(s, FCGI_STDIN, 1, "bo", 2, 0);
    stream_add(s, at[AT_STDIN]->bytes, at[AT_STDIN]->len);
    stream_body(s, 1, "dy", 2, 2);
}

static void both_refuse_what_may_not_be_sent(void **state)
{
    (void)state;
    static const char begin[16] = "\0\1\1";
    static const struct {
        int where;
        uint8_t version, type, id, length;
    } rows[] = {
        {AT_START, 1, FCGI_BEGIN_REQUEST, 0, 8},  {AT_START, 1, FCGI_BEGIN_REQUEST, 2, 7},
        {AT_START, 1, FCGI_BEGIN_REQUEST, 2, 16}, {AT_START, 0, FCGI_BEGIN_REQUEST, 2, 8},
        {AT_START, 2, FCGI_STDIN, 2, 8},          {AT_PARAMS, 1, FCGI_STDIN, 1, 8},
        {AT_PARAMS, 1, FCGI_STDIN, 1, 0},         {AT_PARAMS, 1, FCGI_STDOUT, 1, 8},
        {AT_PARAMS, 1, FCGI_END_REQUEST, 1, 8},   {AT_PARAMS, 1, 77, 1, 8},
        {AT_PARAMS, 2, FCGI_PARAMS, 1, 0},        {AT_STDIN, 1, FCGI_PARAMS, 1, 8},
        {AT_STDIN, 1, FCGI_PARAMS, 1, 0},         {AT_STDIN, 1, FCGI_STDERR, 1, 8},
        {AT_STDIN, 1, FCGI_UNKNOWN_TYPE, 1, 8},   {AT_STDIN, 3, FCGI_STDIN, 1, 8},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct records bad = {0}, s = {0};
        stream_record(&bad, rows[i].type, rows[i].id, begin, rows[i].length, 0);
        bad.bytes[0] = rows[i].version;
        request_with(&s, rows[i].where, &bad);
        bool sound;
        assert_int_equal(agreed(&s, 1, &sound), 0);
        assert_false(sound);
        stream_free(&bad);
        stream_free(&s);
    }
}

static void both_refuse_params_that_end_within_a_pair(void **state)
{
    (void)state;
    struct records pair = {0};
    stream_pair(&pair, "REQUEST_URI", "/u", 2, true);
    for (size_t len = 1; len < pair.len; len++) {
        struct records s = {0};
        bool sound;
        stream_begin(&s, 1, false);
        stream_record(&s, FCGI_PARAMS, 1, pair.bytes, len, 0);
        stream_params_end(&s, 1);
        stream_body(&s, 1, "body", 4, 4);
        assert_int_equal(agreed(&s, 1, &sound), 0);
        assert_false(sound);
        stream_free(&s);
    }
    stream_free(&pair);
}

/* Cut anywhere, the request is not whole; ours waits for more, libfcgi sees
 * that the peer has gone. */
static void neither_finds_a_request_in_a_part_of_one(void **state)
{
    (void)state;
    struct records s = {0}, none = {0};
    request_with(&s, AT_START, &none);
    for (size_t len = 1; len < s.len; len++) {
        bool sound;
        assert_int_equal(agreed(&(struct records){s.bytes, len, 0}, 1, &sound), 0);
        assert_true(sound);
    }
    stream_free(&s);
}

/* ---- where they differ, and why ---- */

static void differ(int where, unsigned type, size_t ours, size_t theirs)
{
    struct seen seen[REQUESTS_MAX];
    struct records bad = {0}, s = {0};
    bool sound;
    stream_record(&bad, type, 1, "\0\1\1\0\0\0\0", 8, 0);
    request_with(&s, where, &bad);
    assert_int_equal(read_by_ours(&s, 1, seen, &sound), ours);
    for (size_t i = 0; i < ours; i++)
        seen_free(&seen[i]);
    assert_int_equal(read_by_libfcgi(&s, 1, seen), theirs);
    for (size_t i = 0; i < theirs; i++)
        seen_free(&seen[i]);
    stream_free(&bad);
    stream_free(&s);
}

/* FCGI_DATA is for filters. libfcgi wants no other type than the one it reads
 * at the time; ours passes over what a responder has no use for. */
static void data_is_refused_by_libfcgi_alone(void **state)
{
    (void)state;
    differ(AT_PARAMS, FCGI_DATA, 1, 0);
    differ(AT_STDIN, FCGI_DATA, 1, 0);
}

/* A second begin of the same request breaks ours. libfcgi takes it for the end
 * of what it was reading, and hands over half of a request. */
static void a_repeated_begin_is_refused_by_ours_alone(void **state)
{
    (void)state;
    differ(AT_PARAMS, FCGI_BEGIN_REQUEST, 0, 1);
    differ(AT_STDIN, FCGI_BEGIN_REQUEST, 0, 1);
}

/* libfcgi knows no FCGI_ABORT_REQUEST and takes it for a wrong type; for ours
 * it ends the request and the connection goes on: both hand nothing over. */
static void an_abort_gives_no_request_to_either(void **state)
{
    (void)state;
    differ(AT_PARAMS, FCGI_ABORT_REQUEST, 0, 0);
    differ(AT_STDIN, FCGI_ABORT_REQUEST, 0, 0);
}

/* libfcgi cannot multiplex: it declines the second request (and goes on with
 * the first), where ours carries both. */
static void a_second_request_at_once_is_declined_by_libfcgi_alone(void **state)
{
    (void)state;
    struct seen seen[REQUESTS_MAX];
    struct records second = {0}, s = {0};
    bool sound;
    stream_request(&second, 2, false, "/second", "its body");
    request_with(&s, AT_STDIN, &second);
    assert_int_equal(read_by_ours(&s, 1, seen, &sound), 2);
    assert_true(sound);
    assert_int_equal(seen[0].body.len, 8);
    assert_int_equal(seen[1].body.len, 4);
    for (size_t i = 0; i < 2; i++)
        seen_free(&seen[i]);
    assert_int_equal(read_by_libfcgi(&s, 1, seen), 1);
    seen_free(&seen[0]);
    stream_free(&second);
    stream_free(&s);
}

/* Padding may follow any record. libfcgi forgets that of the empty record which
 * ends the params, and takes it for the next header. */
static void padding_behind_the_params_is_skipped_by_ours_alone(void **state)
{
    (void)state;
    struct seen seen[REQUESTS_MAX];
    struct records s = {0};
    bool sound;
    stream_begin(&s, 1, false);
    stream_record(&s, FCGI_PARAMS, 1, NULL, 0, 8);
    stream_body(&s, 1, "body", 4, 4);
    assert_int_equal(read_by_ours(&s, 1, seen, &sound), 1);
    assert_true(sound);
    assert_int_equal(seen[0].body.len, 4);
    seen_free(&seen[0]);
    assert_int_equal(read_by_libfcgi(&s, 1, seen), 0);
    stream_free(&s);
}

/* Ours keeps FCGI_PARAMS_BYTES_MAX of values; libfcgi as much as memory holds. */
static void a_long_value_is_dropped_by_ours_alone(void **state)
{
    (void)state;
    struct seen seen[REQUESTS_MAX];
    struct records pair = {0}, bad = {0}, s = {0};
    bool sound;
    static char value[FCGI_PARAMS_BYTES_MAX + 1];
    memset(value, 'v', sizeof value);
    stream_pair(&pair, "REMOTE_ADDR", value, sizeof value, false);
    stream_record(&bad, FCGI_PARAMS, 1, pair.bytes, pair.len, 0);
    request_with(&s, AT_PARAMS, &bad);
    assert_int_equal(read_by_ours(&s, 1, seen, &sound), 1);
    assert_false(seen[0].present[OWNER_ADDR]);
    seen_free(&seen[0]);
    assert_int_equal(read_by_libfcgi(&s, 1, seen), 1);
    assert_int_equal(seen[0].values[OWNER_ADDR].len, sizeof value);
    seen_free(&seen[0]);
    stream_free(&pair);
    stream_free(&bad);
    stream_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agrees_on_random_requests),
        cmocka_unit_test(agrees_on_a_request_between_other_records),
        cmocka_unit_test(both_refuse_what_may_not_be_sent),
        cmocka_unit_test(both_refuse_params_that_end_within_a_pair),
        cmocka_unit_test(neither_finds_a_request_in_a_part_of_one),
        cmocka_unit_test(data_is_refused_by_libfcgi_alone),
        cmocka_unit_test(a_repeated_begin_is_refused_by_ours_alone),
        cmocka_unit_test(an_abort_gives_no_request_to_either),
        cmocka_unit_test(a_second_request_at_once_is_declined_by_libfcgi_alone),
        cmocka_unit_test(padding_behind_the_params_is_skipped_by_ours_alone),
        cmocka_unit_test(a_long_value_is_dropped_by_ours_alone),
    };
    return cmocka_run_group_tests_name("session_libfcgi", tests, listen_for_libfcgi,
                                       stop_listening);
}
