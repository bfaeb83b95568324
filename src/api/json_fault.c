/* A recursive descent, which JSON_DEPTH_MAX bounds. */
#include "json_fault.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct scan {
    const char *at, *end;
    const char *fault;     /* NULL while all is well */
    const char *value_end; /* of the value that was parsed last */
    unsigned depth;
    struct json_field *fields; /* to be found in the outermost object; NULL: none */
    unsigned n_fields;
    enum json_read read;
};

static bool fail(struct scan *s, const char *fault)
{
    if (!s->fault)
        s->fault = fault;
    return false;
}

static inline void skip_space(struct scan *s)
{
    while (s->at < s->end && (unsigned char)*s->at <= ' ' &&
           (*s->at == ' ' || *s->at == '\t' || *s->at == '\n' || *s->at == '\r'))
        s->at++;
}

static inline bool accept_char(struct scan *s, char c)
{
    if (s->at == s->end || *s->at != c)
        return false;
    s->at++;
    return true;
}

static bool parse_word(struct scan *s, const char *word)
{
    size_t len = strlen(word);
    if ((size_t)(s->end - s->at) < len || memcmp(s->at, word, len) != 0)
        return fail(s, "This is not JSON.");
    s->at += len;
    return true;
}

static bool parse_digits(struct scan *s)
{
    const char *from = s->at;
    while (s->at < s->end && *s->at >= '0' && *s->at <= '9')
        s->at++;
    return s->at > from || fail(s, "A number is malformed.");
}

static bool starts_number(const struct scan *s)
{
    return s->at < s->end && (*s->at == '-' || (*s->at >= '0' && *s->at <= '9'));
}

static bool parse_number(struct scan *s)
{
    enum { SURELY_FINITE = 300 }; /* digits, without an exponent */
    const char *from = s->at;
    bool exponent = false;
    accept_char(s, '-');
    if (!accept_char(s, '0') && !parse_digits(s))
        return false;
    if (accept_char(s, '.') && !parse_digits(s))
        return false;
    if (accept_char(s, 'e') || accept_char(s, 'E')) {
        exponent = true;
        if (!accept_char(s, '+'))
            accept_char(s, '-');
        if (!parse_digits(s))
            return false;
    }
    if ((exponent || s->at - from > SURELY_FINITE) && isinf(strtod(from, NULL)))
        return fail(s, "A number is too large.");
    return true;
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The four digits behind a \u; -1 if they are not. */
static int parse_unit(struct scan *s)
{
    int unit = 0;
    for (int i = 0; i < 4; i++) {
        int digit = s->at < s->end ? hex_digit(*s->at) : -1;
        if (digit < 0)
            return -1;
        unit = unit << 4 | digit;
        s->at++;
    }
    return unit;
}

static bool parse_escape(struct scan *s)
{
    if (s->at == s->end)
        return fail(s, "A string is not closed.");
    char c = *s->at++;
    if (c != 'u')
        return (c && strchr("\"\\/bfnrt", c)) || fail(s, "A string has an unknown escape.");
    int unit = parse_unit(s);
    if (unit < 0)
        return fail(s, "A string has a malformed \\u escape.");
    if (unit == 0)
        return fail(s, "A string holds a NUL.");
    if (unit < 0xd800 || unit > 0xdfff)
        return true;
    if (unit < 0xdc00 && accept_char(s, '\\') && accept_char(s, 'u')) {
        int low = parse_unit(s);
        if (low >= 0xdc00 && low <= 0xdfff)
            return true;
    }
    return fail(s, "A string holds a lone surrogate.");
}

/* One character of more than a byte: RFC 3629, section 4. */
static bool parse_utf8(struct scan *s)
{
    const unsigned char *c = (const unsigned char *)s->at;
    unsigned char low = 0x80, high = 0xbf;
    ptrdiff_t len;
    if (c[0] >= 0xc2 && c[0] <= 0xdf) {
        len = 2;
    } else if (c[0] >= 0xe0 && c[0] <= 0xef) {
        len = 3;
        low = c[0] == 0xe0 ? 0xa0 : 0x80;  /* overlong */
        high = c[0] == 0xed ? 0x9f : 0xbf; /* surrogates */
    } else if (c[0] >= 0xf0 && c[0] <= 0xf4) {
        len = 4;
        low = c[0] == 0xf0 ? 0x90 : 0x80;  /* overlong */
        high = c[0] == 0xf4 ? 0x8f : 0xbf; /* past U+10FFFF */
    } else {
        return fail(s, "This is not UTF-8.");
    }
    if (s->end - s->at < len || c[1] < low || c[1] > high)
        return fail(s, "This is not UTF-8.");
    for (ptrdiff_t i = 2; i < len; i++)
        if ((c[i] & 0xc0) != 0x80)
            return fail(s, "This is not UTF-8.");
    s->at += len;
    return true;
}

/* What stands for itself, in ASCII. */
static inline bool is_plain(unsigned char c)
{
    return c >= 0x20 && c < 0x80 && c != '"' && c != '\\';
}

/* How many of the eight bytes at `at` are plain, from the first on. Each test sets
 * the top bit of a byte that is not, and perhaps of one behind such a byte. */
static inline size_t count_plain(const char *at)
{
    const uint64_t ones = 0x0101010101010101;
    uint64_t bytes, quotes, escapes;
    memcpy(&bytes, at, sizeof bytes);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    bytes = __builtin_bswap64(bytes);
#endif
    quotes = bytes ^ ones * '"';
    escapes = bytes ^ ones * '\\';
    uint64_t other = ((bytes - ones * 0x20) | bytes | (quotes - ones) | (escapes - ones)) &
                     ones * 0x80;
    return other ? (size_t)__builtin_ctzll(other) / 8 : 8;
}

/* Where plain characters end. */
static inline const char *skip_plain(const char *at, const char *end)
{
    while (end - at >= 8) {
        size_t n = count_plain(at);
        at += n;
        if (n < 8)
            return at;
    }
    while (at < end && is_plain((unsigned char)*at))
        at++;
    return at;
}

/* The rest of a string, from its first character that is not plain. */
static bool end_string(struct scan *s)
{
    for (;;) {
        if (s->at == s->end)
            return fail(s, "A string is not closed.");
        if (accept_char(s, '"'))
            return true;
        if ((unsigned char)*s->at < 0x20)
            return fail(s, "A string holds a control character.");
        if (!(accept_char(s, '\\') ? parse_escape(s) : parse_utf8(s)))
            return false;
        s->at = skip_plain(s->at, s->end);
    }
}

static inline bool parse_string(struct scan *s, bool *plain)
{
    if (!accept_char(s, '"'))
        return fail(s, "An object's key must be a string.");
    s->at = skip_plain(s->at, s->end);
    *plain = accept_char(s, '"');
    return *plain || end_string(s);
}

static bool parse_value(struct scan *s);

static bool parse_member(struct scan *s)
{
    skip_space(s);
    const char *from = s->at;
    bool plain;
    if (!parse_string(s, &plain))
        return false;
    struct json key = {from, (size_t)(s->at - from)};
    skip_space(s);
    if (!accept_char(s, ':'))
        return fail(s, "A key has no value.");
    skip_space(s);
    from = s->at;
    if (!parse_value(s))
        return false;
    struct json value = {from, (size_t)(s->value_end - from)};
    if (s->depth == 1 && s->fields && s->read == JSON_READ)
        s->read = json_note_member(key, plain, value, s->fields, s->n_fields);
    return true;
}

/* What is between brackets: values, or members, with commas between them. */
static inline bool parse_inside(struct scan *s, char close, bool (*parse_one)(struct scan *s))
{
    s->at++;
    if (++s->depth > JSON_DEPTH_MAX)
        return fail(s, "This is nested too deep.");
    skip_space(s);
    if (!accept_char(s, close)) {
        do {
            if (!parse_one(s))
                return false;
        } while (accept_char(s, ','));
        if (!accept_char(s, close))
            return fail(s, "An array or object is not closed.");
    }
    s->depth--;
    return true;
}

/* A value and the white space around it. */
static bool parse_value(struct scan *s)
{
    skip_space(s);
    bool ok, plain;
    switch (s->at < s->end ? *s->at : '\0') {
    case '"': ok = parse_string(s, &plain); break;
    case '{': ok = parse_inside(s, '}', parse_member); break;
    case '[': ok = parse_inside(s, ']', parse_value); break;
    case 't': ok = parse_word(s, "true"); break;
    case 'f': ok = parse_word(s, "false"); break;
    case 'n': ok = parse_word(s, "null"); break;
    default: ok = starts_number(s) ? parse_number(s) : fail(s, "This is not JSON."); break;
    }
    s->value_end = s->at;
    skip_space(s);
    return ok;
}

static void parse_text(struct scan *s)
{
    if (parse_value(s) && s->at < s->end)
        fail(s, "Something follows the JSON value.");
}

const char *json_fault(const char *text, size_t len)
{
    struct scan s = {.at = text, .end = text + len};
    parse_text(&s);
    return s.fault;
}

enum json_read json_fault_read(const char *text, size_t len, struct json_field *fields, unsigned n,
                               const char **fault)
{
    struct scan s = {.at = text, .end = text + len, .fields = fields, .n_fields = n};
    for (unsigned i = 0; i < n; i++)
        fields[i].value = (struct json){0};
    skip_space(&s);
    bool is_object = s.at < s.end && *s.at == '{';
    parse_text(&s);
    *fault = s.fault;
    return s.fault ? JSON_INVALID : is_object ? s.read : JSON_NO_OBJECT;
}
