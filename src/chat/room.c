#include "room.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "core.h"
#include "name.h"

enum { FIRST_CAP = 4 };

struct room *room_new(const char *name)
{
    size_t size = strlen(name) + 1;
    struct room *room = calloc(1, sizeof *room + size);
    if (room)
        memcpy(room->name, name, size);
    return room;
}

void room_free(struct room *room)
{
    assert(room->count == 0);
    free(room->members);
    sodium_memzero(room->name, strlen(room->name));
    free(room);
}

bool room_reserve(struct room *room)
{
    if (room->count < room->cap)
        return true;
    uint32_t cap = room->cap ? room->cap * 2 : FIRST_CAP;
    struct client **members = realloc(room->members, cap * sizeof(struct client *));
    if (!members)
        return false;
    room->members = members;
    room->cap = cap;
    return true;
}

void room_add(struct room *room, struct client *c)
{
    assert(!c->room && room->count < room->cap);
    c->room = room;
    c->room_index = room->count;
    room->members[room->count++] = c;
}

void room_remove(struct client *c)
{
    struct room *room = c->room;
    struct client *last = room->members[--room->count];
    room->members[c->room_index] = last;
    last->room_index = c->room_index;
    c->room = NULL;
}

static bool name_taken(const struct room *room, uint32_t name)
{
    for (uint32_t i = 0; i < room->count; i++)
        if (room->members[i]->name == name)
            return true;
    return false;
}

uint32_t room_unused_name(const struct room *room, const struct client_id *id)
{
    uint32_t attempt = 0;
    while (name_taken(room, name_number(id, attempt)))
        attempt++;
    return name_number(id, attempt);
}
