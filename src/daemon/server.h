/*
 * The server: accepts connections, serves them in one loop, watches time and
 * descriptors, and ends on signals.
 */
#ifndef DAEMON_SERVER_H
#define DAEMON_SERVER_H

#include <signal.h>
#include <stdint.h>

#include "listener.h"
#include "nodes.h"
#include "options.h"
#include "peers.h"
#include "privileges.h"

/* The signals that a server takes: SIGTERM and SIGINT end it, SIGHUP has it read its file again,
 * SIGUSR1 log a summary, SIGUSR2 hand over to a new process. On descriptor 0 SIGUSR1 ends it, by
 * which front servers end FastCGI programs, and SIGUSR2 does nothing. */
void server_signals(sigset_t *set);

/* Raises the limit of descriptors to the hard limit, and returns it. */
uint32_t server_raise_fd_limit(void);

/* Gives up `privileges` and, unless the options say otherwise, what sandbox.h says. Serves until
 * a signal ends it, another process has taken over, or no client has been present for idle_exit.
 * Then it answers every parked poll and closes the listener. `nodes`: it is one of several, and
 * gives its rooms away first; NULL: it is the only one. The signals may be blocked when it is
 * called: it unblocks them. Returns the exit status. */
int server_run(const struct options *options, const struct privileges *privileges,
               struct listener *listener, const struct peers *peers,
               const struct nodes_setup *nodes);

#endif
