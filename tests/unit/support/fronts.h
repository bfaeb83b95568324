/*
 * Front servers at the other end of socket pairs, before the connections of the
 * daemon and a loop of their own, with a clock that only the test moves.
 *
 * The program gets an epoll_ctl that fails when a test says so.
 */
#ifndef SUPPORT_FRONTS_H
#define SUPPORT_FRONTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../../../src/daemon/connections.h"
#include "answers.h"
#include "stream.h"

/* Everything that the daemon has but its listener. */
struct house {
    struct ev_loop *loop;
    struct api *api;
    struct connections connections;
};

/* One front server's connection. */
struct front {
    int fd;
    bool ended;         /* the daemon has closed it */
    struct records got; /* all bytes from the daemon */
};

/* 25 s of hold, 90 s of grace, no rates; 98304 bytes of body. */
void house_start(struct house *h);
void house_stop(struct house *h);

/* For cmocka: the house and N_FRONTS connections to it, before each test and after it. */
enum { N_FRONTS = 3 };
extern struct house house;
extern struct front fronts[N_FRONTS];
int fronts_start(void **state);
int fronts_stop(void **state);

/* Moves the clock; nothing happens yet. */
void house_wait(struct house *h, int64_t ms);
int64_t house_now(const struct house *h);

/* How long it takes to serve a connection, and each part of a pass. At first it takes no time:
 * a turn has no end but that of its work. */
void house_takes(int64_t us);

/* Some turns of the loop, as the server makes them: events, what is due, answers. */
void house_turn(struct house *h);

/* The connection of the daemon that came last into a list, to be looked at. */
struct connection *house_last(const struct list *list);

/* The bytes that the connection with most of them has not written yet. */
size_t house_pending(const struct house *h);

/* From now on epoll_ctl fails with this errno; 0: no more. */
void epoll_fails(int why);

/* A new connection; its socket buffers are small. */
void front_open(struct house *h, struct front *f);
void front_close(struct front *f);

/* Writes bytes, all at once. */
void front_write(struct front *f, const struct records *s);

/* Writes a request of a JSON body that printf makes, and keeps the connection. */
void front_post(struct front *f, unsigned id, const char *endpoint, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
void stream_post(struct records *s, unsigned id, bool keep_conn, const char *endpoint,
                 const char *body);

/* Reads what is there. */
void front_read(struct front *f);

/* Reads and turns until nothing comes any more. */
void front_read_all(struct house *h, struct front *f);

/* How often a text stands in what was read so far. */
unsigned front_count(const struct front *f, const char *text);

/* Forgets what was read so far. */
void front_forget(struct front *f);

/* A client by this connection: joins, and knows its id. */
struct caller {
    char id[33], token[33];
};
void front_joins(struct house *h, struct front *f, struct caller *c, const char *room);

/* Has a client say a text to its room, over this connection. */
void front_say(struct house *h, struct front *f, const struct caller *c, const char *text);

#endif
