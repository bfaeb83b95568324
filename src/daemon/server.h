/*
 * The server: accepts connections, serves them in one loop, watches time and
 * descriptors, and ends on signals.
 */
#ifndef DAEMON_SERVER_H
#define DAEMON_SERVER_H

#include <signal.h>
#include <stdint.h>

#include "listener.h"
#include "options.h"
#include "peers.h"

/* The signals that end a server: SIGTERM, SIGINT, and SIGUSR1, by which front servers end
 * FastCGI programs. */
void server_end_signals(sigset_t *set);

/* Raises the limit of descriptors to the hard limit, and returns it. */
uint32_t server_raise_fd_limit(void);

/* Serves until one of these signals comes, or no client has been present for idle_exit. Then it
 * answers every parked poll and closes the listener. The signals may be blocked when it is called:
 * it unblocks them. Returns the exit status. */
int server_run(const struct options *options, struct listener *listener, const struct peers *peers);

#endif
