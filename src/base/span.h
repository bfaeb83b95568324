/*
 * Bytes that lie somewhere, not ended by a NUL; text NULL: there are none, not
 * even no bytes.
 */
#ifndef BASE_SPAN_H
#define BASE_SPAN_H

#include <stddef.h>

struct span {
    const char *text;
    size_t len;
};

#endif
