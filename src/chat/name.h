/*
 * Friendly names: an adjective and an animal, picked by the bytes of an id, so
 * that the same id is called the same again.
 */
#ifndef CHAT_NAME_H
#define CHAT_NAME_H

#include <stdint.h>

#include "message.h"

enum { NAME_MAX_BYTES = 40 }; /* with its NUL */

/* The name that an id tries first (attempt 0), or where others have that one
 * (attempts 1, 2, ...). Two names are the same when their numbers are. */
uint32_t name_number(const struct client_id *id, uint32_t attempt);

/* Writes the name of a number: ASCII, ended by a NUL. */
void name_write(uint32_t number, char name[NAME_MAX_BYTES]);

#endif
