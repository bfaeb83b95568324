/*
 * The hot paths of the daemon, once each in a function of its own, for
 * callgrind to count their instructions: the same in every run.
 *
 *   budget CONNECTIONS
 *
 * 128 clients of one room share so many connections. The daemon's own loop,
 * connections and api run in this process, over socket pairs.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../../src/base/clock.h"
#include "../../src/daemon/connections.h"
#include "../../src/daemon/output.h"
#include "load/fcgi_request.h"

enum {
    CLIENTS = 128,
    ROUNDS = 50,
    TURNS = 8, /* of the loop, until it has surely read what was sent */
    MEMBERS_MAX = 1000,
    JOINS = 10, /* that are counted together */
    ANSWERS_MAX = 4 * 1024 * 1024,
};

struct client {
    char id[33], token[33];
    unsigned long seq;
};

static struct ev_loop *loop;
static struct connections connections;
static unsigned n_connections;
static int peers[CLIENTS];
static struct buf requests[CLIENTS]; /* of each connection, to be sent */
static struct client clients[CLIENTS];
static char answers[ANSWERS_MAX + 1];

/* ---- what is counted: no inlining, so that each keeps its name ---- */

/* So that a turn is as long as without callgrind, which makes all about fifty times slower. */
static int64_t fast_clock_us(void)
{
    return (int64_t)((uint64_t)clock_monotonic_us() / 64);
}

__attribute__((noinline)) static void take_in(void)
{
    ev_run(loop, EVRUN_NOWAIT);
    do
        connections_serve(&connections);
    while (connections_due(&connections));
}

__attribute__((noinline)) static void give_out(void)
{
    while (connections_run(&connections))
        continue;
    clocks_forget(&connections.clocks);
}

__attribute__((noinline)) static void turn(void)
{
    take_in();
    give_out();
}

__attribute__((noinline)) static void budget_park(void)
{
    for (int i = 0; i < TURNS; i++)
        turn();
}

__attribute__((noinline)) static void budget_send(void)
{
    take_in();
}

__attribute__((noinline)) static void budget_deliver(void)
{
    give_out();
}

__attribute__((noinline)) static void budget_join_10(void)
{
    turn();
}

__attribute__((noinline)) static void budget_join_500(void)
{
    turn();
}

__attribute__((noinline)) static void budget_join_990(void)
{
    turn();
}

/* ---- the clients ---- */

__attribute__((format(printf, 4, 5))) static void post(unsigned connection, uint16_t id,
                                                       const char *path, const char *format, ...)
{
    char body[512];
    va_list args;
    va_start(args, format);
    int len = vsnprintf(body, sizeof body, format, args);
    va_end(args);
    if (len < 0 || (size_t)len >= sizeof body)
        fail("a body of %d bytes", len);
    struct ask ask = {"POST", path, "", body, (size_t)len};
    fcgi_put_request(&requests[connection], id, "/chat", &ask);
}

static void write_requests(void)
{
    for (unsigned i = 0; i < n_connections; i++) {
        size_t len = buf_len(&requests[i]);
        if (len > 0 && write(peers[i], buf_bytes(&requests[i]), len) != (ssize_t)len)
            fail("a socket pair does not take %zu bytes", len);
        buf_clear(&requests[i]);
    }
}

/* Reads what a connection was answered into `answers`, as text. */
static void read_answers(unsigned connection)
{
    size_t len = 0;
    for (ssize_t n; (n = read(peers[connection], answers + len, ANSWERS_MAX - len)) > 0;)
        len += (size_t)n;
    if (errno != EAGAIN)
        fail("a connection has ended");
    for (size_t i = 0; i < len; i++)
        if (answers[i] == '\0')
            answers[i] = ' ';
    answers[len] = '\0';
}

static unsigned count(const char *what)
{
    unsigned n = 0;
    for (const char *p = answers; (p = strstr(p, what)) != NULL; p++)
        n++;
    return n;
}

static void copy_after(char *to, size_t len, const char *before)
{
    const char *p = strstr(answers, before);
    if (!p)
        fail("no %s in %s", before, answers);
    memcpy(to, p + strlen(before), len);
    to[len] = '\0';
}

static void join(struct client *c, unsigned number, const char *room, void (*counted)(void))
{
    snprintf(c->token, sizeof c->token, "budget%026u", number);
    post(0, 1, "/join", "{\"room\":\"%s\",\"token\":\"%s\"}", room, c->token);
    write_requests();
    counted();
    read_answers(0);
    copy_after(c->id, 32, "[\"init\",\"");
    c->seq = 1;
}

static void ask(unsigned i)
{
    const struct client *c = &clients[i];
    post(i % n_connections, (uint16_t)(i / n_connections + 1), "/poll",
         "{\"id\":\"%s\",\"token\":\"%s\",\"ack\":%lu}", c->id, c->token, c->seq);
}

/* How often `what` stands in all that was answered. */
static unsigned count_answers(const char *what)
{
    unsigned n = 0;
    for (unsigned i = 0; i < n_connections; i++) {
        read_answers(i);
        n += count(what);
    }
    return n;
}

static void expect(unsigned found, unsigned wanted, const char *what)
{
    if (found != wanted)
        fail("%u times %s, not %u", found, what, wanted);
}

static void gather(void)
{
    for (unsigned i = 0; i < CLIENTS; i++)
        join(&clients[i], i, "talk", turn);
    /* Each but the last is told of those who joined later. */
    for (unsigned i = 0; i < CLIENTS - 1; i++) {
        ask(i);
        write_requests();
        turn();
        expect(count_answers("[\"fetch\""), CLIENTS - 1 - i, "fetch");
        clients[i].seq += CLIENTS - 1 - i;
    }
}

static void talk(void)
{
    for (int round = 0; round < ROUNDS; round++) {
        for (unsigned i = 0; i < CLIENTS; i++)
            ask(i);
        write_requests();
        budget_park();
        expect(count_answers("\"seq\""), 0, "an answer to a poll that is to be parked");
        post(0, CLIENTS + 1, "/send",
             "{\"id\":\"%s\",\"token\":\"%s\",\"commands\":[[\"send\",\"%s\","
             "{\"id\":\"m%d\",\"text\":\"Nobody will ever read this.\"}]]}",
             clients[0].id, clients[0].token, clients[0].id, round);
        write_requests();
        budget_send();
        budget_deliver();
        expect(count_answers("[\"add\""), CLIENTS, "add");
        for (unsigned i = 0; i < CLIENTS; i++)
            clients[i].seq++;
    }
}

static void crowd(void)
{
    struct client c;
    for (unsigned i = 0; i < MEMBERS_MAX; i++) {
        void (*counted)(void) = turn;
        if (i >= 10 && i < 10 + JOINS)
            counted = budget_join_10;
        else if (i >= 500 && i < 500 + JOINS)
            counted = budget_join_500;
        else if (i >= 990)
            counted = budget_join_990;
        join(&c, CLIENTS + i, "crowd", counted);
    }
}

/* ---- the daemon, without its listener and its clock ---- */

static void start(void)
{
    const struct api_config config = {
        .limits = {.hold_ms = 25000,
                   .max_hold_ms = 50000,
                   .grace_ms = 90000,
                   .max_clients = 10000,
                   .max_room = MEMBERS_MAX,
                   .max_queue = 1048576},
        .body_max = 98304,
        .answer_max = 262144,
        .version = "0",
    };
    loop = ev_default_loop(0);
    struct api *api = api_new(&config, clocks_read(), connections_output);
    if (!loop || !api)
        fail("out of memory");
    connections_init(&connections, loop, config.body_max, 10000, 65535);
    connections.clocks.read_us = fast_clock_us;
    connections.api = api;
    for (unsigned i = 0; i < n_connections; i++) {
        int pair[2];
        if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, pair) != 0)
            fail("socketpair: %s", strerror(errno));
        peers[i] = pair[1];
        buf_init(&requests[i], ANSWERS_MAX);
        if (!connections_add(&connections, pair[0]))
            fail("out of memory");
    }
}

int main(int argc, char **argv)
{
    n_connections = argc == 2 ? (unsigned)atoi(argv[1]) : 0;
    if (n_connections < 1 || n_connections > CLIENTS || CLIENTS % n_connections != 0) {
        fprintf(stderr, "usage: budget CONNECTIONS (a divisor of %d)\n", CLIENTS);
        return 2;
    }
    start();
    gather();
    talk();
    crowd();
    printf("{\"clients\":%d,\"rounds\":%d,\"joins\":%d}\n", CLIENTS, ROUNDS, JOINS);
    return 0;
}
