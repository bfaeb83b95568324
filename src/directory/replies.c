#include "replies.h"

#include <assert.h>

#include "../base/log.h"
#include "holdings.h"

/* What becomes of a room of which no answer is known. */
static void unanswered(struct directory *d, struct holding *h, int64_t now)
{
    if (h->state == HOLDING_HELD) {
        if (h->epoch != d->epoch)
            holdings_doubt(h);
        holdings_keep(d, h, now); /* as all are then, which was due before or lost its connection */
    } else if (h->waiters.head && !d->superseded) {
        holdings_claim(d, h);
    } else {
        holdings_forget(d, h);
    }
}

static void is_ours(struct directory *d, struct holding *h, uint64_t since, int64_t now)
{
    if (h->epoch != d->epoch) { /* that was before this process was stopped */
        unanswered(d, h, now);
        return;
    }
    d->counts.claimed += h->state == HOLDING_CLAIMED;
    h->since = since;
    h->unsure = false;
    holdings_keep(d, h, now + DIRECTORY_RENEW_MS);
    holdings_settle(d, h, DIRECTORY_HERE, NULL);
}

static void is_theirs(struct directory *d, struct holding *h, const char *node)
{
    if (h->state == HOLDING_HELD) {
        d->counts.lost++;
        d->owner.lost(d->owner.ctx, h->name);
    }
    holdings_settle(d, h, DIRECTORY_ELSEWHERE, node);
    holdings_forget(d, h);
}

static void take_answer(struct directory *d, struct holding *h, const struct directory_value *value,
                        int64_t now)
{
    uint64_t since;
    char node[NODE_NAME_MAX + 1];
    enum directory_holder holder = DIRECTORY_BUSY;
    switch (command_read_answer(value, &d->node, &since, node)) {
    case ANSWER_OURS: is_ours(d, h, since, now); return;
    case ANSWER_THEIRS: is_theirs(d, h, node); return;
    case ANSWER_NOBODY:
        holder = d->draining ? DIRECTORY_BUSY : DIRECTORY_FULL; /* who ends may soon be back */
        break;
    case ANSWER_MALFORMED:
        health_fault(&d->health, "it answers what no node has told it", "", 0, now);
        break;
    }
    if (h->state == HOLDING_HELD) {
        holdings_keep(d, h, now + DIRECTORY_RENEW_MS); /* it stays until somebody else has it */
    } else {
        holdings_settle(d, h, holder, NULL);
        holdings_forget(d, h);
    }
}

static void end_given(struct directory *d, struct holding *h)
{
    d->counts.given++;
    d->owner.lost(d->owner.ctx, h->name);
    if (h->waiters.head && !d->superseded) {
        h->unsure = false;
        holdings_claim(d, h);
    } else {
        holdings_forget(d, h);
    }
}

/* Whether a reply is of the form that the command has. */
static bool fits(const struct flight *f, const struct directory_value *value)
{
    if (f->kind == FLIGHT_HOLD)
        return value->kind == DIRECTORY_ARRAY && value->n == f->n;
    uint64_t spare;
    if (f->kind == FLIGHT_NODE)
        return command_read_lease(value, &spare) || command_is_text(value, "!");
    return command_is_text(value, "+");
}

static void take_node(struct directory *d, const struct directory_value *value, int64_t sent)
{
    const bool was_superseded = d->superseded;
    d->known = true;
    d->leased = sent;
    d->superseded = !command_read_lease(value, &d->spare);
    if (was_superseded && !d->superseded)
        log_event(LOG_INFO, "node_name_free", "this process is the node {node} again",
                  LOG_TEXT("node", d->node.name));
    if (was_superseded || !d->superseded)
        return;
    log_event(LOG_ERROR, "node_name_taken",
              "another process is the node {node}: this one lets its people go",
              LOG_TEXT("node", d->node.name));
}

static bool note_reply(struct directory *d, const struct flight *f,
                       const struct directory_value *value, int64_t now)
{
    if (!value)
        return false;
    histogram_add(&d->latency, (uint64_t)(now - f->since));
    if (value->kind == DIRECTORY_ERROR)
        health_fault(&d->health, "it refuses what is asked", value->text, value->len, now);
    else if (!fits(f, value))
        health_fault(&d->health, "its answers make no sense", "", 0, now);
    else
        return true;
    return false;
}

void replies_take(struct directory *d, unsigned tag, const struct directory_value *value,
                  int64_t now)
{
    assert(tag < DIRECTORY_IN_FLIGHT && d->flights[tag].kind != FLIGHT_FREE);
    struct flight *f = &d->flights[tag];
    const uint64_t faults = d->health.faults;
    bool good = note_reply(d, f, value, now);
    bool refused = value && !good;
    for (unsigned i = 0; i < f->n; i++) {
        struct holding *h = f->rooms[i];
        h->in_flight = false;
        if (h->state == HOLDING_GIVEN)
            end_given(d, h);
        else if (good)
            take_answer(d, h, &value->items[i], now);
        else if (refused && h->state == HOLDING_CLAIMED)
            holdings_forget(d, h);
        else if (refused)
            holdings_keep(d, h, now + DIRECTORY_RENEW_MS);
        else
            unanswered(d, h, now);
    }
    if (f->kind == FLIGHT_NODE) {
        d->leasing = false;
        if (good)
            take_node(d, value, f->since);
    }
    if (good && d->health.faults == faults)
        health_answer(&d->health);
    f->kind = FLIGHT_FREE;
    d->n_flights--;
}
