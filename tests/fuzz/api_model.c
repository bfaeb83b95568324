#include "api_model.h"

#include <string.h>

#include <sodium.h>

#include "api_wire.h"
#include "input.h"

struct model model;

/* ---- requests ---- */

struct asked *asked_new(char kind, unsigned wire, unsigned who)
{
    struct asked *asked = calloc(1, sizeof *asked);
    EXPECT(asked);
    *asked = (struct asked){.kind = kind, .wire = wire, .n = 1, .who = {who}};
    return asked;
}

void asked_free(struct asked *asked)
{
    if (!asked)
        return;
    for (unsigned i = 0; i < asked->n_says; i++)
        free(asked->says[i].text);
    free(asked->text);
    free(asked);
}

bool asked_is_parked(const struct asked *asked)
{
    return asked->parked;
}

/* ---- presence ---- */

unsigned model_n_present(void)
{
    unsigned n = 0;
    for (unsigned i = 0; i < PERSONS; i++)
        n += model.people[i].present;
    return n;
}

static unsigned n_in_room(unsigned room)
{
    unsigned n = 0;
    for (unsigned i = 0; i < PERSONS; i++)
        n += model.people[i].present && model.people[i].room == room;
    return n;
}

void model_touch(unsigned who, bool surely)
{
    struct person *p = &model.people[who];
    if (!p->present || (p->poll && !p->poll->ready))
        return;
    p->until = wired.now.monotonic + GRACE_MS;
    if (surely)
        p->until_least = p->until;
}

static void join(unsigned who, unsigned room)
{
    struct person *p = &model.people[who];
    int64_t now = wired.now.monotonic;
    if (p->present && p->room == room) {
        queues_overflow(p);
        queues_wake(p);
        model_touch(who, true);
        return;
    }
    if (p->present) {
        if (p->refetch > now)
            p->past[p->room] = p->refetch;
        queues_tell(who, p->room, "left");
    } else {
        EXPECT(p->n_entries == 0 && !p->poll && !p->stream);
        p->last = p->sent = p->acked = 0;
        memset(p->past, 0, sizeof p->past);
    }
    bool at_once = p->past[room] <= now;
    p->fetch_due = p->fetch_allowed = at_once ? 0 : p->past[room];
    p->refetch = at_once ? now + FETCH_MS : 0;
    p->present = false;
    if (at_once)
        queues_tell(who, room, NULL);
    p->present = true;
    p->room = room;
    p->overflowed = false;
    queues_restart(p, false);
    model_touch(who, true);
}

void model_go(unsigned who, const char *why)
{
    struct person *p = &model.people[who];
    queues_tell(who, p->room, why);
    while (p->n_entries > 0)
        queues_drop(p, 0);
    p->present = p->overflowed = false;
    p->poll = p->stream = NULL;
}

/* ---- what requests do ---- */

static void relay(const struct asked *asked)
{
    const struct person *p = &model.people[asked->who[0]];
    for (unsigned i = 0; i < asked->n_says; i++) {
        const struct saying *s = &asked->says[i];
        size_t size = strlen(s->text) + sizeof p->id + 16;
        char *text = malloc(size);
        EXPECT(text);
        int len = snprintf(text, size, "[\"add\",\"%s\",%s]", p->id, s->text);
        if (s->to == EVERYBODY)
            queues_deliver(p->room, NOBODY, text, NOBODY, (size_t)len);
        else if (model_is_roommate(p, s->to) && !model.people[s->to].overflowed) {
            queues_push(&model.people[s->to], text, NOBODY, (size_t)len);
            queues_wake(&model.people[s->to]);
        }
        free(text);
        model.n_accepted++;
    }
}

/* Whether somebody whom a message is for has too much waiting. */
static bool receiver_is_busy(const struct asked *asked)
{
    const struct person *p = &model.people[asked->who[0]];
    size_t more = 0;
    for (unsigned i = 0; i < asked->n_says; i++) {
        size_t around = sizeof "[\"add\",\"\",]" - 1 + ID_TEXT;
        more += COST + around + strlen(asked->says[i].text);
        if (asked->says[i].bare) /* the id and the ts that are put in front */
            more += sizeof "\"id\":\"\",\"ts\":," - 1 + 13 + 22;
    }
    for (unsigned i = 0; i < asked->n_says; i++) {
        int to = asked->says[i].to;
        size_t bytes = to >= 0 && model_is_roommate(p, to) ? queues_waiting(&model.people[to]) : 0;
        if (bytes > model.max_queue / 2 || (bytes > 0 && bytes + more > model.max_queue))
            return true;
    }
    return false;
}

/* What must come of a request by one person who says who it is. */
static int status_of_one(unsigned who, uint64_t ack)
{
    const struct person *p = &model.people[who];
    return !p->present ? 410 : ack > p->sent ? 400 : 200;
}

static int status_of(const struct asked *asked)
{
    const struct person *p = &model.people[asked->who[0]];
    int one = status_of_one(asked->who[0], asked->acks[0]);
    if (asked->status)
        return asked->status;
    switch (asked->kind) {
    case 'j':
        if (p->present && p->room == asked->room)
            return 200;
        return (!p->present && model_n_present() >= model.max_clients) ||
                       n_in_room(asked->room) >= model.max_room
                   ? 503
                   : 200;
    case 'p': return asked->shared ? 200 : one;
    case 's':
        if (one == 200 && receiver_is_busy(asked))
            return 429;
        return one == 200 && asked->leaves ? 204 : one;
    case 'a': return one == 200 ? 204 : one;
    default: return one;
    }
}

void model_begins(struct asked *asked)
{
    shortage_pause();
    model_settle();
    model.current = asked;
    model.applied = false;
    model.batch++;
    if (asked->kind != 'g')
        asked->status = status_of(asked);
    shortage_resume();
}

static void apply(struct asked *asked)
{
    unsigned who = asked->who[0];
    model.applied = true;
    switch (asked->kind) {
    case 'j': join(who, asked->room); return;
    case 'p':
        for (unsigned i = 0; i < asked->n; i++) {
            if (status_of_one(asked->who[i], asked->acks[i]) != 200)
                continue;
            model_touch(asked->who[i], true);
            model_ack(asked->who[i], asked->acks[i]);
        }
        return;
    case 's':
        model_touch(who, true);
        relay(asked);
        if (asked->leaves)
            model_go(who, "left");
        break;
    case 'g': return;
    case 'f': break;
    default: model_touch(who, true); break;
    }
    if (asked->has_ack && !asked->leaves)
        model_ack(who, asked->acks[0]);
}

/* A busy that took the place of an answer: what was acknowledged has been taken all the same,
 * and a join has been done. Neither harms who asks again. */
static void refused_late(const struct asked *asked)
{
    unsigned who = asked->who[0];
    const struct person *p = &model.people[who];
    if (asked->kind == 'j' && (model_is_really_here(who) != p->present ||
                               model_really_last(who) != (p->present ? p->last : 0)))
        join(who, asked->room);
    for (unsigned i = 0; i < asked->n && asked->kind != 'j' && asked->kind != 'g'; i++)
        if (model.people[asked->who[i]].present &&
            model_really_acked(asked->who[i]) == asked->acks[i] &&
            asked->acks[i] > model.people[asked->who[i]].acked)
            model_ack(asked->who[i], asked->acks[i]);
}

/* A refused request has changed nothing but, perhaps, until when somebody is present. */
static void refused(const struct asked *asked, int status)
{
    model.applied = true;
    if (shortage_has_failed())
        refused_late(asked);
    for (unsigned i = 0; i < asked->n && strchr("sbpa", asked->kind); i++)
        if (status == 503 || (status == 429 && asked->kind != 'p'))
            model_touch(asked->who[i], status == 429);
    if (shortage_has_failed())
        model_check_really();
}

void model_output(struct asked *asked, struct said said)
{
    bool own = asked == model.current;
    model_settle();
    if (model.lost) {
        if (said.final)
            model_unpark(asked);
        return;
    }
    asked->text = realloc(asked->text, asked->text_len + said.head_len + said.body_len + 1);
    EXPECT(asked->text);
    memcpy(asked->text + asked->text_len, said.head, said.head_len);
    memcpy(asked->text + asked->text_len + said.head_len, said.body, said.body_len);
    size_t from = asked->text_len;
    asked->text_len += said.head_len + said.body_len;
    asked->text[asked->text_len] = '\0';
    int status = said_status(asked->text, asked->text_len);
    bool at_once = own && !asked->parked;
    if (at_once)
        EXPECT(status == asked->status || (status == 503 && shortage_has_failed()) ||
               (asked->kind == 'b' && status == 429));
    if (at_once && asked->kind == 's' && status == 200)
        said_accepted(asked, strstr(asked->text, "\r\n\r\n") + 4);
    if (at_once && status >= 400)
        refused(asked, status);
    else if (model.current && !model.applied)
        apply(model.current);
    if (asked->kind == 'f' && status == 200) {
        size_t head = (size_t)(strstr(asked->text, "\r\n\r\n") + 4 - asked->text);
        said_line(asked, asked->text + (asked->begun ? from : head), said.final);
        asked->begun = true;
        asked->text_len = head; /* what was read need not be kept */
    } else if (said.final) {
        said_whole(asked, asked->text, asked->text_len);
    }
}

void model_unpark(struct asked *asked)
{
    asked->parked = false;
    for (unsigned i = 0; i < asked->n; i++) {
        struct person *p = &model.people[asked->who[i]];
        if (asked->kind == 'p' && p->poll == asked)
            p->poll = NULL;
        else if (asked->kind == 'f' && p->stream == asked)
            p->stream = NULL;
        else
            continue;
        model_touch(asked->who[i], true);
    }
}

void model_ends(struct asked *parked)
{
    shortage_pause();
    model_settle();
    if (parked && !model.applied && !model.lost)
        apply(parked);
    model.current = NULL;
    if (parked) {
        int64_t now = wired.now.monotonic;
        parked->parked = true;
        parked->due_at = now + parked->hold_ms;
        for (unsigned i = 0; i < parked->n; i++) {
            struct person *p = &model.people[parked->who[i]];
            if (parked->kind == 'p') {
                p->poll = parked;
                p->until = p->until_least = parked->due_at;
            } else if (parked->kind == 'f') {
                p->stream = parked;
                p->stream_sent = p->acked;
                p->in_flight = 0;
                p->beat = now + BEAT_MS;
                p->ends = now + STREAM_MS;
                p->delayed = 0;
            }
        }
    }
    shortage_resume();
}

void model_forgotten(struct asked *asked)
{
    shortage_pause();
    model_unpark(asked);
    shortage_resume();
}

void model_start(void)
{
    memset(&model, 0, sizeof model);
    for (unsigned i = 0; i < PERSONS; i++) {
        struct person *p = &model.people[i];
        unsigned char hash[crypto_hash_sha256_BYTES];
        snprintf(p->token, sizeof p->token, "a-token-of-the-model-that-is-of-person-%u", i % 10);
        crypto_hash_sha256(hash, (const unsigned char *)p->token, strlen(p->token));
        sodium_bin2hex(p->id, sizeof p->id, hash, ID_TEXT / 2);
    }
}

void model_stop(void)
{
    for (unsigned i = 0; i < PERSONS; i++) {
        struct person *p = &model.people[i];
        while (p->n_entries > 0)
            queues_drop(p, 0);
        free(p->entries);
    }
}
