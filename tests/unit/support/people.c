#include "people.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unit.h"

struct hub_limits limits_plain(void)
{
    return (struct hub_limits){
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

enum hub_result person_tries(struct hub *hub, unsigned n, const char *room, int64_t now)
{
    struct client_id id = person_id(n);
    struct client *c;
    return hub_join(hub, &id, "a-token-of-22-letters-", 22, room, now, &c);
}

struct client *person_joins(struct hub *hub, unsigned n, const char *room, int64_t now)
{
    struct client_id id = person_id(n);
    struct client *c = NULL;
    assert_int_equal(hub_join(hub, &id, "a-token-of-22-letters-", 22, room, now, &c), HUB_OK);
    assert_non_null(c);
    return c;
}

struct client *person_settles(struct hub *hub, unsigned n, const char *room, int64_t now)
{
    struct client *c = person_joins(hub, n, room, now);
    person_reads(hub, c, now);
    return c;
}

static enum hub_result relay(struct hub *hub, struct client *c, const struct client_id *to,
                             const char *text, size_t len, int64_t now)
{
    struct outgoing out = {.message = message_new(COMMAND_ADD, client_id(c), text, len),
                           .to_one = to != NULL};
    assert_non_null(out.message);
    if (to)
        out.to = *to;
    enum hub_result result = hub_send(hub, c, &out, 1, len, now);
    message_unref(out.message);
    return result;
}

enum hub_result person_says(struct hub *hub, struct client *c, const char *text, int64_t now)
{
    return relay(hub, c, NULL, text, strlen(text), now);
}

enum hub_result person_tells(struct hub *hub, struct client *c, unsigned to, const char *text,
                             int64_t now)
{
    struct client_id id = person_id(to);
    return relay(hub, c, &id, text, strlen(text), now);
}

enum hub_result person_says_bytes(struct hub *hub, struct client *c, size_t len, int64_t now)
{
    char *text = malloc(len);
    assert_non_null(text);
    memset(text, 'x', len);
    enum hub_result result = relay(hub, c, NULL, text, len, now);
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

void person_is_answered(struct hub *hub, struct client *c, int64_t now)
{
    hub_note_sent(hub, c, client_queue(c)->last, now);
}

void person_reads(struct hub *hub, struct client *c, int64_t now)
{
    uint64_t last = client_queue(c)->last;
    hub_note_sent(hub, c, last, now);
    assert_true(hub_ack_poll(hub, c, last));
}

struct poll *person_parks(struct hub *hub, struct client *c, int64_t hold_ms, int64_t now)
{
    struct poll *poll = poll_new(c, 1);
    assert_non_null(poll);
    hub_park(hub, poll, &c, NULL, hold_ms, now);
    assert_ptr_equal(client_poll(c), poll);
    return poll;
}

void person_unparks(struct hub *hub, struct client *c, int64_t now)
{
    struct poll *poll = client_poll(c);
    assert_non_null(poll);
    assert_ptr_equal(poll->request, c);
    hub_unpark(hub, poll, now);
    assert_null(client_poll(c));
    poll_free(poll);
}

unsigned people_ready(struct hub *hub, unsigned who[], unsigned max, int64_t now)
{
    unsigned n = 0;
    for (struct poll *poll; (poll = hub_next_ready(hub)) != NULL; n++) {
        assert_true(n < max);
        assert_int_equal(poll->n, 1);
        who[n] = person_number(client_id(poll->clients[0]));
        person_unparks(hub, poll->clients[0], now);
    }
    return n;
}
