/*
 * Reaches the hub: connects to it, starts one where there is none, and replaces an
 * older version by a newer.
 *
 * The relay that starts a hub forks without exec, so it need not know the path of its
 * own program. It takes the lock, looks once more whether there is a hub, and forks. The
 * new process holds the lock until it has enrolled: of a hundred relays one starts a hub.
 */
#ifndef RELAY_REACH_H
#define RELAY_REACH_H

#include <stdint.h>

#include "hub_directory.h"

struct reach {
    struct hub_directory directory;
    const char *version; /* of this program */
    int64_t start_again; /* ms: after a failure; until then no hub is started, requests fail */
    int64_t next_start;  /* ms: until then no hub is started, requests wait */
    int listener, lock;  /* in a process that becomes the hub */
};

enum reach_result {
    REACH_DONE,
    REACH_LATER,  /* another process is starting one: try again in some milliseconds */
    REACH_FAILED, /* no hub can be started now; the reason has been logged */
    REACH_FORKED, /* this is the new process: call reach_be_hub */
};

/* Finds the hub's directory and enters it. False: the reason has been logged. */
bool reach_init(struct reach *r, const char *hub, const char *version);

/* REACH_DONE: *fd is a new connection to the hub, owned by the caller. `now` is in ms of
 * a monotonic clock. */
enum reach_result reach_hub(struct reach *r, int64_t now, int *fd);

/* Call it when hubs have closed connections repeatedly, or none could be reached for
 * long. If no hub is alive, this logs the failure and starts none for some seconds. */
void reach_give_up(struct reach *r, int64_t now);

/* Turns the new process into a hub: descriptor 0 is the listening socket, standard error
 * is the log, and the relay's other descriptors are closed. It asks the previous hub to
 * end, if there is one. The caller then serves. */
void reach_be_hub(struct reach *r);

#endif
