/*
 * One node before a directory in memory (redis_model.h). Its commands stay where they are until
 * the test has them answered.
 */
#ifndef SUPPORT_ONE_NODE_H
#define SUPPORT_ONE_NODE_H

#include "redis_model.h"

enum {
    WALL = 1000000 /* Unix ms, when the clock of a node is 0 */,
    SENT_MAX = 256,
    LOST_KEPT = 64
};

struct asker {
    struct waiter waiter;
    bool told;
    enum directory_holder holder;
    char node[NODE_NAME_MAX + 1];
};

/* A node whose commands stay where they are until `answer_all`. */
struct one_node {
    struct directory *d;
    struct directory_command sent[SENT_MAX];
    unsigned tags[SENT_MAX], n_sent;
    uint64_t commands;
    bool refuses, is_full;
    uint32_t people;  /* in each of its rooms */
    uint64_t clients; /* as it says */
    unsigned n_lost;
    char lost[LOST_KEPT][64]; /* the last of them, each at its number modulo LOST_KEPT */
    int64_t now;
};

extern struct redis_model *one_node_redis;
extern uint32_t one_node_rooms_max; /* of those that are made from now on */

/* At one second, not connected; or connected, and known to the directory. */
struct one_node *one_node_new(const char *node, const char *instance);
struct one_node *one_node_connected(const char *node, const char *instance);
void one_node_free(struct one_node *r);

/* Runs until there is no more to send and nothing to answer; or lets time go by as a loop does. */
void one_node_answer(struct one_node *r);
void one_node_pass(struct one_node *r, int64_t ms);

/* The room that was lost last. */
const char *one_node_lost(const struct one_node *r);

/* Asks who holds a room; or asks, and gives what is told in the end. */
enum directory_holder one_node_ask(struct one_node *r, const char *room, struct asker *asker);
enum directory_holder one_node_learn(struct one_node *r, const char *room,
                                     char node[NODE_NAME_MAX + 1]);

#endif
