/*
 * Whether a page of another site asks, and what its browser is told if it may: the headers
 * Origin and Sec-Fetch-Site, and CORS.
 */
#ifndef API_ORIGIN_H
#define API_ORIGIN_H

#include <stdbool.h>
#include <stddef.h>

#include "../base/origins.h"
#include "cgi.h"

enum { ORIGIN_FIELDS_MAX = ORIGIN_BYTES_MAX + 128 };

/* Whether a browser sent this for a page of another site than the one it is asked at. False
 * where neither header came: programs that are no browsers send none. */
bool origin_is_foreign(const struct cgi_params *p);

/* Writes header fields that let the page of the origin at this place of the list read the
 * answer, each with its CRLF, and returns their length. 0: no such page asked; then they
 * only say that the answer could have been another. */
size_t origin_fields(char to[ORIGIN_FIELDS_MAX], const struct origins *origins, unsigned place);

/* More of them, for the answer to a browser that asks whether the page may. */
extern const char origin_preflight_fields[];

#endif
