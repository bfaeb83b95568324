/*
 * A FCGI_GET_VALUES record: which values the peer asks for, and those we know.
 * FastCGI 1.0, section 4.1. For session.c only.
 */
#ifndef FASTCGI_VALUES_H
#define FASTCGI_VALUES_H

#include <stdbool.h>

#include "setup.h"

struct values_query;

/* A query that asks for nothing yet; NULL without memory. */
struct values_query *values_new(void);
void values_free(struct values_query *q); /* NULL is fine */

/* Takes bytes of its name-value pairs. False: they are malformed. */
bool values_feed(struct values_query *q, const uint8_t *bytes, size_t len);

/* Whether the record may end here: between two pairs. */
bool values_complete(const struct values_query *q);

/* Appends a pair for each value that is asked for and that we know. */
void values_append_known(const struct values_query *q, const struct fcgi_config *config,
                         struct buf *b);

#endif
