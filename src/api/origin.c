#include "origin.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

const char origin_preflight_fields[] = "Access-Control-Allow-Methods: POST\r\n"
                                       "Access-Control-Allow-Headers: Content-Type\r\n"
                                       "Access-Control-Max-Age: 7200\r\n";

static bool is(struct span value, const char *word)
{
    return value.len == strlen(word) && memcmp(value.text, word, value.len) == 0;
}

/* A host, and the port behind it; empty where it is the usual one. */
struct authority {
    struct span host, port;
};

/* The scheme does not say which port is usual: it may have changed on the way. */
static struct authority split(struct span text)
{
    struct authority a = {.host = text};
    for (size_t i = text.len; i > 0 && text.text[i - 1] != ']'; i--) {
        if (text.text[i - 1] != ':')
            continue;
        a.host.len = i - 1;
        a.port = (struct span){text.text + i, text.len - i};
        break;
    }
    if (is(a.port, "80") || is(a.port, "443"))
        a.port.len = 0;
    return a;
}

/* Proxies often pass on the host without its port. */
static bool fits(struct authority origin, struct span host)
{
    struct authority asked = split(host);
    return origin.host.len == asked.host.len &&
           strncasecmp(origin.host.text, asked.host.text, asked.host.len) == 0 &&
           (asked.port.len == 0 ||
            (origin.port.len == asked.port.len &&
             memcmp(origin.port.text, asked.port.text, asked.port.len) == 0));
}

/* The same with any host of a list with commas. */
static bool fits_any(struct authority origin, struct span list)
{
    while (list.len > 0) {
        const char *comma = memchr(list.text, ',', list.len);
        struct span host = {list.text, comma ? (size_t)(comma - list.text) : list.len};
        size_t taken = host.len + (comma != NULL);
        for (; host.len > 0 && strchr(" \t", host.text[0]); host.len--)
            host.text++;
        while (host.len > 0 && strchr(" \t", host.text[host.len - 1]))
            host.len--;
        if (host.len > 0 && fits(origin, host))
            return true;
        list.text += taken;
        list.len -= taken;
    }
    return false;
}

/* No page can set the two hosts that are looked at: Host is the browser's, and for
 * X-Forwarded-Host it would first ask by OPTIONS, and be refused. So that one counts whoever
 * the proxy is. */
static bool is_of_host(struct span origin, const struct cgi_params *p)
{
    const char *slashes = memchr(origin.text, '/', origin.len);
    size_t before = slashes ? (size_t)(slashes - origin.text) + 2 : 0;
    if (before == 0 || before >= origin.len || slashes[1] != '/')
        return false; /* "null", of a page without an origin */
    struct authority page = split((struct span){origin.text + before, origin.len - before});
    return fits_any(page, p->of[CGI_HOST]) || fits_any(page, p->of[CGI_FORWARDED_HOST]);
}

/* The browser knows best. Where it does not say, as over plain HTTP, hosts are compared. */
bool origin_is_foreign(const struct cgi_params *p)
{
    struct span site = p->of[CGI_FETCH_SITE], origin = p->of[CGI_ORIGIN];
    if (site.len == 0 && origin.len == 0)
        return false;
    if (is(site, "same-origin") || is(site, "none"))
        return false;
    if (is(site, "cross-site") || is(site, "same-site"))
        return true;
    bool named = p->of[CGI_HOST].len > 0 || p->of[CGI_FORWARDED_HOST].len > 0;
    return origin.len > 0 && named && !is_of_host(origin, p);
}

size_t origin_fields(char to[ORIGIN_FIELDS_MAX], const struct origins *origins, unsigned place)
{
    if (origins->n == 0)
        return 0;
    int len = place == 0 ? snprintf(to, ORIGIN_FIELDS_MAX, "Vary: Origin\r\n")
                         : snprintf(to, ORIGIN_FIELDS_MAX,
                                    "Access-Control-Allow-Origin: %.*s\r\n"
                                    "Access-Control-Expose-Headers: Retry-After\r\n"
                                    "Vary: Origin\r\n",
                                    (int)origins->of[place - 1].len, origins->of[place - 1].text);
    return (size_t)len;
}
