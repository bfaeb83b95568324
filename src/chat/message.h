/*
 * A command to clients: immutable, counted by reference, shared by all of the
 * queues it waits in. Its payload is bytes that the core does not read; they
 * are wiped when the last reference goes.
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
    COMMAND_INIT,  /* you are `from` */
    COMMAND_FETCH, /* send `from` what you have said */
    COMMAND_ADD,   /* a message from `from` */
    COMMAND_LEFT,  /* rm: `from` has left */
    COMMAND_GONE,  /* rm: `from` was not heard of for its grace */
};

enum { MESSAGE_MAX = (1 << 29) - 1 }; /* bytes of a payload */

struct message {
    uint32_t refs;
    uint32_t command : 3; /* enum command */
    uint32_t len : 29;    /* of the payload, in bytes */
    struct client_id from;
    char payload[];
};

/* A message with one reference, the caller's; NULL without memory, or if the
 * payload is longer than MESSAGE_MAX. */
struct message *message_new(enum command command, const struct client_id *from, const char *payload,
                            size_t len);
void message_unref(struct message *m); /* NULL is fine */

static inline struct message *message_ref(struct message *m)
{
    m->refs++;
    return m;
}

/* What it counts in a queue, in bytes: about what it takes, and is as JSON. */
static inline size_t message_cost(const struct message *m)
{
    enum { COMMAND_BYTES = 48 }; /* that a command takes beside its payload */
    return COMMAND_BYTES + m->len;
}

#endif
