/*
 * How a relay reaches the hub: it connects to it, starts it where there is
 * none, and puts a newer one in the place of an older.
 *
 * A hub is forked off the relay that starts it, without an exec: a program need
 * not be able to find itself. Whoever starts one holds the lock until the hub
 * has enrolled, and looks again before; so of a hundred relays one does it.
 */
#ifndef RELAY_REACH_H
#define RELAY_REACH_H

#include <stdint.h>

#include "hub_directory.h"

struct reach {
    struct hub_directory directory;
    const char *version; /* of this program */
    int64_t start_again; /* ms: after a failure, no hub is started before, and requests fail */
    int64_t next_start;  /* ms: no other hub is started before, and requests wait */
    int listener, lock;  /* of the hub that this process becomes */
};

enum reach_result {
    REACH_DONE,
    REACH_LATER,  /* another process is at it: try again in some milliseconds */
    REACH_FAILED, /* no hub can be started now; it was said why on standard error */
    REACH_FORKED, /* this is a new process: it is to call reach_be_hub */
};

/* Finds the directory of the hub and enters it. False: said why on standard error. */
bool reach_init(struct reach *r, const char *hub, const char *version);

/* `*fd` is the new connection. `now` is in milliseconds of a clock that never
 * goes back. */
enum reach_result reach_hub(struct reach *r, int64_t now, int *fd);

/* To be called when hubs that were reached ended the connection again and again,
 * or none could be reached for long: unless one lives it says so, and for some
 * seconds none is started. */
void reach_give_up(struct reach *r, int64_t now);

/* Makes of the new process a hub that is still to be served: descriptor 0
 * listens, standard error is the log, nothing else of the relay's is open. The
 * hub before it, if there is one, is told to end. */
void reach_be_hub(struct reach *r);

#endif
