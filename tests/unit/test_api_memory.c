/* Out of memory at every allocation, one after the other: what is asked then
 * gets a busy or the right answer, and the conversation goes on afterwards. */
#include "support/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "../../src/base/heap.h"
#include "../../src/base/pool.h"
#include "support/rig.h"

/* ---- allocations that fail: the linker sends those of src/ through here ---- */

static bool counting, failed;
static unsigned until_failure; /* the n-th allocation from now on; 0: none */

static bool fails(void)
{
    if (!counting || until_failure == 0 || --until_failure > 0)
        return false;
    failed = true;
    return true;
}

#define MAY_FAIL(name, parameters, arguments)                                                      \
    void *__real_##name parameters, *__wrap_##name parameters;                                     \
    void *__wrap_##name parameters                                                                 \
    {                                                                                              \
        return fails() ? NULL : __real_##name arguments;                                           \
    }

MAY_FAIL(malloc, (size_t size), (size))
MAY_FAIL(calloc, (size_t n, size_t size), (n, size))
MAY_FAIL(realloc, (void *old, size_t size), (old, size))
MAY_FAIL(pages_new, (size_t size), (size))
MAY_FAIL(pool_get, (struct pool * pool), (pool))
/* As with an empty reserve; where its malloc fails, the reserve serves. */
MAY_FAIL(heap_new, (enum account account, size_t size, enum heap_class class),
         (account, size, class))

/* ---- a room of three, and what is asked while memory fails ---- */

struct scene {
    struct rig rig;
    struct visitor_self a, b, c;
    struct exchange parked; /* c's */
    struct exchange asked;
};

/* The answer is taken with memory of the test's own. */
static bool answer_apart(void *request, const char *head, size_t head_len, const char *body,
                         size_t body_len)
{
    bool before = counting;
    counting = false;
    bool room = rig_answer(request, head, head_len, body, body_len);
    counting = before;
    return room;
}

static const struct api_output output_apart = {answer_apart, rig_pass, rig_finish, rig_blocked,
                                               rig_mark};

static void scene_start(struct scene *s)
{
    struct api_config config = config_plain();
    config.limits.max_queue = 4000;
    config.joins = (struct rate){.per_second = 10, .burst = 1000};
    *s = (struct scene){.rig.now = {.monotonic = 5000, .unix = 1700000000123}};
    s->rig.api = api_new(&config, s->rig.now, output_apart);
    assert_non_null(s->rig.api);
    self_joins(&s->rig, &s->a, 'a', "r");
    self_joins(&s->rig, &s->b, 'b', "r");
    self_joins(&s->rig, &s->c, 'c', "r");
    self_drains(&s->rig, &s->a);
    self_drains(&s->rig, &s->b);
    self_polls(&s->rig, &s->c, &s->parked, 25);
    assert_parked(&s->parked);
}

static void scene_stop(struct scene *s)
{
    exchange_end(&s->parked);
    exchange_end(&s->asked);
    api_free(s->rig.api);
}

/* Asks with the n-th allocation from now on failing. */
__attribute__((format(printf, 4, 5))) static void
ask_short(struct scene *s, unsigned n, const char *endpoint, const char *format, ...)
{
    char path[32], body[4096];
    va_list args;
    va_start(args, format);
    int len = vsnprintf(body, sizeof body, format, args);
    va_end(args);
    assert_true(len > 0 && (size_t)len < sizeof body);
    snprintf(path, sizeof path, "/%s", endpoint);
    struct cgi_params params = params_plain(path);
    exchange_end(&s->asked);
    until_failure = n;
    counting = true;
    s->asked.parked = api_handle(s->rig.api, &s->asked, &params, body, (size_t)len, s->rig.now);
    counting = false;
    assert_int_equal(s->asked.answers, s->asked.parked ? 0 : 1);
}

/* The same for what api_run does. */
static void run_short(struct scene *s, unsigned n)
{
    until_failure = n;
    counting = true;
    api_run(s->rig.api, s->rig.now);
    counting = false;
}

/* All that waits for a client; it acknowledges it. */
static void hear_all(struct rig *rig, struct visitor_self *self, char *heard, size_t size)
{
    struct exchange x;
    size_t len = 0;
    double before;
    heard[0] = '\0';
    do {
        before = self->ack;
        self_polls(rig, self, &x, 0);
        assert_answered(&x, 200, NULL);
        len += (size_t)snprintf(heard + len, size - len, "%s", exchange_commands(&x));
        assert_true(len < size);
        self_takes(self, &x);
        exchange_end(&x);
    } while (self->ack > before);
}

/* Whether a and b, who are present, can still talk as ever. */
static void assert_goes_on(struct scene *s)
{
    char heard[8192];
    struct exchange x;
    s->rig.now.monotonic += 2000; /* what was put off for lack of memory */
    api_run(s->rig.api, s->rig.now);
    self_sends(&s->rig, &s->a, &x, "{\"id\":\"after\",\"ts\":7}");
    assert_answered(&x, 200, NULL);
    exchange_end(&x);
    hear_all(&s->rig, &s->b, heard, sizeof heard);
    assert_non_null(strstr(heard, "{\"id\":\"after\",\"ts\":7}"));
    hear_all(&s->rig, &s->a, heard, sizeof heard);
    assert_non_null(strstr(heard, "{\"id\":\"after\",\"ts\":7}"));
    api_run(s->rig.api, s->rig.now);
}

static int clients(struct scene *s)
{
    struct exchange x;
    struct cgi_params params = params_plain("/status");
    param_set(&params, CGI_METHOD, "GET");
    param_set(&params, CGI_REMOTE_ADDR, "127.0.0.1");
    rig_ask_with(&s->rig, &x, &params, NULL, 0);
    int count = cJSON_GetObjectItem(x.json, "clients")->valueint;
    exchange_end(&x);
    return count;
}

static bool was_busy(const struct exchange *x)
{
    if (x->status != 503)
        return false;
    assert_answered(x, 503, "busy");
    assert_non_null(strstr(x->head, "\r\nRetry-After: "));
    return true;
}

enum { ALLOCATIONS_MAX = 400 };

/* Tries with the first allocation failing, the second, ... until none did. */
static void with_each_failure(void (*attempt)(struct scene *s, unsigned n))
{
    unsigned failures = 0;
    for (unsigned n = 1; n < ALLOCATIONS_MAX; n++) {
        struct scene s;
        scene_start(&s);
        failed = false;
        attempt(&s, n);
        bool reached = failed;
        assert_goes_on(&s);
        scene_stop(&s);
        failures += reached;
        if (!reached)
            break;
    }
    assert_in_range(failures, 1, ALLOCATIONS_MAX - 2);
}

/* ---- each kind of request ---- */

static void join_new(struct scene *s, unsigned n)
{
    char heard[4096];
    ask_short(s, n, "join", "{\"room\":\"\\u0072\",\"token\":\"dddddddddddddddddddddd\"}");
    bool busy = was_busy(&s->asked);
    if (!busy)
        assert_answered(&s->asked, 200, NULL);
    hear_all(&s->rig, &s->a, heard, sizeof heard);
    if (strstr(heard, "fetch")) /* who was announced is there */
        assert_int_equal(clients(s), 4);
    else
        assert_int_equal(clients(s), 3);
    struct visitor_self d;
    self_joins(&s->rig, &d, 'd', "r");
    hear_all(&s->rig, &d, heard, sizeof heard);
}

static void join_a_new_room(struct scene *s, unsigned n)
{
    ask_short(s, n, "join", "{\"room\":\"new\",\"token\":\"dddddddddddddddddddddd\"}");
    if (!was_busy(&s->asked))
        assert_answered(&s->asked, 200, NULL);
}

static void join_again(struct scene *s, unsigned n)
{
    ask_short(s, n, "join", "{\"room\":\"r\",\"token\":\"%s\"}", s->c.token);
    if (!was_busy(&s->asked)) {
        assert_answered(&s->asked, 200, NULL);
        assert_int_equal(s->parked.answers, 1);
    }
    assert_int_equal(clients(s), 3);
}

static void move_to_another_room(struct scene *s, unsigned n)
{
    char heard[4096];
    ask_short(s, n, "join", "{\"room\":\"elsewhere\",\"token\":\"%s\"}", s->c.token);
    bool busy = was_busy(&s->asked);
    if (!busy)
        assert_answered(&s->asked, 200, NULL);
    hear_all(&s->rig, &s->a, heard, sizeof heard);
    bool moved = strstr(heard, "left") != NULL;
    assert_true(busy || moved);
    assert_int_equal(clients(s), 3);
}

static void poll_what_waits(struct scene *s, unsigned n)
{
    char heard[4096];
    struct exchange x;
    self_sends(&s->rig, &s->a, &x, "{\"id\":\"waits\"}");
    exchange_end(&x);
    ask_short(s, n, "poll", "{\"\\u0069d\":\"%s\",\"token\":\"%s\",\"ack\":%.0f}", s->b.id,
              s->b.token, s->b.ack);
    if (!was_busy(&s->asked))
        assert_non_null(strstr(s->asked.body, "waits"));
    hear_all(&s->rig, &s->b, heard, sizeof heard); /* it is not acknowledged: not lost */
    assert_non_null(strstr(heard, "waits"));
}

static void poll_instead_of_a_parked_one(struct scene *s, unsigned n)
{
    ask_short(s, n, "poll", "{\"id\":\"%s\",\"token\":\"\\u0063%s\",\"ack\":1}", s->c.id,
              s->c.token + 1);
    if (s->asked.parked) {
        assert_int_equal(s->parked.answers, 1);
        api_forget(s->rig.api, s->asked.parked, s->rig.now);
    } else {
        assert_true(was_busy(&s->asked));
        assert_int_equal(s->parked.answers, 0);
    }
}

static void send_to_all(struct scene *s, unsigned n)
{
    char heard[4096];
    ask_short(
        s, n, "send",
        "{\"id\":\"%s\",\"token\":\"%s\",\"commands\":[[\"\\u0073end\",\"%s\",{\"id\":\"\\u0078"
        "1\"}],[\"send\",\"%s\",{\"id\":\"x2\"}],[\"send\",\"%s\",{}]]}",
        s->a.id, s->a.token, s->a.id, s->a.id, s->a.id);
    bool busy = was_busy(&s->asked);
    if (!busy)
        assert_answered(&s->asked, 200, NULL);
    hear_all(&s->rig, &s->b, heard, sizeof heard); /* all or nothing */
    assert_int_equal(strstr(heard, "\\u0078") || strstr(heard, "x1"), !busy);
    assert_int_equal(strstr(heard, "x2") != NULL, !busy);
}

static void send_to_one(struct scene *s, unsigned n)
{
    char heard[4096];
    ask_short(s, n, "send",
              "{\"id\":\"%s\",\"token\":\"%s\",\"commands\":[[\"send\",\"%s\",{\"id\":\"x1\","
              "\"to\":\"\\u00%02x%s\"}]]}",
              s->a.id, s->a.token, s->a.id, (unsigned)s->b.id[0], s->b.id + 1);
    bool busy = was_busy(&s->asked);
    hear_all(&s->rig, &s->b, heard, sizeof heard);
    assert_int_equal(strstr(heard, "x1") != NULL, !busy);
    hear_all(&s->rig, &s->a, heard, sizeof heard);
    assert_null(strstr(heard, "x1"));
}

/* The answer alone needs more memory than any before. */
static void send_many(struct scene *s, unsigned n)
{
    char commands[4096], heard[4096];
    size_t len = 0;
    for (unsigned i = 0; i < 20; i++)
        len += (size_t)snprintf(commands + len, sizeof commands - len,
                                "%s[\"send\",\"%s\",{\"id\":\"%064u\"}]", i ? "," : "", s->a.id, i);
    ask_short(s, n, "send", "{\"id\":\"%s\",\"token\":\"%s\",\"commands\":[%s]}", s->a.id,
              s->a.token, commands);
    bool busy = was_busy(&s->asked);
    hear_all(&s->rig, &s->b, heard, sizeof heard);
    assert_int_equal(strstr(heard, "add") != NULL, !busy);
}

static void send_what_overflows(struct scene *s, unsigned n)
{
    ask_short(
        s, 0, "send",
        "{\"id\":\"%s\",\"token\":\"%s\",\"commands\":[[\"send\",\"%s\",{\"x\":\"%03000d\"}]]}",
        s->a.id, s->a.token, s->a.id, 0);
    ask_short(
        s, n, "send",
        "{\"id\":\"%s\",\"token\":\"%s\",\"commands\":[[\"send\",\"%s\",{\"x\":\"%03000d\"}]]}",
        s->a.id, s->a.token, s->a.id, 0);
    if (!was_busy(&s->asked))
        assert_answered(&s->asked, 200, NULL);
    self_drains(&s->rig, &s->a); /* has an init, or what was first */
    self_drains(&s->rig, &s->b);
}

static void leave_with_last_words(struct scene *s, unsigned n)
{
    char heard[4096];
    ask_short(s, n, "leave",
              "{\"id\":\"%s\",\"token\":\"%s\",\"commands\":[[\"send\",\"%s\",{\"id\":\"bye\"}]]}",
              s->c.id, s->c.token, s->c.id);
    bool busy = was_busy(&s->asked);
    if (!busy) {
        assert_answered(&s->asked, 204, NULL);
        if (!was_busy(&s->parked))
            assert_answered(&s->parked, 410, "unknown_client");
        assert_int_equal(clients(s), 2);
    }
    hear_all(&s->rig, &s->b, heard, sizeof heard);
    assert_int_equal(strstr(heard, "bye") != NULL, !busy);
    assert_int_equal(strstr(heard, "left") != NULL, !busy);
}

static void ask_for_the_status(struct scene *s, unsigned n)
{
    struct cgi_params params = params_plain("/status");
    param_set(&params, CGI_METHOD, "GET");
    until_failure = n;
    counting = true;
    api_handle(s->rig.api, &s->asked, &params, NULL, 0, s->rig.now);
    counting = false;
    if (!was_busy(&s->asked))
        assert_answered(&s->asked, 200, NULL);
}

static void ask_what_is_wrong(struct scene *s, unsigned n)
{
    ask_short(s, n, "join", "{\"room\":7}");
    if (!was_busy(&s->asked))
        assert_answered(&s->asked, 400, "bad_request");
}

/* An answer of a moderate size is made in memory that is held all the time. */
static void a_parked_poll_is_answered_without_memory(void **state)
{
    (void)state;
    struct scene s;
    struct exchange x;
    scene_start(&s);
    self_sends(&s.rig, &s.a, &x, "{\"text\":\"waits\"}");
    exchange_end(&x);
    failed = false;
    run_short(&s, 1);
    assert_false(failed);
    assert_answered(&s.parked, 200, NULL);
    assert_non_null(strstr(s.parked.body, "waits"));
    assert_goes_on(&s);
    scene_stop(&s);
}

static void sweep_who_is_gone(struct scene *s, unsigned n)
{
    char heard[4096];
    api_forget(s->rig.api, s->parked.parked, s->rig.now);
    s->rig.now.monotonic += 60000;
    self_drains(&s->rig, &s->a);
    self_drains(&s->rig, &s->b);
    s->rig.now.monotonic += 30000;
    run_short(s, n);
    s->rig.now.monotonic += 1000; /* what failed is tried again */
    assert_true(api_next_deadline(s->rig.api) <= s->rig.now.monotonic || clients(s) == 2);
    api_run(s->rig.api, s->rig.now);
    assert_int_equal(clients(s), 2);
    hear_all(&s->rig, &s->a, heard, sizeof heard);
    assert_non_null(strstr(heard, "gone"));
}

static void fetch_after_an_overflow(struct scene *s, unsigned n)
{
    char heard[4096];
    ask_short(s, n, "join", "{\"room\":\"r\",\"token\":\"%s\"}", s->c.token);
    bool busy = was_busy(&s->asked);
    s->rig.now.monotonic += 1000;
    api_run(s->rig.api, s->rig.now);
    hear_all(&s->rig, &s->a, heard, sizeof heard);
    assert_true(busy || strstr(heard, "fetch")); /* put off, not lost */
}

#define EACH_FAILURE(attempt)                                                                      \
    static void attempt##_short_of_memory(void **state)                                            \
    {                                                                                              \
        (void)state;                                                                               \
        with_each_failure(attempt);                                                                \
    }

EACH_FAILURE(join_new)
EACH_FAILURE(join_a_new_room)
EACH_FAILURE(join_again)
EACH_FAILURE(move_to_another_room)
EACH_FAILURE(poll_what_waits)
EACH_FAILURE(poll_instead_of_a_parked_one)
EACH_FAILURE(send_to_all)
EACH_FAILURE(send_to_one)
EACH_FAILURE(send_many)
EACH_FAILURE(send_what_overflows)
EACH_FAILURE(leave_with_last_words)
EACH_FAILURE(ask_for_the_status)
EACH_FAILURE(ask_what_is_wrong)
EACH_FAILURE(sweep_who_is_gone)
EACH_FAILURE(fetch_after_an_overflow)

/* Or an ack of it would pass, though it has never come. */
static void what_a_busy_took_the_place_of_was_not_sent(void **state)
{
    (void)state;
    struct scene s;
    struct exchange x;
    scene_start(&s);
    s.parked.short_of_memory = true;
    self_sends(&s.rig, &s.a, &x, "{\"id\":\"waits\"}");
    exchange_end(&x);
    api_run(s.rig.api, s.rig.now);
    assert_true(was_busy(&s.parked));
    s.c.ack++;
    self_polls(&s.rig, &s.c, &x, 0);
    assert_answered(&x, 400, "bad_request");
    exchange_end(&x);
    s.c.ack--;
    assert_goes_on(&s);
    scene_stop(&s);
}

static void starting_short_of_memory(void **state)
{
    (void)state;
    struct api_config config = config_plain();
    unsigned n = 1;
    for (struct api *api = NULL; !api; n++) {
        until_failure = n;
        counting = true;
        api = api_new(&config, (struct api_time){0, 0}, output_apart);
        counting = false;
        api_free(api);
    }
    assert_true(n > 3);
}

int main(void)
{
    cJSON_InitHooks(&(cJSON_Hooks){__wrap_malloc, free});
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(join_new_short_of_memory),
        cmocka_unit_test(join_a_new_room_short_of_memory),
        cmocka_unit_test(join_again_short_of_memory),
        cmocka_unit_test(move_to_another_room_short_of_memory),
        cmocka_unit_test(poll_what_waits_short_of_memory),
        cmocka_unit_test(poll_instead_of_a_parked_one_short_of_memory),
        cmocka_unit_test(send_to_all_short_of_memory),
        cmocka_unit_test(send_to_one_short_of_memory),
        cmocka_unit_test(send_many_short_of_memory),
        cmocka_unit_test(send_what_overflows_short_of_memory),
        cmocka_unit_test(leave_with_last_words_short_of_memory),
        cmocka_unit_test(ask_for_the_status_short_of_memory),
        cmocka_unit_test(ask_what_is_wrong_short_of_memory),
        cmocka_unit_test(a_parked_poll_is_answered_without_memory),
        cmocka_unit_test(sweep_who_is_gone_short_of_memory),
        cmocka_unit_test(fetch_after_an_overflow_short_of_memory),
        cmocka_unit_test(what_a_busy_took_the_place_of_was_not_sent),
        cmocka_unit_test(starting_short_of_memory),
    };
    return cmocka_run_group_tests_name("api: out of memory", tests, NULL, NULL);
}
