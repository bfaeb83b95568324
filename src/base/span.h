/*
 * Bytes that belong to somebody else, not ended by a NUL. With text NULL there is
 * no value at all, which is not the same as an empty one (len 0).
 */
#ifndef BASE_SPAN_H
#define BASE_SPAN_H

#include <stddef.h>

struct span {
    const char *text;
    size_t len;
};

#endif
