#include "support/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/count.h"
#include "../../src/api/json_fault.h"

struct text {
    const char *bytes;
    size_t len;
};

/* A literal with all its bytes, NULs too. */
#define TEXT(literal)                                                                              \
    {                                                                                              \
        literal, sizeof literal - 1                                                                \
    }

/* In a block of its own size, so that a checker of memory sees each byte read
 * behind the end. */
static bool is_valid(const char *bytes, size_t len)
{
    char *text = malloc(len + 1);
    assert_non_null(text);
    memcpy(text, bytes, len);
    text[len] = '\0';
    const char *fault = json_fault(text, len);
    if (fault)
        assert_true(strlen(fault) > 5);
    free(text);
    return !fault;
}

static void assert_all(const struct text *texts, size_t n, bool valid)
{
    for (size_t i = 0; i < n; i++)
        if (is_valid(texts[i].bytes, texts[i].len) != valid)
            fail_msg("%zu: taken for %svalid: %s", i, valid ? "in" : "", texts[i].bytes);
}

static void valid_texts_are_valid(void **state)
{
    (void)state;
    static const struct text texts[] = {
        TEXT("{}"),
        TEXT("[]"),
        TEXT("\"\""),
        TEXT("0"),
        TEXT("-0"),
        TEXT("-0.0e-0"),
        TEXT("1e5"),
        TEXT("1E+5"),
        TEXT("1.5e-5"),
        TEXT("123456789012345678901234567890"),
        TEXT("true"),
        TEXT("false"),
        TEXT("null"),
        TEXT(" \t\r\n{ \"a\" : [ 1 , 2 ] } \n"),
        TEXT("[[],{}]"),
        TEXT("1e308"),
        TEXT("-1.7976931348623157e308"),
        TEXT("1e-999"),
        TEXT("0e999"),
        TEXT("{\"a\":1,\"b\":{\"a\":1}}"),
        TEXT("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\""),
        TEXT("\"\\u0001\\u001f\\u00e9\\uABCD\\uabcd\""),
        TEXT("\"\\ud83d\\ude00\""),
        TEXT("\"\\uD800\\uDC00\\uDBFF\\uDFFF\""),
        TEXT("\"\\ud7ff\\ue000\\uffff\""),
        TEXT("\"\x7f\""),
        TEXT("\"\xc2\x80\xdf\xbf\""),
        TEXT("\"\xe0\xa0\x80\xed\x9f\xbf\""),
        TEXT("\"\xee\x80\x80\xef\xbf\xbf\""),
        TEXT("\"\xf0\x90\x80\x80\xf4\x8f\xbf\xbf\""),
        TEXT("\"\xe2\x80\xa8\xe2\x80\xa9\""),
        TEXT("\"\xef\xbb\xbf\""), /* a BOM inside is text */
        TEXT("{\"\":0}"),
        TEXT("\"// no comment\""),
        TEXT("[1,-1,0.1,10.01]"),
    };
    assert_all(texts, COUNT_OF(texts), true);
}

static void malformed_grammar_is_refused(void **state)
{
    (void)state;
    static const struct text texts[] = {
        TEXT(""),
        TEXT(" "),
        TEXT("\n"),
        TEXT("{"),
        TEXT("}"),
        TEXT("["),
        TEXT("]"),
        TEXT("\""),
        TEXT(","),
        TEXT(":"),
        TEXT("[,]"),
        TEXT("[1,]"),
        TEXT("[,1]"),
        TEXT("[1,,2]"),
        TEXT("[1 2]"),
        TEXT("[1:2]"),
        TEXT("{,}"),
        TEXT("{\"a\"}"),
        TEXT("{\"a\":}"),
        TEXT("{\"a\":1,}"),
        TEXT("{\"a\",1}"),
        TEXT("{:1}"),
        TEXT("{1:1}"),
        TEXT("{a:1}"),
        TEXT("{'a':1}"),
        TEXT("{\"a\":1 \"b\":2}"),
        TEXT("{\"a\"::1}"),
        TEXT("{null:1}"),
        TEXT("{[]:1}"),
        TEXT("[}"),
        TEXT("{]"),
        TEXT("[[]"),
        TEXT("[]]"),
        TEXT("{}{}"),
        TEXT("[][]"),
        TEXT("1 2"),
        TEXT("{} x"),
        TEXT("'a'"),
        TEXT("a"),
        TEXT("True"),
        TEXT("TRUE"),
        TEXT("tru"),
        TEXT("truee"),
        TEXT("nul"),
        TEXT("nulll"),
        TEXT("fals"),
        TEXT("undefined"),
        TEXT("NaN"),
        TEXT("nan"),
        TEXT("Infinity"),
        TEXT("-Infinity"),
        TEXT("inf"),
        TEXT("-inf"),
        TEXT("/**/1"),
        TEXT("1/**/"),
        TEXT("//\n1"),
        TEXT("1//"),
        TEXT("#1"),
        TEXT("\xef\xbb\xbf{}"),
        TEXT("\xfe\xff\0{\0}"),
        TEXT("{\0}\0"),
        TEXT("{}\0"),
        TEXT("\0"),
        TEXT("\v1"),
        TEXT("\f1"),
        TEXT("1\xc2\xa0"),
        TEXT("\xe2\x80\xa8"
             "1"),
        TEXT("<html>"),
        TEXT("[1]\0x"),
        TEXT("\x1e{}"),
        TEXT("(1)"),
        TEXT("[1];"),
    };
    assert_all(texts, COUNT_OF(texts), false);
}

static void malformed_numbers_are_refused(void **state)
{
    (void)state;
    static const struct text texts[] = {
        TEXT("01"),   TEXT("00"),    TEXT("-01"),          TEXT("-00"),   TEXT("1."),
        TEXT("-1."),  TEXT("0."),    TEXT(".5"),           TEXT("-.5"),   TEXT("+1"),
        TEXT("-"),    TEXT("--1"),   TEXT("-+1"),          TEXT("- 1"),   TEXT("1e"),
        TEXT("1e+"),  TEXT("1E-"),   TEXT("1.e5"),         TEXT("1e5.0"), TEXT("1e0x1"),
        TEXT("e5"),   TEXT("0x10"),  TEXT("0X1"),          TEXT("1_000"), TEXT("1,000"),
        TEXT("1f"),   TEXT("1.2.3"), TEXT("1e5e5"),        TEXT("-e"),    TEXT("0b1"),
        TEXT("0o7"),  TEXT("1n"),    TEXT("\xef\xbc\x91"), TEXT("-a"),    TEXT("1a"),
        TEXT("[1.]"), TEXT("[-]"),
    };
    assert_all(texts, COUNT_OF(texts), false);
}

static void numbers_that_no_double_holds_are_refused(void **state)
{
    (void)state;
    static const struct text texts[] = {
        TEXT("1e309"),
        TEXT("-1e309"),
        TEXT("1e999"),
        TEXT("1E+999"),
        TEXT("1.8e308"),
        TEXT("[1e400]"),
        TEXT("{\"a\":-1e99999999999999999999}"),
        TEXT("0.1e310"),
    };
    assert_all(texts, COUNT_OF(texts), false);

    char digits[400];
    memset(digits, '9', sizeof digits);
    assert_true(is_valid(digits, 308));
    assert_false(is_valid(digits, 310));
    assert_false(is_valid(digits, 400));
    digits[100] = '.';
    assert_true(is_valid(digits, 400));
}

static void malformed_strings_are_refused(void **state)
{
    (void)state;
    static const struct text texts[] = {
        TEXT("\"a\nb\""),       TEXT("\"a\tb\""),
        TEXT("\"a\rb\""),       TEXT("\"\x1f\""),
        TEXT("\"\x01\""),       TEXT("\"\0\""),
        TEXT("\"a\0b\""),       TEXT("\"\\u0000\""),
        TEXT("\"a\\u0000b\""),  TEXT("{\"\\u0000\":1}"),
        TEXT("{\"\0\":1}"),     TEXT("\"\\x41\""),
        TEXT("\"\\a\""),        TEXT("\"\\v\""),
        TEXT("\"\\'\""),        TEXT("\"\\0\""),
        TEXT("\"\\U0041\""),    TEXT("\"\\ \""),
        TEXT("\"\\\n\""),       TEXT("\"\\\0\""),
        TEXT("\"\\u\""),        TEXT("\"\\u1\""),
        TEXT("\"\\u12\""),      TEXT("\"\\u123\""),
        TEXT("\"\\u00zz\""),    TEXT("\"\\u 123\""),
        TEXT("\"\\u+123\""),    TEXT("\"\\u-123\""),
        TEXT("\"\\u0x1f\""),    TEXT("\"\\u12G4\""),
        TEXT("\"\\"),           TEXT("\"\\\""),
        TEXT("\"abc"),          TEXT("\"\\u12"),
        TEXT("\"\\u{41}\""),    TEXT("\"\\\xc3\xa9\""),
        TEXT("\"\\u00`0\""),    TEXT("\"\\u000@\""),
        TEXT("\"\\u000\x10\""),
    };
    assert_all(texts, COUNT_OF(texts), false);
}

static void lone_surrogates_are_refused(void **state)
{
    (void)state;
    static const struct text texts[] = {
        TEXT("\"\\ud800\""),
        TEXT("\"\\udbff\""),
        TEXT("\"\\udc00\""),
        TEXT("\"\\uDFFF\""),
        TEXT("\"\\ud800\\ud800\""),
        TEXT("\"\\udc00\\ud800\""),
        TEXT("\"\\ud800x\\udc00\""),
        TEXT("\"\\ud800\\u0041\""),
        TEXT("\"\\ud800\\ue000\""),
        TEXT("\"\\ud800\\n\""),
        TEXT("\"\\ud800\\\""),
        TEXT("\"\\ud800\\u\""),
        TEXT("\"\\ud800\\udc0\""),
        TEXT("\"\\ud83d\\ude00\\ude00\""),
        TEXT("\"\\ud83d\\ud83d\\ude00\""),
        TEXT("\"\\ud800udc00\""),
        TEXT("\"\\ud800"),
        TEXT("\"\xed\xa0\x80\""),
        TEXT("\"\xed\xbf\xbf\""), /* raw, as CESU-8 */
        TEXT("\"\xed\xa0\xbd\xed\xb8\x80\""),
        TEXT("\"\\ud83d\xed\xb8\x80\""),
        TEXT("{\"\\ud800\":1}"),
        TEXT("{\"a\":[{\"b\":\"\\udfff\"}]}"),
    };
    assert_all(texts, COUNT_OF(texts), false);
}

static void what_is_not_utf8_is_refused(void **state)
{
    (void)state;
    static const struct text texts[] = {
        TEXT("\"\x80\""),
        TEXT("\"\xbf\""),
        TEXT("\"\xc0\x80\""),
        TEXT("\"\xc0\xaf\""),
        TEXT("\"\xc1\xbf\""),
        TEXT("\"\xc2\""),
        TEXT("\"\xc2\x41\""),
        TEXT("\"\xc2\xc2\""),
        TEXT("\"\xe0\x80\x80\""),
        TEXT("\"\xe0\x9f\xbf\""),
        TEXT("\"\xe2\x82\""),
        TEXT("\"\xe2\x28\xa1\""),
        TEXT("\"\xe2\x82\x28\""),
        TEXT("\"\xe1\x80\xc0\""),
        TEXT("\"\xf0\x80\x80\x80\""),
        TEXT("\"\xf0\x8f\xbf\xbf\""),
        TEXT("\"\xf0\x9f\x98\""),
        TEXT("\"\xf0\x28\x8c\xbc\""),
        TEXT("\"\xf0\x90\x28\xbc\""),
        TEXT("\"\xf0\x90\x8c\x28\""),
        TEXT("\"\xf4\x90\x80\x80\""),
        TEXT("\"\xf5\x80\x80\x80\""),
        TEXT("\"\xf8\x88\x80\x80\x80\""),
        TEXT("\"\xfc\x84\x80\x80\x80\x80\""),
        TEXT("\"\xfe\""),
        TEXT("\"\xff\""),
        TEXT("\"\xe9t\xe9\""),
        TEXT("{\"\xff\":1}"),
        TEXT("\xff"),
        TEXT("\"\xc3\xa9\xa9\""),
        TEXT("\"\xf0\x9f\x98"),
        TEXT("\"\xe2"),
        TEXT("\"\xf4\xbf\xbf\xbf\""),
    };
    assert_all(texts, COUNT_OF(texts), false);
}

static void repeat(char *to, const char *what, size_t n)
{
    size_t len = strlen(what);
    for (size_t i = 0; i < n; i++)
        memcpy(to + i * len, what, len);
}

static void nesting_of_64_is_taken_and_of_65_refused(void **state)
{
    (void)state;
    char text[1024];
    repeat(text, "[", 64), repeat(text + 64, "]", 64);
    assert_true(is_valid(text, 128));
    repeat(text, "[", 65), repeat(text + 65, "]", 65);
    assert_false(is_valid(text, 130));
    repeat(text, "{\"a\":", 64), text[320] = '1', repeat(text + 321, "}", 64);
    assert_true(is_valid(text, 385));
    repeat(text, "{\"a\":", 65), text[325] = '1', repeat(text + 326, "}", 65);
    assert_false(is_valid(text, 391));
    memcpy(text, "[", 1), repeat(text + 1, "[],", 300), memcpy(text + 901, "[]]", 3);
    assert_true(is_valid(text, 904)); /* many beside each other are not deep */
}

static void a_million_brackets_do_no_harm(void **state)
{
    (void)state;
    enum { MILLION = 1000000 };
    char *text = malloc(MILLION);
    assert_non_null(text);
    memset(text, '[', MILLION);
    assert_false(is_valid(text, MILLION));
    for (size_t i = 0; i + 5 <= MILLION; i += 5)
        memcpy(text + i, "{\"a\":", 5);
    assert_false(is_valid(text, MILLION));
    free(text);
}

static const char complex_text[] =
    " { \"a\" : [ 1, -2.5e-3, true, false, null, "
    "\"x\\u00e9\\ud83d\\ude00\xe2\x82\xac\xf0\x9f\x98\x80\" ],"
    "\"\\u0062\":{\"deep\":[[[{\"er\":\"\\\\\"}]]],\"empty\":{},\"none\":[]},\"n\":0.5E+10}";

static void every_prefix_of_a_valid_text_is_invalid(void **state)
{
    (void)state;
    size_t len = sizeof complex_text - 1;
    assert_true(is_valid(complex_text, len));
    for (size_t n = 0; n < len; n++)
        assert_false(is_valid(complex_text, n));
}

/* Whatever byte stands in whatever place: the verdict comes without harm, and
 * what is taken for valid can be walked through. */
static void one_byte_changed_does_no_harm(void **state)
{
    (void)state;
    char text[sizeof complex_text];
    size_t len = sizeof complex_text - 1;
    unsigned valid = 0;
    for (size_t at = 0; at < len; at++)
        for (unsigned byte = 0; byte < 256; byte++) {
            memcpy(text, complex_text, sizeof text);
            text[at] = (char)byte;
            if (json_fault(text, len))
                continue;
            assert_true(byte >= 0x20 || strchr("\t\r\n", (int)byte));
            struct json object = json_value(text, len), rest = json_inside(object), key, value;
            assert_int_equal(json_kind(object), '{');
            while (json_next_member(&rest, &key, &value))
                assert_true(value.text + value.len <= text + len);
            valid++;
        }
    assert_true(valid > len); /* of letters there are many that do no harm */
}

static void each_fault_is_named(void **state)
{
    (void)state;
    static const struct {
        const char *text, *fault;
    } rows[] = {
        {"\"\\u0000\"", "A string holds a NUL."},
        {"\"\\u00zz\"", "A string has a malformed \\u escape."},
        {"\"\\x\"", "A string has an unknown escape."},
        {"\"a", "A string is not closed."},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_string_equal(json_fault(rows[i].text, strlen(rows[i].text)), rows[i].fault);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(valid_texts_are_valid),
        cmocka_unit_test(malformed_grammar_is_refused),
        cmocka_unit_test(malformed_numbers_are_refused),
        cmocka_unit_test(numbers_that_no_double_holds_are_refused),
        cmocka_unit_test(malformed_strings_are_refused),
        cmocka_unit_test(each_fault_is_named),
        cmocka_unit_test(lone_surrogates_are_refused),
        cmocka_unit_test(what_is_not_utf8_is_refused),
        cmocka_unit_test(nesting_of_64_is_taken_and_of_65_refused),
        cmocka_unit_test(a_million_brackets_do_no_harm),
        cmocka_unit_test(every_prefix_of_a_valid_text_is_invalid),
        cmocka_unit_test(one_byte_changed_does_no_harm),
    };
    return cmocka_run_group_tests_name("json: faults", tests, NULL, NULL);
}
