#include "support/unit.h"

#include "support/people.h"

static struct hub *hub_with(struct rate messages, struct rate bytes)
{
    struct hub_limits limits = limits_plain();
    limits.messages = messages;
    limits.bytes = bytes;
    struct hub *hub = hub_new(&limits);
    assert_non_null(hub);
    return hub;
}

static bool live_passes(const struct hub *hub, const struct client *c, int64_t now)
{
    return hub_rate_wait(hub, c, true, false, now) <= 0;
}

static bool history_passes(const struct hub *hub, const struct client *c, int64_t now)
{
    return hub_rate_wait(hub, c, false, true, now) <= 0;
}

static void a_burst_passes_and_no_more(void **state)
{
    (void)state;
    struct hub *hub = hub_with((struct rate){20, 100}, (struct rate){0, 0});
    struct client *a = person_settles(hub, 1, "r", 5000);
    for (unsigned i = 0; i < 100; i++) {
        assert_true(live_passes(hub, a, 5000));
        person_says(hub, a, "x", 5000);
    }
    assert_false(live_passes(hub, a, 5000));
    double wait = hub_rate_wait(hub, a, true, false, 5000);
    assert_true(wait > 0 && wait <= 50);
    hub_free(hub);
}

static void an_empty_bucket_refills_by_its_rate_up_to_a_burst(void **state)
{
    (void)state;
    struct hub *hub = hub_with((struct rate){20, 100}, (struct rate){0, 0});
    struct client *a = person_settles(hub, 1, "r", 0);
    for (unsigned i = 0; i < 100; i++)
        person_says(hub, a, "x", 0);
    unsigned passed = 0;
    for (int64_t now = 1; now <= 1001; now++)
        for (; live_passes(hub, a, now); passed++)
            person_says(hub, a, "x", now);
    assert_in_range(passed, 20, 21);
    passed = 0;
    for (int64_t now = 3600000; live_passes(hub, a, now); passed++)
        person_says(hub, a, "x", now);
    assert_int_equal(passed, 100);
    hub_free(hub);
}

static void live_and_history_have_budgets_of_their_own(void **state)
{
    (void)state;
    struct hub *hub = hub_with((struct rate){1, 5}, (struct rate){0, 0});
    struct client *a = person_settles(hub, 1, "r", 0);
    for (unsigned i = 0; i < 5; i++)
        person_tells(hub, a, 99, "x", 0);
    assert_false(history_passes(hub, a, 0));
    assert_true(live_passes(hub, a, 0));
    assert_true(hub_rate_wait(hub, a, true, true, 0) > 0); /* both are asked for */
    for (unsigned i = 0; i < 5; i++)
        person_says(hub, a, "x", 0);
    assert_false(live_passes(hub, a, 0));
    hub_free(hub);
}

static void bytes_count_and_may_go_below_zero(void **state)
{
    (void)state;
    struct hub *hub = hub_with((struct rate){0, 0}, (struct rate){1000, 2000});
    struct client *a = person_settles(hub, 1, "r", 0);
    person_says_bytes(hub, a, 1999, 0);
    assert_true(live_passes(hub, a, 0));
    person_says_bytes(hub, a, 5000, 0);
    assert_false(live_passes(hub, a, 0));
    assert_true(history_passes(hub, a, 0));
    assert_false(live_passes(hub, a, 4998));
    assert_true(live_passes(hub, a, 5001));
    hub_free(hub);
}

static void clients_have_buckets_of_their_own(void **state)
{
    (void)state;
    struct hub *hub = hub_with((struct rate){1, 2}, (struct rate){1, 2});
    struct client *a = person_settles(hub, 1, "r", 0), *b = person_settles(hub, 2, "r", 0);
    person_says_bytes(hub, a, 500, 0);
    assert_false(live_passes(hub, a, 0));
    assert_true(live_passes(hub, b, 0));
    hub_free(hub);
}

static void joining_again_or_moving_fills_no_bucket(void **state)
{
    (void)state;
    struct hub *hub = hub_with((struct rate){1, 1}, (struct rate){0, 0});
    struct client *a = person_settles(hub, 1, "r", 0);
    person_says(hub, a, "x", 0);
    person_joins(hub, 1, "r", 0);
    assert_false(live_passes(hub, a, 0));
    person_joins(hub, 1, "s", 0);
    assert_false(live_passes(hub, a, 0));
    hub_free(hub);
}

static void a_refused_send_takes_nothing(void **state)
{
    (void)state;
    struct hub_limits limits = limits_plain();
    limits.messages = (struct rate){1, 1};
    limits.max_queue = 100;
    struct hub *hub = hub_new(&limits);
    struct client *a = person_settles(hub, 1, "r", 0), *b = person_settles(hub, 2, "r", 0);
    person_reads(hub, a, 0);
    person_says_bytes(hub, b, 90, 0);
    person_reads(hub, b, 0);
    assert_int_equal(person_tells(hub, b, 1, "x", 0), HUB_RECEIVER_BUSY);
    assert_true(history_passes(hub, b, 0));
    hub_free(hub);
}

static void no_rate_is_no_limit(void **state)
{
    (void)state;
    struct hub *hub = hub_with((struct rate){0, 0}, (struct rate){0, 0});
    struct client *a = person_settles(hub, 1, "r", 0);
    for (unsigned i = 0; i < 1000; i++) {
        person_says_bytes(hub, a, 1000, 0);
        assert_true(hub_rate_wait(hub, a, true, true, 0) <= 0);
    }
    hub_free(hub);
}

static void a_wait_is_how_long_it_takes(void **state)
{
    (void)state;
    static const struct rate rates[] = {{20, 100}, {0.1, 0.5}, {1000000, 5000000}, {3, 1}};
    for (unsigned i = 0; i < sizeof rates / sizeof *rates; i++) {
        bucket b = 0;
        for (int64_t now = 1000000; now < 1000020; now++) {
            bucket_take(&b, &rates[i], rates[i].burst * 3, now);
            double wait = bucket_wait(b, &rates[i], now);
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
    return cmocka_run_group_tests_name("hub: rates", tests, NULL, NULL);
}
