/*
 * The quiet pair: two people in a room of their own who say a line now and then. They come as
 * behind most front servers, with a connection for each request.
 */
#ifndef FLOOD_QUIET_H
#define FLOOD_QUIET_H

#include <stdint.h>

#include <sys/un.h>

#include "../load/histogram.h"

/* What became of their lines. */
struct quiet {
    struct histogram latencies;          /* from when a line was due until the other had it */
    uint64_t lines;                      /* said, and heard by both, once and in order */
    uint64_t refused, cut, told_to_wait; /* answers 429 or 503, connections without one, `wait` */
};

/* Both join; fails the program if they cannot. */
void quiet_join(const struct sockaddr_un *address);

/* Lets them talk for so many seconds, and waits until all is heard. Fails the program where
 * a line is lost, comes twice or out of order. */
void quiet_talk(struct quiet *q, double seconds);

/* Both leave. */
void quiet_leave(void);

double quiet_now(void); /* seconds of the monotonic clock */

#endif
