#include "past_rooms.h"

#include <assert.h>
#include <stdlib.h>

#include <sodium.h>

enum { REMEMBERED = 4 };

struct past_rooms {
    struct past_room {
        uint64_t room;
        int64_t allowed; /* ms */
    } of[REMEMBERED];
};

bool past_rooms_reserve(struct past_rooms **past)
{
    if (!*past)
        *past = calloc(1, sizeof **past);
    return *past != NULL;
}

void past_rooms_free(struct past_rooms *past)
{
    if (!past)
        return;
    sodium_memzero(past, sizeof *past);
    free(past);
}

/* The entry of a room, or the one that is allowed first. */
static struct past_room *entry_for(struct past_rooms *past, uint64_t room)
{
    struct past_room *entry = &past->of[0];
    for (unsigned i = 0; i < REMEMBERED; i++) {
        if (past->of[i].room == room)
            return &past->of[i];
        if (past->of[i].allowed < entry->allowed)
            entry = &past->of[i];
    }
    return entry;
}

void past_rooms_note(struct past_rooms *past, uint64_t room, int64_t allowed, int64_t now)
{
    if (allowed <= now)
        return;
    struct past_room *entry = entry_for(past, room);
    /* A room in which there was a fetch had an entry free for it: see below. */
    assert(entry->room == room || entry->allowed <= now);
    *entry = (struct past_room){room, allowed};
}

int64_t past_rooms_allowed(const struct past_rooms *past, uint64_t room, int64_t now)
{
    const struct past_room *entry = entry_for((struct past_rooms *)(uintptr_t)past, room);
    return entry->allowed > now ? entry->allowed : now;
}
