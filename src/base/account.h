/*
 * An account of memory: who takes much of it books that here, so that all that is
 * taken can be told in one place. Of one thread; never fails.
 */
#ifndef BASE_ACCOUNT_H
#define BASE_ACCOUNT_H

#include <stddef.h>

enum account {
    ACCOUNT_BUFFERS, /* of buf.h, but for memory that is lent to them */
    ACCOUNT_POOLS,   /* chunks of pool.h, full or not */
    ACCOUNT_SLABS,   /* of the daemon's output */
    ACCOUNT_MESSAGES,
    ACCOUNT_QUEUES, /* the rings of queues that have grown */
    N_ACCOUNTS,
};

/* Books bytes that were allocated, and takes off what is freed. */
void account_add(enum account account, size_t bytes);
void account_remove(enum account account, size_t bytes); /* no more than were added */

/* The bytes booked now: on one account, and on all. */
size_t account_bytes(enum account account);
size_t account_total(void);

#endif
