#include "json_reference.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- characters ---- */

/* The character at `at`, by what it is worth; its size, or 0: it is none. */
static size_t read_character(const char *text, size_t len, size_t at, uint32_t *c)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    unsigned char first = (unsigned char)text[at];
    size_t size = first < 0x80 ? 1 : first >> 5 == 6 ? 2 : first >> 4 == 14 ? 3 : 4;
    if (size == 4 && first >> 3 != 30)
        return 0;
    if (size > len - at)
        return 0;
    *c = size == 1 ? first : first & (0xffu >> (size + 1));
    for (size_t i = 1; i < size; i++) {
        unsigned char more = (unsigned char)text[at + i];
        if (more >> 6 != 2)
            return 0;
        *c = *c << 6 | (more & 0x3f);
    }
    bool surrogate = *c >= 0xd800 && *c < 0xe000;
    return *c < least[size] || *c > 0x10ffff || surrogate ? 0 : size;
}

/* The value of four hexadecimal digits, or UINT32_MAX. */
static uint32_t read_hex(const char *text, size_t len, size_t at)
{
    static const char digits[] = "0123456789abcdefABCDEF";
    uint32_t unit = 0;
    if (len - at < 4)
        return UINT32_MAX;
    for (size_t i = 0; i < 4; i++) {
        const char *digit = text[at + i] ? strchr(digits, text[at + i]) : NULL;
        if (!digit)
            return UINT32_MAX;
        uint32_t n = (uint32_t)(digit - digits);
        unit = unit * 16 + (n < 16 ? n : n - 6);
    }
    return unit;
}

/* What an escape says that begins at `at`; its size, or 0. */
static size_t read_escape(const char *text, size_t len, size_t at, uint32_t *c)
{
    static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
    if (len - at < 2 || text[at + 1] == '\0')
        return 0;
    const char *simple = strchr(from, text[at + 1]);
    if (simple) {
        *c = (unsigned char)to[simple - from];
        return 2;
    }
    if (text[at + 1] != 'u')
        return 0;
    uint32_t high = read_hex(text, len, at + 2);
    *c = high;
    if (high == UINT32_MAX || high == 0 || (high >= 0xdc00 && high < 0xe000))
        return 0;
    if (high < 0xd800 || high >= 0xe000)
        return 6;
    uint32_t low = len - at >= 12 && text[at + 6] == '\\' && text[at + 7] == 'u'
                       ? read_hex(text, len, at + 8)
                       : UINT32_MAX;
    *c = 0x10000 + (high - 0xd800) * 0x400 + (low - 0xdc00);
    return low >= 0xdc00 && low < 0xe000 ? 12 : 0;
}

/* The next character of a string; its size, or 0: the string is wrong. */
static size_t read_in_string(const char *text, size_t len, size_t at, uint32_t *c)
{
    if (text[at] == '\\')
        return read_escape(text, len, at, c);
    size_t size = read_character(text, len, at, c);
    return *c < 0x20 ? 0 : size;
}

/* ---- tokens ---- */

/* Where a token ends; 0: there is none. */
static size_t end_of_string(const char *text, size_t len, size_t at)
{
    uint32_t c;
    for (at++; at < len && text[at] != '"';) {
        size_t size = read_in_string(text, len, at, &c);
        if (size == 0)
            return 0;
        at += size;
    }
    return at < len ? at + 1 : 0;
}

static size_t count_digits(const char *text, size_t len, size_t at)
{
    size_t n = 0;
    while (at + n < len && text[at + n] >= '0' && text[at + n] <= '9')
        n++;
    return n;
}

static size_t end_of_number(const char *text, size_t len, size_t at)
{
    size_t from = at, n;
    if (text[at] == '-')
        at++;
    n = count_digits(text, len, at);
    if (n == 0 || (n > 1 && text[at] == '0'))
        return 0;
    at += n;
    if (at < len && text[at] == '.') {
        n = count_digits(text, len, at + 1);
        at = n ? at + 1 + n : 0;
    }
    if (at && at < len && (text[at] == 'e' || text[at] == 'E')) {
        at++;
        at += at < len && (text[at] == '+' || text[at] == '-');
        n = count_digits(text, len, at);
        at = n ? at + n : 0;
    }
    if (!at)
        return 0;
    char number[REFERENCE_TEXT_MAX + 1];
    memcpy(number, text + from, at - from);
    number[at - from] = '\0';
    return isfinite(strtod(number, NULL)) ? at : 0;
}

static size_t end_of_word(const char *text, size_t len, size_t at)
{
    static const char *const words[] = {"true", "false", "null"};
    for (size_t i = 0; i < 3; i++)
        if (len - at >= strlen(words[i]) && memcmp(text + at, words[i], strlen(words[i])) == 0)
            return at + strlen(words[i]);
    return 0;
}

/* False: some of the text is no token. */
static bool read_tokens(struct reference *r)
{
    for (size_t at = 0, to; at < r->len; at = to) {
        char c = r->text[at], kind = c;
        to = at + 1;
        if (c == ' ' || c == '\t' || c == '\n' || c == '\r')
            continue;
        if (c == '"')
            to = end_of_string(r->text, r->len, at);
        else if (c == '-' || (c >= '0' && c <= '9'))
            to = end_of_number(r->text, r->len, at), kind = '0';
        else if (c == '\0' || !strchr("{}[],:", c))
            to = end_of_word(r->text, r->len, at), kind = 'w';
        if (to == 0)
            return false;
        r->tokens[r->n_tokens++] = (struct reference_token){kind, at, to};
    }
    return true;
}

/* ---- the grammar ---- */

/* What may come next. */
enum state { VALUE, FIRST_VALUE, KEY, FIRST_KEY, COLON, BEHIND };

struct nesting {
    char open[REFERENCE_DEPTH];
    size_t depth;
};

/* Takes one token. False: it may not stand here. */
static bool take_token(struct nesting *n, enum state *state, char kind)
{
    bool in_object = n->depth > 0 && n->open[n->depth - 1] == '{';
    bool may_close = *state == BEHIND || *state == FIRST_VALUE || *state == FIRST_KEY;
    switch (kind) {
    case '{':
    case '[':
        if ((*state != VALUE && *state != FIRST_VALUE) || n->depth == REFERENCE_DEPTH)
            return false;
        n->open[n->depth++] = kind;
        *state = kind == '{' ? FIRST_KEY : FIRST_VALUE;
        return true;
    case '}':
    case ']':
        if (n->depth == 0 || in_object != (kind == '}') || !may_close)
            return false;
        n->depth--;
        *state = BEHIND;
        return true;
    case ',':
        if (n->depth == 0 || *state != BEHIND)
            return false;
        *state = in_object ? KEY : VALUE;
        return true;
    case ':':
        if (*state != COLON)
            return false;
        *state = VALUE;
        return true;
    default:
        if (*state == COLON || *state == BEHIND ||
            ((*state == KEY || *state == FIRST_KEY) && kind != '"'))
            return false;
        *state = *state == KEY || *state == FIRST_KEY ? COLON : BEHIND;
        return true;
    }
}

static bool read_grammar(struct reference *r)
{
    struct nesting nesting = {.depth = 0};
    enum state state = VALUE;
    for (size_t i = 0; i < r->n_tokens; i++) {
        enum state before = state;
        if (!take_token(&nesting, &state, r->tokens[i].kind))
            return false;
        if (state == COLON && before != COLON && nesting.depth == 1)
            r->members[r->n_members++] = (struct reference_member){.key = i, .value = i + 2};
        if (state == BEHIND && nesting.depth == 1 && r->n_members > 0)
            r->members[r->n_members - 1].value_end = i + 1;
    }
    return state == BEHIND && nesting.depth == 0;
}

void reference_read(struct reference *r, const char *text, size_t len)
{
    r->text = text;
    r->len = len;
    r->n_tokens = r->n_members = 0;
    r->valid = read_tokens(r) && read_grammar(r);
}

size_t reference_decode(const struct reference *r, size_t token, char *to)
{
    static const unsigned char firsts[] = {0, 0, 0xc0, 0xe0, 0xf0};
    size_t n = 0, end = r->tokens[token].to - 1;
    uint32_t c = 0;
    for (size_t at = r->tokens[token].from + 1; at < end;) {
        at += read_in_string(r->text, end, at, &c);
        size_t size = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
        for (size_t i = size; i-- > 1; c >>= 6)
            to[n + i] = (char)(0x80 | (c & 0x3f));
        to[n] = (char)(firsts[size] | c);
        n += size;
    }
    return n;
}
