/*
 * What a chat of a few people is, by the contract and nothing else: who is where and
 * until when, and which commands, under which numbers, each of them must get. The wire
 * tells it what is asked and what is answered; what differs ends the program.
 *
 * Only where memory runs short does it look into the daemon, to learn what of what may
 * fail has failed.
 */
#ifndef FUZZ_API_MODEL_H
#define FUZZ_API_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "api_shortage.h"

enum { PERSONS = 6, ROOMS = 3, SAYS_MAX = 64, TOKEN_TEXT = 43, ID_TEXT = 32 };
enum { NOBODY = -1, EVERYBODY = -2 };

/* What an answer brings, of which there may be more: as wired by api_wire.c. */
struct said {
    const char *head;
    size_t head_len;
    const char *body;
    size_t body_len;
    bool final;
};

/* A message that is asked to be relayed. */
struct saying {
    char *text; /* the object as it was sent, without blanks */
    int to;     /* a person, or EVERYBODY */
    bool bare;  /* without an id and a ts */
};

/* A request. */
struct asked {
    char kind; /* as the letter that it is made by: see fuzz_api.c */
    bool shared, leaves, parked, ready, due, may_wait;
    bool begun; /* a stream: its header has come */
    unsigned wire, n;
    unsigned who[PERSONS];
    uint64_t acks[PERSONS];
    bool has_ack;
    unsigned room;
    int64_t hold_ms; /* or the pause of a probe, which is `due_at` then */
    int64_t due_at;
    size_t body_len, fill;
    struct saying says[SAYS_MAX];
    unsigned n_says;
    int status; /* that must come; 0: one of several */
    char *text; /* what has come of an answer that goes on */
    size_t text_len;
};

struct asked *asked_new(char kind, unsigned wire, unsigned who);
void asked_free(struct asked *asked); /* NULL is fine */
bool asked_is_parked(const struct asked *asked);

/* A command that waits for somebody, or has not been acknowledged. */
struct entry {
    char *text; /* NULL: an init */
    size_t len, cost;
    int fetch;      /* of whom, or NOBODY */
    unsigned batch; /* those of one batch may come in any order: they fell due together */
};

struct person {
    char token[TOKEN_TEXT + 1], id[ID_TEXT + 1];
    bool present, overflowed, fetches; /* the others are to be told to fetch */
    unsigned room;
    struct entry *entries;
    size_t n_entries, cap;
    uint64_t last, sent, acked, init_number;
    int64_t until, until_least; /* when it is gone; two, where it is not known */
    int64_t fetch_due, fetch_allowed, refetch, past[ROOMS];
    struct asked *poll, *stream;
    uint64_t stream_sent;
    size_t in_flight;
    int64_t beat, ends, delayed; /* of its stream: 0, or no line may come before */
    bool beats, may_beat;        /* a heartbeat must come, or may */
    bool may_pause; /* its queue has begun again: it may rest until something is acknowledged */
};

struct model {
    struct person people[PERSONS];
    uint32_t max_clients, max_room;
    size_t max_queue;
    unsigned batch;
    struct asked *current; /* the request at hand */
    bool applied;          /* what it does was done */
    bool lost;             /* memory was short in a way that tells too little: no checks any more */
    unsigned looked;       /* how often has_come has looked into the daemon, for one answer */
    unsigned n_accepted, n_delivered; /* for the fuzzer's own tests */
};
extern struct model model;

void model_start(void);
void model_stop(void);

/* The request that the api handles now; and that it has done so: `parked` is it, or NULL. */
void model_begins(struct asked *asked);
void model_ends(struct asked *parked);

/* An answer, or a part of one. */
void model_output(struct asked *asked, struct said said);

/* A parked request was taken back. */
void model_forgotten(struct asked *asked);

/* When something falls due next, INT64_MAX: never; what does, now. */
int64_t model_next(void);
void model_due(int64_t now);

/* Checks, behind a turn, that nobody waits for what is there. */
void model_check_turn(int64_t now);

/* ---- for the model's own files ---- */

enum {
    COST = 48, /* of a command, beside its payload */
    GRACE_MS = 90000,
    FETCH_MS = 10000,
    RETRY_AFTER_MS = 1000,
    BEAT_MS = 15000,
    STREAM_MS = 600000,
    WINDOW = 262144, /* bytes of a stream that are not acknowledged */
};

bool model_is_really_here(unsigned who); /* in the daemon */
void model_check_really(void);
void model_settle(void);
void model_unpark(struct asked *asked);
void model_fetch_again(unsigned who);
void model_go(unsigned who, const char *why); /* `why`: of the rm */

unsigned model_n_present(void);
void model_ack(unsigned who, uint64_t ack);
void model_note_sent(unsigned who, uint64_t number);
void model_prepare(unsigned who);
uint64_t model_front(const struct person *p); /* the number of its first entry */
void model_touch(unsigned who, bool surely);

/* Queues: all that waits; an entry less, or more at the end; an init and what outlives an
 * overflow; a command for a room, or about somebody: a fetch, or with a reason an rm. */
uint64_t model_really_last(unsigned who);
uint64_t model_really_acked(unsigned who);
size_t queues_waiting(const struct person *p);
void queues_drop(struct person *p, size_t i);
void queues_push(struct person *p, const char *text, int fetch, size_t payload);
bool model_is_roommate(const struct person *p, int other);
void queues_wake(struct person *p);
void queues_restart(struct person *p, bool fetches);
void queues_overflow(struct person *p);
void queues_deliver(unsigned room, int except, const char *text, int fetch, size_t payload);
void queues_tell(unsigned who, unsigned room, const char *why);

/* Reads what a send was answered with: ids and times, which bare messages get. */
void said_accepted(struct asked *asked, const char *body);

/* Reads an answer that is whole, or a line of a stream, and checks it. */
void said_whole(struct asked *asked, const char *text, size_t len);
void said_line(struct asked *asked, const char *line, bool final);
int said_status(const char *text, size_t len);

#endif
