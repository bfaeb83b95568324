/*
 * What this node knows of one room: that it claims it, holds it or gives it back. For the
 * directory's own files only.
 */
#ifndef DIRECTORY_HOLDING_H
#define DIRECTORY_HOLDING_H

#include "../base/list.h"
#include "../base/table.h"
#include "room_key.h"

enum holding_state {
    HOLDING_CLAIMED, /* not ours; on the list of claims, unless in flight */
    HOLDING_HELD,    /* ours; on the list of those held, unless in flight */
    HOLDING_GIVEN,   /* the directory is told that it is ours no longer: always in flight */
};

struct holding {
    struct table_node node;     /* by name */
    struct list_node place;     /* on the list of its state, unless in flight */
    struct list_node wait_node; /* on the list of those that are waited for */
    enum holding_state state;
    bool in_flight;         /* a command about it has not been answered */
    bool awaited;           /* it is on that list */
    bool unsure;            /* it may have become another's while this process did not run */
    uint32_t epoch;         /* of the directory, when the command was sent */
    int64_t wait_ends, due; /* ms: of the waiters; of the renewal */
    uint64_t since;         /* see command.h; 0: not known */
    struct list waiters;
    char key[ROOM_KEY_LEN + 1];
    char name[];
};

/* A room that is in no list; NULL without memory. */
struct holding *holding_new(struct table *table, const struct room_secret *secret,
                            const char *name);

/* Wipes its name; it is on no list, and nobody waits. */
void holding_free(struct table *table, struct holding *holding);

/* NULL: nothing is known of this room. */
struct holding *holding_find(const struct table *table, const char *name);

#endif
