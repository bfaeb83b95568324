#include "version.h"

#include <stdlib.h>
#include <string.h>

/* The number at `*at`, which moves behind the next dot, or to the end. */
static unsigned long take_number(const char **at)
{
    unsigned long number = strtoul(*at, NULL, 10);
    *at += strcspn(*at, ".");
    *at += **at == '.';
    return number;
}

int version_compare(const char *a, const char *b)
{
    while (*a || *b) {
        unsigned long of_a = take_number(&a), of_b = take_number(&b);
        if (of_a != of_b)
            return of_a < of_b ? -1 : 1;
    }
    return 0;
}
