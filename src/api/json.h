/*
 * JSON as the contract wants it: strictly RFC 8259 in UTF-8. A text is
 * validated once; then its values are read where they lie, as spans of it, so
 * that what is only passed on stays what it was. cJSON decodes strings with
 * escapes, and prints errors and the status; answer.c and drafts.c write the rest.
 */
#ifndef API_JSON_H
#define API_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../base/buf.h"

enum { JSON_DEPTH_MAX = 64 };

/* A value within a validated text; text NULL: there is none. */
struct json {
    const char *text;
    size_t len;
};

/* The value of a validated text, without the white space around it. */
struct json json_value(const char *text, size_t len);

/* The first byte of a value tells its kind: { [ " t f n, - or a digit. */
static inline char json_kind(struct json value)
{
    return value.text ? value.text[0] : '\0';
}

/* Iterates: takes the first element or member from the front of `rest`, which
 * begins as json_inside of an array or object. False at the end. */
struct json json_inside(struct json array_or_object);
bool json_next(struct json *rest, struct json *value);
bool json_next_member(struct json *rest, struct json *key, struct json *value);

/* A key of an object that is read. */
struct json_field {
    const char *name;
    struct json value; /* set by json_read or json_fault_read */
};

enum json_read {
    JSON_READ,
    JSON_DUPLICATE, /* one of the fields stands there twice */
    JSON_NO_MEMORY,
    JSON_INVALID,   /* json_fault_read only */
    JSON_NO_OBJECT, /* json_fault_read only */
};

/* Finds the fields of an object, whose names are compared with case; those missing have no
 * text. */
enum json_read json_read(struct json object, struct json_field *fields, unsigned n);

/* Sets the field that a member is of, if it is of one; `plain`: the key is known to
 * hold no escape. For json_fault.c. */
enum json_read json_note_member(struct json key, bool plain, struct json value,
                                struct json_field *fields, unsigned n);

/* A string's bytes, undecoded where it holds no escape; `decoded`, of `size`
 * bytes, takes them where it does. Longer ones are cut to that. NULL without
 * memory. */
const char *json_string(struct json string, char *decoded, size_t size, size_t *len);

double json_number(struct json number);

/* Appends a value without the white space between its tokens. */
bool json_append(struct buf *b, struct json value);

/* Appends {"error":code,"detail":detail}, and between them "node":node unless that is NULL. */
bool json_append_error(struct buf *b, const char *code, const char *detail, const char *node);

/* A count of the status answer. */
struct json_count {
    const char *name;
    uint64_t value;
};

/* Appends {"version":version, name:value, ...}, with "node":node unless that is NULL. */
bool json_append_status(struct buf *b, const char *version, const char *node,
                        const struct json_count *counts, unsigned n);

/* The version of cJSON, which reads and writes JSON here. */
const char *json_library(void);

#endif
