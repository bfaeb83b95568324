/*
 * How many polls may be parked where each holds a process of the front server,
 * as behind mod_fcgid.
 *
 * mod_fcgid starts about ten processes at once and after that one a second. A
 * request that finds none idle waits, and blocks a worker of the web site while
 * it does. So the number of places starts low, grows by one every few seconds
 * while all are taken, and shrinks after some minutes in which they were not.
 * With many more clients than places each poll is parked only for a moment; a
 * few places are enough then, and the other processes stay free.
 */
#ifndef API_PROCESSES_H
#define API_PROCESSES_H

#include <stdint.h>

struct processes {
    uint32_t max;
    uint32_t places;              /* now, before the number of clients is considered */
    uint32_t taken, taken_before; /* the most at a time, in this span and in the one before */
    int64_t span, grown;          /* ms: when the span began, when a place was added */
};

/* At most `max` places, 1 or more. */
void processes_init(struct processes *p, uint32_t max);

/* How many polls may be parked with so many clients present: 1 to `max`. */
uint32_t processes_places(const struct processes *p, uint32_t clients);

/* Another poll is being parked; `parked` counts it. `now` in milliseconds. */
void processes_note_parked(struct processes *p, uint32_t parked, int64_t now);

#endif
