#include "presence.h"

#include <string.h>

#include "../base/container.h"
#include "core.h"

static bool same_client(const struct table_node *node, const void *id)
{
    return memcmp(&CONTAINER_OF(node, struct client, node)->id, id, CLIENT_ID_BYTES) == 0;
}

struct client *presence_find(const struct chat *chat, const struct client_id *id)
{
    uint64_t hash = table_hash(&chat->clients, id, sizeof *id);
    struct table_node *node = table_find(&chat->clients, hash, same_client, id);
    return node ? CONTAINER_OF(node, struct client, node) : NULL;
}

bool presence_is_parked(const struct client *c)
{
    return c->poll && c->poll->state == POLL_PARKED;
}

void presence_update_deadline(struct chat *chat, struct client *c)
{
    int64_t at = c->until;
    if (c->stream) {
        int64_t due = c->stream->due;
        at = c->poll && at < due ? at : due;
    }
    bool fetch_first = c->fetch_due && c->fetch_due < at;
    deadlines_move(&chat->deadlines, &c->deadline, fetch_first ? c->fetch_due : at);
}

void presence_touch(struct chat *chat, struct client *c, int64_t now)
{
    if (presence_is_parked(c))
        return; /* present as long as it is parked */
    c->until = now + chat->limits.grace_ms;
    presence_update_deadline(chat, c);
}
