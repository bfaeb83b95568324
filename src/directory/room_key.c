#include "room_key.h"

#include <assert.h>
#include <string.h>

#include <sodium.h>

_Static_assert(sizeof(struct room_secret) == crypto_auth_hmacsha256_KEYBYTES, "it takes this key");

static const char cluster_text[] = " cluster"; /* no room has a space in its name */

static size_t without_newlines(const char *bytes, size_t len)
{
    while (len > 0 && (bytes[len - 1] == '\n' || bytes[len - 1] == '\r'))
        len--;
    return len;
}

bool room_secret_init(struct room_secret *secret, const char *bytes, size_t len)
{
    static const unsigned char purpose[] = "onetimechat directory";
    len = without_newlines(bytes, len);
    if (len < ROOM_KEY_SECRET_MIN || len > ROOM_KEY_SECRET_MAX)
        return false;
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, (const unsigned char *)bytes, len);
    crypto_auth_hmacsha256_update(&state, purpose, sizeof purpose - 1);
    crypto_auth_hmacsha256_final(&state, secret->bytes);
    sodium_memzero(&state, sizeof state);
    return true;
}

static void hash(const struct room_secret *secret, const char *text,
                 unsigned char mac[crypto_auth_hmacsha256_BYTES])
{
    crypto_auth_hmacsha256(mac, (const unsigned char *)text, strlen(text), secret->bytes);
}

void room_key_of(const struct room_secret *secret, const char *name, char key[ROOM_KEY_LEN + 1])
{
    unsigned char mac[crypto_auth_hmacsha256_BYTES];
    hash(secret, name, mac);
    sodium_bin2base64(key, ROOM_KEY_LEN + 1, mac, sizeof mac / 2,
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

void room_key_cluster(const struct room_secret *secret, char name[CLUSTER_NAME_LEN + 1])
{
    unsigned char mac[crypto_auth_hmacsha256_BYTES];
    hash(secret, cluster_text, mac);
    sodium_bin2hex(name, CLUSTER_NAME_LEN + 1, mac, CLUSTER_NAME_LEN / 2);
}
