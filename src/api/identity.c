#include "identity.h"

#include <string.h>

#include <sodium.h>

enum { TOKEN_BYTES = 24, MESSAGE_ID_BYTES = 16 };

_Static_assert(sodium_base64_ENCODED_LEN(TOKEN_BYTES, sodium_base64_VARIANT_URLSAFE_NO_PADDING) ==
                   TOKEN_LEN + 1,
               "a token's length");
_Static_assert(sodium_base64_ENCODED_LEN(MESSAGE_ID_BYTES,
                                         sodium_base64_VARIANT_URLSAFE_NO_PADDING) ==
                   MESSAGE_ID_LEN + 1,
               "a message id's length");

static bool is_word_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-';
}

bool identity_is_word(const char *text, size_t len, size_t min, size_t max)
{
    if (len < min || len > max)
        return false;
    for (size_t i = 0; i < len; i++)
        if (!is_word_char(text[i]))
            return false;
    return true;
}

void identity_make_token(char token[TOKEN_LEN + 1])
{
    unsigned char bytes[TOKEN_BYTES];
    randombytes_buf(bytes, sizeof bytes);
    sodium_bin2base64(token, TOKEN_LEN + 1, bytes, sizeof bytes,
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    sodium_memzero(bytes, sizeof bytes);
}

void identity_make_message_id(char id[MESSAGE_ID_LEN + 1])
{
    unsigned char bytes[MESSAGE_ID_BYTES];
    randombytes_buf(bytes, sizeof bytes);
    sodium_bin2base64(id, MESSAGE_ID_LEN + 1, bytes, sizeof bytes,
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

struct client_id identity_of_token(const char *token, size_t len)
{
    unsigned char hash[crypto_hash_sha256_BYTES];
    struct client_id id;
    crypto_hash_sha256(hash, (const unsigned char *)token, len);
    memcpy(id.bytes, hash, sizeof id.bytes);
    sodium_memzero(hash, sizeof hash);
    return id;
}

_Static_assert((int)TOKEN_SHORT == (int)crypto_verify_32_BYTES, "a short token is compared whole");
_Static_assert((int)TOKEN_MAX == (int)crypto_verify_64_BYTES, "a long one too");

bool identity_is_token(const char *text, size_t len, const char *token, size_t token_len)
{
    unsigned char padded[TOKEN_MAX] = {0};
    if (len != token_len)
        return false;
    memcpy(padded, text, len);
    bool same = (len <= TOKEN_SHORT ? crypto_verify_32(padded, (const unsigned char *)token)
                                    : crypto_verify_64(padded, (const unsigned char *)token)) == 0;
    sodium_memzero(padded, sizeof padded);
    return same;
}

void identity_to_hex(const struct client_id *id, char hex[ID_HEX_LEN])
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < CLIENT_ID_BYTES; i++) {
        hex[2 * i] = digits[id->bytes[i] >> 4];
        hex[2 * i + 1] = digits[id->bytes[i] & 15];
    }
}

enum { IS_DIGIT = 16 };

/* The value of a digit, and IS_DIGIT. */
static const unsigned char hex_values[256] = {
    ['0'] = 16, ['1'] = 17, ['2'] = 18, ['3'] = 19, ['4'] = 20, ['5'] = 21, ['6'] = 22, ['7'] = 23,
    ['8'] = 24, ['9'] = 25, ['a'] = 26, ['b'] = 27, ['c'] = 28, ['d'] = 29, ['e'] = 30, ['f'] = 31,
};

bool identity_from_hex(const char *text, size_t len, struct client_id *id)
{
    unsigned digits = IS_DIGIT;
    if (len != ID_HEX_LEN)
        return false;
    for (size_t i = 0; i < CLIENT_ID_BYTES; i++) {
        unsigned high = hex_values[(unsigned char)text[2 * i]];
        unsigned low = hex_values[(unsigned char)text[2 * i + 1]];
        digits &= high & low;
        id->bytes[i] = (unsigned char)(high << 4 | (low & 15));
    }
    return digits & IS_DIGIT;
}
