#include "peers.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "../base/log.h"

static struct in6_addr mapped(struct in_addr v4)
{
    struct in6_addr v6 = {.s6_addr = {[10] = 0xff, [11] = 0xff}};
    memcpy(&v6.s6_addr[12], &v4, sizeof v4);
    return v6;
}

static bool parse(const char *text, size_t len, struct in6_addr *address)
{
    char copy[INET6_ADDRSTRLEN];
    struct in_addr v4;
    if (len >= sizeof copy)
        return false;
    memcpy(copy, text, len);
    copy[len] = '\0';
    if (inet_pton(AF_INET6, copy, address) == 1)
        return true;
    if (inet_pton(AF_INET, copy, &v4) != 1)
        return false;
    *address = mapped(v4);
    return true;
}

bool peers_init(struct peers *p, const char *list)
{
    *p = (struct peers){0};
    if (!list || !*list)
        return true;
    p->allowed = calloc(strlen(list), sizeof *p->allowed); /* more than can be in it */
    if (!p->allowed) {
        log_line("out of memory");
        return false;
    }
    for (const char *at = list; *at;) {
        at += strspn(at, ", ");
        size_t len = strcspn(at, ", ");
        if (len > 0 && !parse(at, len, &p->allowed[p->n++])) {
            log_line("FCGI_WEB_SERVER_ADDRS: '%.*s' is not an address", (int)len, at);
            peers_fini(p);
            return false;
        }
        at += len;
    }
    return true;
}

void peers_fini(struct peers *p)
{
    free(p->allowed);
    *p = (struct peers){0};
}

bool peers_allow(const struct peers *p, const struct sockaddr_storage *peer)
{
    struct in6_addr address;
    if (!p->allowed)
        return true;
    if (peer->ss_family == AF_INET)
        address = mapped(((const struct sockaddr_in *)peer)->sin_addr);
    else if (peer->ss_family == AF_INET6)
        address = ((const struct sockaddr_in6 *)peer)->sin6_addr;
    else
        return true;
    for (size_t i = 0; i < p->n; i++)
        if (memcmp(&address, &p->allowed[i], sizeof address) == 0)
            return true;
    return false;
}
