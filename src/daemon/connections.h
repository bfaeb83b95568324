/*
 * The connections of front servers: each a socket, a FastCGI session and a
 * watcher. Nothing here blocks: a peer that is slow to send or to read costs
 * its own connection, and after IO_TIMEOUT without progress it loses that.
 */
#ifndef DAEMON_CONNECTIONS_H
#define DAEMON_CONNECTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include <ev.h>

#include "connection_state.h"

/* Connections with output at which it is written, so that a slab is left for
 * each of those that follow. */
enum { CONNECTIONS_FLUSH_AT = 24 };

/* `api` is set by the caller, before the first connection is added. */
void connections_init(struct connections *set, struct ev_loop *loop, uint32_t body_max,
                      unsigned max_conns, unsigned max_reqs);

/* Closes all of them. */
void connections_fini(struct connections *set);

/* Takes over an accepted, non-blocking socket. False without memory. */
bool connections_add(struct connections *set, int fd);

/* Has the api do what is due, and writes the answers as far as the peers take
 * them. */
void connections_run(struct connections *set);
void connections_flush(struct connections *set); /* only writes */

/* Makes place for `n` connections: closes those that wait for a new request or
 * are slow to send one, then asks the longest-parked polls to wait, whose
 * connections end with the answer. */
void connections_make_place(struct connections *set, uint32_t n, int64_t now_ms);

/* Closes those that made no progress for too long. */
void connections_sweep(struct connections *set, int64_t now_ms);

/* When connections_sweep is to be called next; INT64_MAX: never. */
int64_t connections_next_deadline(const struct connections *set);

/* Whether all output was taken by the peers, and no request is half received. */
bool connections_settled(const struct connections *set);

#endif
