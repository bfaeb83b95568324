/*
 * This process as one node of several that make one chat: the directory (directory/) over its
 * connection (redis.h), for the api.
 */
#ifndef DAEMON_NODES_H
#define DAEMON_NODES_H

#include "../api/setup.h"
#include "../directory/directory.h"
#include "clocks.h"
#include "option_values.h"
#include "redis_address.h"
#include "sandbox.h"

struct api;
struct ev_loop;
struct nodes;

/* What the options say of it. */
struct nodes_setup {
    const char *node;
    bool rebalances;
    struct redis_addresses addresses;
    struct room_secret secret;
};

enum nodes_read { NODES_NONE, NODES_READ, NODES_BAD };

/* Reads the options, the file of the key, and resolves names. It blocks: before the loop.
 * NODES_NONE: one node has all rooms. NODES_BAD: said what is wrong. */
enum nodes_read nodes_read(struct nodes_setup *setup, const struct options *options);

/* What a process of this setup, or of none (NULL), connects to. */
struct sandbox_reach nodes_reach(const struct nodes_setup *setup);

/* NULL without memory. The setup, the clocks and the loop must stay. `holders` is for the api
 * that is made then. */
struct nodes *nodes_new(const struct nodes_setup *setup, struct ev_loop *loop,
                        struct clocks *clocks, struct api_holders *holders);
void nodes_free(struct nodes *nodes); /* NULL is fine; before the api is freed */

/* From now on it connects. False without memory. */
bool nodes_start(struct nodes *nodes, struct api *api, uint32_t clients_max);

/* Does what is due; at each turn, before what is to be answered is. */
void nodes_run(struct nodes *nodes);
int64_t nodes_next_deadline(const struct nodes *nodes);

/* Gives all rooms away, and takes no more; or lets what is left of them go at once. Whether
 * that has been done, and the directory told where it can be. Without nodes (NULL) it has. */
void nodes_drain(struct nodes *nodes);
void nodes_end(struct nodes *nodes);
bool nodes_are_drained(const struct nodes *nodes);

/* Tries each address, for --check. Appends a line for each to `text`; returns how many
 * cannot be used. */
unsigned nodes_check(const struct nodes_setup *setup, char *text, size_t size);

#endif
