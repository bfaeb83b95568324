#include "support/unit.h"

#include <stdio.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "support/count.h"
#include "../../src/api/json_fault.h"

static struct json valid(const char *text)
{
    assert_null(json_fault(text, strlen(text)));
    return json_value(text, strlen(text));
}

static void assert_span(struct json value, const char *text)
{
    assert_non_null(value.text);
    assert_int_equal(value.len, strlen(text));
    assert_memory_equal(value.text, text, value.len);
}

static void a_value_has_no_space_around_it(void **state)
{
    (void)state;
    assert_span(valid(" \t\r\n[1, 2] \n"), "[1, 2]");
    assert_span(valid("7"), "7");
    assert_int_equal(json_kind(valid(" {}")), '{');
    assert_int_equal(json_kind((struct json){0}), '\0');
}

static void elements_come_in_order_and_whole(void **state)
{
    (void)state;
    static const char *const elements[] = {
        "1", "-2.5e3", "\"a,]}\\\"\\\\\"", "[ ]", "[1,[2,\"]\"]]", "{\"}\":\"{\"}", "null", "true",
    };
    struct json rest = json_inside(
        valid("[1 ,-2.5e3,\t\"a,]}\\\"\\\\\",[ ],[1,[2,\"]\"]] , {\"}\":\"{\"},null\n,true ]"));
    struct json value;
    for (size_t i = 0; i < COUNT_OF(elements); i++) {
        assert_true(json_next(&rest, &value));
        assert_span(value, elements[i]);
    }
    assert_false(json_next(&rest, &value));
    assert_false(json_next(&rest, &value));
    rest = json_inside(valid("[ ]"));
    assert_false(json_next(&rest, &value));
}

static void members_come_in_order(void **state)
{
    (void)state;
    struct json rest = json_inside(valid("{ \"a\" : 1 , \"b:\":{\"c\":[]},\"\":\"x\" }")), key,
                value;
    assert_true(json_next_member(&rest, &key, &value));
    assert_span(key, "\"a\"");
    assert_span(value, "1");
    assert_true(json_next_member(&rest, &key, &value));
    assert_span(key, "\"b:\"");
    assert_span(value, "{\"c\":[]}");
    assert_true(json_next_member(&rest, &key, &value));
    assert_span(key, "\"\"");
    assert_span(value, "\"x\"");
    assert_false(json_next_member(&rest, &key, &value));
}

/* Whatever escapes stand in a string and at its end, the next begins behind it. */
static void a_string_ends_at_its_own_quote(void **state)
{
    static const char *const insides[] = {"",         "a",          "\\\"",     "\\\\",
                                          "a\\\\",    "\\\\\\\"",   "\\\"\\\"", "\\n\\\"a",
                                          "\\\\\\\\", "\\u0041\\\\"};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(insides); i++) {
        for (size_t k = 0; k < COUNT_OF(insides); k++) {
            char text[80], first[32], second[32];
            struct json value;
            snprintf(first, sizeof first, "\"%s\"", insides[i]);
            snprintf(second, sizeof second, "\"%s\"", insides[k]);
            snprintf(text, sizeof text, "[%s,%s]", first, second);
            struct json rest = json_inside(valid(text));
            assert_true(json_next(&rest, &value));
            assert_span(value, first);
            assert_true(json_next(&rest, &value));
            assert_span(value, second);
            assert_false(json_next(&rest, &value));
        }
    }
}

static void fields_are_found_case_and_all(void **state)
{
    (void)state;
    struct json_field fields[] = {{.name = "id"}, {.name = "ts"}, {.name = "to"}};
    fields[2].value.text = "left from before";
    const char *text = "{\"ID\":1,\"Ts\":2,\"id \":3,\"i\":4,\"idd\":5,\"id\": \"me\" ,"
                       "\"x\":{\"to\":6,\"id\":7},\"\\u0074s\":8}";
    assert_int_equal(json_read(valid(text), fields, 3), JSON_READ);
    assert_span(fields[0].value, "\"me\"");
    assert_span(fields[1].value, "8"); /* a key may be written with escapes */
    assert_null(fields[2].value.text);
    assert_int_equal(json_read(valid("{}"), fields, 3), JSON_READ);
    assert_null(fields[0].value.text);
}

static void a_key_that_is_read_must_stand_there_once(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum json_read read;
    } rows[] = {
        {"{\"id\":1,\"id\":1}", JSON_DUPLICATE},
        {"{\"id\":1,\"x\":0,\"\\u0069d\":2}", JSON_DUPLICATE},
        {"{\"\\u0069\\u0064\":1,\"i\\u0064\":2}", JSON_DUPLICATE},
        {"{\"id\":null,\"id\":null}", JSON_DUPLICATE},
        {"{\"id\":1,\"ID\":2}", JSON_READ},
        {"{\"id\":1,\"x\":{\"id\":2}}", JSON_READ},
        {"{\"id\":1,\"x\":[{\"id\":2,\"id\":3}]}", JSON_READ},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct json_field field = {.name = "id"};
        assert_int_equal(json_read(valid(rows[i].text), &field, 1), rows[i].read);
    }
}

static void strings_are_decoded(void **state)
{
    (void)state;
    static const struct {
        const char *json, *bytes;
    } rows[] = {
        {"\"\"", ""},
        {"\"plain\"", "plain"},
        {"\"\xc3\xa9\"", "\xc3\xa9"},
        {"\"\\u00e9\\u20ac\\ud83d\\ude00\"", "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80"},
        {"\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\b\f\n\r\t"},
        {"\"\\u0001\\uffff\"", "\x01\xef\xbf\xbf"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        char decoded[64];
        size_t len;
        const char *got = json_string(valid(rows[i].json), decoded, sizeof decoded, &len);
        assert_int_equal(len, strlen(rows[i].bytes));
        assert_memory_equal(got, rows[i].bytes, len);
    }
}

static void a_string_longer_than_its_place_is_cut(void **state)
{
    (void)state;
    char decoded[9] = "########";
    size_t len;
    const char *got = json_string(valid("\"\\u0061bcdefghijkl\""), decoded, 4, &len);
    assert_int_equal(len, 4);
    assert_memory_equal(got, "abcd", 4);
    assert_int_equal(decoded[4], '#');
}

static void numbers_are_read_where_they_lie(void **state)
{
    (void)state;
    struct json rest = json_inside(valid("[12,-0.5,1e3,9007199254740991]")), value;
    static const double numbers[] = {12, -0.5, 1000, 9007199254740991.0};
    for (size_t i = 0; json_next(&rest, &value); i++)
        assert_true(json_number(value) - numbers[i] == 0);
}

static void an_appended_value_loses_its_space_and_nothing_else(void **state)
{
    (void)state;
    static const struct {
        const char *json, *appended;
    } rows[] = {
        {" { \"a b\" : [ 1 ,\n2.50 , \" \\\" x \\\\\" ] ,\t\"\\u0061\" : null } ",
         "{\"a b\":[1,2.50,\" \\\" x \\\\\"],\"\\u0061\":null}"},
        {"1e3", "1e3"},
        {"\"\"", "\"\""},
        {"[ -0 , 0.10 , 1E+2 , 12345678901234567890123 ]",
         "[-0,0.10,1E+2,12345678901234567890123]"},
        {"{\"\xc3\xa9\":\"\\/\\u002F/\"}", "{\"\xc3\xa9\":\"\\/\\u002F/\"}"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct buf b;
        buf_init(&b, 1000);
        assert_true(buf_append_string(&b, "<"));
        assert_true(json_append(&b, valid(rows[i].json)));
        assert_int_equal(buf_len(&b), strlen(rows[i].appended) + 1);
        assert_memory_equal(buf_bytes(&b) + 1, rows[i].appended, buf_len(&b) - 1);
        buf_fini(&b);
    }
}

static void appending_beyond_the_maximum_fails(void **state)
{
    (void)state;
    struct buf b;
    buf_init(&b, 8);
    assert_false(json_append(&b, valid("[1, 2, 3, 4]")));
    assert_true(b.failed);
    buf_fini(&b);
}

static cJSON *parsed(struct buf *b)
{
    cJSON *item = cJSON_ParseWithLength(buf_bytes(b), buf_len(b));
    assert_non_null(item);
    buf_fini(b);
    return item;
}

static void an_error_is_an_object_of_code_and_detail(void **state)
{
    (void)state;
    struct buf b;
    buf_init(&b, 1000);
    assert_true(json_append_error(&b, "bad", "A \"sentence\".\n", NULL));
    cJSON *error = parsed(&b);
    assert_string_equal(cJSON_GetObjectItem(error, "error")->valuestring, "bad");
    assert_string_equal(cJSON_GetObjectItem(error, "detail")->valuestring, "A \"sentence\".\n");
    assert_int_equal(cJSON_GetArraySize(error), 2);
    cJSON_Delete(error);
}

static void a_status_is_the_version_and_the_counts(void **state)
{
    (void)state;
    static const struct json_count counts[] = {{"one", 1}, {"many", 123456789012345}};
    struct buf b;
    buf_init(&b, 1000);
    assert_true(json_append_status(&b, "1.2.3", NULL, counts, 2));
    cJSON *status = parsed(&b);
    assert_string_equal(cJSON_GetObjectItem(status, "version")->valuestring, "1.2.3");
    assert_true(cJSON_GetObjectItem(status, "one")->valuedouble - 1 == 0);
    assert_true(cJSON_GetObjectItem(status, "many")->valuedouble - 123456789012345 == 0);
    cJSON_Delete(status);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_value_has_no_space_around_it),
        cmocka_unit_test(elements_come_in_order_and_whole),
        cmocka_unit_test(members_come_in_order),
        cmocka_unit_test(a_string_ends_at_its_own_quote),
        cmocka_unit_test(fields_are_found_case_and_all),
        cmocka_unit_test(a_key_that_is_read_must_stand_there_once),
        cmocka_unit_test(strings_are_decoded),
        cmocka_unit_test(a_string_longer_than_its_place_is_cut),
        cmocka_unit_test(numbers_are_read_where_they_lie),
        cmocka_unit_test(an_appended_value_loses_its_space_and_nothing_else),
        cmocka_unit_test(appending_beyond_the_maximum_fails),
        cmocka_unit_test(an_error_is_an_object_of_code_and_detail),
        cmocka_unit_test(a_status_is_the_version_and_the_counts),
    };
    return cmocka_run_group_tests_name("json", tests, NULL, NULL);
}
