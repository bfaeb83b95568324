#include "support/unit.h"

#include <ctype.h>
#include <string.h>

#include "../../src/chat/name.h"

static const struct client_id scattered = {
    {0, 1, 2, 3, 200, 201, 128, 255, 17, 34, 51, 68, 85, 102, 119, 136}};

static void an_id_has_the_same_names_again(void **state)
{
    (void)state;
    for (uint32_t attempt = 0; attempt < 100; attempt++) {
        struct client_id copy = scattered;
        assert_int_equal(name_number(&scattered, attempt), name_number(&copy, attempt));
    }
}

static void every_id_has_names_without_end(void **state)
{
    (void)state;
    enum { ATTEMPTS = 2000 };
    static const struct client_id ids[] = {{{0}}, {{255, 255, 255}}, {{1, 2, 1, 2, 1, 2}}};
    static uint32_t numbers[ATTEMPTS];
    for (unsigned i = 0; i < sizeof ids / sizeof *ids; i++) {
        unsigned different = 0;
        for (uint32_t attempt = 0; attempt < ATTEMPTS; attempt++) {
            numbers[different] = name_number(&ids[i], attempt);
            unsigned at = 0;
            while (numbers[at] != numbers[different])
                at++;
            different += at == different;
        }
        assert_true(different >= ATTEMPTS / 8); /* so that a free one is always found */
    }
}

static void a_name_is_plain_words_that_fit(void **state)
{
    (void)state;
    for (uint32_t number = 0; number < 200000; number += 7) {
        char name[NAME_MAX_BYTES + 1];
        memset(name, '#', sizeof name);
        name_write(number, name);
        size_t len = strlen(name);
        assert_true(len >= 3 && len < NAME_MAX_BYTES);
        assert_int_equal(name[NAME_MAX_BYTES], '#');
        assert_true(isupper((unsigned char)name[0]));
        for (size_t i = 0; i < len; i++)
            assert_true(isalnum((unsigned char)name[i]) || name[i] == ' ');
    }
    char name[NAME_MAX_BYTES];
    name_write(UINT32_MAX, name);
    assert_true(strlen(name) < NAME_MAX_BYTES);
}

static void different_numbers_are_different_names(void **state)
{
    (void)state;
    enum { PAIRS = 128 * 128 };
    char name[NAME_MAX_BYTES], other[NAME_MAX_BYTES];
    for (uint32_t number = 0; number < PAIRS; number++) {
        name_write(number, name);
        name_write(number + 1, other);
        assert_string_not_equal(name, other);
        name_write(number + 128, other);
        assert_string_not_equal(name, other);
        name_write(number + PAIRS, other);
        assert_string_not_equal(name, other);
        name_write(number + 2 * PAIRS, other);
        assert_string_not_equal(name, other);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_id_has_the_same_names_again),
        cmocka_unit_test(every_id_has_names_without_end),
        cmocka_unit_test(a_name_is_plain_words_that_fit),
        cmocka_unit_test(different_numbers_are_different_names),
    };
    return cmocka_run_group_tests_name("name", tests, NULL, NULL);
}
