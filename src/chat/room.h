/*
 * Who is in a room. For the core's own files only.
 */
#ifndef CHAT_ROOM_H
#define CHAT_ROOM_H

#include <stdbool.h>
#include <stdint.h>

#include "message.h"

struct room;
struct client;

struct room *room_new(const char *name); /* NULL without memory */
void room_free(struct room *room);       /* it has no members; its name is wiped */
bool room_reserve(struct room *room);    /* a place for one more; false without memory */
void room_add(struct room *room, struct client *c);
void room_remove(struct client *c);

/* A name that no other member of the room has. */
uint32_t room_unused_name(const struct room *room, const struct client_id *id);

#endif
