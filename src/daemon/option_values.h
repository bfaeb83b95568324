/*
 * What the options are.
 */
#ifndef DAEMON_OPTION_VALUES_H
#define DAEMON_OPTION_VALUES_H

#include <stdbool.h>
#include <stdint.h>

#include "../base/address.h"
#include "../base/origins.h"
#include "config_file.h"

#define OPTIONS_CONFIG_FILE "/etc/onetimechat.conf"

enum { OPTIONS_N = 38, OPTIONS_MEMORY_LEAST = 8 * 1024 * 1024 /* bytes */ };

enum option_origin {
    FROM_DEFAULT,
    FROM_RELAY_DEFAULT, /* that of a relay's hub */
    FROM_HOLD,          /* max-hold, where only hold is given */
    FROM_PROGRAM_NAME,  /* relay */
    FROM_FILE,
    FROM_ENVIRONMENT,
    FROM_COMMAND_LINE,
};

struct option_source {
    enum option_origin origin;
    unsigned line; /* of the file */
};

struct options {
    const char *listen; /* NULL: an inherited socket */
    unsigned socket_mode;
    double hold, max_hold, grace; /* seconds; hold is at most max_hold */
    uint32_t max_clients, max_room;
    uint32_t max_parked, max_parked_per_address; /* polls; 0: no limit */
    uint32_t max_body, max_answer, max_queue;    /* bytes */
    int64_t max_memory;                          /* bytes; 0: no limit */
    double rate, rate_bytes;                     /* a second; 0: no limit */
    double join_rate;                            /* a minute; 0: no limit */
    const char *trusted_proxy;                   /* as given; NULL: none */
    struct networks trusted;                     /* trusted_proxy, parsed */
    const char *status_from;                     /* as given */
    struct networks status_networks;             /* status_from, parsed */
    double idle_exit;                            /* seconds; 0: never */
    bool relay;                /* run as a relay; the other defaults are those of its hub */
    const char *hub;           /* path of the hub's socket, or NULL: the default */
    const char *node;          /* the name of this node, or NULL */
    const char *directory;     /* addresses, or NULL: see redis_address.h */
    const char *directory_key; /* path of its key, or NULL */
    bool rebalance;            /* ask the other nodes for rooms at the start */
    const char *user;          /* NAME or NAME:GROUP to become, or NULL */
    const char *chroot;        /* a directory, or NULL */
    bool no_sandbox;           /* keep what sandbox.h takes */
    const char *allow_origin;  /* as given; NULL: none */
    struct origins origins;    /* allow_origin, parsed; its text must stay */
    bool check;                /* print the numbers for a host with `workers` workers, and end */
    uint32_t workers;
    const char *site; /* with `check`: the page's site.json, or NULL: the installed one */
    unsigned log_format, log_level, log_to; /* enum log_format, log_level, log_target */
    bool explain;                           /* print what the options are, and end */
    const char *top;    /* show the counts of the daemon that listens there, and end; or NULL */
    const char *config; /* as given; NULL: OPTIONS_CONFIG_FILE, if it is there */
    struct config_file file;                 /* what was read; it is owned */
    struct option_source sources[OPTIONS_N]; /* in the order of option_rows */
    int argc;                                /* as options_read got them */
    char **argv;
};

#endif
