/*
 * The commands that a node gives to the directory, and the shape of its replies. The
 * directory is Redis 5 or later, or Valkey. All that must happen at once is a script there,
 * sent as a whole each time: a server that was started anew knows none.
 *
 *   otc1:<cluster>:room:<room key>  "1 <node> <instance> <since>", 15 s
 *   otc1:<cluster>:node:<name>      "1 <instance> <clients> <wish>", 3 s
 *   otc1:<cluster>:nodes            the names of nodes, 60 s
 *
 * `instance` tells two processes of one name apart: a room of one that has ended is free.
 * `since` is when the room was claimed, by the directory's own clock: of two nodes that hold
 * one room, the one that has it longer keeps it.
 */
#ifndef DIRECTORY_COMMAND_H
#define DIRECTORY_COMMAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "room_key.h"

enum {
    NODE_NAME_MAX = 32,
    INSTANCE_LEN = 8,
    COMMAND_ROOMS_MAX = 32, /* of one command */
    COMMAND_ARGS_MAX = 10 + 2 * COMMAND_ROOMS_MAX,
    COMMAND_TEXT_MAX = 8192,
    ROOM_LEASE_MS = 15000,
    NODE_LEASE_MS = 3000,
};

struct directory_command {
    int argc;
    const char *argv[COMMAND_ARGS_MAX]; /* each with a NUL, into `text` or a literal */
    size_t len[COMMAND_ARGS_MAX];
    size_t used;
    char text[COMMAND_TEXT_MAX];
};

/* Who gives the command. */
struct command_node {
    const char *name;
    char prefix[sizeof "otc1::" + CLUSTER_NAME_LEN];
    char instance[INSTANCE_LEN + 1];
};

enum node_wish {
    NODE_TAKES_ROOMS = 0,
    NODE_TAKES_NONE = 1,
    NODE_ASKS_FOR_ROOMS = 2, /* the others give it some of theirs */
};

/* Where a room is to be that nobody has yet: at this node, or at the least loaded of some
 * others that take rooms. ROOM_RATHER_ELSEWHERE: here where there is none. */
enum room_place { ROOM_HERE = 0, ROOM_ELSEWHERE = 1, ROOM_RATHER_ELSEWHERE = 2 };

/* A room of a command. `since`: when it was claimed; 0: it is claimed now. */
struct command_room {
    const char *key;
    uint64_t since;
};

/* Whether this can be a node's name: 1 to 32 of a-z 0-9 - that do not begin with a -. */
bool command_is_node(const char *text, size_t len);

/* Claims rooms, or renews the leases. The reply is an array, for each room:
 *   "+<since>"  it is ours
 *   "@<node>"   it is that node's
 *   "-"         no node takes it
 *   "?"         the directory has something that this version does not understand */
void command_hold(struct directory_command *c, const struct command_node *node,
                  const struct command_room *rooms, unsigned n, enum room_place place);

/* Gives rooms back, as far as they are ours. The reply is "+". */
void command_give(struct directory_command *c, const struct command_node *node,
                  const struct command_room *rooms, unsigned n);

/* Renews the lease of the node. `first`: whichever process has had the name before, it is
 * ours now. The reply is "+", "!" where another process has the name, or, where some node asks
 * for rooms, "+<how many clients this one has above the mean>". */
void command_node(struct directory_command *c, const struct command_node *node, uint64_t clients,
                  enum node_wish wish, bool first);

/* Ends the lease of the node. The reply is "+". */
void command_end(struct directory_command *c, const struct command_node *node);

/* ---- replies ---- */

enum directory_value_kind {
    DIRECTORY_TEXT,
    DIRECTORY_ARRAY,
    DIRECTORY_ERROR, /* what the server says is wrong, in `text` */
    DIRECTORY_OTHER, /* nothing that is expected */
};

struct directory_value {
    enum directory_value_kind kind;
    const char *text; /* borrowed; need not end with a NUL */
    size_t len;
    const struct directory_value *items; /* of an array, `n` of them */
    size_t n;
};

enum holding_answer { ANSWER_OURS, ANSWER_THEIRS, ANSWER_NOBODY, ANSWER_MALFORMED };

/* What command_hold was answered about one room. `since` is set for ANSWER_OURS, `node` for
 * ANSWER_THEIRS. */
enum holding_answer command_read_answer(const struct directory_value *value,
                                        const struct command_node *node, uint64_t *since,
                                        char theirs[NODE_NAME_MAX + 1]);

/* Whether a command_node is answered "+"; `spare`: the number behind it, or 0. */
bool command_read_lease(const struct directory_value *value, uint64_t *spare);

/* Whether a value is exactly this text. */
bool command_is_text(const struct directory_value *value, const char *text);

#endif
