/*
 * What a fuzzer is given, taken apart byte by byte; behind its end there are zeros.
 */
#ifndef FUZZ_INPUT_H
#define FUZZ_INPUT_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

struct input {
    const uint8_t *at;
    size_t left;
};

static inline uint8_t input_byte(struct input *in)
{
    if (in->left == 0)
        return 0;
    in->left--;
    return *in->at++;
}

/* A number from 0 to 15; a digit stands for itself, so that seeds can be read. */
static inline unsigned input_digit(struct input *in)
{
    return input_byte(in) & 15;
}

/* A letter, as 1 to 26; other bytes stand for letters too, or for nothing: 0. */
static inline char input_letter(struct input *in)
{
    unsigned n = input_byte(in) & 31;
    return n >= 1 && n <= 26 ? (char)('a' + n - 1) : '\0';
}

/* Ends the program, which the fuzzer takes for a finding. */
#define EXPECT(condition)                                                                          \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition);                \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

/* What libFuzzer calls, and replay.c. Returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

#endif
