/*
 * Validation and reading of JSON, against a strict reference; and what is accepted,
 * cJSON must accept too.
 */
#include <string.h>

#include <cjson/cJSON.h>

#include "../../src/api/json_fault.h"
#include "../../src/base/account.h"
#include "input.h"
#include "json_reference.h"

enum { N_FIELDS = 3, DECODED_MAX = 40 };

static const char *const names[N_FIELDS] = {"id", "to", "\xc3\xa9\"\\"};

static void set_names(struct json_field fields[N_FIELDS])
{
    for (unsigned i = 0; i < N_FIELDS; i++)
        fields[i].name = names[i];
}

/* Without the white space between its tokens. */
static void check_appended(const struct reference *r, struct json value, size_t from, size_t to)
{
    struct buf b;
    char plain[REFERENCE_TEXT_MAX];
    size_t n = 0;
    for (size_t i = from; i < to; i++) {
        size_t len = r->tokens[i].to - r->tokens[i].from;
        memcpy(plain + n, r->text + r->tokens[i].from, len);
        n += len;
    }
    buf_init(&b, REFERENCE_TEXT_MAX);
    EXPECT(json_append(&b, value));
    EXPECT(buf_len(&b) == n && memcmp(buf_bytes(&b), plain, n) == 0);
    buf_fini(&b);
}

static void check_string(const struct reference *r, struct json value, size_t token)
{
    char decoded[DECODED_MAX], expected[REFERENCE_TEXT_MAX];
    size_t len, n = reference_decode(r, token, expected);
    const char *text = json_string(value, decoded, sizeof decoded, &len);
    EXPECT(text);
    EXPECT(len == n || (text == decoded && len <= n && len >= sizeof decoded - 1));
    EXPECT(len == 0 || memcmp(text, expected, len) == 0);
}

static void check_value(const struct reference *r, struct json value, size_t from, size_t to)
{
    EXPECT(value.text == r->text + r->tokens[from].from);
    EXPECT(value.len == r->tokens[to - 1].to - r->tokens[from].from);
    check_appended(r, value, from, to);
    if (json_kind(value) == '"')
        check_string(r, value, from);
}

/* Looks for the fields as the reference has them. */
static void check_fields(const struct reference *r, const struct json_field *fields,
                         enum json_read read)
{
    unsigned found[N_FIELDS] = {0};
    char key[REFERENCE_TEXT_MAX];
    for (size_t m = 0; m < r->n_members; m++) {
        size_t len = reference_decode(r, r->members[m].key, key);
        for (unsigned i = 0; i < N_FIELDS; i++) {
            if (len != strlen(names[i]) || memcmp(key, names[i], len) != 0)
                continue;
            found[i]++;
            if (read == JSON_READ)
                check_value(r, fields[i].value, r->members[m].value, r->members[m].value_end);
        }
    }
    bool twice = false;
    for (unsigned i = 0; i < N_FIELDS; i++) {
        twice = twice || found[i] > 1;
        EXPECT(read != JSON_READ || (found[i] > 0) == (fields[i].value.text != NULL));
    }
    EXPECT(read == (twice ? JSON_DUPLICATE : JSON_READ));
}

static void check_text(const struct reference *r)
{
    struct json_field fields[N_FIELDS] = {{0}};
    const char *fault;
    set_names(fields);
    enum json_read read = json_fault_read(r->text, r->len, fields, N_FIELDS, &fault);
    EXPECT((fault == NULL) == r->valid);
    EXPECT((json_fault(r->text, r->len) == NULL) == r->valid);
    if (!r->valid) {
        EXPECT(read == JSON_INVALID);
        return;
    }
    cJSON *other = cJSON_ParseWithLength(r->text, r->len);
    EXPECT(other);
    cJSON_Delete(other);
    struct json value = json_value(r->text, r->len);
    check_value(r, value, 0, r->n_tokens);
    if (r->tokens[0].kind != '{') {
        EXPECT(read == JSON_NO_OBJECT);
        return;
    }
    check_fields(r, fields, read);
    check_fields(r, fields, json_read(value, fields, N_FIELDS));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    static struct reference r;
    if (len > REFERENCE_TEXT_MAX)
        return 0;
    char *text = malloc(len + 1); /* of its own size, so that overruns are seen */
    EXPECT(text);
    if (len > 0)
        memcpy(text, bytes, len);
    text[len] = '\0';
    reference_read(&r, text, len);
    check_text(&r);
    free(text);
    EXPECT(account_total() == 0);
    return 0;
}
