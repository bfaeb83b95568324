/*
 * Ids and tokens. A token is its owner's secret; the id that others see is the
 * first 128 bits of the token's SHA-256. Random values come from the kernel.
 */
#ifndef API_IDENTITY_H
#define API_IDENTITY_H

#include <stdbool.h>
#include <stddef.h>

#include "../chat/chat.h"

enum {
    ID_HEX_LEN = 2 * CLIENT_ID_BYTES,
    TOKEN_LEN = 32,      /* of the tokens that we make: 192 bits in base64url */
    MESSAGE_ID_LEN = 22, /* of the message ids that we make: 128 bits in base64url */
};

/* Whether a text is `min` to `max` characters, all of them A-Z a-z 0-9 _ - */
bool identity_is_word(const char *text, size_t len, size_t min, size_t max);

/* Writes a new token and a NUL. */
void identity_make_token(char token[TOKEN_LEN + 1]);

/* Writes a random message id and a NUL. */
void identity_make_message_id(char id[MESSAGE_ID_LEN + 1]);

struct client_id identity_of_token(const char *token, size_t len);

/* Whether a text equals a token that client_token returned. Compares in constant time
 * where the lengths are equal. */
bool identity_is_token(const char *text, size_t len, const char *token, size_t token_len);

/* Converts an id to 32 lower-case hex digits and back. False: the text is no id. */
void identity_to_hex(const struct client_id *id, char hex[ID_HEX_LEN]);
bool identity_from_hex(const char *text, size_t len, struct client_id *id);

#endif
