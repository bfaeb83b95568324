/*
 * The numbers for a host: what the front server and the daemon must be set to,
 * so that the chat never takes the site down.
 */
#ifndef DAEMON_CHECK_H
#define DAEMON_CHECK_H

#include <stddef.h>

#include "options.h"

/* What does not follow from the options. */
struct check_host {
    double descriptors;        /* that a process may have */
    const char *hub_directory; /* NULL: there is no relay */
    const char *hub_state;     /* of that directory, for people */
    const char *hub_fault;     /* why it cannot be used, or NULL */
};

struct check_numbers {
    double max_parked;       /* polls that may hold a worker */
    double people;           /* who get each message within 3 seconds */
    double fcgid_processes;  /* of mod_fcgid */
    double fcgid_length;     /* bytes of a body that it takes */
    double fcgid_memory;     /* bytes of a body that it keeps out of a file */
    double fcgid_io_timeout; /* seconds */
    double fcgid_busy;       /* seconds */
    double apache_workers;
    double lighttpd_fds;
    double nginx_connections;
    double parked_most; /* polls that the daemon's descriptors carry */
    double memory_most; /* bytes */
};

/* Computes them; nothing is asked of the system. */
void check_compute(struct check_numbers *n, const struct options *o, double descriptors);

/* Writes why the settings cannot work, a line each, to `text`, cut to `size`.
 * Returns how many lines: 0 when they can. */
unsigned check_faults(const struct options *o, const struct check_host *host, char *text,
                      size_t size);

/* Prints the numbers to standard output and the faults to standard error.
 * Returns whether there are none. */
bool check_print(const struct options *o, const struct check_host *host);

#endif
