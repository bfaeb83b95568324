#include "peers.h"

#include "../base/log.h"

bool peers_init(struct peers *p, const char *list)
{
    const char *fault;
    size_t fault_len;
    p->all = !list || !*list;
    switch (networks_read(&p->allowed, list, false, &fault, &fault_len)) {
    case NETWORKS_READ: return true;
    case NETWORKS_MALFORMED:
        log_event(LOG_ERROR, "peers_malformed", "FCGI_WEB_SERVER_ADDRS: '{text}' is not an address",
                  LOG_SPAN("text", fault, fault_len));
        return false;
    case NETWORKS_NO_MEMORY: break;
    }
    log_event(LOG_ERROR, "out_of_memory", "out of memory");
    return false;
}

void peers_fini(struct peers *p)
{
    networks_fini(&p->allowed);
}

bool peers_allow(const struct peers *p, const struct sockaddr_storage *peer)
{
    struct in6_addr address;
    if (p->all)
        return true;
    if (peer->ss_family == AF_INET)
        address = address_mapped(((const struct sockaddr_in *)peer)->sin_addr);
    else if (peer->ss_family == AF_INET6)
        address = ((const struct sockaddr_in6 *)peer)->sin6_addr;
    else
        return true;
    return networks_have(&p->allowed, &address);
}
