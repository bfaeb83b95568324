/*
 * site.json, what an operator wants of the page. The page reads it by the same rules
 * (www/js/site.js), and leaves what is wrong; this says what that is.
 */
#ifndef API_SITE_H
#define API_SITE_H

#include <stddef.h>

enum { SITE_BYTES_MAX = 65536 };

/* Writes what is wrong with the text of a site.json to `said`, one line each, truncated to
 * `size` bytes. Returns how many lines. text[len] must be a NUL. */
unsigned site_faults(const char *text, size_t len, char *said, size_t size);

#endif
