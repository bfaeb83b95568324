/*
 * The set of connections from front servers: each is a socket, a FastCGI session and
 * a watcher. Nothing blocks: a peer that sends or reads slowly delays only itself,
 * and its connection is closed after IO_TIMEOUT_MS (connections.c) without progress.
 */
#ifndef DAEMON_CONNECTIONS_H
#define DAEMON_CONNECTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include <ev.h>

#include "connection_state.h"

/* As soon as this many connections have output, it is written: SLABS minus this many
 * slabs stay free for those that follow. */
enum { CONNECTIONS_FLUSH_AT = 24 };

/* The caller sets set->api before it adds the first connection. */
void connections_init(struct connections *set, struct ev_loop *loop, uint32_t body_max,
                      unsigned max_conns, unsigned max_reqs);

/* Closes all of them. */
void connections_fini(struct connections *set);

/* Takes ownership of an accepted, non-blocking socket. False: out of memory, and the
 * caller still owns the socket. */
bool connections_add(struct connections *set, int fd);

/* Serves the connections on which something has happened, for a part of a turn. First the
 * light ones; then, for another part, the heavy ones: those that were much work within the last
 * second, or whose request is not whole yet. The others follow in the next turn, each in its
 * order. While a reader is pressed the heavy ones wait, but pieces of their requests are read. */
void connections_serve(struct connections *set);

/* Whether any of them waits to be served. */
bool connections_due(const struct connections *set);

/* Lets the api do what is due, for a part of a turn, and then flushes. True: there is more to
 * do, or to serve, in another turn at once. */
bool connections_run(struct connections *set);

/* Writes as much of the output as the peers take now. */
void connections_flush(struct connections *set);

/* Makes room for `n` connections. It closes those that are slow to send their first request,
 * idle ones, and those slow to send another;
 * where that is not enough, the longest-parked polls are answered with a time to wait.
 * Their connections then close, or become idle and are closed by the next call. */
void connections_make_place(struct connections *set, uint32_t n, int64_t now_ms);

/* Closes connections that have made no progress for too long, and for which nothing has come. */
void connections_sweep(struct connections *set, int64_t now_ms);

/* When connections_sweep is to be called next; INT64_MAX: never. */
int64_t connections_next_deadline(const struct connections *set);

/* Whether all output has been written, and no request is half received or still to come on a
 * new connection. */
bool connections_settled(const struct connections *set);

#endif
