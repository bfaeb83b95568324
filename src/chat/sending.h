/*
 * What clients say, relayed to their rooms, and the rates at which they may.
 */
#ifndef CHAT_SENDING_H
#define CHAT_SENDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "message.h"

enum { SEND_MAX = 64 }; /* messages in one sending_relay */

struct chat;
struct client;

enum sending_result {
    SENDING_OK,
    SENDING_NO_MEMORY,     /* nothing has changed */
    SENDING_RECEIVER_BUSY, /* too much waits for a receiver named by `to`; nothing has changed */
};

struct outgoing {
    struct message *message; /* a COMMAND_ADD; the caller's reference */
    bool to_one;             /* only to the member `to`, if there is such */
    struct client_id to;
};

/* How many milliseconds the client must wait before it may send; 0: it may now.
 * `live`: it sends messages to all; `history`: messages to one. */
int64_t sending_wait(const struct chat *chat, const struct client *c, bool live, bool history,
                     int64_t now);

/* Takes bytes that are no message from the client's budget for history. Returns
 * 0, or how many milliseconds the client must wait; then nothing was taken. */
int64_t sending_take_bytes(const struct chat *chat, struct client *c, size_t bytes, int64_t now);

/* Relays 1 to SEND_MAX messages to the members of the sender's room, itself included, in
 * their order, all or none. Checks no rate: call sending_wait before. Afterwards takes
 * each message from its budget, and `body_bytes` from that of live messages if there
 * are any, else from that of history. */
enum sending_result sending_relay(struct chat *chat, struct client *c,
                                  const struct outgoing *messages, unsigned n, size_t body_bytes,
                                  int64_t now);

#endif
