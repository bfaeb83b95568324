/*
 * The connection to the directory: hiredis in the loop. It is made again when it ends, to each
 * of the addresses in turn. Nothing here blocks.
 */
#ifndef DAEMON_REDIS_H
#define DAEMON_REDIS_H

#include <ev.h>

#include "../directory/directory.h"
#include "redis_address.h"

struct redis;

/* `reply` is called once for each redis_send that returned true; NULL: it is not known whether
 * the command was carried out. `disconnected`: after `connected`, or an attempt that failed;
 * `why` is a literal. None of them may call redis_free. */
struct redis_owner {
    void *ctx;
    void (*connected)(void *ctx);
    void (*disconnected)(void *ctx, const char *why);
    void (*reply)(void *ctx, unsigned tag, const struct directory_value *value);
};

/* Whether this build has hiredis. */
bool redis_is_built_in(void);

/* Begins to connect. The addresses are numbers, and must stay. NULL without memory. */
struct redis *redis_new(struct ev_loop *loop, const struct redis_addresses *addresses,
                        struct redis_owner owner);
void redis_free(struct redis *redis); /* NULL is fine; every reply is NULL then */

/* False: there is no connection, or no memory; then it is given up, and made again. */
bool redis_send(struct redis *redis, const struct directory_command *command, unsigned tag);

/* Gives the connection up, and tries the next address. */
void redis_drop(struct redis *redis, const char *why);

/* Tries one address, and blocks for some seconds at most. `text` says how it went. */
bool redis_try(const struct redis_address *address, char *text, size_t size);

#endif
