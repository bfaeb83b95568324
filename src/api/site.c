#include "site.h"

#include <regex.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/origins.h"
#include "json_fault.h"

enum { NAME_MAX_UNITS = 40, TEXT_MAX_UNITS = 500, LIST_MAX = 32 };

struct said {
    char *text;
    size_t size, used;
    unsigned count;
};

static void __attribute__((format(printf, 2, 3))) say(struct said *s, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int len = vsnprintf(s->text + s->used, s->size - s->used, format, args);
    va_end(args);
    s->used += (size_t)len;
    if (s->used > s->size - 1)
        s->used = s->size - 1;
    s->count++;
}

/* ---- texts ---- */

/* A string of the file; longer ones are cut, and too long. */
struct string {
    char text[4096];
    size_t len;
};

static bool read_string(struct json value, struct string *s)
{
    if (json_kind(value) != '"')
        return false;
    const char *text = json_string(value, s->text, sizeof s->text - 1, &s->len);
    if (!text)
        return false;
    if (s->len > sizeof s->text - 1)
        s->len = sizeof s->text - 1;
    memmove(s->text, text, s->len);
    s->text[s->len] = '\0';
    return true;
}

/* The code point at *at, which is advanced; of a text cut within one, some other. */
static uint32_t next_point(const unsigned char **at)
{
    const unsigned char *p = (*at)++;
    if (*p < 0x80)
        return *p;
    unsigned more = *p >= 0xf0 ? 3 : *p >= 0xe0 ? 2 : 1;
    uint32_t point = *p & (0x3fu >> more);
    while (more-- > 0 && (**at & 0xc0) == 0x80)
        point = point << 6 | (*(*at)++ & 0x3f);
    return point;
}

struct range {
    uint32_t first, last;
};

static bool is_within(uint32_t point, const struct range *ranges, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (point >= ranges[i].first && point <= ranges[i].last)
            return true;
    return false;
}

/* Signs that nobody sees, or that turn the direction of what stands behind them. */
static bool is_unseen(uint32_t point)
{
    static const struct range unseen[] = {
        {0, 0x1f},        {0x7f, 0x9f},     {0xad, 0xad},     {0x61c, 0x61c},   {0x200b, 0x200b},
        {0x200e, 0x200f}, {0x2028, 0x202e}, {0x2060, 0x206f}, {0xfeff, 0xfeff}, {0xfff9, 0xfffb},
    };
    return is_within(point, unseen, sizeof unseen / sizeof *unseen);
}

static bool is_space(uint32_t point)
{
    static const struct range spaces[] = {
        {' ', ' '},       {'\n', '\n'},     {0xa0, 0xa0},     {0x1680, 0x1680},
        {0x2000, 0x200a}, {0x202f, 0x202f}, {0x205f, 0x205f}, {0x3000, 0x3000},
    };
    return is_within(point, spaces, sizeof spaces / sizeof *spaces);
}

/* NULL, or why the value is no text of at most so many UTF-16 units, as JavaScript counts. */
static const char *text_fault(struct json value, size_t most, bool may_have_lines)
{
    struct string s;
    size_t units = 0;
    bool is_blank = true;
    if (!read_string(value, &s))
        return "is not a text";
    for (const unsigned char *at = (const unsigned char *)s.text; *at;) {
        uint32_t point = next_point(&at);
        if (is_unseen(point) && !(may_have_lines && point == '\n'))
            return "has a sign that cannot be seen, or that turns the direction of writing";
        is_blank = is_blank && is_space(point);
        units += point > 0xffff ? 2 : 1;
    }
    if (is_blank)
        return "is empty";
    return units > most ? "is too long" : NULL;
}

static bool matches(const char *text, const char *pattern)
{
    regex_t regex;
    if (regcomp(&regex, pattern, REG_EXTENDED | REG_NOSUB) != 0)
        return false;
    bool found = regexec(&regex, text, 0, NULL, 0) == 0;
    regfree(&regex);
    return found;
}

static bool is_string_like(struct json value, const char *pattern)
{
    struct string s;
    return read_string(value, &s) && matches(s.text, pattern);
}

/* ---- fields: NULL, or what is wrong with it ---- */

static const char *name_fault(struct json value)
{
    return text_fault(value, NAME_MAX_UNITS, false);
}

static const char *welcome_fault(struct json value)
{
    return text_fault(value, TEXT_MAX_UNITS, true);
}

static const char *colour_fault(struct json value)
{
    return is_string_like(value, "^#[0-9a-fA-F]{6}$") ? NULL : "is not a colour such as #1a5fb4";
}

static const char *terms_fault(struct json value)
{
    static const char https[] = "^[hH][tT][tT][pP][sS]://[a-zA-Z0-9][^[:space:]\\\"'<>@]*$";
    static const char path[] = "^/[^[:space:]\\\"'<>]*$";
    const char *fault = text_fault(value, TEXT_MAX_UNITS, false);
    if (fault || is_string_like(value, https) ||
        (is_string_like(value, path) && !is_string_like(value, "^//")))
        return fault;
    return "is neither an address with https: nor a path on this site, such as /terms.html";
}

/* The length of a private room's secret, with letters of both sizes: the page takes it for one. */
static bool is_like_secret(const char *text, size_t len)
{
    return (len == 38 || len == 59) && matches(text, "[a-z]") && matches(text, "[A-Z]");
}

static const char *room_fault(struct json value)
{
    struct string s;
    if (json_kind(value) == 'n' || json_kind(value) == 'f')
        return NULL;
    if (read_string(value, &s) && matches(s.text, "^[A-Za-z0-9_-]{1,64}$") &&
        !is_like_secret(s.text, s.len))
        return NULL;
    return "is neither null nor the name of a room: 1 to 64 letters (A to Z), digits, dashes or "
           "underscores";
}

static const char *rooms_fault(struct json value)
{
    static const char rooms[] = "^(public|private|public private)"
                                "( 0?0?[2-9]| 0?[1-9][0-9]| 100)?$";
    return is_string_like(value, rooms)
               ? NULL
               : "is not public, private or \"public private\", with a number from 2 to 100 or "
                 "none behind it";
}

/* Whether it is a list of at most LIST_MAX values, each of which `is_one`. */
static bool is_list(struct json value, bool (*is_one)(struct json))
{
    if (json_kind(value) != '[')
        return false;
    unsigned count = 0;
    struct json rest = json_inside(value), one;
    while (json_next(&rest, &one))
        if (++count > LIST_MAX || !is_one(one))
            return false;
    return count > 0;
}

/* As in www/js/words/languages.js; a test compares them. */
static bool is_language(struct json value)
{
    return is_string_like(value, "^(en|de|fr|es|pt|ru|ar|zh|ja|hi)$");
}

static const char *languages_fault(struct json value)
{
    return is_list(value, is_language)
               ? NULL
               : "is not a list of languages that the page has: en, de, fr, es, pt, ru, ar, zh, "
                 "ja, hi";
}

static bool is_origin(struct json value)
{
    struct string s;
    return read_string(value, &s) && origin_is_well_formed(s.text, s.len);
}

static const char *embed_fault(struct json value)
{
    return is_list(value, is_origin)
               ? NULL
               : "is not a list of origins such as https://example.org, in small letters and "
                 "without a path";
}

enum { ROOM, ROOMS, N_FIELDS = 8 };

static const struct field {
    const char *name;
    const char *(*fault)(struct json value);
} fields[N_FIELDS] = {
    [ROOM] = {"room", room_fault},  [ROOMS] = {"rooms", rooms_fault}, {"name", name_fault},
    {"colour", colour_fault},       {"welcome", welcome_fault},       {"terms", terms_fault},
    {"languages", languages_fault}, {"embed", embed_fault},
};

/* ---- the file ---- */

/* Names what nobody reads; of the name no more than a terminal may be given. */
static void say_unknown(struct said *s, struct json key)
{
    struct string name = {.len = 0};
    if (!read_string(key, &name))
        return;
    for (unsigned i = 0; i < N_FIELDS; i++)
        if (strcmp(name.text, fields[i].name) == 0)
            return;
    for (char *at = name.text; *at; at++)
        if (*at < ' ' || *at > '~')
            *at = '?';
    say(s, "site.json: \"%.40s\" is nothing that the page knows\n", name.text);
}

unsigned site_faults(const char *text, size_t len, char *said, size_t size)
{
    struct said s = {.text = said, .size = size};
    struct json_field found[N_FIELDS];
    const char *fault = NULL;
    said[0] = '\0';
    for (unsigned i = 0; i < N_FIELDS; i++)
        found[i] = (struct json_field){.name = fields[i].name};
    switch (json_fault_read(text, len, found, N_FIELDS, &fault)) {
    case JSON_READ: break;
    case JSON_DUPLICATE: say(&s, "site.json: one name stands there twice\n"); return s.count;
    case JSON_NO_OBJECT: say(&s, "site.json: this is not an object, such as {}\n"); return s.count;
    case JSON_NO_MEMORY: say(&s, "site.json: out of memory\n"); return s.count;
    case JSON_INVALID: say(&s, "site.json: %s\n", fault); return s.count;
    }
    struct json rest = json_inside(json_value(text, len)), key, value;
    while (json_next_member(&rest, &key, &value))
        say_unknown(&s, key);
    for (unsigned i = 0; i < N_FIELDS; i++) {
        const char *wrong = found[i].value.text ? fields[i].fault(found[i].value) : NULL;
        if (wrong)
            say(&s, "site.json: \"%s\" %s\n", fields[i].name, wrong);
    }
    if (s.count == 0 && json_kind(found[ROOM].value) == '"' && found[ROOMS].value.text &&
        is_string_like(found[ROOMS].value, "^private"))
        say(&s, "site.json: \"room\" cannot be entered, as \"rooms\" turns public rooms off\n");
    return s.count;
}
