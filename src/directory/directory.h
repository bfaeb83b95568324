/*
 * Who holds which room, where many nodes make one chat: one node's side of it. A room lives
 * whole on one node; what nodes have to agree on is only who holds which.
 *
 * This is a state machine: it knows no sockets, no loop and no clock. Its owner sends the
 * commands that it makes, and brings the replies. Times are milliseconds of a clock that never
 * goes back. Nothing here is asked for while a room is held: its people come and go as ever,
 * also while the directory is gone.
 *
 * - The first to join a room has it claimed. The answer is waited for WAIT_MS at most.
 * - A claim is renewed every RENEW_MS; a room that nobody is in is given back then.
 * - A node that was stopped for longer than its lease does not know what it holds: it asks
 *   again, and what has become another's is lost.
 */
#ifndef DIRECTORY_DIRECTORY_H
#define DIRECTORY_DIRECTORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../base/waiter.h"
#include "command.h"
#include "room_key.h"
#include "setup.h"

struct directory;

/* NULL without memory. `node` must stay; `instance` is random. */
struct directory *directory_new(const char *node, const char instance[INSTANCE_LEN + 1],
                                const struct room_secret *secret, uint32_t rooms_max,
                                struct directory_owner owner);
void directory_free(struct directory *d); /* NULL is fine; nobody waits any more */

/* Who holds a room? DIRECTORY_ASKED: `waiter` waits, and may leave at any time.
 * DIRECTORY_BUSY: it does not. The others are never answered at once. */
enum directory_holder directory_ask(struct directory *d, const char *room, struct waiter *waiter,
                                    int64_t now);

/* Commands can be sent; or they cannot any more: each that is in flight is answered with NULL
 * before, or after. `why`: a literal, NULL where nothing went wrong. */
void directory_connected(struct directory *d, int64_t now);
void directory_disconnected(struct directory *d, const char *why, int64_t now);

/* The reply to the command of `tag`; NULL: it is not known whether it was carried out. */
void directory_reply(struct directory *d, unsigned tag, const struct directory_value *value,
                     int64_t now);

/* Does what is due: after each batch of the calls above, and at directory_next_deadline
 * (INT64_MAX: never). */
void directory_run(struct directory *d, int64_t now);
int64_t directory_next_deadline(const struct directory *d);

/* Whether an answer is so late that the connection is of no use. */
bool directory_is_stuck(const struct directory *d, int64_t now);

/* Whether the lease of the node is over, for all that is known: others may claim its rooms. */
bool directory_is_cut_off(const struct directory *d, int64_t now);

/* Once it is connected, and for DIRECTORY_REBALANCE_MS from then, the nodes that have more clients
 * than the mean are asked to give some of their rooms away, a quarter of what they have above it
 * each second. */
void directory_rebalance(struct directory *d);

/* Gives away what is held, room by room, and takes no more. directory_is_drained: all of it. */
void directory_drain(struct directory *d, int64_t now);

/* Lets what is left go at once, and ends the lease of the node, with which its rooms are free
 * for others. directory_is_drained: the directory knows of it, or cannot be reached. */
void directory_end(struct directory *d, int64_t now);
bool directory_is_drained(const struct directory *d);

struct directory_counts directory_counts(const struct directory *d);

#endif
