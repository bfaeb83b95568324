/*
 * The clocks of the daemon, read at most once in a turn of the loop.
 */
#ifndef DAEMON_CLOCKS_H
#define DAEMON_CLOCKS_H

#include <stdbool.h>

#include "../api/setup.h"

struct clocks {
    struct api_time (*read)(void); /* clocks_read, or a test's own */
    struct api_time now;
    bool is_known; /* `now` was read in this turn */
};

/* Reads the clocks of the system. */
struct api_time clocks_read(void);

void clocks_init(struct clocks *c);

/* The time of this turn: the clocks are read by the first call after clocks_forget,
 * which starts a turn. */
struct api_time clocks_now(struct clocks *c);
void clocks_forget(struct clocks *c);

#endif
