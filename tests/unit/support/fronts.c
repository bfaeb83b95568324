#include "unit.h"

#include "fronts.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "../../../src/daemon/connection.h"
#include "../../../src/daemon/output.h"

enum {
    BODY_MAX = 98304,
    TURNS = 8,
    SMALL_BUFFER = 4096,
    GOT_MAX = 65536,
};

/* ---- what can fail ---- */

static int epoll_errno;

void epoll_fails(int why)
{
    epoll_errno = why;
}

/* libev finds this one before the C library's; a test's own goes before it. */
__attribute__((weak)) int epoll_ctl(int epfd, int op, int fd, struct epoll_event *event)
{
    if (epoll_errno == 0)
        return (int)syscall(SYS_epoll_ctl, epfd, op, fd, event);
    errno = epoll_errno;
    return -1;
}

/* ---- the daemon ---- */

static struct api_time now;

static struct api_time test_clock(void)
{
    return now;
}

static int64_t now_us, each_us;

static int64_t test_clock_us(void)
{
    return now_us += each_us;
}

void house_takes(int64_t us)
{
    each_us = us;
}

void house_start(struct house *h)
{
    const struct api_config config = {
        .limits = {.hold_ms = 25000,
                   .max_hold_ms = 50000,
                   .grace_ms = 90000,
                   .max_clients = 1000,
                   .max_room = 1000,
                   .max_queue = 1048576},
        .body_max = BODY_MAX,
        .answer_max = 262144,
        .version = "0",
    };
    each_us = 0;
    now = (struct api_time){.monotonic = 1000000, .unix = 1700000000000};
    h->loop = ev_loop_new(EVBACKEND_EPOLL);
    h->api = api_new(&config, now, connections_output);
    assert_non_null(h->loop);
    assert_non_null(h->api);
    connections_init(&h->connections, h->loop, BODY_MAX, 100, 100);
    h->connections.api = h->api;
    h->connections.clocks.read = test_clock;
    h->connections.clocks.read_us = test_clock_us;
}

void house_stop(struct house *h)
{
    connections_fini(&h->connections);
    api_free(h->api);
    ev_loop_destroy(h->loop);
}

void house_wait(struct house *h, int64_t ms)
{
    now.monotonic += ms;
    now.unix += ms;
    clocks_forget(&h->connections.clocks);
}

int64_t house_now(const struct house *h)
{
    (void)h;
    return now.monotonic;
}

void house_turn(struct house *h)
{
    for (int i = 0; i < TURNS; i++) {
        ev_run(h->loop, EVRUN_NOWAIT);
        connections_serve(&h->connections);
        connections_sweep(&h->connections, now.monotonic);
        connections_run(&h->connections);
    }
}

struct connection *house_last(const struct list *list)
{
    assert_non_null(list->tail);
    return connection_listed(list->tail);
}

/* ---- front servers ---- */

void front_open(struct house *h, struct front *f)
{
    int pair[2], size = SMALL_BUFFER;
    *f = (struct front){0};
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, pair), 0);
    assert_int_equal(setsockopt(pair[0], SOL_SOCKET, SO_SNDBUF, &size, sizeof size), 0);
    f->fd = pair[1];
    assert_true(connections_add(&h->connections, pair[0]));
}

void front_close(struct front *f)
{
    close(f->fd);
    stream_free(&f->got);
}

void front_write(struct front *f, const struct records *s)
{
    assert_int_equal(send(f->fd, s->bytes, s->len, MSG_NOSIGNAL), s->len);
}

void stream_post(struct records *s, unsigned id, bool keep_conn, const char *endpoint,
                 const char *body)
{
    char path[64], length[24];
    snprintf(path, sizeof path, "/chat/%s", endpoint);
    snprintf(length, sizeof length, "%zu", strlen(body));
    stream_begin(s, id, keep_conn);
    stream_param(s, id, "REQUEST_METHOD", "POST");
    stream_param(s, id, "SCRIPT_NAME", path);
    stream_param(s, id, "CONTENT_TYPE", "application/json");
    stream_param(s, id, "CONTENT_LENGTH", length);
    stream_params_end(s, id);
    stream_body(s, id, body, strlen(body), 65535);
}

void front_post(struct front *f, unsigned id, const char *endpoint, const char *format, ...)
{
    static char body[BODY_MAX];
    struct records s = {0};
    va_list args;
    va_start(args, format);
    int len = vsnprintf(body, sizeof body, format, args);
    va_end(args);
    assert_in_range(len, 0, sizeof body - 1);
    stream_post(&s, id, true, endpoint, body);
    front_write(f, &s);
    stream_free(&s);
}

void front_read(struct front *f)
{
    static uint8_t bytes[GOT_MAX];
    ssize_t n;
    while ((n = recv(f->fd, bytes, sizeof bytes, 0)) > 0)
        stream_add(&f->got, bytes, (size_t)n);
    f->ended = n == 0 || errno == ECONNRESET;
}

void front_read_all(struct house *h, struct front *f)
{
    size_t before;
    do {
        before = f->got.len;
        house_turn(h);
        front_read(f);
    } while (f->got.len > before);
}

unsigned front_count(const struct front *f, const char *text)
{
    unsigned n = 0;
    size_t len = strlen(text);
    for (size_t i = 0; i + len <= f->got.len; i++)
        n += memcmp(f->got.bytes + i, text, len) == 0;
    return n;
}

void front_forget(struct front *f)
{
    stream_free(&f->got);
}

void front_joins(struct house *h, struct front *f, struct caller *c, const char *room)
{
    static unsigned number;
    static const char before[] = "[\"init\",\"";
    snprintf(c->token, sizeof c->token, "caller%026u", number++);
    front_post(f, 1, "join", "{\"room\":\"%s\",\"token\":\"%s\"}", room, c->token);
    front_read_all(h, f);
    stream_add(&f->got, "", 1);
    const char *init = NULL;
    for (size_t i = 0; i + sizeof before < f->got.len && !init; i++)
        if (memcmp(f->got.bytes + i, before, sizeof before - 1) == 0)
            init = (const char *)f->got.bytes + i;
    assert_non_null(init);
    memcpy(c->id, init + sizeof before - 1, 32);
    c->id[32] = '\0';
    front_forget(f);
}

size_t house_pending(const struct house *h)
{
    size_t most = 0;
    for (struct list_node *node = h->connections.busy.head; node; node = node->next) {
        size_t pending = buf_len(fcgi_session_output(&connection_listed(node)->session));
        if (pending > most)
            most = pending;
    }
    return most;
}

void front_say(struct house *h, struct front *f, const struct caller *c, const char *text)
{
    front_post(
        f, 1, "send",
        "{\"id\":\"%s\",\"token\":\"%s\",\"commands\":[[\"send\",\"%s\",{\"text\":\"%s\"}]]}",
        c->id, c->token, c->id, text);
    house_turn(h);
}

/* ---- before and after a test ---- */

struct house house;
struct front fronts[N_FRONTS];

int fronts_start(void **state)
{
    (void)state;
    unit_limit_time();
    house_start(&house);
    for (int i = 0; i < N_FRONTS; i++)
        front_open(&house, &fronts[i]);
    return 0;
}

int fronts_stop(void **state)
{
    (void)state;
    epoll_fails(0);
    house_stop(&house);
    for (int i = 0; i < N_FRONTS; i++)
        front_close(&fronts[i]);
    return 0;
}
