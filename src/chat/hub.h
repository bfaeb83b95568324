/*
 * The chat core: who is present in which room, what waits for whom, and for
 * how long. It knows no JSON, socket or clock: payloads are bytes, a parked
 * poll's request is a pointer of the caller's, times are milliseconds of a clock that
 * never goes back.
 *
 * Nothing here calls out. What a change means for parked polls is found
 * afterwards with hub_next_ready, so that one pass answers them all.
 */
#ifndef CHAT_HUB_H
#define CHAT_HUB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../base/list.h"
#include "message.h"
#include "queue.h"
#include "rate.h"

enum {
    ROOM_NAME_MAX = 128,
    TOKEN_MAX = 64,
    TOKEN_SHORT = 32,
    SEND_MAX = 64, /* messages in one hub_send */
};

struct hub;
struct client;

struct hub_limits {
    int64_t hold_ms, max_hold_ms, grace_ms; /* of a poll that does not say; at most; without one */
    uint32_t max_clients, max_room;
    uint32_t max_parked, max_party; /* polls; of one party; 0: no limit */
    bool slow_places;               /* see places.h */
    size_t max_queue;               /* bytes */
    struct rate messages, bytes;    /* of one client */
};

enum hub_result {
    HUB_OK,
    HUB_FULL,          /* no place in the hub or in the room */
    HUB_NO_MEMORY,     /* nothing has changed */
    HUB_RECEIVER_BUSY, /* a receiver named by `to` has too much waiting */
};

/* Counts for the operator. */
struct hub_counts {
    uint64_t clients, rooms, parked, streams;         /* streams are parked too */
    uint64_t delivered, accepted, joined, overflowed; /* since the start */
};

/* NULL without memory. The limits are copied. */
struct hub *hub_new(const struct hub_limits *limits);
void hub_free(struct hub *hub); /* NULL is fine; it frees parked polls, not their requests */
const struct hub_limits *hub_limits(const struct hub *hub);
struct hub_counts hub_counts(const struct hub *hub);

/* ---- clients: owned by the hub, valid until they leave or are gone ---- */

/* The client of this id, or NULL if it is not present. */
struct client *hub_find(const struct hub *hub, const struct client_id *id);

const struct client_id *client_id(const struct client *c);
/* As joined with, and zeros up to TOKEN_SHORT or, where it is longer, TOKEN_MAX. */
const char *client_token(const struct client *c, size_t *len);
const char *client_room(const struct client *c);
uint32_t client_name(const struct client *c); /* see chat/name.h */

/* The members of the client's room, itself included; i < client_n_members. */
uint32_t client_n_members(const struct client *c);
const struct client *client_member(const struct client *c, uint32_t i);

/* Brings a client into a room. `*client` is who is to be told by an init,
 * which waits at the front of its queue:
 * - a new one: the others of the room get a fetch;
 * - one that is present in this room: its queue has overflowed;
 * - one that is present in another room: it has left that.
 * The caller has checked the token of one that is present, and then takes the
 * poll it is part of and its stream (hub_unpark). HUB_FULL or HUB_NO_MEMORY: nothing has
 * changed. */
enum hub_result hub_join(struct hub *hub, const struct client_id *id, const char *token,
                         size_t token_len, const char *room, int64_t now, struct client **client);

/* Takes a client away; the others of its room are told why (COMMAND_LEFT or
 * COMMAND_GONE). It must be part of no parked poll, and have no stream.
 * False without memory: it is still there, and hub_sweep will take it away. */
bool hub_leave(struct hub *hub, struct client *c, enum command why, int64_t now);

/* ---- messages ---- */

struct outgoing {
    struct message *message; /* a COMMAND_ADD; the caller's reference */
    bool to_one;             /* only to the member `to`, if there is such */
    struct client_id to;
};

/* Milliseconds until the client may send again; 0: now. `live`: to all. */
double hub_rate_wait(const struct hub *hub, const struct client *c, bool live, bool history,
                     int64_t now);

/* Takes bytes that are no message from the client's bucket for history; or tells
 * how many milliseconds it has to wait, and takes nothing; 0: taken. */
double hub_take_bytes(const struct hub *hub, struct client *c, size_t bytes, int64_t now);

/* Relays 1 to SEND_MAX messages to the members of the sender's room in their
 * order, all or none, and takes `body_bytes` from the sender's buckets. */
enum hub_result hub_send(struct hub *hub, struct client *c, const struct outgoing *messages,
                         unsigned n, size_t body_bytes, int64_t now);

/* ---- polls ---- */

/* Takes an acknowledgement; or that at the begin of a poll, which tells whether
 * the answer before has arrived. False: impossible. */
bool hub_ack(struct hub *hub, struct client *c, uint64_t ack);
bool hub_ack_poll(struct hub *hub, struct client *c, uint64_t ack);

/* Whether commands wait for the client. */
bool client_waiting(const struct client *c);
const struct queue *client_queue(const struct client *c);

/* How many times the size of an answer must be halved, since answers with the
 * same commands did not arrive. */
unsigned client_halvings(const struct client *c);

/* Polls that share a limit (max_party), such as those of one address. Begins
 * as zeros; the caller's, and stays as long as a poll of it is parked. */
struct poll_party {
    struct list parked;
};

enum poll_state {
    POLL_PARKED,
    POLL_READY, /* to be answered now */
};

/* A parked poll for one client or several; to be read only but for `shared`. */
struct poll {
    struct list_node node;       /* among the parked, the longest parked first, or the ready */
    struct list_node party_node; /* among the parked of its party */
    struct poll_party *party;    /* or NULL */
    void *request;               /* the caller's */
    uint8_t state;               /* enum poll_state */
    bool asked_to_wait;          /* the answer is to say so */
    bool shared;                 /* the caller's to set: how it is answered */
    bool is_stream;              /* see streams.h */
    bool is_own;                 /* see client_own_poll */
    uint8_t n;
    struct client *clients[];
};

/* A poll for `n` clients, 1 to 255, that is not parked; NULL without memory. It
 * is the caller's to free, but not while it is parked. */
struct poll *poll_new(void *request, unsigned n);
void poll_free(struct poll *poll); /* NULL is fine */

/* A poll for this client alone that needs no memory of its own, as long as it is
 * not parked. poll_free does nothing with it. */
struct poll *client_own_poll(struct client *c);

/* Parks a poll for its clients, none of which is part of another, until
 * `now + hold_ms`. Past a limit the longest parked is asked to wait. */
void hub_park(struct hub *hub, struct poll *poll, struct client *const *clients,
              struct poll_party *party, int64_t hold_ms, int64_t now);

/* Whether a poll of these clients may be parked. Not where all places are taken
 * and one of them comes before the time it was told (hub_note_wait): who does
 * not wait takes no place from those who do. */
bool hub_may_park(const struct hub *hub, struct client *const *clients, unsigned n, int64_t now);

/* The client is told to poll again only at this time. */
void hub_note_wait(struct client *c, int64_t until);

/* The poll that the client is part of, and its stream; or NULL. */
struct poll *client_poll(const struct client *c);
struct poll *client_stream(const struct client *c);

/* Takes a poll, parked or ready; what it says stays. Its clients' grace begins. */
void hub_unpark(struct hub *hub, struct poll *poll, int64_t now);

/* A request of the client has ended: its grace begins again. */
void hub_touch(struct hub *hub, struct client *c, int64_t now);

/* To be called before the queue is read for an answer. */
void hub_prepare_answer(struct hub *hub, struct client *c);

/* The commands up to `number` go into an answer now. */
void hub_note_sent(struct hub *hub, struct client *c, uint64_t number, int64_t now);

/* The next poll that is to be answered now: commands wait, its hold is over, or
 * it was asked to make place. Unpark it; else it comes again. */
struct poll *hub_next_ready(struct hub *hub);

/* Has a parked poll answered, or all of them, with the word to wait a little. */
void hub_ask_to_wait(struct hub *hub, struct poll *poll);
void hub_ask_all_to_wait(struct hub *hub);

/* Whether the queue of a ready client is more than half full: answer the ready
 * ones now, or they overflow although they read. */
bool hub_pressed(const struct hub *hub);

/* ---- time ---- */

/* Does what is due: holds that are over become ready, who is out of grace goes. */
void hub_sweep(struct hub *hub, int64_t now);

/* When hub_sweep and hub_next_ready are to be called next at the latest;
 * INT64_MAX: never. */
int64_t hub_next_deadline(const struct hub *hub);

#endif
