#include "address.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

enum { ADDRESS_BITS = 128, V4_BITS = 32 };

struct in6_addr address_mapped(struct in_addr v4)
{
    struct in6_addr v6 = {.s6_addr = {[10] = 0xff, [11] = 0xff}};
    memcpy(&v6.s6_addr[12], &v4, sizeof v4);
    return v6;
}

bool address_read(const char *text, size_t len, struct in6_addr *address)
{
    char copy[INET6_ADDRSTRLEN];
    struct in_addr v4;
    if (len == 0 || len >= sizeof copy)
        return false;
    memcpy(copy, text, len);
    copy[len] = '\0';
    if (inet_pton(AF_INET6, copy, address) == 1)
        return true;
    if (inet_pton(AF_INET, copy, &v4) != 1)
        return false;
    *address = address_mapped(v4);
    return true;
}

/* Reads the bits behind a slash: 0 to `most`. */
static bool read_bits(const char *text, size_t len, unsigned most, unsigned *bits)
{
    unsigned value = 0;
    for (size_t i = 0; i < len; i++) {
        if (text[i] < '0' || text[i] > '9' || value > most)
            return false;
        value = value * 10 + (unsigned)(text[i] - '0');
    }
    *bits = value;
    return len > 0 && value <= most;
}

static bool read_network(const char *text, size_t len, bool bits, struct network *network)
{
    const char *slash = bits ? memchr(text, '/', len) : NULL;
    size_t address_len = slash ? (size_t)(slash - text) : len;
    network->bits = ADDRESS_BITS;
    if (!address_read(text, address_len, &network->address))
        return false;
    if (!slash)
        return true;
    bool v4 = memchr(text, ':', address_len) == NULL;
    if (!read_bits(slash + 1, len - address_len - 1, v4 ? V4_BITS : ADDRESS_BITS, &network->bits))
        return false;
    if (v4)
        network->bits += ADDRESS_BITS - V4_BITS;
    return true;
}

enum networks_result networks_read(struct networks *networks, const char *list, bool bits,
                                   const char **fault, size_t *fault_len)
{
    *networks = (struct networks){0};
    if (!list || !*list)
        return NETWORKS_READ;
    networks->of = calloc(strlen(list), sizeof *networks->of); /* more than can be in it */
    if (!networks->of)
        return NETWORKS_NO_MEMORY;
    for (const char *at = list; *at;) {
        at += strspn(at, ", ");
        size_t len = strcspn(at, ", ");
        if (len > 0 && !read_network(at, len, bits, &networks->of[networks->n++])) {
            *fault = at;
            *fault_len = len;
            networks_fini(networks);
            return NETWORKS_MALFORMED;
        }
        at += len;
    }
    return NETWORKS_READ;
}

void networks_fini(struct networks *networks)
{
    free(networks->of);
    *networks = (struct networks){0};
}

static bool same_bits(const struct in6_addr *a, const struct in6_addr *b, unsigned bits)
{
    unsigned whole = bits / 8, rest = bits % 8;
    if (memcmp(a, b, whole) != 0)
        return false;
    return rest == 0 || (a->s6_addr[whole] ^ b->s6_addr[whole]) >> (8 - rest) == 0;
}

bool networks_have(const struct networks *networks, const struct in6_addr *address)
{
    for (size_t i = 0; i < networks->n; i++)
        if (same_bits(&networks->of[i].address, address, networks->of[i].bits))
            return true;
    return false;
}
