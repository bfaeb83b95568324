/*
 * The command line and the environment.
 */
#ifndef DAEMON_OPTIONS_H
#define DAEMON_OPTIONS_H

#include <stdbool.h>

#include "../base/address.h"

struct options {
    const char *listen; /* NULL: a socket that is inherited */
    unsigned socket_mode;
    double hold, max_hold, grace; /* seconds; hold is at most max_hold */
    double max_clients, max_room;
    double max_parked, max_parked_per_address; /* polls; 0: no limit */
    double max_body, max_answer, max_queue;    /* bytes */
    double rate, rate_bytes;                   /* a second; 0: no limit */
    double join_rate;                          /* a minute; 0: no limit */
    const char *trusted_proxy;                 /* a list, or NULL: none */
    struct networks trusted;                   /* the same, read */
    double idle_exit;                          /* seconds; 0: never */
    bool relay;                                /* pass on to the hub, the defaults are for that */
    const char *hub;                           /* path of the hub's socket, or NULL: the default */
    bool check;                                /* print numbers for a host with so many workers */
    double workers;
};

enum options_result {
    OPTIONS_RUN,
    OPTIONS_DONE, /* --help or --version was answered */
    OPTIONS_BAD,  /* and said so on standard error */
};

/* Reads the environment and then the command line, which wins. The texts are
 * theirs and must stay. */
enum options_result options_read(struct options *o, int argc, char **argv);

/* To be called after OPTIONS_RUN. */
void options_fini(struct options *o);

#endif
