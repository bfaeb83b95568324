/*
 * Validation of JSON.
 */
#ifndef API_JSON_FAULT_H
#define API_JSON_FAULT_H

#include "json.h"

/* NULL if the text is valid; else what is wrong, a sentence for people. Beyond
 * the grammar a text must contain no NUL or lone surrogate in a string, no
 * number too large for a double, and no nesting deeper than JSON_DEPTH_MAX.
 * text[len] must be a NUL. */
const char *json_fault(const char *text, size_t len);

/* Validates a text and, in the same pass, finds the fields of the object that it
 * is. `*fault` is what json_fault returns. */
enum json_read json_fault_read(const char *text, size_t len, struct json_field *fields, unsigned n,
                               const char **fault);

#endif
