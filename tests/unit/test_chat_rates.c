#include "support/unit.h"

#include "support/people.h"

static struct chat *chat_with(struct rate messages, struct rate bytes)
{
    struct chat_limits limits = limits_plain();
    limits.messages = messages;
    limits.bytes = bytes;
    struct chat *chat = chat_new(&limits);
    assert_non_null(chat);
    return chat;
}

static bool live_passes(const struct chat *chat, const struct client *c, int64_t now)
{
    return sending_wait(chat, c, true, false, now) <= 0;
}

static bool history_passes(const struct chat *chat, const struct client *c, int64_t now)
{
    return sending_wait(chat, c, false, true, now) <= 0;
}

static void a_burst_passes_and_no_more(void **state)
{
    (void)state;
    struct chat *chat = chat_with((struct rate){20, 100}, (struct rate){0, 0});
    struct client *a = person_settles(chat, 1, "r", 5000);
    for (unsigned i = 0; i < 100; i++) {
        assert_true(live_passes(chat, a, 5000));
        person_says(chat, a, "x", 5000);
    }
    assert_false(live_passes(chat, a, 5000));
    int64_t wait = sending_wait(chat, a, true, false, 5000);
    assert_true(wait > 0 && wait <= 50);
    chat_free(chat);
}

static void an_empty_bucket_refills_by_its_rate_up_to_a_burst(void **state)
{
    (void)state;
    struct chat *chat = chat_with((struct rate){20, 100}, (struct rate){0, 0});
    struct client *a = person_settles(chat, 1, "r", 0);
    for (unsigned i = 0; i < 100; i++)
        person_says(chat, a, "x", 0);
    unsigned passed = 0;
    for (int64_t now = 1; now <= 1001; now++)
        for (; live_passes(chat, a, now); passed++)
            person_says(chat, a, "x", now);
    assert_in_range(passed, 20, 21);
    passed = 0;
    for (int64_t now = 3600000; live_passes(chat, a, now); passed++)
        person_says(chat, a, "x", now);
    assert_int_equal(passed, 100);
    chat_free(chat);
}

static void live_and_history_have_budgets_of_their_own(void **state)
{
    (void)state;
    struct chat *chat = chat_with((struct rate){1, 5}, (struct rate){0, 0});
    struct client *a = person_settles(chat, 1, "r", 0);
    for (unsigned i = 0; i < 5; i++)
        person_tells(chat, a, 99, "x", 0);
    assert_false(history_passes(chat, a, 0));
    assert_true(live_passes(chat, a, 0));
    assert_true(sending_wait(chat, a, true, true, 0) > 0); /* both are asked for */
    for (unsigned i = 0; i < 5; i++)
        person_says(chat, a, "x", 0);
    assert_false(live_passes(chat, a, 0));
    chat_free(chat);
}

static void bytes_count_and_may_go_below_zero(void **state)
{
    (void)state;
    struct chat *chat = chat_with((struct rate){0, 0}, (struct rate){1000, 2000});
    struct client *a = person_settles(chat, 1, "r", 0);
    person_says_bytes(chat, a, 1999, 0);
    assert_true(live_passes(chat, a, 0));
    person_says_bytes(chat, a, 5000, 0);
    assert_false(live_passes(chat, a, 0));
    assert_true(history_passes(chat, a, 0));
    assert_false(live_passes(chat, a, 4998));
    assert_true(live_passes(chat, a, 5001));
    chat_free(chat);
}

static void clients_have_buckets_of_their_own(void **state)
{
    (void)state;
    struct chat *chat = chat_with((struct rate){1, 2}, (struct rate){1, 2});
    struct client *a = person_settles(chat, 1, "r", 0), *b = person_settles(chat, 2, "r", 0);
    person_says_bytes(chat, a, 500, 0);
    assert_false(live_passes(chat, a, 0));
    assert_true(live_passes(chat, b, 0));
    chat_free(chat);
}

static void joining_again_or_moving_fills_no_bucket(void **state)
{
    (void)state;
    struct chat *chat = chat_with((struct rate){1, 1}, (struct rate){0, 0});
    struct client *a = person_settles(chat, 1, "r", 0);
    person_says(chat, a, "x", 0);
    person_joins(chat, 1, "r", 0);
    assert_false(live_passes(chat, a, 0));
    person_joins(chat, 1, "s", 0);
    assert_false(live_passes(chat, a, 0));
    chat_free(chat);
}

static void a_refused_send_takes_nothing(void **state)
{
    (void)state;
    struct chat_limits limits = limits_plain();
    limits.messages = (struct rate){1, 1};
    limits.max_queue = 100;
    struct chat *chat = chat_new(&limits);
    struct client *a = person_settles(chat, 1, "r", 0), *b = person_settles(chat, 2, "r", 0);
    person_reads(chat, a, 0);
    person_says_bytes(chat, b, 90, 0);
    person_reads(chat, b, 0);
    assert_int_equal(person_tells(chat, b, 1, "x", 0), SENDING_RECEIVER_BUSY);
    assert_true(history_passes(chat, b, 0));
    chat_free(chat);
}

static void no_rate_is_no_limit(void **state)
{
    (void)state;
    struct chat *chat = chat_with((struct rate){0, 0}, (struct rate){0, 0});
    struct client *a = person_settles(chat, 1, "r", 0);
    for (unsigned i = 0; i < 1000; i++) {
        person_says_bytes(chat, a, 1000, 0);
        assert_true(sending_wait(chat, a, true, true, 0) <= 0);
    }
    chat_free(chat);
}

static void a_wait_is_how_long_it_takes(void **state)
{
    (void)state;
    static const struct rate rates[] = {{20, 100}, {0.1, 0.5}, {1000000, 5000000}, {3, 1}};
    for (unsigned i = 0; i < sizeof rates / sizeof *rates; i++) {
        bucket b = 0;
        for (int64_t now = 1000000; now < 1000020; now++) {
            bucket_take(&b, &rates[i], rates[i].burst * 3, now);
            int64_t wait = bucket_wait(b, &rates[i], now);
            assert_true(wait > 0);
            assert_true(bucket_wait(b, &rates[i], now + (int64_t)wait / 2) > 0);
            assert_true(bucket_wait(b, &rates[i], now + (int64_t)wait + 1) <= 0);
            b = 0;
        }
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_burst_passes_and_no_more),
        cmocka_unit_test(an_empty_bucket_refills_by_its_rate_up_to_a_burst),
        cmocka_unit_test(live_and_history_have_budgets_of_their_own),
        cmocka_unit_test(bytes_count_and_may_go_below_zero),
        cmocka_unit_test(clients_have_buckets_of_their_own),
        cmocka_unit_test(joining_again_or_moving_fills_no_bucket),
        cmocka_unit_test(a_refused_send_takes_nothing),
        cmocka_unit_test(no_rate_is_no_limit),
        cmocka_unit_test(a_wait_is_how_long_it_takes),
    };
    return cmocka_run_group_tests_name("chat: rates", tests, NULL, NULL);
}
