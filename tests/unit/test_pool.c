/* A pool gives blocks of zeros that do not overlap, and its chunks back. */
#include <stdbool.h>
#include <string.h>

#include "../../src/base/pool.h"
#include "../../src/base/reserve.h"
#include "support/unit.h"

enum { SIZE = 100, BLOCKS = 5000 /* of several chunks */ };

static void *blocks[BLOCKS];
static bool short_of_pages;
static unsigned n_chunks;

void *__real_pages_new_aligned(size_t size);
void *__wrap_pages_new_aligned(size_t size);
void __real_pages_free(void *pages, size_t size);
void __wrap_pages_free(void *pages, size_t size);

void *__wrap_pages_new_aligned(size_t size)
{
    void *pages = short_of_pages ? NULL : __real_pages_new_aligned(size);
    n_chunks += pages != NULL;
    return pages;
}

void __wrap_pages_free(void *pages, size_t size)
{
    n_chunks--;
    __real_pages_free(pages, size);
}

static void is_zero(const unsigned char *block)
{
    for (size_t i = 0; i < SIZE; i++)
        assert_int_equal(block[i], 0);
}

static void fill(struct pool *pool)
{
    for (unsigned i = 0; i < BLOCKS; i++) {
        blocks[i] = pool_get(pool);
        assert_non_null(blocks[i]);
        is_zero(blocks[i]);
        memset(blocks[i], (int)(i % 255) + 1, SIZE);
    }
}

static void blocks_are_zeros_and_apart(void **state)
{
    (void)state;
    struct pool pool;
    pool_init(&pool, SIZE);
    fill(&pool);
    for (unsigned i = 0; i < BLOCKS; i++)
        for (size_t j = 0; j < SIZE; j++)
            assert_int_equal(((unsigned char *)blocks[i])[j], i % 255 + 1);
    for (unsigned i = 0; i < BLOCKS; i += 2)
        pool_put(&pool, blocks[i]);
    for (unsigned i = 0; i < BLOCKS; i += 2) {
        blocks[i] = pool_get(&pool);
        is_zero(blocks[i]);
    }
    for (unsigned i = 0; i < BLOCKS; i++)
        pool_put(&pool, blocks[i]);
    pool_put(&pool, NULL);
    pool_fini(&pool);
    assert_int_equal(n_chunks, 0);
}

static void chunks_that_have_emptied_go_back(void **state)
{
    (void)state;
    struct pool pool;
    pool_init(&pool, SIZE);
    fill(&pool);
    unsigned full = n_chunks;
    assert_true(full > 3);
    for (unsigned i = 0; i < BLOCKS; i++)
        pool_put(&pool, blocks[i]);
    assert_int_equal(n_chunks, 1);
    /* One is kept: a block that comes and goes costs no pages each time. */
    pool_put(&pool, pool_get(&pool));
    assert_int_equal(n_chunks, 1);
    fill(&pool);
    assert_int_equal(n_chunks, full);
    for (unsigned i = BLOCKS; i-- > 0;)
        pool_put(&pool, blocks[i]);
    assert_int_equal(n_chunks, 1);
    pool_fini(&pool);
    assert_int_equal(n_chunks, 0);
}

static void without_pages_the_reserve_serves_those_who_may(void **state)
{
    (void)state;
    struct pool plain, reserved;
    pool_init(&plain, SIZE);
    pool_init(&reserved, SIZE);
    reserved.reserved = true;
    short_of_pages = true;
    assert_null(pool_get(&plain));
    unsigned n = 0;
    while ((blocks[n] = pool_get(&reserved)) != NULL) {
        is_zero(blocks[n]);
        memset(blocks[n++], 1, SIZE);
    }
    assert_int_equal(n, RESERVE_BLOCKS);
    short_of_pages = false;
    void *block = pool_get(&reserved);
    assert_non_null(block);
    assert_false(reserve_owns(block));
    pool_put(&reserved, block);
    for (unsigned i = 0; i < n; i++)
        pool_put(&reserved, blocks[i]);
    pool_fini(&reserved);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks_are_zeros_and_apart),
        cmocka_unit_test(chunks_that_have_emptied_go_back),
        cmocka_unit_test(without_pages_the_reserve_serves_those_who_may),
    };
    return cmocka_run_group_tests_name("pool", tests, NULL, NULL);
}
