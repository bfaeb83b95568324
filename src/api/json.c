#include "json.h"

#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>
#include <sodium.h>

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Where the string that begins at `at` ends, before `end`. A quote ends it unless an
 * odd number of backslashes stands before it. Each byte is looked at once or twice,
 * however many escapes there are. */
static const char *string_end(const char *at, const char *end)
{
    for (const char *from = at + 1, *quote;; from = quote + 1) {
        quote = memchr(from, '"', (size_t)(end - from));
        const char *escapes = quote;
        while (escapes > from && escapes[-1] == '\\')
            escapes--;
        if ((quote - escapes) % 2 == 0)
            return quote + 1;
    }
}

static inline bool ends_number(char c)
{
    return c == ',' || c == '}' || c == ']' || is_space(c);
}

/* Where the value that begins at `at` ends; the text is known to be valid. */
static const char *value_end(const char *at, const char *end)
{
    unsigned depth = 0;
    if (*at == '"')
        return string_end(at, end);
    if (*at != '{' && *at != '[') {
        while (at < end && !ends_number(*at))
            at++;
        return at;
    }
    do {
        if (*at == '"') {
            at = string_end(at, end);
            continue;
        }
        depth += *at == '{' || *at == '[';
        depth -= *at == '}' || *at == ']';
        at++;
    } while (depth > 0);
    return at;
}

struct json json_value(const char *text, size_t len)
{
    while (len > 0 && is_space(text[0]))
        text++, len--;
    while (len > 0 && is_space(text[len - 1]))
        len--;
    return (struct json){text, len};
}

struct json json_inside(struct json value)
{
    return (struct json){value.text + 1, value.len - 2};
}

/* Passes over white space and one separator before the next token. */
static void skip_to_token(struct json *rest)
{
    while (rest->len > 0 && (is_space(*rest->text) || *rest->text == ',' || *rest->text == ':'))
        rest->text++, rest->len--;
}

bool json_next(struct json *rest, struct json *value)
{
    skip_to_token(rest);
    if (rest->len == 0)
        return false;
    value->text = rest->text;
    value->len = (size_t)(value_end(rest->text, rest->text + rest->len) - rest->text);
    rest->text += value->len;
    rest->len -= value->len;
    return true;
}

bool json_next_member(struct json *rest, struct json *key, struct json *value)
{
    return json_next(rest, key) && json_next(rest, value);
}

/* Whether a text is a name, which is short. */
static inline bool is_name(const char *name, const char *text, size_t len)
{
    size_t i = 0;
    while (i < len && name[i] == text[i]) /* which has no NUL */
        i++;
    return i == len && name[i] == '\0';
}

enum json_read json_note_member(struct json key, bool plain, struct json value,
                                struct json_field *fields, unsigned n)
{
    char decoded[32]; /* longer than any field's name */
    const char *name = key.text + 1;
    size_t len = key.len - 2;
    if (!plain)
        name = json_string(key, decoded, sizeof decoded, &len);
    if (!name)
        return JSON_NO_MEMORY;
    for (unsigned i = 0; i < n; i++) {
        if (!is_name(fields[i].name, name, len))
            continue;
        if (fields[i].value.text)
            return JSON_DUPLICATE;
        fields[i].value = value;
    }
    return JSON_READ;
}

enum json_read json_read(struct json object, struct json_field *fields, unsigned n)
{
    struct json rest = json_inside(object), key, value;
    enum json_read read = JSON_READ;
    for (unsigned i = 0; i < n; i++)
        fields[i].value = (struct json){0};
    while (read == JSON_READ && json_next_member(&rest, &key, &value))
        read = json_note_member(key, false, value, fields, n);
    return read;
}

const char *json_string(struct json string, char *decoded, size_t size, size_t *len)
{
    struct json inside = json_inside(string);
    if (!memchr(inside.text, '\\', inside.len)) {
        *len = inside.len;
        return inside.text;
    }
    cJSON *item = cJSON_ParseWithLength(string.text, string.len);
    if (!item)
        return NULL;
    *len = strlen(item->valuestring);
    if (*len > size)
        *len = size;
    memcpy(decoded, item->valuestring, *len);
    sodium_memzero(item->valuestring, strlen(item->valuestring)); /* it may be a token */
    cJSON_Delete(item);
    return decoded;
}

double json_number(struct json number)
{
    enum { SURELY_EXACT = 15 }; /* digits */
    double value = 0;
    size_t i = 0;
    while (i < number.len && number.text[i] >= '0' && number.text[i] <= '9')
        value = value * 10 + (number.text[i++] - '0');
    if (i == number.len && i <= SURELY_EXACT)
        return value;
    return strtod(number.text, NULL); /* a valid text goes on with no part of a number */
}

bool json_append(struct buf *b, struct json value)
{
    const char *at = value.text, *end = value.text + value.len;
    while (at < end) {
        const char *from = at;
        while (at < end && !is_space(*at))
            at = *at == '"' ? string_end(at, end) : at + 1;
        if (!buf_append(b, from, (size_t)(at - from)))
            return false;
        while (at < end && is_space(*at))
            at++;
    }
    return true;
}

/* Appends what cJSON prints of an item, which is freed. */
static bool append_item(struct buf *b, cJSON *item, bool whole)
{
    char *text = whole ? cJSON_PrintUnformatted(item) : NULL;
    bool ok = text && buf_append_string(b, text);
    cJSON_free(text);
    cJSON_Delete(item);
    return ok;
}

bool json_append_error(struct buf *b, const char *code, const char *detail, const char *node)
{
    cJSON *error = cJSON_CreateObject();
    bool whole = cJSON_AddStringToObject(error, "error", code) &&
                 (!node || cJSON_AddStringToObject(error, "node", node)) &&
                 cJSON_AddStringToObject(error, "detail", detail);
    return append_item(b, error, whole);
}

bool json_append_status(struct buf *b, const char *version, const char *node,
                        const struct json_count *counts, unsigned n)
{
    cJSON *status = cJSON_CreateObject();
    bool whole = cJSON_AddStringToObject(status, "version", version) != NULL;
    whole = whole && (!node || cJSON_AddStringToObject(status, "node", node));
    for (unsigned i = 0; i < n; i++)
        whole = whole && cJSON_AddNumberToObject(status, counts[i].name, (double)counts[i].value);
    return append_item(b, status, whole);
}

const char *json_library(void)
{
    return cJSON_Version();
}
