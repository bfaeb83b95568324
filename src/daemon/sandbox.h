/*
 * What the daemon takes from itself once it serves: whoever took it over could do no more
 * than it does itself. Where the system lacks one of these, the others still hold, and the
 * log says so.
 */
#ifndef DAEMON_SANDBOX_H
#define DAEMON_SANDBOX_H

#include <stdbool.h>
#include <stdint.h>

enum { SANDBOX_PORTS_MAX = 8 };

/* What the process may still reach: nothing, or what it `connects` to, of TCP these ports
 * alone. */
struct sandbox_reach {
    bool connects;
    uint16_t ports[SANDBOX_PORTS_MAX];
    unsigned n_ports;
};

/* Raises the limit of locked memory, where this process may: before privileges_drop. */
void sandbox_prepare(void);

/* Takes what serving does not need: new privileges, core files and debuggers, swap, files,
 * and system calls. Everything must be open by then. In `directory`, if that is not NULL,
 * a socket's file can still be removed. It cannot be undone. */
void sandbox_enter(const char *directory, const struct sandbox_reach *reach);

#endif
