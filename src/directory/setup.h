/*
 * What a directory is made with, and what it tells.
 */
#ifndef DIRECTORY_SETUP_H
#define DIRECTORY_SETUP_H

#include <stdbool.h>
#include <stdint.h>

#include "../base/histogram.h"
#include "../base/list.h"
#include "command.h"

enum {
    DIRECTORY_WAIT_MS = 2000,
    DIRECTORY_RENEW_MS = 5000,
    DIRECTORY_LEASE_MS = 1000, /* between two renewals of the node's own lease */
    DIRECTORY_STUCK_MS = 3000,
    DIRECTORY_REBALANCE_MS = 30000,
    DIRECTORY_IN_FLIGHT = 64,    /* commands */
    DIRECTORY_WAITED_MAX = 4096, /* rooms that are waited for at a time */
};

enum directory_holder {
    DIRECTORY_HERE,
    DIRECTORY_ELSEWHERE,
    DIRECTORY_ASKED, /* it is told later */
    DIRECTORY_BUSY,  /* nobody knows now */
    DIRECTORY_FULL,  /* nobody, and no node takes another room */
};

struct directory_load {
    uint64_t clients;
    bool is_full; /* no more rooms */
};

/* What the owner does. These are called within directory_reply and directory_run, and must not
 * call the directory. `send`: sends a command; its reply is given to directory_reply with
 * `tag`, exactly once, later; false: it is not sent. `settled`: those on the list, at least
 * one, are told; it takes all of them off. `lost`: the people of this room must go; there may
 * be none. `people`: how many are in it. */
struct directory_owner {
    void *ctx;
    bool (*send)(void *ctx, const struct directory_command *command, unsigned tag);
    void (*settled)(void *ctx, struct list *waiters, enum directory_holder holder,
                    const char *node);
    void (*lost)(void *ctx, const char *room);
    uint32_t (*people)(void *ctx, const char *room);
    struct directory_load (*load)(void *ctx);
};

struct directory_counts {
    uint64_t held, waited;                    /* rooms, now */
    uint64_t claimed, given, lost, elsewhere; /* rooms, since the start */
    uint64_t faults;
    bool is_ill;
    const struct histogram *latency; /* ms, of commands */
};

#endif
