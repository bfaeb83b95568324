/*
 * The clocks of the daemon, read once for all that happens at a time.
 */
#ifndef DAEMON_CLOCKS_H
#define DAEMON_CLOCKS_H

#include <stdbool.h>

#include "../api/setup.h"

struct clocks {
    struct api_time (*read)(void); /* clocks_read, or a test's own */
    int64_t (*read_us)(void);      /* clock_monotonic_us, or a test's own: it limits a turn */
    struct api_time now;
    bool is_known; /* `now` was read since clocks_forget */
};

/* Reads the clocks of the system. */
struct api_time clocks_read(void);

void clocks_init(struct clocks *c);

/* The time: the clocks are read by the first call after clocks_forget, which is called
 * before a pass and before the loop waits. */
struct api_time clocks_now(struct clocks *c);
void clocks_forget(struct clocks *c);

#endif
