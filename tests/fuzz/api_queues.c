/* Who must get which command, under which number. */
#include "api_model.h"

#include <string.h>

#include <sodium.h>

#include "../../src/api/call.h"
#include "../../src/chat/client.h"
#include "../../src/chat/presence.h"
#include "api_wire.h"
#include "input.h"

/* ---- what the daemon holds: looked at only where memory has run short ---- */

static const struct client *really(unsigned who)
{
    struct client_id id;
    size_t len;
    sodium_hex2bin(id.bytes, sizeof id.bytes, model.people[who].id, ID_TEXT, NULL, &len, NULL);
    return presence_find(wired.api->chat, &id);
}

bool model_is_really_here(unsigned who)
{
    return really(who) != NULL;
}

uint64_t model_really_last(unsigned who)
{
    const struct client *c = really(who);
    return c ? client_queue(c)->last : 0;
}

uint64_t model_really_acked(unsigned who)
{
    const struct client *c = really(who);
    return c ? client_queue(c)->acked : 0;
}

void model_check_really(void)
{
    for (unsigned i = 0; i < PERSONS && !model.lost; i++) {
        const struct person *p = &model.people[i];
        const struct client *c = really(i);
        if (p->until == p->until_least)
            EXPECT(p->present == (c != NULL));
        if (p->present && c)
            EXPECT(client_queue(c)->last == p->last && client_queue(c)->sent == p->sent &&
                   client_queue(c)->acked == p->acked);
    }
}

/* ---- queues ---- */

uint64_t model_front(const struct person *p)
{
    return p->last - p->n_entries + 1;
}

size_t queues_waiting(const struct person *p)
{
    size_t bytes = 0;
    for (size_t i = 0; i < p->n_entries; i++)
        bytes += p->entries[i].cost;
    return bytes;
}

void queues_drop(struct person *p, size_t i)
{
    free(p->entries[i].text);
    p->n_entries--;
    memmove(&p->entries[i], &p->entries[i + 1], (p->n_entries - i) * sizeof p->entries[0]);
}

void queues_push(struct person *p, const char *text, int fetch, size_t payload)
{
    if (p->n_entries == p->cap) {
        p->cap = p->cap ? 2 * p->cap : 16;
        p->entries = realloc(p->entries, p->cap * sizeof p->entries[0]);
        EXPECT(p->entries);
    }
    p->entries[p->n_entries++] = (struct entry){.text = text ? strdup(text) : NULL,
                                                .len = text ? strlen(text) : 0,
                                                .cost = COST + payload,
                                                .fetch = fetch,
                                                .batch = model.batch};
    p->last++;
}

bool model_is_roommate(const struct person *p, int other)
{
    return other != NOBODY && model.people[other].present && model.people[other].room == p->room;
}

/* Keeps, of the entries from `first` on, one fetch for each who is there, and perhaps inits. */
static void keep_fetches(struct person *p, size_t first, bool inits)
{
    bool seen[PERSONS] = {false};
    for (size_t i = first; i < p->n_entries;) {
        struct entry *e = &p->entries[i];
        bool keeps = e->text ? model_is_roommate(p, e->fetch) && !seen[e->fetch] : inits;
        if (keeps) {
            if (e->text)
                seen[e->fetch] = true;
            i++;
        } else {
            queues_drop(p, i);
        }
    }
}

void queues_wake(struct person *p)
{
    if (p->poll)
        p->poll->ready = true;
}

/* All goes but fetches; an init comes before them, under the next number. */
void queues_restart(struct person *p, bool fetches)
{
    uint64_t number = p->last + 1;
    size_t before = p->n_entries;
    if (fetches)
        keep_fetches(p, 0, false);
    while (!fetches && p->n_entries > 0)
        queues_drop(p, 0);
    before = p->n_entries;
    queues_push(p, NULL, NOBODY, 0);
    struct entry init = p->entries[before];
    memmove(&p->entries[1], &p->entries[0], before * sizeof init);
    p->entries[0] = init;
    p->last = number + before;
    p->init_number = number;
}

void queues_overflow(struct person *p)
{
    queues_restart(p, true);
    p->overflowed = true;
    p->may_pause = true;
    p->fetch_due = 0;
}

static void deliver(unsigned who, const char *text, int fetch, size_t payload)
{
    struct person *p = &model.people[who];
    if (p->overflowed && fetch == NOBODY)
        return;
    bool overflows = p->n_entries > 0 && queues_waiting(p) + COST + payload > model.max_queue;
    if (overflows)
        queues_overflow(p);
    if (!overflows || fetch != NOBODY)
        queues_push(p, text, fetch, payload);
    queues_wake(p);
}

void queues_deliver(unsigned room, int except, const char *text, int fetch, size_t payload)
{
    for (unsigned i = 0; i < PERSONS; i++)
        if (model.people[i].present && model.people[i].room == room && (int)i != except)
            deliver(i, text, fetch, payload);
}

/* The others in a room get a fetch or, with a reason, an rm. */
void queues_tell(unsigned who, unsigned room, const char *why)
{
    char text[96];
    const char *id = model.people[who].id;
    if (why)
        snprintf(text, sizeof text, "[\"rm\",\"%s\",\"%s\"]", id, why);
    else
        snprintf(text, sizeof text, "[\"fetch\",\"%s\"]", id);
    queues_deliver(room, (int)who, text, why ? NOBODY : (int)who, 0);
}

/* Whether a command that others must get has really come to them; it may fail for memory. */
static bool has_come(unsigned who, unsigned room)
{
    if (!shortage_has_failed())
        return true;
    model.lost = model.lost || model.looked++ > 0;
    for (unsigned i = 0; i < PERSONS; i++)
        if (i != who && model.people[i].present && model.people[i].room == room)
            return model_really_last(i) != model.people[i].last;
    return true;
}

void model_fetch_again(unsigned who)
{
    struct person *p = &model.people[who];
    int64_t now = wired.now.monotonic;
    if (now < p->fetch_allowed) {
        p->fetch_due = p->fetch_allowed;
    } else if (has_come(who, p->room)) {
        queues_tell(who, p->room, NULL);
        p->fetch_due = 0;
        p->fetch_allowed = p->refetch = now + FETCH_MS;
    } else {
        p->fetch_due = now + RETRY_AFTER_MS;
    }
}

void model_note_sent(unsigned who, uint64_t number)
{
    struct person *p = &model.people[who];
    if (number > p->sent)
        p->sent = number;
    if (!p->overflowed || number < p->init_number)
        return;
    p->overflowed = false;
    if (shortage_may_fail())
        p->fetches = true; /* the daemon does so behind its answer; whether it could, shows then */
    else
        model_fetch_again(who);
}

/* To be called before anything else is seen of the daemon. */
void model_settle(void)
{
    model.looked = 0;
    for (unsigned i = 0; i < PERSONS; i++) {
        if (model.people[i].present && model.people[i].fetches)
            model_fetch_again(i);
        model.people[i].fetches = false;
    }
}

void model_prepare(unsigned who)
{
    struct person *p = &model.people[who];
    if (!p->overflowed)
        return;
    size_t first = 0, before = p->n_entries;
    while (first < before && model_front(p) + first <= p->sent)
        first++;
    keep_fetches(p, first, true);
    p->last -= before - p->n_entries;
}

void model_ack(unsigned who, uint64_t ack)
{
    struct person *p = &model.people[who];
    size_t bytes = 0;
    EXPECT(ack <= p->sent);
    while (p->n_entries > 0 && model_front(p) <= ack) {
        bytes += p->entries[0].cost;
        queues_drop(p, 0);
    }
    if (ack > p->acked)
        p->acked = ack;
    p->may_pause = false;
    if (p->stream)
        p->in_flight = ack >= p->stream_sent || bytes > p->in_flight ? 0 : p->in_flight - bytes;
}
