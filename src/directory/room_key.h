/*
 * What the directory knows of a room instead of its name: a keyed hash. Whoever reads the
 * directory, or guesses names, learns nothing without the key.
 */
#ifndef DIRECTORY_ROOM_KEY_H
#define DIRECTORY_ROOM_KEY_H

#include <stdbool.h>
#include <stddef.h>

enum {
    ROOM_KEY_LEN = 22,        /* 128 bits in base64url */
    ROOM_KEY_SECRET_MIN = 32, /* bytes of the key file, without the newline at its end */
    ROOM_KEY_SECRET_MAX = 1024,
    CLUSTER_NAME_LEN = 8,
};

struct room_secret {
    unsigned char bytes[32];
};

/* From what the file of the key holds. False: it is too short. */
bool room_secret_init(struct room_secret *secret, const char *bytes, size_t len);

/* Writes the first 128 bits of HMAC-SHA-256(secret, name) in base64url, and a NUL. Should two
 * rooms ever have the same, they would be on one node, and no more. */
void room_key_of(const struct room_secret *secret, const char *name, char key[ROOM_KEY_LEN + 1]);

/* Writes what tells nodes of another key from ours, and a NUL. It tells nothing of the key. */
void room_key_cluster(const struct room_secret *secret, char name[CLUSTER_NAME_LEN + 1]);

#endif
