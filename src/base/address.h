/*
 * IP addresses and networks; IPv4 as IPv4-mapped IPv6 addresses (RFC 4291, section 2.5.5.2).
 */
#ifndef BASE_ADDRESS_H
#define BASE_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>

#include <netinet/in.h>

/* Reads an address from text that need not be ended by a NUL; false if it is
 * none. */
bool address_read(const char *text, size_t len, struct in6_addr *address);
struct in6_addr address_mapped(struct in_addr v4);

struct network {
    struct in6_addr address;
    unsigned bits; /* of it that count: 0 to 128 */
};

struct networks {
    struct network *of;
    size_t n;
};

enum networks_result {
    NETWORKS_READ,
    NETWORKS_MALFORMED,
    NETWORKS_NO_MEMORY,
};

/* Reads a list with commas or blanks between; NULL or "" is an empty one.
 * `bits`: an address may have /bits behind it. Where it is malformed `*fault`
 * is what was not understood, `*fault_len` bytes of the list, and there is
 * nothing to free. */
enum networks_result networks_read(struct networks *networks, const char *list, bool bits,
                                   const char **fault, size_t *fault_len);
void networks_fini(struct networks *networks);

/* Whether an address is in one of them. */
bool networks_have(const struct networks *networks, const struct in6_addr *address);

#endif
