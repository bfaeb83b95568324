/*
 * The loop: accepts connections, keeps time and descriptors, ends on signals.
 */
#ifndef DAEMON_SERVER_H
#define DAEMON_SERVER_H

#include "listener.h"
#include "options.h"
#include "peers.h"

/* Serves until SIGTERM, SIGINT or SIGHUP; then every parked poll is answered
 * and the listener closed. Returns the exit status. */
int server_run(const struct options *options, struct listener *listener,
               const struct peers *peers);

#endif
