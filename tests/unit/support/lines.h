/*
 * What the people of a world say, by the smallest model of a hub and of pages: a line goes to
 * whoever is in the room at the same node. Who comes in forgets what the others said; they say
 * all of theirs again, and who comes says its own.
 */
#ifndef SUPPORT_LINES_H
#define SUPPORT_LINES_H

#include <stdbool.h>

enum { LINES_MAX = 64 }; /* of one person */

struct lines;
struct person;
struct world;

struct lines *lines_new(unsigned people);
void lines_free(struct lines *l);

/* A person says one more line, if it has not said all. While its node does not take it, it is kept. */
void lines_say(struct world *w, struct person *p);

void lines_come_in(struct world *w, struct person *p);

/* It has left for good: nobody holds a line of it, nor it any. */
void lines_go(struct world *w, struct person *p);

/* Whether `p` holds each line of `of`, and no other. */
bool lines_are_held(const struct world *w, const struct person *p, const struct person *of);

#endif
