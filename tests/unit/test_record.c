#include <string.h>

#include "../../src/fastcgi/record.h"
#include "support/unit.h"

static void decodes_each_field_from_its_place(void **state)
{
    (void)state;
    const uint8_t bytes[8] = {1, 4, 0x12, 0x34, 0xab, 0xcd, 7, 0xff};
    struct record r = record_decode(bytes);
    assert_int_equal(r.version, 1);
    assert_int_equal(r.type, FCGI_PARAMS);
    assert_int_equal(r.id, 0x1234);
    assert_int_equal(r.length, 0xabcd);
    assert_int_equal(r.padding, 7);
}

static void encodes_what_the_specification_says(void **state)
{
    (void)state;
    uint8_t bytes[8];
    memset(bytes, 0xee, sizeof bytes);
    record_encode(bytes, FCGI_STDOUT, 0xfedc, 0x0102, 0xff);
    const uint8_t right[8] = {1, 6, 0xfe, 0xdc, 1, 2, 0xff, 0};
    assert_memory_equal(bytes, right, sizeof right);
}

static void decodes_what_it_encoded_at_the_ends_of_each_range(void **state)
{
    (void)state;
    static const uint16_t wide[] = {0, 1, 255, 256, 32767, 32768, 65535};
    static const uint8_t narrow[] = {0, 1, 127, 128, 255};
    for (size_t i = 0; i < sizeof wide / sizeof wide[0]; i++) {
        for (size_t k = 0; k < sizeof narrow; k++) {
            uint8_t bytes[8];
            record_encode(bytes, narrow[k], wide[i], wide[6 - i], narrow[4 - k]);
            struct record r = record_decode(bytes);
            assert_int_equal(r.version, 1);
            assert_int_equal(r.type, narrow[k]);
            assert_int_equal(r.id, wide[i]);
            assert_int_equal(r.length, wide[6 - i]);
            assert_int_equal(r.padding, narrow[4 - k]);
        }
    }
}

static void tells_the_version_whatever_it_is(void **state)
{
    (void)state;
    const uint8_t bytes[8] = {0xfe, 0, 0, 0, 0, 0, 0, 0};
    assert_int_equal(record_decode(bytes).version, 0xfe);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decodes_each_field_from_its_place),
        cmocka_unit_test(encodes_what_the_specification_says),
        cmocka_unit_test(decodes_what_it_encoded_at_the_ends_of_each_range),
        cmocka_unit_test(tells_the_version_whatever_it_is),
    };
    return cmocka_run_group_tests_name("record", tests, NULL, NULL);
}
