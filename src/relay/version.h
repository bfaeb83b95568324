/*
 * Versions of the program: numbers with dots between them.
 */
#ifndef RELAY_VERSION_H
#define RELAY_VERSION_H

/* Returns a value below, equal to or above 0 if `a` is older than, equal to or newer than
 * `b`. Versions compare number by number: 0.10 is newer than 0.9, and 1.0 equals 1. Text
 * between a number and the next dot is ignored. */
int version_compare(const char *a, const char *b);

#endif
