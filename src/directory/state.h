/*
 * The data of the directory, for its own files only.
 */
#ifndef DIRECTORY_STATE_H
#define DIRECTORY_STATE_H

#include "health.h"
#include "holding.h"
#include "setup.h"

enum flight_kind { FLIGHT_FREE, FLIGHT_HOLD, FLIGHT_GIVE, FLIGHT_NODE, FLIGHT_END };

/* A command that is not answered yet. */
struct flight {
    enum flight_kind kind;
    unsigned n;
    int64_t since;
    struct holding *rooms[COMMAND_ROOMS_MAX];
};

struct directory {
    struct command_node node;
    struct room_secret secret;
    struct directory_owner owner;
    struct directory_health health;
    struct histogram latency;
    struct directory_counts counts;
    struct table rooms;
    struct list claims, held; /* not in flight; those held by when they are to be renewed */
    struct list waited;       /* by when their waiters are told that nobody knows */
    uint32_t rooms_max, epoch;
    unsigned n_flights;
    int64_t ran;        /* ms: when it last ran; 0: never */
    int64_t leased;     /* ms: when the lease of the node was renewed last, for all that is known */
    int64_t node_due;   /* ms: the next renewal of the node's lease */
    int64_t give_due;   /* ms: while draining */
    uint64_t give_n;    /* rooms at a time */
    int64_t asks_until; /* ms: until then the others are asked for rooms */
    uint64_t spare;     /* clients that this node has above the mean, while another asks */
    bool connected, draining;
    bool is_to_ask;  /* for rooms, once it is connected */
    bool ending;     /* what is left is let go at once */
    bool known;      /* the directory has heard of this process */
    bool leasing;    /* such a command is in flight */
    bool superseded; /* another process has the name; until its lease is over */
    bool ended;      /* the node's lease, after all was given away */
    struct flight flights[DIRECTORY_IN_FLIGHT];
    struct directory_command command; /* the one at hand */
};

#endif
