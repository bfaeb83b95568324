/* One request as a client asks it, against the session that reads requests. */
#include "support/unit.h"

#include <string.h>

#include "../../src/fastcgi/asking.h"
#include "../../src/fastcgi/record.h"
#include "../../src/fastcgi/records.h"

static const struct asking_param get[] = {{"REQUEST_METHOD", "GET"}, {"EMPTY", ""}, {0}};

static void a_request_is_what_the_specification_says(void **state)
{
    (void)state;
    static const uint8_t expected[] = "\1\1\0\1\0\10\0\0"
                                      "\0\1\0\0\0\0\0\0"
                                      "\1\4\0\1\0\32\0\0"
                                      "\16\3REQUEST_METHODGET\5\0EMPTY"
                                      "\1\4\0\1\0\0\0\0"
                                      "\1\5\0\1\0\0\0";
    uint8_t bytes[ASKING_MAX];
    assert_int_equal(asking_put(bytes, get), sizeof expected);
    assert_memory_equal(bytes, expected, sizeof expected);
}

static void what_does_not_fit_is_refused(void **state)
{
    (void)state;
    char value[129] = "";
    uint8_t bytes[ASKING_MAX];
    memset(value, 'x', 127);
    const struct asking_param longest[] = {{"A", value}, {0}};
    assert_true(asking_put(bytes, longest) > 0);
    value[127] = 'x';
    assert_int_equal(asking_put(bytes, longest), 0);
    value[127] = '\0';
    struct asking_param many[10] = {{0}};
    for (size_t i = 0; i < 9; i++)
        many[i] = (struct asking_param){"A", value};
    assert_int_equal(asking_put(bytes, many), 0);
}

static void an_answer_is_put_together_from_its_records(void **state)
{
    (void)state;
    static uint8_t bytes[300000];
    static char body[200000];
    memset(body, 'b', sizeof body);
    uint8_t *end = records_put(bytes, 1, "head", 4, body, sizeof body);
    records_put_end(end, 1);
    size_t len = (size_t)(end - bytes) + RECORDS_END_BYTES;
    assert_int_equal(asking_take(bytes, len), 4 + sizeof body);
    assert_memory_equal(bytes, "headb", 5);
    for (size_t i = 4; i < 4 + sizeof body; i++)
        assert_true(bytes[i] == 'b');
}

/* The heap of a sanitizer's build ends where the bytes do. */
static void an_answer_cut_anywhere_is_read_within_its_bytes(void **state)
{
    (void)state;
    uint8_t whole[256];
    uint8_t *end = records_put(whole, 1, "one", 3, "two", 3);
    record_encode(end, FCGI_STDERR, 1, 3, 5);
    memset(end + FCGI_HEADER_LEN, 'e', 8);
    size_t len = (size_t)(end - whole) + FCGI_HEADER_LEN + 8;
    for (size_t cut = 0; cut <= len; cut++) {
        uint8_t *bytes = test_malloc(cut + 1);
        memcpy(bytes, whole, cut);
        size_t n = asking_take(bytes, cut);
        assert_int_equal(n, cut >= FCGI_HEADER_LEN + 6 ? 6 : 0);
        assert_memory_equal(bytes, "onetwo", n);
        test_free(bytes);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_request_is_what_the_specification_says),
        cmocka_unit_test(what_does_not_fit_is_refused),
        cmocka_unit_test(an_answer_is_put_together_from_its_records),
        cmocka_unit_test(an_answer_cut_anywhere_is_read_within_its_bytes),
    };
    return cmocka_run_group_tests_name("asking", tests, NULL, NULL);
}
