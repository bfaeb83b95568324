/*
 * The relay: passes the requests of front servers on to the one hub of this user. Any
 * number of relays may run; each uses little memory and keeps no state of the chat.
 */
#ifndef RELAY_RELAY_H
#define RELAY_RELAY_H

#include "../daemon/listener.h"
#include "../daemon/peers.h"

struct relay_config {
    const char *hub;     /* path of its socket, or NULL: the default */
    const char *version; /* of this program */
    /* Called in a new process when there is no hub, or an older one is to be replaced. Serves on
     * descriptor 0 and returns the exit status. */
    int (*serve)(const void *options);
    const void *options;
};

/* Relays requests until SIGTERM, SIGINT or SIGUSR1, and then for half a second passes on
 * the answers that still come. Returns the exit status; it is not 0 where the hub's
 * directory cannot be used. */
int relay_run(const struct relay_config *config, struct listener *listener,
              const struct peers *peers);

#endif
