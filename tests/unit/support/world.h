/*
 * Nodes, people, a network and a Redis in virtual time, all of it from one seed.
 */
#ifndef SUPPORT_WORLD_H
#define SUPPORT_WORLD_H

#include "lines.h"
#include "redis_model.h"

enum {
    WORLD_NODES_MAX = 1000,
    WORLD_PEOPLE_MAX = 2000,
    WORLD_ROOMS = 12, /* of up to WORLD_SMALL nodes */
    WORLD_SMALL = 128,
    WORLD_ROOMS_MAX = 300,
    WORLD_EVENTS_MAX = 65536,
    NOWHERE = WORLD_ROOMS_MAX, /* the room of who has gone */
};

struct world;

enum person_state { PERSON_OUT, PERSON_ASKS, PERSON_IN };

/* Who wants to be in a room, and tries as the page does. */
struct person {
    struct waiter waiter; /* first */
    struct world *world;
    unsigned room;
    enum person_state state;
    struct world_node *at; /* where it is, asks or will ask; NULL: any */
    uint32_t life;         /* of that node */
    int64_t tries_at;      /* ms: while it is out */
};

struct world_node {
    struct world *world;
    struct directory *d; /* NULL while it is down */
    char name[16];
    uint32_t life;       /* another after each start */
    uint32_t connection; /* another after each break */
    bool connected;
    int64_t starts_at;         /* ms: while it is down */
    int64_t runs_at;           /* ms: it stands still until then */
    int64_t connects_at;       /* ms: while it is not connected */
    int64_t last_out, last_in; /* ms: when what was sent last arrives: connections keep order */
    bool draining;
};

/* A command or a reply on its way. */
struct world_event {
    int64_t at;
    struct world_node *node;
    uint32_t life, connection;
    unsigned tag;
    bool is_reply;
    struct directory_command command;
    struct model_reply reply;
};

struct world {
    unsigned seed, n_nodes, n_people, n_rooms;
    uint64_t random;
    int64_t now, wall; /* ms; Redis' clock is both together */
    unsigned slow_ms;  /* the most that one way takes besides */
    bool calm;
    struct redis_model *redis;
    struct lines *lines;
    struct world_node nodes[WORLD_NODES_MAX];
    struct person people[WORLD_PEOPLE_MAX];
    struct world_event **events; /* on their way, in no order */
    unsigned n_events;
};

struct world *world_new(unsigned seed, unsigned nodes, unsigned people);
void world_free(struct world *w);

/* A number below `below`. */
unsigned world_random(struct world *w, unsigned below);

/* Lets time go by. */
void world_pass(struct world *w, int64_t ms);

/* What goes wrong: the node ends without a word and is started again later, stands still, gives
 * its rooms away and ends, or loses its connection and cannot make another for so long. */
void world_crash(struct world *w, struct world_node *node);
void world_pause(struct world *w, struct world_node *node, int64_t ms);
void world_drain(struct world *w, struct world_node *node);
void world_cut(struct world *w, struct world_node *node, int64_t ms);

/* Somebody goes to another room; or a person leaves for good. */
void world_move_somebody(struct world *w);
void world_leave(struct world *w, struct person *p);

/* Nothing goes wrong any more, and what was down starts. */
void world_heal(struct world *w);

/* Whether somebody who comes to a node first comes in, wherever. It takes a while. */
bool world_serves(struct world *w, struct world_node *node);

/* The name of the node that the directory has for a room, or NULL. */
const char *world_holder(struct world *w, unsigned room);

#endif
