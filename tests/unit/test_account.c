#include "support/unit.h"

#include "../../src/base/account.h"
#include "../../src/base/buf.h"
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
        assert_int_equal(account_bytes(ACCOUNT_BUFFERS), b.cap);
    }
    buf_fini(&b);
    assert_int_equal(account_total(), before);
    buf_lend(&b, lent, sizeof lent);
    buf_append(&b, bytes, 10);
    assert_int_equal(account_bytes(ACCOUNT_BUFFERS), 0);
    assert_true(buf_own(&b));
    assert_int_equal(account_bytes(ACCOUNT_BUFFERS), b.cap);
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
    assert_int_equal(account_bytes(ACCOUNT_MESSAGES), sizeof *m + 2);
    queue_push(&q, m);
    message_unref(m);
    assert_int_equal(account_bytes(ACCOUNT_MESSAGES), sizeof *m + 2);
    queue_fini(&q);
    assert_int_equal(account_total(), before);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_buffer_books_what_it_has),
        cmocka_unit_test(a_pool_books_its_chunks),
        cmocka_unit_test(messages_and_queues_book_what_they_have),
    };
    return cmocka_run_group_tests_name("account", tests, NULL, NULL);
}
