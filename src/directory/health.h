/*
 * Whether the directory does what it should. What goes wrong is said in one line of the log,
 * however often it happens, and so is that it is over.
 */
#ifndef DIRECTORY_HEALTH_H
#define DIRECTORY_HEALTH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Starts as zeros. */
struct directory_health {
    bool is_ill;
    bool is_told; /* the log knows */
    int64_t said; /* ms: when the log was told of it last */
    uint64_t faults;
};

/* Something went wrong; `why` is a literal, `code` the first word of what the server said, or
 * "" where it said nothing. Nothing else of an answer is logged. */
void health_fault(struct directory_health *health, const char *why, const char *code, size_t len,
                  int64_t now);

/* An answer was as it should be. */
void health_answer(struct directory_health *health);

#endif
