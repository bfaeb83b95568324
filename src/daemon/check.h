/*
 * The numbers for a host: what the front server and the daemon must be set to,
 * so that the chat never takes the site down.
 */
#ifndef DAEMON_CHECK_H
#define DAEMON_CHECK_H

#include <stddef.h>
#include <stdint.h>

#include "options.h"

/* What does not follow from the options. */
struct check_host {
    int64_t descriptors;       /* that a process may have */
    const char *hub_directory; /* NULL: there is no relay */
    const char *hub_state;     /* of that directory, for people */
    const char *hub_fault;     /* why it cannot be used, or NULL */
};

struct check_numbers {
    int64_t max_parked;       /* polls that may hold a worker */
    int64_t people;           /* who get each message within 3 seconds */
    int64_t fcgid_processes;  /* of mod_fcgid */
    int64_t fcgid_length;     /* bytes of a body that it takes */
    int64_t fcgid_memory;     /* bytes of a body that it keeps out of a file */
    int64_t fcgid_io_timeout; /* seconds */
    int64_t fcgid_busy;       /* seconds */
    int64_t apache_workers;
    int64_t lighttpd_fds;
    int64_t nginx_connections;
    int64_t parked_most; /* polls that the daemon's descriptors carry */
    int64_t memory_most; /* bytes */
};

/* Computes them; nothing is asked of the system. */
void check_compute(struct check_numbers *n, const struct options *o, int64_t descriptors);

/* Writes why the settings cannot work, a line each, to `text`, cut to `size`.
 * Returns how many lines: 0 when they can. */
unsigned check_faults(const struct options *o, const struct check_host *host, char *text,
                      size_t size);

/* Prints the numbers to standard output and the faults to standard error.
 * Returns whether there are none. */
bool check_print(const struct options *o, const struct check_host *host);

#endif
