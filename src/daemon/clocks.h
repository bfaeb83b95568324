/*
 * The clocks of the daemon, read once in a turn of the loop.
 */
#ifndef DAEMON_CLOCKS_H
#define DAEMON_CLOCKS_H

#include <stdbool.h>

#include "../api/setup.h"

struct clocks {
    struct api_time (*read)(void); /* clocks_read; a test may put its own in its place */
    struct api_time now;
    bool is_known; /* now */
};

/* The time at this moment. */
struct api_time clocks_read(void);

void clocks_init(struct clocks *c);

/* The time since clocks_forget was called last. */
struct api_time clocks_now(struct clocks *c);
void clocks_forget(struct clocks *c);

#endif
