/*
 * cmocka.h wants these before it.
 *
 * Each test has a time limit of its own, and so has what comes before the first:
 * past it SIGALRM ends the program, which fails it.
 */
#ifndef SUPPORT_UNIT_H
#define SUPPORT_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <unistd.h>

/* Against hanging alone, in seconds; OTC_TEST_SECONDS in the environment is for slow machines, and valgrind. */
static inline void unit_limit_time(void)
{
    const char *seconds = getenv("OTC_TEST_SECONDS");
    alarm(seconds ? (unsigned)atoi(seconds) : 120);
}

static inline int unit_setup(void **state)
{
    (void)state;
    unit_limit_time();
    return 0;
}

__attribute__((constructor)) static void unit_begin(void)
{
    unit_limit_time();
}

#undef cmocka_unit_test
#define cmocka_unit_test(test) cmocka_unit_test_setup(test, unit_setup)

#endif
