/*
 * The bytes of an answer as FCGI_STDOUT records. For session.c only.
 */
#ifndef FASTCGI_RECORDS_H
#define FASTCGI_RECORDS_H

#include <stddef.h>
#include <stdint.h>

/* The size of the records that so many bytes become. */
size_t records_size(size_t bytes);

/* Writes the bytes of `head` and then of `body` as records, records_size of the
 * sum. Returns the end of the last one. */
uint8_t *records_put(uint8_t *to, uint16_t id, const char *head, size_t head_len, const char *body,
                     size_t body_len);

enum { RECORDS_END_BYTES = 24 };

/* Writes RECORDS_END_BYTES: the end of FCGI_STDOUT, and FCGI_END_REQUEST for a
 * request that is complete. */
void records_put_end(uint8_t *to, uint16_t id);

#endif
