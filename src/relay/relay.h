/*
 * The relay: passes the requests of front servers on to the one hub of this
 * user. Any number of relays may run; they cost little and know nothing.
 */
#ifndef RELAY_RELAY_H
#define RELAY_RELAY_H

#include "../daemon/listener.h"
#include "../daemon/peers.h"

struct relay_config {
    const char *hub;     /* path of its socket, or NULL: the default */
    const char *version; /* of this program */
    /* Serves on descriptor 0 and returns the exit status: called in a new
     * process of its own, when there is no hub. */
    int (*serve)(const void *options);
    const void *options;
};

/* Relays what comes to the listener until SIGTERM, SIGINT or SIGUSR1;
 * then those answers that come within half a second are passed on. Returns the
 * exit status, also where the hub's directory cannot be used. */
int relay_run(const struct relay_config *config, struct listener *listener,
              const struct peers *peers);

#endif
