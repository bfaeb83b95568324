#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../../src/base/buf.h"
#include "../../src/base/heap.h"
#include "../../src/base/reserve.h"
#include "support/shortage.h"
#include "support/unit.h"

static void *taken[RESERVE_BLOCKS + 1];

/* Takes blocks until there are none; each is filled with bytes of its own. */
static size_t take_all(void)
{
    size_t count = 0;
    while (count <= RESERVE_BLOCKS && (taken[count] = reserve_take(RESERVE_BLOCK_BYTES))) {
        memset(taken[count], (int)(count % 251), RESERVE_BLOCK_BYTES);
        count++;
    }
    return count;
}

static void *reserved(size_t size)
{
    return heap_new(ACCOUNT_BUFFERS, size, HEAP_RESERVED);
}

static void give_all_back(size_t count)
{
    for (size_t i = 0; i < count; i++)
        reserve_free(taken[i * 7 % count]); /* in another order; 7 and 256 share no divisor */
}

static void has_so_many_blocks_and_no_more(void **state)
{
    (void)state;
    for (int round = 0; round < 3; round++) { /* what was given back is there again */
        assert_int_equal(take_all(), RESERVE_BLOCKS);
        for (size_t i = 0; i < RESERVE_BLOCKS; i++) {
            const unsigned char *bytes = taken[i];
            assert_int_equal((uintptr_t)bytes % _Alignof(max_align_t), 0);
            for (size_t k = 0; k < RESERVE_BLOCK_BYTES; k++)
                assert_int_equal(bytes[k], i % 251);
        }
        give_all_back(RESERVE_BLOCKS);
    }
}

static void is_untouched_while_there_is_memory(void **state)
{
    (void)state;
    void *blocks[10];
    for (size_t i = 0; i < 10; i++)
        assert_non_null(blocks[i] = reserved(RESERVE_BLOCK_BYTES));
    assert_int_equal(take_all(), RESERVE_BLOCKS);
    void *large = reserved(100000);
    assert_non_null(large);
    memset(large, 1, 100000);
    heap_free(ACCOUNT_BUFFERS, large, 100000);
    give_all_back(RESERVE_BLOCKS);
    for (size_t i = 0; i < 10; i++)
        heap_free(ACCOUNT_BUFFERS, blocks[i], RESERVE_BLOCK_BYTES);
    heap_free(ACCOUNT_BUFFERS, NULL, 1);
    assert_int_equal(take_all(), RESERVE_BLOCKS);
    give_all_back(RESERVE_BLOCKS);
}

static void has_nothing_larger_than_a_block(void **state)
{
    (void)state;
    shortage_begin(0, true);
    void *larger = reserved(RESERVE_BLOCK_BYTES + 1);
    void *small = reserved(1);
    assert_true(shortage_end());
    assert_null(larger);
    assert_non_null(small);
    heap_free(ACCOUNT_BUFFERS, small, 1);
}

static void serves_only_buffers_that_may_draw_on_it(void **state)
{
    (void)state;
    struct buf plain, reserved;
    buf_init(&plain, 1000);
    buf_init(&reserved, 1000);
    reserved.reserved = true;
    shortage_begin(0, true);
    bool plain_held = buf_append_string(&plain, "x");
    bool reserved_held = buf_append_string(&reserved, "kept back");
    bool more_held = buf_reserve(&reserved, RESERVE_BLOCK_BYTES) != NULL;
    shortage_end();
    assert_false(plain_held);
    assert_true(plain.failed);
    assert_true(reserved_held);
    assert_false(more_held);
    assert_int_equal(buf_len(&reserved), 9);
    assert_memory_equal(buf_bytes(&reserved), "kept back", 9);
    assert_true(buf_append_string(&reserved, " and grown")); /* memory is there again */
    assert_non_null(buf_reserve(&reserved, 900));
    assert_memory_equal(buf_bytes(&reserved), "kept back and grown", 19);
    buf_fini(&reserved);
    buf_fini(&plain);
    assert_int_equal(take_all(), RESERVE_BLOCKS);
    give_all_back(RESERVE_BLOCKS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(has_so_many_blocks_and_no_more),
        cmocka_unit_test(is_untouched_while_there_is_memory),
        cmocka_unit_test(has_nothing_larger_than_a_block),
        cmocka_unit_test(serves_only_buffers_that_may_draw_on_it),
    };
    return cmocka_run_group_tests_name("reserve", tests, NULL, NULL);
}
