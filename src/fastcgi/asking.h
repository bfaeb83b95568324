/*
 * The other side: one FastCGI request without a body, and what of its answer is the response.
 */
#ifndef FASTCGI_ASKING_H
#define FASTCGI_ASKING_H

#include <stddef.h>
#include <stdint.h>

struct asking_param {
    const char *name, *value; /* of less than 128 bytes each */
};

enum { ASKING_MAX = 1024 };

/* Writes a request with these params, the last of which has no name, after whose answer the
 * connection is closed. Returns its bytes, or 0 if they are more than ASKING_MAX. */
size_t asking_put(uint8_t to[ASKING_MAX], const struct asking_param *params);

/* Moves the contents of the FCGI_STDOUT records among `len` bytes to their front. Returns how many
 * bytes that are. What is no whole record is left out. */
size_t asking_take(uint8_t *bytes, size_t len);

#endif
