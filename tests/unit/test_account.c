#include "support/unit.h"

#include "../../src/base/account.h"
#include "../../src/base/buf.h"
#include "../../src/base/heap.h"
#include "../../src/base/pool.h"
#include "../../src/chat/queue.h"

static void a_buffer_books_what_it_has(void **state)
{
    static const char bytes[1000];
    char lent[64];
    struct buf b;
    (void)state;
    size_t before = account_total();
    buf_init(&b, 100000);
    assert_int_equal(account_total(), before);
    for (int i = 0; i < 20; i++) {
        buf_append(&b, bytes, sizeof bytes);
        assert_int_equal(account_bytes(ACCOUNT_BUFFERS), heap_cost(b.cap));
    }
    buf_fini(&b);
    assert_int_equal(account_total(), before);
    buf_lend(&b, lent, sizeof lent);
    buf_append(&b, bytes, 10);
    assert_int_equal(account_bytes(ACCOUNT_BUFFERS), 0);
    assert_true(buf_own(&b));
    assert_int_equal(account_bytes(ACCOUNT_BUFFERS), heap_cost(b.cap));
    buf_fini(&b);
    assert_int_equal(account_total(), before);
}

static void a_pool_books_its_chunks(void **state)
{
    struct pool pool;
    void *blocks[200];
    (void)state;
    pool_init(&pool, 1000);
    for (int i = 0; i < 200; i++)
        assert_non_null(blocks[i] = pool_get(&pool));
    assert_true(account_bytes(ACCOUNT_POOLS) >= sizeof blocks / sizeof *blocks * 1000);
    for (int i = 0; i < 200; i++)
        pool_put(&pool, blocks[i]);
    pool_fini(&pool);
    assert_int_equal(account_bytes(ACCOUNT_POOLS), 0);
}

static void messages_and_queues_book_what_they_have(void **state)
{
    const struct client_id from = {{1}};
    struct queue q;
    (void)state;
    size_t before = account_total();
    queue_init(&q);
    assert_true(queue_reserve(&q, 5000));
    assert_true(account_bytes(ACCOUNT_QUEUES) >= 5000 * sizeof(struct message *));
    struct message *m = message_new(COMMAND_ADD, &from, "{}", 2);
    assert_non_null(m);
    assert_int_equal(account_bytes(ACCOUNT_MESSAGES), heap_cost(sizeof *m + 2));
    queue_push(&q, m);
    message_unref(m);
    assert_int_equal(account_bytes(ACCOUNT_MESSAGES), heap_cost(sizeof *m + 2));
    queue_fini(&q);
    assert_int_equal(account_total(), before);
}

static void a_limit_holds_for_all_together(void **state)
{
    (void)state;
    size_t before = account_total();
    account_set_limit(before + 1000);
    assert_true(account_take(ACCOUNT_QUEUES, 600));
    assert_false(account_take(ACCOUNT_MESSAGES, 401));
    assert_int_equal(account_total(), before + 600);
    assert_true(account_take(ACCOUNT_MESSAGES, 400));
    assert_false(account_take(ACCOUNT_MESSAGES, 1));
    assert_false(account_take(ACCOUNT_MESSAGES, SIZE_MAX));
    account_add(ACCOUNT_MESSAGES, 50); /* what the reserve gave */
    assert_false(account_take(ACCOUNT_MESSAGES, 1));
    account_remove(ACCOUNT_MESSAGES, 450);
    account_remove(ACCOUNT_QUEUES, 600);
    assert_int_equal(account_total(), before);
    account_set_limit(0);
    assert_true(account_take(ACCOUNT_QUEUES, 1000000));
    account_remove(ACCOUNT_QUEUES, 1000000);
}

static void what_is_large_leaves_memory_to_others(void **state)
{
    (void)state;
    assert_int_equal(account_total(), 0);
    account_set_limit(1600);
    assert_true(account_take_large(ACCOUNT_BUFFERS, 800));
    assert_false(account_take_large(ACCOUNT_BUFFERS, 1)); /* half */
    assert_true(account_take(ACCOUNT_QUEUES, 699));
    account_remove(ACCOUNT_BUFFERS, 2);
    assert_false(account_take_large(ACCOUNT_BUFFERS, 4)); /* the last sixteenth */
    assert_true(account_take_large(ACCOUNT_BUFFERS, 2));
    assert_true(account_take(ACCOUNT_BUFFERS, 101));
    account_remove(ACCOUNT_BUFFERS, 901);
    account_remove(ACCOUNT_QUEUES, 699);
    account_set_limit(0);
}

static void it_says_when_memory_is_short(void **state)
{
    (void)state;
    account_add(ACCOUNT_QUEUES, 1000000);
    assert_false(account_is_short()); /* without a limit */
    assert_true(account_has_plenty());
    account_remove(ACCOUNT_QUEUES, 1000000);
    account_set_limit(800);
    account_add(ACCOUNT_QUEUES, 700);
    assert_false(account_is_short());
    assert_false(account_has_plenty());
    account_add(ACCOUNT_QUEUES, 1);
    assert_true(account_is_short());
    account_remove(ACCOUNT_QUEUES, 101);
    assert_true(account_has_plenty());
    account_remove(ACCOUNT_QUEUES, 600);
    account_set_limit(0);
}

static void nothing_is_allocated_past_the_limit(void **state)
{
    static const struct client_id from = {{1}};
    struct buf b;
    struct pool pool;
    struct queue q;
    (void)state;
    buf_init(&b, 100000);
    pool_init(&pool, 1000);
    queue_init(&q);
    account_set_limit(20);
    assert_null(buf_reserve(&b, 100));
    assert_null(pool_get(&pool));
    assert_null(message_new(COMMAND_ADD, &from, "{}", 2));
    assert_false(queue_reserve(&q, 100));
    assert_false(queue_reserve(&q, 5000));
    assert_int_equal(account_total(), 0);
    struct message *farewell = message_new(COMMAND_LEFT, &from, NULL, 0); /* from the reserve */
    assert_non_null(farewell);
    message_unref(farewell);
    assert_int_equal(account_total(), 0);
    account_set_limit(0);
    assert_non_null(buf_reserve(&b, 100));
    buf_fini(&b);
    queue_fini(&q);
    pool_fini(&pool);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_buffer_books_what_it_has),
        cmocka_unit_test(a_pool_books_its_chunks),
        cmocka_unit_test(messages_and_queues_book_what_they_have),
        cmocka_unit_test(a_limit_holds_for_all_together),
        cmocka_unit_test(what_is_large_leaves_memory_to_others),
        cmocka_unit_test(it_says_when_memory_is_short),
        cmocka_unit_test(nothing_is_allocated_past_the_limit),
    };
    return cmocka_run_group_tests_name("account", tests, NULL, NULL);
}
