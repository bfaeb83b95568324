/*
 * How many polls may be parked now, where each holds a process of the front
 * server that is slow to start another.
 *
 * mod_fcgid starts about ten at once and then one a second; who finds none idle
 * waits, and a worker of the site with it. So the places become more slowly,
 * while they are all taken, and fewer again when they have not been for some
 * minutes. And where many more people are there than places, a poll is parked
 * for a moment only: then few places do as well, and free the others.
 */
#ifndef CHAT_PLACES_H
#define CHAT_PLACES_H

#include <stdbool.h>
#include <stdint.h>

struct places {
    uint32_t most; /* 0: no limit */
    bool gradual;  /* false: there are always `most` */
    uint32_t now;
    uint32_t taken, taken_before; /* the most at a time, in this span and the one before */
    int64_t span, grown;          /* ms: when the span began, when a place was added */
};

void places_init(struct places *p, uint32_t most, bool gradual);

/* How many there are for so many clients; UINT32_MAX without a limit. */
uint32_t places_count(const struct places *p, uint32_t clients);

/* A poll is parked, `parked` with it. `now` in milliseconds. */
void places_take(struct places *p, uint32_t parked, int64_t now);

#endif
