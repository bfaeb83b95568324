#include "support/unit.h"

#include <string.h>

#include "support/count.h"
#include "../../src/api/site.h"

static char said[2048];

static unsigned faults_of(const char *text)
{
    return site_faults(text, strlen(text), said, sizeof said);
}

static void what_is_right_is_fine(void **state)
{
    (void)state;
    static const char *const fine[] = {
        "{}",
        " { } \n",
        "{\"name\": \" Caf\\u00e9 Gr\xc3\xb6\xc3\x9f"
        "e \", \"colour\": \"#AB12ef\", \"welcome\": \"Be kind.\\nWe are.\","
        " \"terms\": \"https://example.org/terms?en#x\", \"room\": \"garden\", \"languages\": "
        "[\"de\", \"en\"],"
        " \"rooms\": \"public private 100\", \"embed\": [\"https://example.org\", "
        "\"http://127.0.0.1:8080\", \"https://[::1]:8443\"]}",
        "{\"terms\": \"/\"}",
        "{\"terms\": \"/talk/terms.html\"}",
        "{\"room\": null}",
        "{\"room\": false, \"rooms\": \"private 2\"}",
        "{\"rooms\": \"public\"}",
    };
    for (size_t i = 0; i < COUNT_OF(fine); i++) {
        assert_int_equal(faults_of(fine[i]), 0);
        assert_string_equal(said, "");
    }
}

static void what_is_wrong_is_said(void **state)
{
    (void)state;
    static const struct {
        const char *text, *said;
    } wrong[] = {
        {"", "site.json: "},
        {"{", "site.json: "},
        {"[]", "not an object"},
        {"{\"name\": \"a\", \"name\": \"b\"}", "twice"},
        {"{\"nmae\": \"a\"}", "\"nmae\" is nothing that the page knows"},
        {"{\"\\u001b[31m\": 1}", "\"?[31m\""},
        {"{\"name\": 7}", "\"name\" is not a text"},
        {"{\"name\": \"\\u2003 \"}", "\"name\" is empty"},
        {"{\"name\": \"a\\nb\"}", "\"name\" has a sign"},
        {"{\"name\": \"\\u202eb\"}", "\"name\" has a sign"},
        {"{\"name\": \"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\"}", "\"name\" is too long"},
        {"{\"colour\": \"red\"}", "\"colour\" is not a colour"},
        {"{\"colour\": \"#12345\"}", "\"colour\" is not a colour"},
        {"{\"welcome\": \"\\t\"}", "\"welcome\" has a sign"},
        {"{\"terms\": \"javascript:alert(1)\"}", "\"terms\" is neither"},
        {"{\"terms\": \"http://example.org/\"}", "\"terms\" is neither"},
        {"{\"terms\": \"//example.org/\"}", "\"terms\" is neither"},
        {"{\"terms\": \"/\\\\example.org\"}", "\"terms\" is neither"},
        {"{\"terms\": \"https://a@example.org/\"}", "\"terms\" is neither"},
        {"{\"room\": \"~x\"}", "\"room\" is neither"},
        {"{\"room\": true}", "\"room\" is neither"},
        {"{\"room\": \"AbCdEfGhIjKlMnOpQrStUvWxYzAbCdEfGhIjKl\"}", "\"room\" is neither"},
        {"{\"rooms\": \"private 1\"}", "\"rooms\" is not"},
        {"{\"rooms\": \"public\\n\"}", "\"rooms\" is not"},
        {"{\"room\": \"garden\", \"rooms\": \"private\"}", "\"room\" cannot be entered"},
        {"{\"languages\": []}", "\"languages\" is not"},
        {"{\"languages\": [\"xx\"]}", "\"languages\" is not"},
        {"{\"languages\": \"de\"}", "\"languages\" is not"},
        {"{\"embed\": [\"https://example.org/\"]}", "\"embed\" is not"},
        {"{\"embed\": [\"https://example.org:443\"]}", "\"embed\" is not"},
        {"{\"embed\": [\"*\"]}", "\"embed\" is not"},
        {"{\"embed\": [7]}", "\"embed\" is not"},
    };
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        assert_int_equal(faults_of(wrong[i].text), 1);
        assert_non_null(strstr(said, wrong[i].said));
        assert_int_equal(said[strlen(said) - 1], '\n');
    }
}

/* As JavaScript counts: a sign beyond the first 65536 is two. */
static void lengths_are_those_of_the_page(void **state)
{
    (void)state;
    char text[256] = "{\"name\": \"";
    for (unsigned i = 0; i < 20; i++)
        strcat(text, "\xf0\x9f\x98\x80");
    size_t len = strlen(text);
    strcpy(text + len, "\"}");
    assert_int_equal(faults_of(text), 0);
    strcpy(text + len, "x\"}");
    assert_int_equal(faults_of(text), 1);
}

static void each_fault_is_a_line_and_none_is_written_past_the_end(void **state)
{
    (void)state;
    static const char text[] = "{\"a\": 1, \"name\": 1, \"colour\": 1, \"embed\": 1}";
    assert_int_equal(faults_of(text), 4);
    char small[20];
    assert_int_equal(site_faults(text, strlen(text), small, sizeof small), 4);
    assert_int_equal(strlen(small), sizeof small - 1);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_right_is_fine),
        cmocka_unit_test(what_is_wrong_is_said),
        cmocka_unit_test(lengths_are_those_of_the_page),
        cmocka_unit_test(each_fault_is_a_line_and_none_is_written_past_the_end),
    };
    return cmocka_run_group_tests_name("site", tests, NULL, NULL);
}
