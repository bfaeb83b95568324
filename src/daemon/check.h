/*
 * --check: computes the settings of the front server and of the daemon with which
 * the chat cannot take down the site that hosts it.
 */
#ifndef DAEMON_CHECK_H
#define DAEMON_CHECK_H

#include <stddef.h>
#include <stdint.h>

#include "options.h"

/* Facts about the host that the options do not give. */
struct check_host {
    int64_t descriptors;         /* limit of a process */
    const char *hub_directory;   /* NULL: there is no relay */
    const char *hub_state;       /* a description of that directory */
    const char *hub_fault;       /* why the directory cannot be used, or NULL */
    const char *socket_state;    /* of the path of --listen; NULL: there is none */
    const char *socket_fault;    /* why it cannot be used, a line, or NULL */
    const char *front_advice;    /* what would be better in those found, lines; NULL: nothing */
    unsigned fronts;             /* servers of this machine that serve the chat */
    const char *directory;       /* how each address answers, lines; NULL: there are no nodes */
    const char *directory_fault; /* a line, or NULL */
    const char *libraries;       /* their versions, or NULL */
    const char *site;            /* the page's site.json; NULL: it was not looked for */
    const char *site_state;      /* a description of it */
    const char *site_faults;     /* what is wrong with it, lines; NULL: nothing */
};

struct check_numbers {
    int64_t max_parked;       /* polls that may hold a worker */
    int64_t people;           /* that each get a message within 3 seconds */
    int64_t fcgid_processes;  /* FcgidMaxProcesses */
    int64_t fcgid_length;     /* FcgidMaxRequestLen, bytes */
    int64_t fcgid_memory;     /* FcgidMaxRequestInMem, bytes */
    int64_t fcgid_io_timeout; /* FcgidIOTimeout, seconds */
    int64_t fcgid_busy;       /* FcgidBusyTimeout, seconds */
    int64_t apache_workers;
    int64_t lighttpd_fds;
    int64_t nginx_connections;
    int64_t parked_most; /* polls for which the daemon has descriptors */
    int64_t memory_most; /* bytes that the daemon may come to use */
};

/* Computes the numbers from its arguments alone. */
void check_compute(struct check_numbers *n, const struct options *o, int64_t descriptors);

/* Writes the reasons why these settings cannot work to `text`, one per line, truncated
 * to `size` bytes. Returns the number of reasons. */
unsigned check_faults(const struct options *o, const struct check_host *host, char *text,
                      size_t size);

/* Writes what works but would be better otherwise, in the same way. */
unsigned check_advice(const struct options *o, const struct check_host *host, char *text,
                      size_t size);

/* Prints the numbers and the advice to standard output and the reasons to standard error. Returns
 * whether the settings work. */
bool check_print(const struct options *o, const struct check_host *host);

#endif
