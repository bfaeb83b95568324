#include "origins.h"

#include <string.h>

/* Takes a word off the front. */
static bool take(struct span *text, const char *word)
{
    size_t len = strlen(word);
    if (text->len < len || memcmp(text->text, word, len) != 0)
        return false;
    text->text += len;
    text->len -= len;
    return true;
}

/* How many bytes at the front are among these characters. */
static size_t count(struct span text, const char *characters)
{
    size_t n = 0;
    while (n < text.len && text.text[n] != '\0' && strchr(characters, text.text[n]))
        n++;
    return n;
}

static bool take_host(struct span *text)
{
    static const char name[] = "abcdefghijklmnopqrstuvwxyz0123456789.-";
    if (take(text, "[")) {
        size_t len = count(*text, "0123456789abcdef:.");
        text->text += len;
        text->len -= len;
        return len > 0 && take(text, "]");
    }
    size_t len = count(*text, name);
    if (len == 0 || strchr(".-", text->text[0]) || strchr(".-", text->text[len - 1]))
        return false;
    text->text += len;
    text->len -= len;
    return true;
}

/* Whether it is a number from 1 to 65535, and not `usual`. */
static bool is_port(struct span digits, unsigned usual)
{
    enum { DIGITS_MAX = 5, PORT_MAX = 65535 };
    unsigned port = 0;
    if (digits.len == 0 || digits.len > DIGITS_MAX || digits.text[0] == '0' ||
        count(digits, "0123456789") != digits.len)
        return false;
    for (size_t i = 0; i < digits.len; i++)
        port = port * 10 + (unsigned)(digits.text[i] - '0');
    return port <= PORT_MAX && port != usual;
}

bool origin_is_well_formed(const char *text, size_t len)
{
    enum { HTTP_PORT = 80, HTTPS_PORT = 443 };
    struct span rest = {text, len};
    bool secure = take(&rest, "https://");
    if (len > ORIGIN_BYTES_MAX || (!secure && !take(&rest, "http://")) || !take_host(&rest))
        return false;
    return rest.len == 0 || (take(&rest, ":") && is_port(rest, secure ? HTTPS_PORT : HTTP_PORT));
}

bool origins_read(struct origins *o, const char *list, const char **fault, size_t *len)
{
    o->n = 0;
    for (const char *at = list; at && *at; at += *at == ',') {
        *fault = at;
        *len = strcspn(at, ",");
        if (!origin_is_well_formed(at, *len)) {
            if (*len == 0)
                *len = 1; /* the comma that has nothing before it */
            return false;
        }
        if (o->n == ORIGINS_MAX) {
            *len = 0;
            return false;
        }
        o->of[o->n++] = (struct span){at, *len};
        at += *len;
    }
    return true;
}

unsigned origins_find(const struct origins *o, struct span origin)
{
    for (unsigned i = 0; i < o->n; i++)
        if (o->of[i].len == origin.len && memcmp(o->of[i].text, origin.text, origin.len) == 0)
            return i + 1;
    return 0;
}
