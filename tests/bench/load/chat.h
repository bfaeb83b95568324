/*
 * What polling and streaming have in common.
 */
#ifndef LOAD_CHAT_H
#define LOAD_CHAT_H

#include "bench.h"

extern const char chat_head[]; /* header lines of every request */

void chat_join(struct client *c);
void chat_say(struct client *c);

/* Takes {"seq":...,"commands":[...]}. */
void chat_take_commands(struct client *c, const char *body, size_t len);

#endif
