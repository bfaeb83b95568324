/*
 * What Redis does with the directory's commands, in memory and in the time of a test.
 * It tells scripts by what they call, and does what they do; tests/e2e/nodes.test.mjs runs
 * the scripts themselves.
 */
#ifndef SUPPORT_REDIS_MODEL_H
#define SUPPORT_REDIS_MODEL_H

#include "../../../src/directory/directory.h"

enum { MODEL_TEXT_MAX = 128 };

struct redis_model;

struct model_reply {
    struct directory_value value;
    struct directory_value items[COMMAND_ROOMS_MAX];
    char texts[COMMAND_ROOMS_MAX][MODEL_TEXT_MAX];
};

struct redis_model *redis_model_new(void);
void redis_model_free(struct redis_model *m);

/* Carries out a command; `wall`: its own clock, Unix ms, by which leases end too. */
void redis_model_run(struct redis_model *m, const struct directory_command *command, int64_t wall,
                     struct model_reply *reply);

/* Forgets everything; or keeps a copy of it, and goes back to that. */
void redis_model_empty(struct redis_model *m);
void redis_model_save(struct redis_model *m);
void redis_model_restore(struct redis_model *m);

/* What a key holds whose name ends like this, or NULL; and how many keys of rooms there are. */
const char *redis_model_get(struct redis_model *m, const char *ending, int64_t wall);
unsigned redis_model_rooms(struct redis_model *m, int64_t wall);

/* Makes a key hold something, for an hour. */
void redis_model_put(struct redis_model *m, const char *key, const char *value, int64_t wall);

#endif
