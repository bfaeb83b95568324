/*
 * An account of memory: who takes much of it books that here, so that all that is
 * taken can be told in one place, and has one limit. Of one thread.
 */
#ifndef BASE_ACCOUNT_H
#define BASE_ACCOUNT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum account {
    ACCOUNT_BUFFERS, /* of buf.h, but for memory that is lent to them; and of requests */
    ACCOUNT_POOLS,   /* chunks of pool.h, full or not */
    ACCOUNT_SLABS,   /* of the daemon's output */
    ACCOUNT_MESSAGES,
    ACCOUNT_QUEUES, /* the rings of queues that have grown */
    N_ACCOUNTS,
};

/* The most bytes that all accounts together may come to; 0: no limit, as at first. */
void account_set_limit(size_t bytes);
size_t account_limit(void);

/* Books bytes, if they keep within the limit; false: they may not be allocated, and nothing
 * was booked. */
bool account_take(enum account account, size_t bytes);

/* The same for what is large and can wait: it leaves the last sixteenth to others, and its
 * account never has more than half of the limit. */
bool account_take_large(enum account account, size_t bytes);

/* Books bytes that were allocated whatever the limit is, and takes off what is freed. */
void account_add(enum account account, size_t bytes);
void account_remove(enum account account, size_t bytes); /* no more than were added */

/* Whether less than an eighth of the limit is left: then queues are to be emptied, until at
 * least a fourth is left (account_has_plenty). */
bool account_is_short(void);
bool account_has_plenty(void);

/* The bytes booked now: on one account, and on all. */
size_t account_bytes(enum account account);
size_t account_total(void);

#endif
