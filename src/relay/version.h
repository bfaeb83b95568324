/*
 * Versions of the program: numbers with dots between them.
 */
#ifndef RELAY_VERSION_H
#define RELAY_VERSION_H

/* Under, equal to or over 0 as `a` is older than, as old as or newer than `b`:
 * by their numbers, so that 0.10 is newer than 0.9 and 1.0 as old as 1. What
 * follows a number up to the next dot does not count. */
int version_compare(const char *a, const char *b);

#endif
