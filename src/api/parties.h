/*
 * The polls that are parked for each address, so that one address cannot take
 * the places of all. Of an address only a keyed hash is kept, and only while a
 * poll of it is parked.
 */
#ifndef API_PARTIES_H
#define API_PARTIES_H

#include <stdbool.h>
#include <stddef.h>

#include "../base/table.h"
#include "../chat/chat.h"

struct parties {
    struct table table;
};

/* False without memory. */
bool parties_init(struct parties *parties);

/* Each party must have been left. */
void parties_fini(struct parties *parties);

/* The party of an address, for one poll that is to be parked; to be left when
 * that was taken. NULL without memory: then there is no limit. */
struct poll_party *parties_enter(struct parties *parties, const char *address, size_t len);
void parties_leave(struct parties *parties, struct poll_party *party);

#endif
