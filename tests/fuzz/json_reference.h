/*
 * JSON as the contract wants it, read in another way than src/ does: first all
 * characters, then all tokens, then the grammar with a stack of its own.
 */
#ifndef FUZZ_JSON_REFERENCE_H
#define FUZZ_JSON_REFERENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { REFERENCE_TEXT_MAX = 4096, REFERENCE_DEPTH = 64 };

struct reference_token {
    char kind; /* { } [ ] , : " 0 and w, a word */
    size_t from, to;
};

/* A member of the outermost object. */
struct reference_member {
    size_t key, value, value_end; /* indices of tokens; the last behind the value */
};

struct reference {
    const char *text;
    size_t len;
    bool valid;
    struct reference_token tokens[REFERENCE_TEXT_MAX + 1];
    size_t n_tokens;
    struct reference_member members[REFERENCE_TEXT_MAX];
    size_t n_members;
};

/* Reads at most REFERENCE_TEXT_MAX bytes. */
void reference_read(struct reference *r, const char *text, size_t len);

/* What a string token says, in UTF-8; how many bytes. `to` holds REFERENCE_TEXT_MAX. */
size_t reference_decode(const struct reference *r, size_t token, char *to);

#endif
