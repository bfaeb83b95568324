/*
 * The system's clocks, in milliseconds.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>

/* A clock that never goes back; its start means nothing. */
int64_t clock_monotonic_ms(void);
int64_t clock_monotonic_us(void); /* the same in microseconds */

/* The time of day, since 1970 in UTC; it may be set back. */
int64_t clock_unix_ms(void);

#endif
