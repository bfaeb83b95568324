/*
 * What each address takes of what all share: joins, places for parked polls, and
 * probes. In one table, so that there is one notion of an address:
 *
 * - an IPv4 address, however it is written (also IPv4-mapped);
 * - the /64 network of an IPv6 address, since that is what one customer has;
 * - one for all that is no address, such as the names that proxies make up.
 *
 * Of an address only a keyed hash is kept, and only while it holds something or
 * its joins are limited. How many addresses are kept for their joins is bounded;
 * the one heard of longest ago is forgotten first.
 */
#ifndef API_ADDRESSES_H
#define API_ADDRESSES_H

#include <stdbool.h>
#include <stdint.h>

#include "../base/list.h"
#include "../base/span.h"
#include "../base/table.h"
#include "../chat/parked.h"
#include "../chat/rate.h"

enum {
    ADDRESSES_MAX = 16384, /* kept for their joins */
    ADDRESSES_PROBES = 32, /* probes of one address at a time */
};

struct addresses {
    struct table table;
    struct list idle; /* those that hold nothing, the longest idle first */
    struct rate joins;
};

/* False without memory. */
bool addresses_init(struct addresses *a, struct rate joins);
void addresses_fini(struct addresses *a); /* nothing is held any more */

/* How many milliseconds an address has to wait before it may join; 0: it may now.
 * An empty address has no limit. */
int64_t addresses_join_wait(struct addresses *a, struct span address, int64_t now);

/* Takes one join from the budget of an address. Without memory nothing is taken. */
void addresses_take_join(struct addresses *a, struct span address, int64_t now);

/* The party of an address, for one more poll, until addresses_leave_poll. NULL:
 * the address is empty, or there is no memory; then there is no limit. */
struct poll_party *addresses_enter_poll(struct addresses *a, struct span address);
void addresses_leave_poll(struct addresses *a, struct poll_party *party);

struct address_use;

/* Counts one more probe of an address, until addresses_leave_probe. False: it has
 * ADDRESSES_PROBES. `*use` is NULL where there is no limit. */
bool addresses_enter_probe(struct addresses *a, struct span address, struct address_use **use);
void addresses_leave_probe(struct addresses *a, struct address_use *use); /* NULL is fine */

#endif
