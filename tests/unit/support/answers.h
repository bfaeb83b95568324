/*
 * A decoder of what an application sends, independent of src/: it takes the
 * bytes apart by the FastCGI specification and refuses what is not allowed.
 */
#ifndef SUPPORT_ANSWERS_H
#define SUPPORT_ANSWERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "stream.h"

/* The answer to one request, from its first record to its FCGI_END_REQUEST. */
struct answer {
    unsigned id;
    struct records output; /* FCGI_STDOUT */
    bool output_ended, ended;
    unsigned app_status, protocol_status;
};

struct answers {
    struct answer *items; /* in the order of their first record */
    size_t count;
    struct records values;   /* the contents of all FCGI_GET_VALUES_RESULT */
    size_t n_values;         /* how many there were */
    struct records unknowns; /* a byte for each FCGI_UNKNOWN_TYPE: the type */
};

/* Takes whole records apart. NULL, or what is wrong with the bytes. The answers
 * are to be freed in either case. */
const char *answers_decode(struct answers *a, const uint8_t *bytes, size_t len);
void answers_free(struct answers *a);

#endif
