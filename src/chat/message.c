#include "message.h"

#include <string.h>

#include <sodium.h>

#include "../base/heap.h"

struct message *message_new(enum command command, const struct client_id *from, const char *payload,
                            size_t len)
{
    if (len > MESSAGE_MAX)
        return NULL;
    /* That somebody leaves must be told when memory is short too: it frees some. */
    struct message *m = heap_new(ACCOUNT_MESSAGES, sizeof *m + len,
                                 len == 0 ? HEAP_RESERVED : HEAP_COMMON);
    if (!m)
        return NULL;
    m->refs = 1;
    m->command = (unsigned)command & ((1u << COMMAND_BITS) - 1);
    m->len = (uint32_t)len & MESSAGE_MAX;
    m->from = *from;
    if (len > 0)
        memcpy(m->payload, payload, len);
    return m;
}

void message_unref(struct message *m)
{
    if (!m || --m->refs > 0)
        return;
    size_t size = sizeof *m + m->len;
    sodium_memzero(m, size);
    heap_free(ACCOUNT_MESSAGES, m, size);
}
