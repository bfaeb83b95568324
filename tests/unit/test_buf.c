#include <stdlib.h>
#include <string.h>

#include "../../src/base/buf.h"
#include "support/unit.h"

static void holds(const struct buf *b, const char *text)
{
    assert_int_equal(buf_len(b), strlen(text));
    if (*text)
        assert_memory_equal(buf_bytes(b), text, strlen(text));
}

static void is_empty_and_without_memory_at_first(void **state)
{
    (void)state;
    struct buf b;
    buf_init(&b, 100);
    assert_int_equal(buf_len(&b), 0);
    assert_null(b.data);
    assert_false(b.failed);
    buf_fini(&b);
}

static void appends_at_the_end_and_consumes_from_the_front(void **state)
{
    (void)state;
    struct buf b;
    buf_init(&b, 100);
    assert_true(buf_append(&b, "abc", 3));
    assert_true(buf_append_string(&b, "defg"));
    holds(&b, "abcdefg");
    buf_consume(&b, 2);
    holds(&b, "cdefg");
    assert_true(buf_append(&b, NULL, 0));
    assert_true(buf_append_string(&b, "h"));
    holds(&b, "cdefgh");
    buf_consume(&b, 6);
    holds(&b, "");
    assert_true(buf_append_string(&b, "again"));
    holds(&b, "again");
    buf_fini(&b);
}

static void writes_numbers_in_decimal(void **state)
{
    (void)state;
    static const struct {
        uint64_t n;
        const char *text;
    } rows[] = {
        {0, "0"},
        {9, "9"},
        {10, "10"},
        {100, "100"},
        {18446744073709551615u, "18446744073709551615"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct buf b;
        buf_init(&b, 20);
        assert_true(buf_append_number(&b, rows[i].n));
        holds(&b, rows[i].text);
        buf_fini(&b);
    }
}

static void holds_its_maximum_and_not_one_more(void **state)
{
    (void)state;
    struct buf b;
    buf_init(&b, 5);
    assert_true(buf_append_string(&b, "abcde"));
    assert_false(b.failed);
    assert_false(buf_append_string(&b, "f"));
    assert_true(b.failed);
    holds(&b, "abcde");
    buf_consume(&b, 2);
    assert_false(buf_append_string(&b, "fgh"));
    holds(&b, "cde");
    assert_true(buf_append_string(&b, "fg"));
    holds(&b, "cdefg");
    assert_true(b.failed); /* so that many pieces may be checked once */
    buf_fini(&b);
}

static void refuses_what_no_memory_could_hold(void **state)
{
    (void)state;
    struct buf b;
    buf_init(&b, UINT32_MAX);
    assert_null(buf_reserve(&b, SIZE_MAX));
    assert_true(b.failed);
    buf_clear(&b);
    assert_true(buf_append_string(&b, "x"));
    assert_null(buf_reserve(&b, UINT32_MAX));
    assert_null(buf_reserve(&b, SIZE_MAX - 1));
    holds(&b, "x");
    buf_fini(&b);
}

static void clear_forgets_bytes_and_failure(void **state)
{
    (void)state;
    struct buf b;
    buf_init(&b, 3);
    buf_append_string(&b, "abc");
    buf_append_string(&b, "d");
    assert_true(b.failed);
    buf_clear(&b);
    assert_false(b.failed);
    holds(&b, "");
    assert_true(buf_append_string(&b, "xyz"));
    holds(&b, "xyz");
    buf_fini(&b);
}

static void can_be_used_again_after_fini(void **state)
{
    (void)state;
    struct buf b;
    buf_init(&b, 4);
    buf_append_string(&b, "abcde");
    buf_append_string(&b, "abcd");
    buf_fini(&b);
    assert_false(b.failed);
    holds(&b, "");
    assert_null(b.data);
    assert_true(buf_append_string(&b, "wxyz"));
    assert_false(buf_append_string(&b, "!"));
    holds(&b, "wxyz");
    buf_fini(&b);
}

static void reserves_room_that_is_not_yet_held(void **state)
{
    (void)state;
    struct buf b;
    buf_init(&b, 1000);
    buf_append_string(&b, "ab");
    char *room = buf_reserve(&b, 998);
    assert_non_null(room);
    memset(room, 'z', 998); /* all of it may be written to */
    holds(&b, "ab");
    memcpy(room, "cd", 2);
    buf_commit(&b, 2);
    holds(&b, "abcd");
    assert_null(buf_reserve(&b, 997));
    buf_fini(&b);
}

/* A long run of appends and consumes against a plain copy of what must be held:
 * every way of making room is met, at odd and even sizes. */
static void keeps_every_byte_in_order_however_it_grows(void **state)
{
    (void)state;
    enum { MAX = 3000, ROUNDS = 20000 };
    struct buf b;
    buf_init(&b, MAX);
    static uint8_t model[MAX];
    size_t held = 0, refused = 0;
    uint32_t random = 1;
    for (int i = 0; i < ROUNDS; i++) {
        random = random * 1664525 + 1013904223;
        size_t n = random >> 16 & 1023;
        if (random >> 31) {
            uint8_t piece[1024];
            memset(piece, i & 0xff, n);
            bool fits = held + n <= MAX;
            refused += !fits;
            assert_int_equal(buf_append(&b, piece, n), fits);
            if (fits) {
                memcpy(model + held, piece, n);
                held += n;
            }
        } else {
            n = n < held ? n : held;
            buf_consume(&b, n);
            memmove(model, model + n, held - n);
            held -= n;
        }
        assert_int_equal(buf_len(&b), held);
        assert_true(b.cap <= MAX);
        if (held > 0)
            assert_memory_equal(buf_bytes(&b), model, held);
    }
    assert_true(refused > 0);
    buf_fini(&b);
}

static void wipes_what_it_has_held_wherever_that_lay(void **state)
{
    (void)state;
    struct buf b;
    buf_init(&b, 256);
    for (unsigned i = 0; i < 3; i++) { /* the last time it is moved to the front */
        memset(buf_reserve(&b, 100), 'x', 100);
        buf_commit(&b, 100);
        if (i < 2)
            buf_consume(&b, i == 0 ? 10 : 150);
    }
    assert_int_equal(b.cap, 256);
    assert_int_equal(b.start, 0);
    buf_clear(&b);
    for (uint32_t i = 0; i < 200; i++)
        assert_int_equal(b.data[i], 0);
    buf_fini(&b);
}

static void uses_lent_memory_until_it_must_grow(void **state)
{
    (void)state;
    char lent[300];
    struct buf b;
    memset(lent, 0, sizeof lent);
    buf_init(&b, 1000);
    buf_lend(&b, lent, sizeof lent);
    for (int i = 0; i < 100; i++)
        assert_true(buf_append_string(&b, "abc"));
    assert_ptr_equal(b.data, lent);
    buf_consume(&b, 297);
    holds(&b, "abc");
    assert_true(buf_append_string(&b, "de")); /* moved to the front */
    assert_ptr_equal(b.data, lent);
    holds(&b, "abcde");
    assert_non_null(buf_reserve(&b, 300));
    assert_ptr_not_equal(b.data, lent);
    holds(&b, "abcde");
    for (size_t i = 0; i < sizeof lent; i++)
        assert_int_equal(lent[i], 0);
    assert_null(buf_reserve(&b, 1000)); /* its maximum holds as ever */
    buf_fini(&b);
}

static void lets_go_of_lent_memory_wiped(void **state)
{
    (void)state;
    char lent[64] = {0};
    struct buf b;
    buf_init(&b, 1000);
    buf_lend(&b, lent, sizeof lent);
    assert_true(buf_append_string(&b, "secret"));
    assert_true(buf_own(&b));
    assert_ptr_not_equal(b.data, lent);
    holds(&b, "secret");
    for (size_t i = 0; i < sizeof lent; i++)
        assert_int_equal(lent[i], 0);
    const char *own = b.data;
    assert_true(buf_own(&b));
    assert_ptr_equal(b.data, own);
    buf_fini(&b);

    buf_lend(&b, lent, sizeof lent);
    assert_true(buf_own(&b)); /* of nothing */
    assert_true(buf_append_string(&b, "secret"));
    buf_consume(&b, 6);
    buf_fini(&b);
    assert_null(b.data);
    for (size_t i = 0; i < sizeof lent; i++)
        assert_int_equal(lent[i], 0);
    assert_true(buf_append_string(&b, "abc"));
    assert_ptr_not_equal(b.data, lent);
    buf_fini(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(is_empty_and_without_memory_at_first),
        cmocka_unit_test(appends_at_the_end_and_consumes_from_the_front),
        cmocka_unit_test(writes_numbers_in_decimal),
        cmocka_unit_test(holds_its_maximum_and_not_one_more),
        cmocka_unit_test(refuses_what_no_memory_could_hold),
        cmocka_unit_test(clear_forgets_bytes_and_failure),
        cmocka_unit_test(can_be_used_again_after_fini),
        cmocka_unit_test(reserves_room_that_is_not_yet_held),
        cmocka_unit_test(wipes_what_it_has_held_wherever_that_lay),
        cmocka_unit_test(uses_lent_memory_until_it_must_grow),
        cmocka_unit_test(lets_go_of_lent_memory_wiped),
        cmocka_unit_test(keeps_every_byte_in_order_however_it_grows),
    };
    return cmocka_run_group_tests_name("buf", tests, NULL, NULL);
}
