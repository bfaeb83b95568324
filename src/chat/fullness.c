#include "fullness.h"

#include <assert.h>

#include "../base/container.h"

/* The list for so many bytes, counted from 1; 0: too few. */
static uint8_t level_of(size_t bytes)
{
    uint8_t level = 0;
    while (level < FULLNESS_LEVELS && bytes >> (FULLNESS_LEAST_BITS + level) > 0)
        level++;
    return level;
}

size_t fullness_little(const struct chat_limits *limits)
{
    const size_t listed = ((size_t)1 << FULLNESS_LEAST_BITS) - 1, half = limits->max_queue / 2;
    return half < listed ? half : listed;
}

static void move_to(struct chat *chat, struct client *c, uint8_t level)
{
    fullness_forget(chat, c);
    c->fullness = level;
    if (level > 0)
        list_append(&chat->full[level - 1], &c->full_node);
}

void fullness_note_slowly(struct chat *chat, struct client *c)
{
    move_to(chat, c, level_of(c->queue.bytes));
}

void fullness_forget(struct chat *chat, struct client *c)
{
    if (c->fullness > 0)
        list_remove(&chat->full[c->fullness - 1], &c->full_node);
    c->fullness = 0;
}

/* An overflow leaves the fetches, and one is enough. Without a place for its init nothing else
 * waits: see delivery_reserve. */
static bool may_overflow(const struct client *c)
{
    return !c->overflowed && c->queue.count < c->queue.cap;
}

struct client *fullness_most(struct chat *chat)
{
    for (unsigned i = FULLNESS_LEVELS; i-- > 0;) {
        for (struct list_node *node; (node = chat->full[i].head) != NULL;) {
            struct client *c = CONTAINER_OF(node, struct client, full_node);
            uint8_t level = may_overflow(c) ? level_of(c->queue.bytes) : 0;
            if (level == i + 1)
                return c;
            move_to(chat, c, level);
        }
    }
    return NULL;
}
