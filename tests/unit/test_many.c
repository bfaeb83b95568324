/* Many tokens, ids and names: none twice, none more often than another. 200,000 of each; ten
 * million with OTC_LONG in the environment. */
#include "support/unit.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "../../src/api/identity.h"
#include "../../src/chat/name.h"

enum {
    SHORT = 200000,
    LONG = 10000000,
    LONG_SECONDS = 3600,
    N_NAMES = 16384,
    ID = CLIENT_ID_BYTES
};

static size_t n;
static unsigned char (*all)[ID]; /* n of them */

static int start(void **state)
{
    (void)state;
    n = getenv("OTC_LONG") ? LONG : SHORT;
    all = malloc(n * sizeof *all);
    return all && sodium_init() >= 0 ? 0 : -1;
}

static int end(void **state)
{
    (void)state;
    free(all);
    return 0;
}

static int take_time(void **state)
{
    (void)state;
    unit_limit_time();
    if (n == LONG)
        alarm(LONG_SECONDS);
    return 0;
}

static int by_bytes(const void *a, const void *b)
{
    return memcmp(a, b, ID);
}

static void assert_no_repeat(void)
{
    qsort(all, n, sizeof *all, by_bytes);
    for (size_t i = 1; i < n; i++)
        assert_memory_not_equal(all[i - 1], all[i], ID);
}

/* Whether `cells` counts of as many draws are as even as chance makes them: the statistic of a
 * chi-squared test is within six standard deviations of its mean, which chance leaves once in
 * a hundred million. Too even is as suspicious. */
static void assert_even(const char *what, const uint32_t *counts, size_t cells)
{
    double total = 0, chi = 0;
    for (size_t i = 0; i < cells; i++)
        total += counts[i];
    const double expected = total / (double)cells, freedom = (double)cells - 1;
    for (size_t i = 0; i < cells; i++)
        chi += (counts[i] - expected) * (counts[i] - expected) / expected;
    if (fabs(chi - freedom) > 6 * sqrt(2 * freedom))
        fail_msg("%s: %g for %g", what, chi, freedom);
}

/* The same of the values of each byte. */
static void assert_bytes_even(const char *what)
{
    for (size_t at = 0; at < ID; at++) {
        uint32_t counts[256] = {0};
        for (size_t i = 0; i < n; i++)
            counts[all[i][at]]++;
        assert_even(what, counts, 256);
    }
}

static void tokens_and_the_ids_of_clients(void **state)
{
    static uint32_t letters[TOKEN_LEN][256], names[N_NAMES];
    (void)state;
    for (size_t i = 0; i < n; i++) {
        char token[TOKEN_LEN + 1];
        identity_make_token(token);
        for (size_t at = 0; at < TOKEN_LEN; at++)
            letters[at][(unsigned char)token[at]]++;
        struct client_id id = identity_of_token(token, TOKEN_LEN);
        memcpy(all[i], id.bytes, ID);
        names[name_number(&id, 0) % N_NAMES]++;
    }
    for (size_t at = 0; at < TOKEN_LEN; at++) {
        uint32_t used[64];
        size_t kinds = 0;
        for (size_t c = 0; c < 256; c++)
            if (letters[at][c] > 0 && kinds++ < 64)
                used[kinds - 1] = letters[at][c];
        assert_int_equal(kinds, 64);
        assert_even("letters of tokens", used, 64);
    }
    assert_even("names", names, N_NAMES);
    assert_bytes_even("ids of clients");
    assert_no_repeat(); /* of ids, and so of tokens */
}

static void ids_of_messages(void **state)
{
    (void)state;
    for (size_t i = 0; i < n; i++) {
        char id[MESSAGE_ID_LEN + 1];
        identity_make_message_id(id);
        assert_int_equal(sodium_base642bin(all[i], ID, id, MESSAGE_ID_LEN, NULL, NULL, NULL,
                                           sodium_base64_VARIANT_URLSAFE_NO_PADDING),
                         0);
    }
    assert_bytes_even("ids of messages");
    assert_no_repeat();
}

static void names_of_all_numbers(void **state)
{
    (void)state;
    for (size_t i = 0; i < n; i++) {
        char name[NAME_MAX_BYTES];
        name_write((uint32_t)i, name);
        crypto_generichash(all[i], ID, (const unsigned char *)name, strlen(name), NULL, 0);
    }
    assert_no_repeat();
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup(f, take_time)
    static const struct CMUnitTest tests[] = {
        CASE(tokens_and_the_ids_of_clients),
        CASE(ids_of_messages),
        CASE(names_of_all_numbers),
    };
    return cmocka_run_group_tests_name("many", tests, start, end);
}
