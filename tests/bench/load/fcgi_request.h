/*
 * A request as the FastCGI records that a web server sends for it.
 */
#ifndef LOAD_FCGI_REQUEST_H
#define LOAD_FCGI_REQUEST_H

#include <stdint.h>

#include "channel.h"

/* Appends it; `base` is the path before the endpoint's. */
void fcgi_put_request(struct buf *out, uint16_t id, const char *base, const struct ask *ask);

/* The same from a client whose address is not 127.0.0.1. */
void fcgi_put_request_from(struct buf *out, uint16_t id, const char *base, const struct ask *ask,
                           const char *address);

#endif
