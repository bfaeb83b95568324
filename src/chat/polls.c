#include <stdlib.h>

#include "delivery.h"

static struct poll *poll_of(struct list_node *node)
{
    return node ? (struct poll *)((char *)node - offsetof(struct poll, node)) : NULL;
}

static struct poll *poll_of_party(struct list_node *node)
{
    return (struct poll *)((char *)node - offsetof(struct poll, party_node));
}

void delivery_poll_ready(struct hub *hub, struct poll *poll)
{
    if (poll->state != POLL_PARKED)
        return;
    if (poll->is_stream)
        delivery_stream_unblock(poll);
    list_remove(&hub->parked, &poll->node);
    if (poll->party)
        list_remove(&poll->party->parked, &poll->party_node);
    list_append(&hub->ready, &poll->node);
    poll->state = POLL_READY;
}

void delivery_ready(struct hub *hub, struct client *c)
{
    if (c->poll)
        delivery_poll_ready(hub, c->poll);
    if (c->stream)
        delivery_stream_ready(hub, c->stream);
}

bool delivery_is_parked(const struct client *c)
{
    return c->poll && c->poll->state == POLL_PARKED;
}

static uint32_t places(const struct hub *hub)
{
    return places_count(&hub->places, (uint32_t)hub->clients.count);
}

/* The longest parked gives way to the one that has just come; and another one,
 * where there are fewer places than there were. */
static void keep_places(struct hub *hub, int64_t now)
{
    places_take(&hub->places, (uint32_t)hub->parked.count, now);
    for (int i = 0; i < 2 && hub->parked.count > places(hub); i++)
        hub_ask_to_wait(hub, poll_of(hub->parked.head));
}

static void keep_share(struct hub *hub, const struct poll_party *party)
{
    if (hub->limits.max_party > 0 && party->parked.count > hub->limits.max_party)
        hub_ask_to_wait(hub, poll_of_party(party->parked.head));
}

void delivery_keep_limits(struct hub *hub, const struct poll_party *party, int64_t now)
{
    keep_places(hub, now);
    if (party)
        keep_share(hub, party);
}

void delivery_park(struct hub *hub, struct poll *poll, struct poll_party *party)
{
    poll->state = POLL_PARKED;
    poll->party = party;
    list_append(&hub->parked, &poll->node);
    if (party)
        list_append(&party->parked, &poll->party_node);
}

struct poll *poll_new(void *request, unsigned n)
{
    struct poll *poll = malloc(sizeof *poll + n * sizeof poll->clients[0]);
    if (poll)
        *poll = (struct poll){.request = request, .n = (uint8_t)n};
    return poll;
}

void poll_free(struct poll *poll)
{
    if (poll && !poll->is_own)
        free(poll);
}

void hub_park(struct hub *hub, struct poll *poll, struct client *const *clients,
              struct poll_party *party, int64_t hold_ms, int64_t now)
{
    delivery_park(hub, poll, party);
    for (unsigned i = 0; i < poll->n; i++) {
        struct client *c = poll->clients[i] = clients[i];
        c->poll = poll;
        c->until = now + hold_ms;
        delivery_update_deadline(hub, c);
        if (c->queue.count > 0)
            delivery_poll_ready(hub, poll);
    }
    delivery_keep_limits(hub, party, now);
}

bool hub_may_park(const struct hub *hub, struct client *const *clients, unsigned n, int64_t now)
{
    if (hub->parked.count < places(hub))
        return true;
    for (unsigned i = 0; i < n; i++)
        if (now < clients[i]->wait_until)
            return false;
    return true;
}

void hub_unpark(struct hub *hub, struct poll *poll, int64_t now)
{
    delivery_poll_ready(hub, poll);
    list_remove(&hub->ready, &poll->node);
    for (unsigned i = 0; i < poll->n; i++) {
        struct client *c = poll->clients[i];
        *(poll->is_stream ? &c->stream : &c->poll) = NULL;
        hub_touch(hub, c, now);
    }
    if (!poll->is_stream)
        return;
    hub->counts.streams--;
    delivery_update_deadline(hub, poll->clients[0]);
}

struct poll *hub_next_ready(struct hub *hub)
{
    if (!hub->ready.head)
        hub->pressed = false;
    return poll_of(hub->ready.head);
}

bool hub_pressed(const struct hub *hub)
{
    return hub->pressed;
}

void hub_ask_to_wait(struct hub *hub, struct poll *poll)
{
    poll->asked_to_wait = true;
    delivery_poll_ready(hub, poll);
}

void hub_ask_all_to_wait(struct hub *hub)
{
    while (hub->parked.head)
        delivery_poll_ready(hub, poll_of(hub->parked.head));
    for (struct list_node *node = hub->ready.head; node; node = node->next)
        poll_of(node)->asked_to_wait = true;
}
