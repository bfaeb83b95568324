/*
 * Friendly names: an adjective and an animal, picked by the bytes of an id. The same id
 * gets the same name again, unless somebody in the room has it.
 */
#ifndef CHAT_NAME_H
#define CHAT_NAME_H

#include <stdint.h>

#include "message.h"

enum { NAME_MAX_BYTES = 40 }; /* with its NUL */

/* The number of a name for an id. Try attempt 0 first, and 1, 2, ... while others
 * have that name. Two names are equal if their numbers are. */
uint32_t name_number(const struct client_id *id, uint32_t attempt);

/* Writes the name that belongs to a number: ASCII, and a NUL. */
void name_write(uint32_t number, char name[NAME_MAX_BYTES]);

#endif
