/*
 * Landlock, a Linux security module: the process gives up files and the network.
 */
#ifndef DAEMON_LANDLOCK_H
#define DAEMON_LANDLOCK_H

#include <stdint.h>

/* From now on this process opens no file, makes, changes and removes none, binds and
 * connects no TCP socket, and signals no process but those it makes; each as far as the
 * kernel knows it. Descriptors that are open stay as they are. In `directory`, if that is
 * not NULL, files can still be read, made empty and removed: a socket's file and its lock. To
 * the `n` ports it can still connect.
 *
 * 0, or why not: ENOSYS and EOPNOTSUPP where the kernel has none. Needs that there are no
 * new privileges (PR_SET_NO_NEW_PRIVS). */
int landlock_enter(const char *directory, const uint16_t *ports, unsigned n);

#endif
