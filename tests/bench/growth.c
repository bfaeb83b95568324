/*
 * Requests of every kind in three sizes, each twice the one before, for callgrind
 * to count what they cost: the work may not grow faster than the size.
 *
 *   growth
 *
 * The daemon's own loop, connections and api run in this process, over a socket
 * pair. All that is counted happens in growth_counted. For each call of it a
 * line is printed: the kind, the size.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../../src/daemon/connections.h"
#include "../../src/daemon/output.h"
#include "growth_requests.h"
#include "load/fail.h"

enum {
    SIZES = 3,
    TURNS = 32, /* of the loop, until it has surely read what was sent, 16 KiB in each */
    PIECE = 65536,
    MEMBERS_MAX = 100000,
    POLLS_MAX = 16,
    ANSWER_MAX = 1024 * 1024, /* what is kept of an answer */
};

static struct ev_loop *loop;
static struct connections connections;
static int peer;
static struct buf bytes; /* to be sent */
static char answer[ANSWER_MAX + 1];
static size_t answer_len;

static void drain(void)
{
    static char more[PIECE];
    for (ssize_t n; (n = read(peer, more, sizeof more)) != -1;) {
        if (n == 0)
            fail("the connection has ended");
        size_t kept = ANSWER_MAX - answer_len;
        kept = (size_t)n < kept ? (size_t)n : kept;
        memcpy(answer + answer_len, more, kept);
        answer_len += kept;
    }
}

static void turn(void)
{
    ev_run(loop, EVRUN_NOWAIT);
    do
        connections_serve(&connections);
    while (connections_run(&connections));
    clocks_forget(&connections.clocks);
    drain();
}

static void exchange(void)
{
    answer_len = 0;
    while (buf_len(&bytes) > 0) {
        size_t len = buf_len(&bytes) < PIECE ? buf_len(&bytes) : PIECE;
        ssize_t n = write(peer, buf_bytes(&bytes), len);
        if (n < 0 && errno != EAGAIN)
            fail("write: %s", strerror(errno));
        if (n > 0)
            buf_consume(&bytes, (size_t)n);
        turn();
    }
    for (int i = 0; i < TURNS; i++)
        turn();
    for (size_t i = 0; i < answer_len; i++)
        if (answer[i] == '\0')
            answer[i] = ' ';
    answer[answer_len] = '\0';
}

__attribute__((noinline)) static void growth_counted(void)
{
    exchange();
}

/* ---- people, uncounted ---- */

static void join(struct person *p, const char *room)
{
    static unsigned number;
    snprintf(p->token, sizeof p->token, "growth%026u", number++);
    put_post(&bytes, 1, "join", "{\"room\":\"%s\",\"token\":\"%s\"}", room, p->token);
    exchange();
    const char *id = strstr(answer, "[\"init\",\"");
    if (!id)
        fail("no init in %s", answer);
    memcpy(p->id, id + 9, sizeof p->id - 1);
    p->id[sizeof p->id - 1] = '\0';
}

static struct person *crowd(size_t n, const char *room)
{
    struct person *people = calloc(n, sizeof *people);
    if (!people)
        fail("out of memory");
    for (size_t i = 0; i < n; i++)
        join(&people[i], room);
    return people;
}

/* ---- kinds that need company ---- */

static const char *new_room(void)
{
    static unsigned number;
    static char room[32];
    snprintf(room, sizeof room, "room%u", number++);
    return room;
}

static void join_a_room(size_t members)
{
    const char *room = new_room();
    struct person *people = crowd(members, room);
    put_post(&bytes, 1, "join", "{\"room\":\"%s\"}", room);
    free(people);
}

static void join_one_of_many_rooms(size_t rooms)
{
    for (size_t i = 0; i < rooms; i++)
        free(crowd(1, new_room()));
    put_post(&bytes, 1, "join", "{\"room\":\"%s\"}", new_room());
}

static void send_to_a_room(size_t members)
{
    struct person *people = crowd(members, new_room());
    put_said(&bytes, &people[0], "{\"text\":\"for all\"}");
    free(people);
}

/* All that waits for each is answered to a poll that acknowledges nothing; then
 * they know the last number, and a poll that has it is parked. */
static void park_with_all_read(const struct person *p, uint16_t id)
{
    put_post(&bytes, 1, "poll", "{\"id\":\"%s\",\"token\":\"%s\",\"ack\":0}", p->id, p->token);
    exchange();
    const char *seq = strstr(answer, "\"seq\":");
    put_post(&bytes, id, "poll", "{\"id\":\"%s\",\"token\":\"%s\",\"ack\":%lu}", p->id, p->token,
             seq ? strtoul(seq + 6, NULL, 10) : 0);
    exchange();
}

static void deliver_to_parked_polls(size_t members)
{
    struct person *people = crowd(members, new_room());
    for (size_t i = 0; i < members; i++)
        park_with_all_read(&people[i], (uint16_t)(i + 2));
    put_said(&bytes, &people[0], "{\"text\":\"for all\"}");
    free(people);
}

static void poll_for_a_long_queue(size_t messages)
{
    struct person *people = crowd(2, new_room());
    for (size_t i = 0; i < messages; i++) {
        put_said(&bytes, &people[0], "{\"text\":\"one of many\"}");
        exchange();
    }
    put_post(&bytes, 1, "poll", "{\"id\":\"%s\",\"token\":\"%s\",\"ack\":0}", people[1].id,
             people[1].token);
    free(people);
}

static void poll_for_several(size_t n)
{
    struct person people[POLLS_MAX];
    for (size_t i = 0; i < n; i++)
        join(&people[i], new_room());
    put_shared_poll(&bytes, people, n);
}

static const struct {
    const char *name;
    void (*make)(size_t n);
    size_t smallest;
    const char *answered;
} kinds_with_company[] = {
    {"join a room of N", join_a_room, 64, "[\"init\""},
    {"join one of N rooms", join_one_of_many_rooms, 64, "[\"init\""},
    {"send to a room of N", send_to_a_room, 64, "\"accepted\""},
    {"deliver to N parked polls", deliver_to_parked_polls, 64, "[\"add\""},
    {"poll for a queue of N", poll_for_a_long_queue, 128, "[\"add\""},
    {"poll for N clients", poll_for_several, 4, "\"polls\""},
};

/* ---- running ---- */

static void count(const char *name, size_t n, const char *answered)
{
    growth_counted();
    if (answered && !strstr(answer, answered))
        fail("%s, %zu: no %s in %.300s", name, n, answered, answer);
    printf("%s\t%zu\n", name, n);
}

static void start(void)
{
    const struct api_config config = {
        .limits = {.hold_ms = 25000,
                   .max_hold_ms = 50000,
                   .grace_ms = 90000,
                   .max_clients = MEMBERS_MAX,
                   .max_room = MEMBERS_MAX,
                   .max_queue = 256 * 1024 * 1024},
        .body_max = GROWTH_BYTES_MAX,
        .answer_max = 16 * 1024 * 1024,
        .version = "0",
    };
    int pair[2];
    loop = ev_default_loop(0);
    struct api *api = api_new(&config, clocks_read(), connections_output);
    if (!loop || !api)
        fail("out of memory");
    connections_init(&connections, loop, config.body_max, 10000, 65535);
    connections.api = api;
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, pair) != 0)
        fail("socketpair: %s", strerror(errno));
    peer = pair[1];
    buf_init(&bytes, 16 * GROWTH_BYTES_MAX);
    if (!connections_add(&connections, pair[0]))
        fail("out of memory");
}

int main(void)
{
    struct person person;
    start();
    join(&person, "lobby");
    for (const struct request_kind *k = request_kinds; k->name; k++) {
        size_t n = k->smallest;
        for (int i = 0; i < SIZES; i++, n *= 2) {
            k->put(&bytes, &person, n);
            count(k->name, n, k->answered);
        }
    }
    for (size_t k = 0; k < sizeof kinds_with_company / sizeof *kinds_with_company; k++) {
        size_t n = kinds_with_company[k].smallest;
        for (int i = 0; i < SIZES; i++, n *= 2) {
            kinds_with_company[k].make(n);
            count(kinds_with_company[k].name, n, kinds_with_company[k].answered);
        }
    }
    return 0;
}
