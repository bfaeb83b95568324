/*
 * Somebody who chats: a token, the id that follows from it, and the requests that a front
 * server makes of what they ask.
 */
#ifndef FLOOD_PERSON_H
#define FLOOD_PERSON_H

#include <stddef.h>
#include <stdint.h>

#include "../../../src/base/buf.h"

enum { PERSON_ID_LEN = 32, PERSON_TOKEN_LEN = 32 };

struct person {
    char id[PERSON_ID_LEN + 1], token[PERSON_TOKEN_LEN + 1];
    char address[16]; /* as REMOTE_ADDR */
    uint64_t ack;     /* the number of the last command that came */
};

/* Makes a person of a random token. The address is 10.x.y.z, of the number's three low bytes. */
void person_init(struct person *p, unsigned number);

/* Append a whole request with this FastCGI id. */
void person_join(struct buf *out, uint16_t id, const struct person *p, const char *room);
void person_poll(struct buf *out, uint16_t id, const struct person *p);
void person_leave(struct buf *out, uint16_t id, const struct person *p);

/* One poll for `n` persons, who have got all up to their init. */
void person_poll_shared(struct buf *out, uint16_t id, const struct person *const *persons,
                        unsigned n);

/* `n` messages of so many bytes of text; the id of the first is "<prefix><first>". */
void person_say(struct buf *out, uint16_t id, const struct person *p, const char *prefix,
                uint64_t first, unsigned n, size_t text_len);

/* Notes the number of the last command in an answer to a poll. */
void person_take(struct person *p, const char *answer, size_t len);

/* Any request: `body` goes to the endpoint, such as "/join". */
void person_ask(struct buf *out, uint16_t id, const char *address, const char *endpoint,
                const char *body, size_t len);

#endif
