/*
 * A seccomp filter: the system calls that the daemon uses while it serves, and no others.
 */
#ifndef DAEMON_SYSCALLS_H
#define DAEMON_SYSCALLS_H

#include <stdbool.h>

/* From now on this process makes only the calls that serving takes, and opens files only to
 * read them. What only an intruder would call (another program or process, a new socket)
 * ends the process; anything else fails with ENOSYS, for which libraries have other ways.
 * Memory can no longer be made executable. `connects`: it may still make sockets that connect
 * (TCP and Unix), for the directory.
 *
 * 0, or why not: ENOSYS where the kernel or this build has no filters. Needs that there are
 * no new privileges (PR_SET_NO_NEW_PRIVS). */
int syscalls_filter(bool connects);

#endif
