#include "support/unit.h"

#include <string.h>

#include "support/count.h"
#include "../../src/api/identity.h"

static void an_id_is_the_first_half_of_the_sha256(void **state)
{
    (void)state;
    static const struct {
        const char *token, *hex;
    } rows[] = {
        {"abc", "ba7816bf8f01cfea414140de5dae2223"}, /* FIPS 180-2, appendix B.1 */
        {"", "e3b0c44298fc1c149afbf4c8996fb924"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        char hex[ID_HEX_LEN];
        struct client_id id = identity_of_token(rows[i].token, strlen(rows[i].token)), back;
        identity_to_hex(&id, hex);
        assert_memory_equal(hex, rows[i].hex, ID_HEX_LEN);
        assert_true(identity_from_hex(hex, sizeof hex, &back));
        assert_memory_equal(&id, &back, sizeof id);
    }
}

static void an_id_is_32_lower_case_hex_digits(void **state)
{
    (void)state;
    static const char *const none[] = {
        "",
        "ba7816bf8f01cfea414140de5dae222",
        "ba7816bf8f01cfea414140de5dae22233",
        "BA7816bf8f01cfea414140de5dae2223",
        "ga7816bf8f01cfea414140de5dae2223",
        " a7816bf8f01cfea414140de5dae2223",
        "ba7816bf8f01cfea414140de5dae222/",
        "ba7816bf8f01cfea414140de5dae222:",
        "ba7816bf8f01cfea414140de5dae222`",
    };
    for (size_t i = 0; i < COUNT_OF(none); i++) {
        struct client_id id;
        assert_false(identity_from_hex(none[i], strlen(none[i]), &id));
    }
}

static void a_word_is_of_its_letters_and_length(void **state)
{
    (void)state;
    for (unsigned c = 0; c < 256; c++) {
        char text[] = {'a', (char)c, 'z'};
        bool letter =
            c && strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-", (int)c);
        assert_int_equal(identity_is_word(text, 3, 1, 10), letter);
    }
    assert_true(identity_is_word("abcd", 4, 4, 4));
    assert_false(identity_is_word("abcd", 4, 5, 9));
    assert_false(identity_is_word("abcd", 4, 1, 3));
    assert_false(identity_is_word("", 0, 1, 3));
}

static void what_is_made_is_a_word_and_new_each_time(void **state)
{
    (void)state;
    char tokens[100][TOKEN_LEN + 1], ids[100][MESSAGE_ID_LEN + 1];
    for (unsigned i = 0; i < 100; i++) {
        identity_make_token(tokens[i]);
        identity_make_message_id(ids[i]);
        assert_int_equal(strlen(tokens[i]), TOKEN_LEN);
        assert_int_equal(strlen(ids[i]), MESSAGE_ID_LEN);
        assert_true(identity_is_word(tokens[i], TOKEN_LEN, 22, 64));
        assert_true(identity_is_word(ids[i], MESSAGE_ID_LEN, 1, 64));
        for (unsigned k = 0; k < i; k++) {
            assert_string_not_equal(tokens[i], tokens[k]);
            assert_string_not_equal(ids[i], ids[k]);
        }
    }
}

static void tokens_are_the_same_byte_for_byte(void **state)
{
    (void)state;
    static const char token[] = "A-token-of-64-letters-that-is-as-long-as-tokens-may-be-and-ends9";
    for (size_t len = 22; len <= TOKEN_MAX; len++) {
        char padded[TOKEN_MAX] = {0}, other[TOKEN_MAX];
        memcpy(padded, token, len);
        assert_true(identity_is_token(token, len, padded, len));
        for (size_t i = 0; i < len; i++) {
            memcpy(other, token, len);
            other[i] ^= 1;
            assert_false(identity_is_token(other, len, padded, len));
        }
        assert_false(identity_is_token(token, len - 1, padded, len));
        assert_false(identity_is_token(token, 0, padded, len));
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_id_is_the_first_half_of_the_sha256),
        cmocka_unit_test(an_id_is_32_lower_case_hex_digits),
        cmocka_unit_test(a_word_is_of_its_letters_and_length),
        cmocka_unit_test(what_is_made_is_a_word_and_new_each_time),
        cmocka_unit_test(tokens_are_the_same_byte_for_byte),
    };
    return cmocka_run_group_tests_name("identity", tests, NULL, NULL);
}
