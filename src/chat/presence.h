/*
 * Who is present, and until when.
 */
#ifndef CHAT_PRESENCE_H
#define CHAT_PRESENCE_H

#include <stdbool.h>
#include <stdint.h>

#include "message.h"

struct chat;
struct client;

/* The client with this id, or NULL if it is not present. The core owns it; the
 * pointer is valid until the client leaves or its grace ends. */
struct client *presence_find(const struct chat *chat, const struct client_id *id);

/* The client has been heard of: its grace starts again, unless a poll of it is parked. */
void presence_touch(struct chat *chat, struct client *c, int64_t now);

/* ---- for the core's own files ---- */

/* Whether a poll of the client is parked and not ready yet. */
bool presence_is_parked(const struct client *c);

/* Moves the client's deadline to the next thing it waits for. */
void presence_update_deadline(struct chat *chat, struct client *c);

#endif
