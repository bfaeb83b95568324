/*
 * Who is who: a token is a secret of its owner's, the id that others see is
 * the first 128 bits of its SHA-256. Random values are the kernel's.
 */
#ifndef API_IDENTITY_H
#define API_IDENTITY_H

#include <stdbool.h>
#include <stddef.h>

#include "../chat/chat.h"

enum {
    ID_HEX_LEN = 2 * CLIENT_ID_BYTES,
    TOKEN_LEN = 32, /* of one that we make: 192 bits in base64url */
    MESSAGE_ID_LEN = 22,
};

/* Whether the bytes are `min` to `max` of A-Z a-z 0-9 _ - */
bool identity_is_word(const char *text, size_t len, size_t min, size_t max);

/* Writes a new token and its NUL. */
void identity_make_token(char token[TOKEN_LEN + 1]);

/* Writes a random message id and its NUL. */
void identity_make_message_id(char id[MESSAGE_ID_LEN + 1]);

struct client_id identity_of_token(const char *token, size_t len);

/* Whether a text is the token that a client_token gave; how long it takes tells
 * nothing of where they differ. `len`: at most TOKEN_MAX. */
bool identity_is_token(const char *text, size_t len, const char *token, size_t token_len);

/* The id as 32 lower-case hex digits, and back; false if the text is none. */
void identity_to_hex(const struct client_id *id, char hex[ID_HEX_LEN]);
bool identity_from_hex(const char *text, size_t len, struct client_id *id);

#endif
