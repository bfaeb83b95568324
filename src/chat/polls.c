#include "polls.h"

#include <assert.h>
#include <stdlib.h>

#include "../base/container.h"
#include "core.h"
#include "presence.h"

enum { READY_IN_ROW = 8 }; /* then it is the turn of one that comes later */

static struct poll *poll_of(struct list_node *node)
{
    return CONTAINER_OF(node, struct poll, node);
}

static void stop_waiting_for_connection(struct stream *s)
{
    if (s->blocked)
        list_remove(s->blocked, &s->blocked_node);
    s->blocked = NULL;
}

void polls_make_ready(struct chat *chat, struct poll *poll)
{
    if (poll->state != POLL_PARKED)
        return;
    if (poll->parked.kind == PARKED_STREAM)
        stop_waiting_for_connection(CONTAINER_OF(poll, struct stream, poll));
    list_remove(&chat->parked, &poll->node);
    if (poll->party)
        list_remove(&poll->party->parked, &poll->party_node);
    list_append(chat->woken, &poll->node);
    poll->state = chat->woken_state;
}

void polls_wake_to(struct chat *chat, enum poll_state state)
{
    chat->woken = state == POLL_LATER ? &chat->later : &chat->ready;
    chat->woken_state = (uint8_t)state;
}

void polls_leave_ready(struct chat *chat, struct poll *poll)
{
    assert(poll->state != POLL_PARKED);
    list_remove(poll->state == POLL_LATER ? &chat->later : &chat->ready, &poll->node);
    chat->in_row = poll->state == POLL_LATER || !chat->later.head ? 0 : chat->in_row + 1;
}

void polls_wake_client(struct chat *chat, struct client *c)
{
    if (c->poll)
        polls_make_ready(chat, c->poll);
    if (c->stream && !c->stream->blocked && !c->stream->paused)
        polls_make_ready(chat, &c->stream->poll);
}

static bool is_full(const struct chat *chat, uint64_t parked)
{
    return chat->limits.max_parked > 0 && parked > chat->limits.max_parked;
}

void polls_keep_limits(struct chat *chat, const struct poll_party *party)
{
    /* The oldest gives way to the poll that has just come; one more does where
     * the limit has become smaller. */
    for (int i = 0; i < 2 && is_full(chat, chat->parked.count); i++)
        polls_ask_to_wait(chat, poll_of(chat->parked.head));
    if (party && chat->limits.max_party > 0 && party->parked.count > chat->limits.max_party)
        polls_ask_to_wait(chat, CONTAINER_OF(party->parked.head, struct poll, party_node));
}

void polls_enter(struct chat *chat, struct poll *poll, struct poll_party *party)
{
    poll->state = POLL_PARKED;
    poll->party = party;
    list_append(&chat->parked, &poll->node);
    if (party)
        list_append(&party->parked, &poll->party_node);
}

/* A poll and its clients, in one block. */
struct shared_poll {
    struct poll poll;
    struct client *clients[];
};

struct poll *polls_new(unsigned n)
{
    assert(n > 0 && n <= UINT8_MAX);
    struct shared_poll *shared = malloc(sizeof *shared + n * sizeof shared->clients[0]);
    if (!shared)
        return NULL;
    shared->poll = (struct poll){.n = (uint8_t)n, .clients = shared->clients};
    return &shared->poll;
}

void polls_free(struct poll *poll)
{
    if (poll && !poll->is_own)
        free(poll);
}

void polls_park(struct chat *chat, struct poll *poll, struct client *const *clients,
                struct poll_party *party, int64_t hold_ms, int64_t now)
{
    polls_enter(chat, poll, party);
    poll->since = now;
    for (unsigned i = 0; i < poll->n; i++) {
        struct client *c = poll->clients[i] = clients[i];
        assert(!c->poll);
        c->poll = poll;
        c->until = now + hold_ms;
        presence_update_deadline(chat, c);
        if (c->queue.count > 0)
            polls_make_ready(chat, poll);
    }
    polls_keep_limits(chat, party);
}

bool polls_may_park(const struct chat *chat, struct client *const *clients, unsigned n, int64_t now)
{
    if (!is_full(chat, chat->parked.count + 1))
        return true;
    for (unsigned i = 0; i < n; i++)
        if (now < clients[i]->wait_until)
            return false;
    return true;
}

void polls_unpark(struct chat *chat, struct poll *poll, int64_t now)
{
    bool is_stream = poll->parked.kind == PARKED_STREAM;
    polls_make_ready(chat, poll);
    polls_leave_ready(chat, poll);
    for (unsigned i = 0; i < poll->n; i++) {
        struct client *c = poll->clients[i];
        if (is_stream)
            c->stream = NULL;
        else
            c->poll = NULL;
        presence_touch(chat, c, now);
    }
    if (!is_stream && now >= poll->since)
        histogram_add(&chat->timings.hold, (uint64_t)(now - poll->since));
    if (!is_stream)
        return;
    chat->counts.streams--;
    presence_update_deadline(chat, poll->clients[0]);
}

struct poll *polls_next_ready(struct chat *chat)
{
    bool is_later = !chat->ready.head || (chat->later.head && chat->in_row >= READY_IN_ROW);
    struct list_node *next = is_later ? chat->later.head : chat->ready.head;
    if (!next)
        chat->pressed = false;
    return next ? poll_of(next) : NULL;
}

bool polls_pressed(const struct chat *chat)
{
    return chat->pressed;
}

void polls_ask_to_wait(struct chat *chat, struct poll *poll)
{
    poll->asked_to_wait = true;
    polls_make_ready(chat, poll);
}

void polls_ask_all_to_wait(struct chat *chat)
{
    while (chat->parked.head)
        polls_make_ready(chat, poll_of(chat->parked.head));
    const struct list *lists[] = {&chat->ready, &chat->later};
    for (unsigned i = 0; i < 2; i++)
        for (struct list_node *node = lists[i]->head; node; node = node->next)
            poll_of(node)->asked_to_wait = true;
}

uint32_t polls_n_parked(const struct chat *chat)
{
    return (uint32_t)chat->parked.count;
}

void polls_set_max_parked(struct chat *chat, uint32_t max)
{
    chat->limits.max_parked = max;
}
