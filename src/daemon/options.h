/*
 * The command line and the environment.
 */
#ifndef DAEMON_OPTIONS_H
#define DAEMON_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "../base/address.h"

struct options {
    const char *listen; /* NULL: an inherited socket */
    unsigned socket_mode;
    double hold, max_hold, grace; /* seconds; hold is at most max_hold */
    uint32_t max_clients, max_room;
    uint32_t max_parked, max_parked_per_address; /* polls; 0: no limit */
    uint32_t max_body, max_answer, max_queue;    /* bytes */
    double rate, rate_bytes;                     /* a second; 0: no limit */
    double join_rate;                            /* a minute; 0: no limit */
    const char *trusted_proxy;                   /* as given; NULL: none */
    struct networks trusted;                     /* trusted_proxy, parsed */
    double idle_exit;                            /* seconds; 0: never */
    bool relay;      /* run as a relay; the other defaults are those of its hub */
    const char *hub; /* path of the hub's socket, or NULL: the default */
    bool check;      /* print the numbers for a host with `workers` workers, and end */
    uint32_t workers;
};

enum options_result {
    OPTIONS_RUN,
    OPTIONS_DONE, /* --help or --version was answered */
    OPTIONS_BAD,  /* the reason has been logged */
};

/* Reads the command line and, for options that it does not give, the environment. The
 * strings in *o point into both and are valid as long as these are not changed. */
enum options_result options_read(struct options *o, int argc, char **argv);

/* Frees what options_read allocated. Call it after OPTIONS_RUN. */
void options_fini(struct options *o);

#endif
