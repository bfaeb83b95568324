/*
 * The command line and the environment.
 */
#ifndef DAEMON_OPTIONS_H
#define DAEMON_OPTIONS_H

#include <stdbool.h>

struct options {
    const char *listen; /* NULL: a socket that is inherited */
    unsigned socket_mode;
    double hold, grace; /* seconds */
    double max_clients, max_room;
    double max_body, max_queue; /* bytes */
    double rate, rate_bytes;    /* a second; 0: no limit */
    double join_rate;           /* a minute; 0: no limit */
};

enum options_result {
    OPTIONS_RUN,
    OPTIONS_DONE, /* --help or --version was answered */
    OPTIONS_BAD,  /* and said so on standard error */
};

/* Reads the environment and then the command line, which wins. The texts are
 * theirs and must stay. */
enum options_result options_read(struct options *o, int argc, char **argv);

#endif
