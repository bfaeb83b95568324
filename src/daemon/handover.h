/*
 * A restart that refuses nobody: a server has its program started anew and hands over its
 * listening socket, serves on until the new one says that it serves, and then ends.
 *
 * The new process gets the socket as descriptor 3, as from systemd (LISTEN_FDS, LISTEN_PID), and
 * a pipe as descriptor 4. $ONETIMECHATD_HANDOVER is the address as it stood in --listen.
 */
#ifndef DAEMON_HANDOVER_H
#define DAEMON_HANDOVER_H

#include <stdbool.h>

#include "options.h"

/* What comes of it; told by the pipe, as this byte. */
enum handover_result {
    HANDOVER_FAILED = 'x',  /* the new process has ended before it served */
    HANDOVER_DONE = 's',    /* it serves on the socket */
    HANDOVER_ANOTHER = 'a', /* it serves on another, which its options name */
};

/* ---- for the old process ---- */

/* Why this process may start none in its place, or NULL: it may. `owns_socket`: nobody has
 * handed it the one that it listens on. */
const char *handover_why_not(const struct options *options, bool owns_socket);

/* In a child: runs the program argv[0] (if that has no slash, the one that runs) with these
 * arguments, signals as usual. Returns if that fails. */
void handover_exec(char **argv, int listening_fd, int pipe_fd, const char *address);

/* Reads what the pipe has, when it can be read. */
enum handover_result handover_hear(int pipe_fd);

/* ---- the new process ---- */

/* What it was handed over: the socket, if it is that of `address`, else -1; and the pipe, or
 * -1. The caller owns both. Call it once, at the start. */
void handover_take(const char *address, int *listening_fd, int *pipe_fd);

/* Tells the old process that this one serves, on its socket or not, and closes the pipe; -1 is
 * fine. */
void handover_tell(int pipe_fd, bool has_socket);

#endif
