/*
 * What goes into answers, and what has arrived of it.
 */
#ifndef CHAT_ANSWERS_H
#define CHAT_ANSWERS_H

#include <stdbool.h>
#include <stdint.h>

#include "streams.h"

/* Drops the commands up to the number `ack`. False if no answer ever held that
 * number; nothing has changed. */
bool answers_ack(struct chat *chat, struct client *c, uint64_t ack);

/* The same at the start of a poll, which also tells whether the last answer
 * arrived: see client_halvings. */
bool answers_ack_poll(struct chat *chat, struct client *c, uint64_t ack);

/* To be called before the queue is read for an answer: it may drop commands. */
void answers_prepare(struct chat *chat, struct client *c);

/* The commands up to `number` go into an answer now. This may send others a
 * fetch, and so make any queue overflow. */
void answers_note_sent(struct chat *chat, struct client *c, uint64_t number, int64_t now);

/* A line of a stream was written. The stream is parked again. */
void answers_note_line(struct chat *chat, struct stream *s, struct stream_line line, int64_t now);

#endif
