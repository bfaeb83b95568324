/*
 * Where the directory may be: redis://[user:password@]host[:port] or
 * unix://[user:password@]/path, several with commas between them.
 */
#ifndef DAEMON_REDIS_ADDRESS_H
#define DAEMON_REDIS_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>

enum {
    REDIS_ADDRESSES_MAX = 8,
    REDIS_HOST_MAX = 255,
    REDIS_PATH_MAX = 107,
    REDIS_WORD_MAX = 255, /* of a user or a password */
    REDIS_SHOWN_MAX = REDIS_HOST_MAX + 8,
};

struct redis_address {
    char host[REDIS_HOST_MAX + 1]; /* "" if it is a socket file */
    char path[REDIS_PATH_MAX + 1];
    char user[REDIS_WORD_MAX + 1], password[REDIS_WORD_MAX + 1]; /* "": none */
    char shown[REDIS_SHOWN_MAX + 1]; /* for the log: without user and password */
    int port;
};

struct redis_addresses {
    struct redis_address of[REDIS_ADDRESSES_MAX];
    unsigned n;
};

/* False: `*why` says what is wrong with it; it shows no password. */
bool redis_addresses_read(struct redis_addresses *addresses, const char *text, const char **why);

/* Replaces names of hosts by numbers. It blocks, and reads files: before the loop. False: the
 * name of `*unknown` cannot be resolved. */
bool redis_addresses_resolve(struct redis_addresses *addresses,
                             const struct redis_address **unknown);

#endif
