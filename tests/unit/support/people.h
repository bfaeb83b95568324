/*
 * People in a chat: clients known by a number, and what waits for each as one
 * line of text, such as "init, fetch 2, add 1 hello, left 3".
 */
#ifndef SUPPORT_PEOPLE_H
#define SUPPORT_PEOPLE_H

#include "../../../src/chat/chat.h"

enum { WAITING_MAX = 65536 };

/* No rates, 25 s of hold, 90 s of grace, 1000 clients, 1 MiB of queue. */
struct chat_limits limits_plain(void);

struct client_id person_id(unsigned n);

/* Joins, and must succeed. What waits for the client stays. */
struct client *person_joins(struct chat *chat, unsigned n, const char *room, int64_t now);
enum chat_result person_tries(struct chat *chat, unsigned n, const char *room, int64_t now);

/* Joins, and has read its init. */
struct client *person_settles(struct chat *chat, unsigned n, const char *room, int64_t now);

/* Leaves, which it must be able to: it has no poll and no stream. */
void person_leaves(struct chat *chat, struct client *c);

/* One message to all, or to one. */
enum sending_result person_says(struct chat *chat, struct client *c, const char *text, int64_t now);
enum sending_result person_tells(struct chat *chat, struct client *c, unsigned to, const char *text,
                                 int64_t now);

/* A message of `len` bytes to all. */
enum sending_result person_says_bytes(struct chat *chat, struct client *c, size_t len, int64_t now);

/* What waits, as text; valid until the next call. */
const char *person_waiting(const struct client *c);

/* Puts all that waits into an answer. */
void person_is_answered(struct chat *chat, struct client *c, int64_t now);

/* The same, and acknowledges it: nothing waits afterwards but what that caused. */
void person_reads(struct chat *chat, struct client *c, int64_t now);

/* Parks a poll of the client's own, whose request is the client. */
struct poll *person_parks(struct chat *chat, struct client *c, int64_t hold_ms, int64_t now);

/* Takes the poll that the client is part of. */
void person_unparks(struct chat *chat, struct client *c, int64_t now);

bool person_is_present(const struct chat *chat, unsigned n);

/* Takes each ready poll of one client; how many, and whose in `who`. */
unsigned people_ready(struct chat *chat, unsigned who[], unsigned max, int64_t now);

#endif
