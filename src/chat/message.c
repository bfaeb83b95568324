#include "message.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "../base/account.h"
#include "../base/reserve.h"

struct message *message_new(enum command command, const struct client_id *from, const char *payload,
                            size_t len)
{
    if (len > MESSAGE_MAX)
        return NULL;
    /* That somebody leaves must be told when memory is short too: it frees some. */
    struct message *m = len == 0 ? reserve_malloc(sizeof *m) : malloc(sizeof *m + len);
    if (!m)
        return NULL;
    account_add(ACCOUNT_MESSAGES, sizeof *m + len);
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
    account_remove(ACCOUNT_MESSAGES, size);
    sodium_memzero(m, size);
    reserve_free(m);
}
