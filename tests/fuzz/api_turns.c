/* What time does to a chat, and what must be so behind each turn. */
#include <string.h>

#include "../../src/chat/chat.h"
#include "api_model.h"
#include "api_wire.h"
#include "input.h"

/* When something happens to somebody who is present. */
static int64_t next_of(const struct person *p)
{
    int64_t at = p->until_least;
    if (p->stream)
        at = p->poll && p->until < p->beat ? p->until : p->beat;
    if (p->fetch_due && p->fetch_due < at)
        at = p->fetch_due;
    return at;
}

int64_t model_next(void)
{
    int64_t next = connections_next_deadline(&wired.connections);
    for (unsigned i = 0; i < PERSONS; i++) {
        const struct person *p = &model.people[i];
        int64_t at = p->present ? next_of(p) : INT64_MAX;
        if (p->present && p->stream && p->delayed > 0 && p->delayed < at)
            at = p->delayed;
        /* Between the two times it may go at any. */
        if (p->present && p->until_least < p->until && at <= wired.now.monotonic)
            at = wired.now.monotonic + 500;
        next = at < next ? at : next;
    }
    for (unsigned w = 0; w < WIRES; w++)
        for (unsigned id = 0; id < WIRE_IDS; id++) {
            const struct asked *a = wired.asked[w][id];
            if (a && a->parked && a->kind == 'b' && a->due_at < next)
                next = a->due_at;
        }
    return next;
}

/* The grace of somebody is over, or may be. */
static void end_grace(unsigned who, int64_t now)
{
    struct person *p = &model.people[who];
    bool unsure = now < p->until || shortage_has_failed();
    if (!unsure || !model_is_really_here(who)) {
        model_go(who, "gone");
    } else if (now >= p->until) {
        EXPECT(shortage_has_failed());
        p->until = p->until_least = now + RETRY_AFTER_MS;
    } else {
        p->until_least = now + 1;
    }
}

static void fall_due(unsigned who, int64_t now)
{
    struct person *p = &model.people[who];
    if (p->fetch_due && p->fetch_due <= now) {
        model_fetch_again(who);
    } else if (p->stream && p->beat <= now) {
        p->beats = true;
        p->beat = now + BEAT_MS;
    } else if (!p->poll) {
        end_grace(who, now);
    } else {
        p->poll->ready = p->poll->due = true;
        p->until = p->until_least = now + GRACE_MS;
    }
}

void model_due(int64_t now)
{
    unsigned n = 0;
    model_settle();
    model.batch++;
    model.looked = 0;
    for (unsigned i = 0; i < PERSONS && !model.lost; i++) {
        struct person *p = &model.people[i];
        n += p->present && next_of(p) <= now;
        while (p->present && next_of(p) <= now)
            fall_due(i, now);
        if (p->delayed > 0 && p->delayed <= now)
            p->delayed = 0;
    }
    model.batch++;
    if (n > 1 && shortage_has_failed())
        model.lost = true;
}

/* The daemon sweeps at the beginning of each pass. */
void __real_chat_sweep(struct chat *chat, int64_t now);
void __wrap_chat_sweep(struct chat *chat, int64_t now);
void __wrap_chat_sweep(struct chat *chat, int64_t now)
{
    shortage_pause();
    model_settle();
    shortage_resume();
    __real_chat_sweep(chat, now);
    shortage_pause();
    model_due(now);
    shortage_resume();
}

/* ---- behind a turn ---- */

static void check_stream(struct person *p, int64_t now)
{
    const struct asked *asked = p->stream;
    uint64_t front = model_front(p), next = p->stream_sent + 1 > front ? p->stream_sent + 1 : front;
    if (shortage_has_failed()) {
        p->delayed = now + RETRY_AFTER_MS;
        p->may_beat = true;
    }
    if (p->delayed > 0 || (wire_is_stuck(asked->wire) && now < p->ends))
        return;
    EXPECT(asked->begun && !asked->may_wait);
    EXPECT(now < p->ends && !p->beats);
    if (next > p->last)
        return;
    EXPECT(p->in_flight > 0); /* or a wake-up was lost */
    EXPECT(p->may_pause || p->in_flight + p->entries[next - front].cost > WINDOW);
}

void model_check_turn(int64_t now)
{
    model_settle();
    for (unsigned i = 0; i < PERSONS && !model.lost; i++) {
        struct person *p = &model.people[i];
        if (p->present && p->poll) {
            EXPECT(p->n_entries == 0); /* or a poll waits for what is there */
            EXPECT(!p->poll->ready && !p->poll->due && !p->poll->may_wait);
        }
        if (p->present && p->stream)
            check_stream(p, now);
    }
    for (unsigned w = 0; w < WIRES; w++)
        for (unsigned id = 0; id < WIRE_IDS; id++) {
            const struct asked *a = wired.asked[w][id];
            EXPECT(model.lost || !a || !a->parked || a->kind != 'b' ||
                   (a->due_at > now && !a->may_wait));
        }
    if (shortage_has_failed())
        model_check_really();
}
