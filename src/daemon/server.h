/*
 * The loop: accepts connections, keeps time and descriptors, ends on signals.
 */
#ifndef DAEMON_SERVER_H
#define DAEMON_SERVER_H

#include <signal.h>
#include <stdint.h>

#include "listener.h"
#include "options.h"
#include "peers.h"

/* The signals that end a server: SIGTERM, SIGINT and, as FastCGI programs have it, SIGUSR1. */
void server_end_signals(sigset_t *set);

/* Raises the limit of descriptors as far as it may be, and returns it. */
uint32_t server_raise_fd_limit(void);

/* Serves until one of these comes, or nobody has been there for idle_exit; then every parked poll
 * is answered and the listener closed. They may be blocked: it unblocks them. Returns the exit
 * status. */
int server_run(const struct options *options, struct listener *listener, const struct peers *peers);

#endif
