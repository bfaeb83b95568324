#include "lines.h"

#include "unit.h"

#include "world.h"

struct lines {
    unsigned people;
    uint64_t *said; /* a bit for each line */
    uint64_t *sent; /* those that its node has taken */
    uint64_t *held; /* the same, for each person and whom it has heard */
};

struct lines *lines_new(unsigned people)
{
    struct lines *l = calloc(1, sizeof *l);
    assert_non_null(l);
    l->people = people;
    l->said = calloc(people, sizeof(uint64_t));
    l->sent = calloc(people, sizeof(uint64_t));
    l->held = calloc((size_t)people * people, sizeof(uint64_t));
    assert_non_null(l->said);
    assert_non_null(l->sent);
    assert_non_null(l->held);
    return l;
}

void lines_free(struct lines *l)
{
    free(l->said);
    free(l->sent);
    free(l->held);
    free(l);
}

static unsigned number_of(const struct world *w, const struct person *p)
{
    return (unsigned)(p - w->people);
}

static uint64_t *held_by(const struct world *w, const struct person *p, const struct person *of)
{
    return &w->lines->held[(size_t)number_of(w, p) * w->lines->people + number_of(w, of)];
}

/* It is in, and the node knows it: since the node was started, and not standing still. */
static bool is_present(const struct world *w, const struct person *p)
{
    return p->state == PERSON_IN && p->at->d && p->at->life == p->life && p->at->runs_at <= w->now;
}

static bool are_together(const struct world *w, const struct person *p, const struct person *other)
{
    return p != other && p->room == other->room && p->at == other->at && is_present(w, other);
}

void lines_say(struct world *w, struct person *p)
{
    uint64_t *said = &w->lines->said[number_of(w, p)], *sent = &w->lines->sent[number_of(w, p)];
    *said |= *said + 1; /* one more bit, if there is one */
    if (!is_present(w, p))
        return;
    for (unsigned i = 0; i < w->n_people; i++)
        if (are_together(w, p, &w->people[i]))
            *held_by(w, &w->people[i], p) |= *said & ~*sent;
    *sent = *said;
}

void lines_come_in(struct world *w, struct person *p)
{
    for (unsigned i = 0; i < w->n_people; i++) {
        struct person *other = &w->people[i];
        bool together = are_together(w, p, other);
        *held_by(w, p, other) = together ? w->lines->said[i] : 0;
        if (together)
            *held_by(w, other, p) = w->lines->said[number_of(w, p)];
    }
    w->lines->sent[number_of(w, p)] = w->lines->said[number_of(w, p)];
}

void lines_go(struct world *w, struct person *p)
{
    w->lines->said[number_of(w, p)] = w->lines->sent[number_of(w, p)] = 0;
    for (unsigned i = 0; i < w->n_people; i++)
        *held_by(w, &w->people[i], p) = *held_by(w, p, &w->people[i]) = 0;
}

bool lines_are_held(const struct world *w, const struct person *p, const struct person *of)
{
    return *held_by(w, p, of) == w->lines->said[number_of(w, of)];
}
