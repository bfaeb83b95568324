/*
 * Memory that runs short for the daemon, and never for the fuzzer itself. The
 * program is linked with --wrap for all that allocates.
 */
#ifndef FUZZ_API_SHORTAGE_H
#define FUZZ_API_SHORTAGE_H

#include <stdbool.h>

/* The n-th allocation from now on fails, counted from 1; `lasting`: and all after it. */
void shortage_plan(unsigned nth, bool lasting);

/* The plan counts and fails only from shortage_start on, until one of the others;
 * shortage_stop ends it. */
void shortage_start(void);
void shortage_rest(void);
void shortage_stop(void);

/* Around what the fuzzer does while the daemon works. They nest. */
void shortage_pause(void);
void shortage_resume(void);

/* Whether an allocation has failed, or may fail, by the plan there is. */
bool shortage_may_fail(void);

/* Whether one has failed. */
bool shortage_has_failed(void);

#endif
