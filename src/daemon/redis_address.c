#include "redis_address.h"

#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum { DEFAULT_PORT = 6379, PORT_MAX = 65535 };

static int hex(char c)
{
    static const char digits[] = "0123456789abcdef0123456789ABCDEF";
    const char *at = c ? strchr(digits, c) : NULL;
    return at ? (int)((at - digits) % 16) : -1;
}

/* Copies a part of an address, in which %41 stands for A. False: too long, or malformed. */
static bool copy(char *to, size_t max, const char *text, size_t len)
{
    size_t n = 0;
    for (size_t i = 0; i < len; i++) {
        char c = text[i];
        if (c == '%') {
            int high = i + 2 < len ? hex(text[i + 1]) : -1;
            int low = high >= 0 ? hex(text[i + 2]) : -1;
            if (low < 0)
                return false;
            c = (char)(high * 16 + low);
            i += 2;
        }
        if (n == max || c == '\0')
            return false;
        to[n++] = c;
    }
    to[n] = '\0';
    return true;
}

/* user:password, user, or :password */
static bool read_credentials(struct redis_address *a, const char *text, size_t len)
{
    const char *colon = memchr(text, ':', len);
    size_t user = colon ? (size_t)(colon - text) : len;
    return copy(a->user, REDIS_WORD_MAX, text, user) &&
           (!colon || copy(a->password, REDIS_WORD_MAX, colon + 1, len - user - 1)) &&
           (a->user[0] == '\0' || a->password[0] != '\0');
}

static bool read_port(struct redis_address *a, const char *text, size_t len)
{
    a->port = 0;
    for (size_t i = 0; i < len; i++) {
        if (text[i] < '0' || text[i] > '9' || a->port > PORT_MAX)
            return false;
        a->port = a->port * 10 + (text[i] - '0');
    }
    return a->port > 0 && a->port <= PORT_MAX;
}

/* host, host:port or [v6]:port */
static bool read_host(struct redis_address *a, const char *text, size_t len)
{
    const char *bracket = len > 0 && text[0] == '[' ? memchr(text, ']', len) : NULL;
    const char *host = bracket ? text + 1 : text;
    const char *end = bracket ? bracket : memchr(text, ':', len);
    if (!end)
        end = text + len;
    const char *rest = bracket ? end + 1 : end, *stop = text + len;
    a->port = DEFAULT_PORT;
    if (end == host || memchr(host, '/', (size_t)(stop - host)) ||
        !copy(a->host, REDIS_HOST_MAX, host, (size_t)(end - host)))
        return false;
    if (rest < stop && (*rest != ':' || !read_port(a, rest + 1, (size_t)(stop - rest - 1))))
        return false;
    char shown[sizeof a->host];
    memcpy(shown, a->host, sizeof shown);
    snprintf(a->shown, sizeof a->shown, "%s:%d", shown, a->port);
    return true;
}

static bool read_path(struct redis_address *a, const char *text, size_t len)
{
    if (len < 2 || text[0] != '/' || !copy(a->path, REDIS_PATH_MAX, text, len))
        return false;
    memcpy(a->shown, a->path, sizeof a->path);
    return true;
}

static bool begins(const char *text, size_t len, const char *with)
{
    return len >= strlen(with) && memcmp(text, with, strlen(with)) == 0;
}

/* The last @ of so many bytes, or NULL. */
static const char *last_at(const char *text, size_t len)
{
    for (; len > 0; len--)
        if (text[len - 1] == '@')
            return text + len - 1;
    return NULL;
}

static const char *read_one(struct redis_address *a, const char *text, size_t len)
{
    const bool is_path = begins(text, len, "unix://");
    if (begins(text, len, "rediss://"))
        return "TLS is not built in: use a tunnel, or a network of your own";
    if (!is_path && !begins(text, len, "redis://"))
        return "an address begins with redis:// or unix://";
    const char *rest = text + (is_path ? strlen("unix://") : strlen("redis://"));
    const char *end = text + len;
    if (!is_path && end > rest && end[-1] == '/')
        end--;
    const char *at = last_at(rest, (size_t)(end - rest));
    if (at && !read_credentials(a, rest, (size_t)(at - rest)))
        return "before the @ there must be user:password or :password";
    rest = at ? at + 1 : rest;
    if (is_path)
        return read_path(a, rest, (size_t)(end - rest)) ? NULL : "it is no path of 2 to 107 bytes";
    return read_host(a, rest, (size_t)(end - rest)) ? NULL : "it is neither host nor host:port";
}

bool redis_addresses_read(struct redis_addresses *addresses, const char *text, const char **why)
{
    *addresses = (struct redis_addresses){.n = 0};
    for (;;) {
        size_t len = strcspn(text, ",");
        if (addresses->n == REDIS_ADDRESSES_MAX) {
            *why = "8 addresses are the most";
            return false;
        }
        *why = read_one(&addresses->of[addresses->n++], text, len);
        if (*why)
            return false;
        if (!text[len])
            return true;
        text += len + 1;
    }
}

static bool resolve(struct redis_address *a)
{
    const struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
    struct addrinfo *found;
    if (a->host[0] == '\0')
        return true;
    if (getaddrinfo(a->host, NULL, &hints, &found) != 0)
        return false;
    int status = getnameinfo(found->ai_addr, found->ai_addrlen, a->host, sizeof a->host, NULL, 0,
                             NI_NUMERICHOST);
    freeaddrinfo(found);
    return status == 0;
}

bool redis_addresses_resolve(struct redis_addresses *addresses,
                             const struct redis_address **unknown)
{
    for (unsigned i = 0; i < addresses->n; i++) {
        *unknown = &addresses->of[i];
        if (!resolve(&addresses->of[i]))
            return false;
    }
    return true;
}
