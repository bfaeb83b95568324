/*
 * The queues in which most waits, found at once: clients on lists by the bytes that wait for
 * them, each list for twice as many as the one before it. Acknowledgements cost nothing: who is
 * on too high a list is put right when the fullest is looked for. For the core's own
 * files only.
 */
#ifndef CHAT_FULLNESS_H
#define CHAT_FULLNESS_H

#include "core.h"

void fullness_note_slowly(struct chat *chat, struct client *c);

/* How many bytes may wait for a client of which nobody need take note: neither here, nor as half
 * of a queue. */
size_t fullness_little(const struct chat_limits *limits);

/* Notes that something was added to the client's queue. */
static inline void fullness_note(struct chat *chat, struct client *c)
{
    if (c->queue.bytes >> (FULLNESS_LEAST_BITS + c->fullness) > 0)
        fullness_note_slowly(chat, c);
}

/* Takes a client off the lists, before it is freed. */
void fullness_forget(struct chat *chat, struct client *c);

/* A client whose queue would free most if it overflowed: none has twice as much waiting. NULL:
 * nowhere do 1024 bytes wait that an overflow would drop. */
struct client *fullness_most(struct chat *chat);

#endif
