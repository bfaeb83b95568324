#include "people.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unit.h"

struct chat_limits limits_plain(void)
{
    return (struct chat_limits){
        .hold_ms = 25000,
        .grace_ms = 90000,
        .max_clients = 1000,
        .max_room = 1000,
        .max_queue = 1048576,
    };
}

struct client_id person_id(unsigned n)
{
    return (struct client_id){{(unsigned char)(n >> 8), (unsigned char)n, 7, 7}};
}

static unsigned person_number(const struct client_id *id)
{
    return (unsigned)id->bytes[0] << 8 | id->bytes[1];
}

enum chat_result person_tries(struct chat *chat, unsigned n, const char *room, int64_t now)
{
    struct client_id id = person_id(n);
    struct client *c;
    return chat_join(chat, &id, "a-token-of-22-letters-", 22, room, now, &c);
}

struct client *person_joins(struct chat *chat, unsigned n, const char *room, int64_t now)
{
    struct client_id id = person_id(n);
    struct client *c = NULL;
    assert_int_equal(chat_join(chat, &id, "a-token-of-22-letters-", 22, room, now, &c), CHAT_OK);
    assert_non_null(c);
    return c;
}

struct client *person_settles(struct chat *chat, unsigned n, const char *room, int64_t now)
{
    struct client *c = person_joins(chat, n, room, now);
    person_reads(chat, c, now);
    return c;
}

static enum sending_result relay(struct chat *chat, struct client *c, const struct client_id *to,
                                 const char *text, size_t len, int64_t now)
{
    struct outgoing out = {.message = message_new(COMMAND_ADD, client_id(c), text, len),
                           .to_one = to != NULL};
    assert_non_null(out.message);
    if (to)
        out.to = *to;
    enum sending_result result = sending_relay(chat, c, &out, 1, len, now);
    message_unref(out.message);
    return result;
}

void person_leaves(struct chat *chat, struct client *c)
{
    struct message *farewell = chat_reserve_leave(c, COMMAND_LEFT, 0);
    assert_non_null(farewell);
    chat_leave(chat, c, farewell);
}

enum sending_result person_says(struct chat *chat, struct client *c, const char *text, int64_t now)
{
    return relay(chat, c, NULL, text, strlen(text), now);
}

enum sending_result person_tells(struct chat *chat, struct client *c, unsigned to, const char *text,
                                 int64_t now)
{
    struct client_id id = person_id(to);
    return relay(chat, c, &id, text, strlen(text), now);
}

enum sending_result person_says_bytes(struct chat *chat, struct client *c, size_t len, int64_t now)
{
    char *text = malloc(len);
    assert_non_null(text);
    memset(text, 'x', len);
    enum sending_result result = relay(chat, c, NULL, text, len, now);
    free(text);
    return result;
}

static int write_command(char *to, size_t size, const struct message *m)
{
    unsigned from = person_number(&m->from);
    switch ((enum command)m->command) {
    case COMMAND_INIT: return snprintf(to, size, "init");
    case COMMAND_FETCH: return snprintf(to, size, "fetch %u", from);
    case COMMAND_ADD:
        if (m->len > 100)
            return snprintf(to, size, "add %u (%u bytes)", from, (unsigned)m->len);
        return snprintf(to, size, "add %u %.*s", from, (int)m->len, m->payload);
    case COMMAND_LEFT: return snprintf(to, size, "left %u", from);
    case COMMAND_GONE: return snprintf(to, size, "gone %u", from);
    }
    return snprintf(to, size, "unknown");
}

const char *person_waiting(const struct client *c)
{
    static char text[WAITING_MAX];
    const struct queue *q = client_queue(c);
    size_t at = 0;
    text[0] = '\0';
    for (uint32_t i = 0; i < q->count; i++) {
        assert_true(at + 200 < sizeof text);
        at += (size_t)snprintf(text + at, sizeof text - at, "%s", i > 0 ? ", " : "");
        at += (size_t)write_command(text + at, sizeof text - at, queue_at(q, i));
    }
    return text;
}

void person_is_answered(struct chat *chat, struct client *c, int64_t now)
{
    answers_note_sent(chat, c, client_queue(c)->last, now);
}

void person_reads(struct chat *chat, struct client *c, int64_t now)
{
    uint64_t last = client_queue(c)->last;
    answers_note_sent(chat, c, last, now);
    assert_true(answers_ack_poll(chat, c, last));
}

struct poll *person_parks(struct chat *chat, struct client *c, int64_t hold_ms, int64_t now)
{
    struct poll *poll = polls_new(1);
    assert_non_null(poll);
    poll->parked.request = c;
    polls_park(chat, poll, &c, NULL, hold_ms, now);
    assert_ptr_equal(client_poll(c), poll);
    return poll;
}

void person_unparks(struct chat *chat, struct client *c, int64_t now)
{
    struct poll *poll = client_poll(c);
    assert_non_null(poll);
    assert_ptr_equal(poll->parked.request, c);
    polls_unpark(chat, poll, now);
    assert_null(client_poll(c));
    polls_free(poll);
}

unsigned people_ready(struct chat *chat, unsigned who[], unsigned max, int64_t now)
{
    unsigned n = 0;
    for (struct poll *poll; (poll = polls_next_ready(chat)) != NULL; n++) {
        assert_true(n < max);
        assert_int_equal(poll->n, 1);
        who[n] = person_number(client_id(poll->clients[0]));
        person_unparks(chat, poll->clients[0], now);
    }
    return n;
}

bool person_is_present(const struct chat *chat, unsigned n)
{
    struct client_id id = person_id(n);
    return presence_find(chat, &id) != NULL;
}
