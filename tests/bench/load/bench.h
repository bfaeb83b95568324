/*
 * A benchmark: clients in rooms, what they do, and what of it is counted.
 *
 * How clients speak to the server is a `speech`; what they say and when is a
 * `work`. Every client checks that it hears each message exactly once, in the
 * order of each sender, and in the end that all of a room heard the same order.
 */
#ifndef LOAD_BENCH_H
#define LOAD_BENCH_H

#include <stdbool.h>
#include <stdint.h>

#include "channel.h"
#include "histogram.h"

enum { SENDERS_MAX = 64, PIDS_MAX = 16, PREFIX_MAX = 16 };
enum { ID_LEN = 32, TOKEN_MAX = 64, TEXT_MAX = 16384 };

struct bench;
struct room;
struct stream;

struct client {
    struct bench *bench;
    struct room *room;
    unsigned place; /* in its room: those below options.senders send */
    char id[ID_LEN + 1], token[TOKEN_MAX + 1];
    uint64_t seq;   /* of the last command that came */
    struct channel *listening, *sending, *beside; /* for `other`; made when needed */
    struct exchange listen, send, other; /* `other`: what a speech needs beside */
    uint32_t last[SENDERS_MAX]; /* number of the last message from each sender */
    uint64_t order;             /* a digest of all that was heard, in order */
    uint32_t to_say, said;      /* messages: up to which to send, up to which sent */
    uint32_t saying;            /* how many are under way */
    unsigned owed;              /* by the floor: answers, one of them asked for */
    struct stream *stream;      /* of speech_stream */
};

enum { DUE_KEPT = 1024 }; /* messages of one sender that may be on their way */

struct room {
    struct client **members;
    unsigned n;
    struct {
        uint32_t arrived;     /* up to which message all have arrived everywhere */
        uint32_t heard;       /* by how many the next one was heard */
        double due[DUE_KEPT]; /* when each was due, by clock_now */
    } senders[SENDERS_MAX];
};

/* How clients speak to a server. */
struct speech {
    const char *name;
    /* Enters its room; bench_joined follows. */
    void (*join)(struct client *c);
    /* Begins to listen; goes on by itself. bench_heard follows for each message. */
    void (*listen)(struct client *c);
    /* Sends what is to be said and is not; one request at once. */
    void (*say)(struct client *c);
};
extern const struct speech speech_chat, speech_stream, speech_floor, speech_nchan,
    speech_socketio;

struct work {
    const char *name;
    bool listens;
    unsigned senders;               /* in each room; 0: options.flight */
    /* All have joined, and listen. When the first sender's first message has come
     * to everybody, in each room, the warm-up begins, then the measurement. */
    void (*begin)(struct bench *b);
    /* A message has come to the client. */
    void (*heard)(struct client *c, unsigned sender, uint32_t n);
    /* A message has come to everybody in the room. */
    void (*arrived)(struct room *room, unsigned sender);
};
extern const struct work work_fanout, work_pairs, work_paced, work_parked, work_joins;

struct options {
    const struct speech *speech;
    const struct work *work;
    unsigned clients, rooms, connections; /* 0 connections: one for each client */
    unsigned flight;                      /* senders in each room, a message of each in flight */
    unsigned size;                        /* bytes of text in a message */
    const char *prefix;                   /* of the rooms' names */
    double rate;                          /* messages a second */
    double warmup, seconds;
    int pids[PIDS_MAX];
    unsigned n_pids;
};

struct counts {
    uint64_t deliveries, messages, requests;
    double at, cpu[PIDS_MAX], own_cpu;
};

struct bench {
    struct ev_loop *loop;
    struct target target;
    struct options options;
    unsigned senders; /* in each room */
    struct client *clients;
    struct room *rooms;
    struct channel **shared; /* of several clients each, or NULL */
    unsigned asked_to_join, joined;
    uint64_t flying;      /* messages that have not arrived everywhere */
    unsigned rooms_begun; /* in which the first message has */
    bool measuring, ending;
    struct counts now, from, to;
    double resident_from[PIDS_MAX], resident_to[PIDS_MAX];
    struct histogram latencies;
    char text[TEXT_MAX + 1];
    ev_timer timer, pace, guard;
    double next_due; /* of `pace` */
    unsigned turn;   /* whose message that is */
};

/* ---- for main ---- */

/* Runs to the end. All figures are in `b` then. */
void bench_run(struct bench *b);

/* ---- for works ---- */

/* The sender of a room says one more message, which was due at `due`. */
void bench_say(struct room *room, unsigned sender, double due);

/* Counts no longer, and ends when all that is under way has arrived. */
void bench_end(struct bench *b);

/* ---- for speeches ---- */

void bench_joined(struct client *c);
void bench_heard(struct client *c, unsigned sender, uint32_t n);
/* All that was under way has been accepted. */
void bench_said(struct client *c);
/* Sends a request of the client, and counts it. */
void bench_ask(struct client *c, struct exchange *x, const struct ask *ask);

#endif
