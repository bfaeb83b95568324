/*
 * A command to clients. It is immutable, counted by reference, and shared by all
 * the queues it waits in. The core does not read its payload. The whole message
 * is wiped when its last reference goes.
 */
#ifndef CHAT_MESSAGE_H
#define CHAT_MESSAGE_H

#include <stddef.h>
#include <stdint.h>

enum { CLIENT_ID_BYTES = 16 };

struct client_id {
    unsigned char bytes[CLIENT_ID_BYTES];
};

enum command {
    COMMAND_INIT,  /* begin anew; one message serves all clients, and `from` is nobody */
    COMMAND_FETCH, /* send `from` what you have said */
    COMMAND_ADD,   /* a message from `from` */
    COMMAND_LEFT,  /* rm: `from` has left */
    COMMAND_GONE,  /* rm: nothing was heard of `from` during its grace */
    COMMAND_LAST = COMMAND_GONE,
};

enum { COMMAND_BITS = 4, LENGTH_BITS = 28 };
_Static_assert(COMMAND_LAST < 1 << COMMAND_BITS, "a message holds each command");

enum { MESSAGE_MAX = (1 << LENGTH_BITS) - 1 }; /* bytes of a payload */

struct message {
    uint32_t refs;
    uint32_t command : COMMAND_BITS; /* enum command */
    uint32_t len : LENGTH_BITS;      /* of the payload, in bytes */
    struct client_id from;
    uint32_t sent_at; /* ms, the lowest 32 bits of the time: when it was accepted; of COMMAND_ADD */
    char payload[];
};

/* A message with one reference, the caller's. NULL without memory, or if the
 * payload is longer than MESSAGE_MAX. */
struct message *message_new(enum command command, const struct client_id *from, const char *payload,
                            size_t len);
void message_unref(struct message *m); /* NULL is fine */

static inline struct message *message_ref(struct message *m)
{
    m->refs++;
    return m;
}

/* What a message counts in a queue: roughly its size in memory, and as JSON. */
static inline size_t message_cost(const struct message *m)
{
    enum { COMMAND_BYTES = 48 }; /* around the payload */
    return COMMAND_BYTES + m->len;
}

#endif
