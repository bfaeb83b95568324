/*
 * --top: the live counts of a daemon, in a terminal.
 */
#ifndef DAEMON_TOP_H
#define DAEMON_TOP_H

#include <stdbool.h>

/* Shows the counts of the daemon that listens at `address` (as in --listen) once a second until q
 * or Ctrl-C; where standard output is no terminal, once. False: nothing could be shown, which was
 * logged. */
bool top_run(const char *address);

#endif
