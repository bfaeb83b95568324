/*
 * What the daemon takes from itself once it serves: whoever took it over could do no more
 * than it does itself. Where the system lacks one of these, the others still hold, and the
 * log says so.
 */
#ifndef DAEMON_SANDBOX_H
#define DAEMON_SANDBOX_H

/* Raises the limit of locked memory, where this process may: before privileges_drop. */
void sandbox_prepare(void);

/* Takes what serving does not need: new privileges, core files and debuggers, swap, files,
 * and system calls. Everything must be open by then. In `directory`, if that is not NULL,
 * a socket's file can still be removed. It cannot be undone. */
void sandbox_enter(const char *directory);

#endif
