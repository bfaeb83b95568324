#include "holdings.h"

#include <assert.h>

#include "../base/container.h"

enum { PAUSE_MARGIN_MS = 100 };

/* ---- rooms ---- */

void holdings_stop_waiting(struct directory *d, struct holding *h)
{
    if (h->awaited)
        list_remove(&d->waited, &h->wait_node);
    h->awaited = false;
}

void holdings_settle(struct directory *d, struct holding *h, enum directory_holder holder,
                     const char *node)
{
    holdings_stop_waiting(d, h);
    if (!h->waiters.head)
        return;
    d->counts.elsewhere += holder == DIRECTORY_ELSEWHERE;
    d->owner.settled(d->owner.ctx, &h->waiters, holder, node);
    assert(!h->waiters.head);
}

void holdings_forget(struct directory *d, struct holding *h)
{
    holdings_settle(d, h, DIRECTORY_BUSY, NULL);
    holding_free(&d->rooms, h);
}

void holdings_claim(struct directory *d, struct holding *h)
{
    h->state = HOLDING_CLAIMED;
    h->since = 0;
    list_append(&d->claims, &h->place);
}

/* The list is in order, as all wait equally long. */
void holdings_keep(struct directory *d, struct holding *h, int64_t due)
{
    h->state = HOLDING_HELD;
    h->due = due;
    list_append(&d->held, &h->place);
}

struct holding *holdings_first(const struct list *list)
{
    return list->head ? CONTAINER_OF(list->head, struct holding, place) : NULL;
}

struct holding *holdings_first_waited(const struct directory *d)
{
    return d->waited.head ? CONTAINER_OF(d->waited.head, struct holding, wait_node) : NULL;
}

/* ---- pauses ---- */

void holdings_doubt(struct holding *h)
{
    h->since = 0;
    h->unsure = true;
}

void holdings_renew_all(struct directory *d, int64_t now, bool is_unsure)
{
    for (struct list_node *node = d->held.head; node; node = node->next) {
        struct holding *h = CONTAINER_OF(node, struct holding, place);
        h->due = now;
        if (is_unsure)
            holdings_doubt(h);
    }
}

void holdings_note_pause(struct directory *d, int64_t now)
{
    const int64_t gap = NODE_LEASE_MS - DIRECTORY_LEASE_MS - PAUSE_MARGIN_MS;
    if (d->ran != 0 && now - d->ran > gap && now - d->leased > NODE_LEASE_MS) {
        d->epoch++;
        d->node_due = now;
        holdings_renew_all(d, now, true);
    }
    d->ran = now;
}

void holdings_drop(struct directory *d, struct holding *h)
{
    list_remove(&d->held, &h->place);
    d->owner.lost(d->owner.ctx, h->name);
    holdings_forget(d, h);
}

void holdings_drop_all(struct directory *d)
{
    struct holding *h;
    while ((h = holdings_first(&d->held)) != NULL)
        holdings_drop(d, h);
    while ((h = holdings_first(&d->claims)) != NULL) {
        list_remove(&d->claims, &h->place);
        holdings_forget(d, h);
    }
}
