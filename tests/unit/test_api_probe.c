#include "support/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/count.h"
#include "support/rig.h"
#include "../../src/api/probes.h"

struct scene {
    struct rig rig;
    struct visitor_self ann;
};

static struct scene scene_plain(void)
{
    struct scene s;
    rig_start(&s.rig, config_plain());
    self_joins(&s.rig, &s.ann, 'a', "r");
    return s;
}

static void ask(struct scene *s, struct exchange *x, const char *more)
{
    rig_ask(&s->rig, x, "probe", "{\"id\":\"%s\",\"token\":\"%s\"%s}", s->ann.id, s->ann.token,
            more);
}

static void it_tells_what_came_and_fills_what_goes(void **state)
{
    (void)state;
    struct scene s = scene_plain();
    struct exchange x;
    char expected[64];
    ask(&s, &x, ",\"fill\":3,\"padding\":\"....................\"");
    assert_answered(&x, 200, NULL);
    snprintf(
        expected, sizeof expected, "{\"received\":%zu,\"fill\":\"xxx\"}",
        strlen("{\"id\":\"\",\"token\":\"\",\"fill\":3,\"padding\":\"....................\"}") +
            strlen(s.ann.id) + strlen(s.ann.token));
    assert_string_equal(x.body, expected);
    exchange_end(&x);
    ask(&s, &x, ",\"fill\":262144");
    assert_answered(&x, 200, NULL);
    assert_int_equal(strlen(cJSON_GetStringValue(cJSON_GetObjectItem(x.json, "fill"))), 262144);
    exchange_end(&x);
    rig_stop(&s.rig);
}

static void with_a_pause_it_begins_at_once_and_ends_after_it(void **state)
{
    (void)state;
    struct scene s = scene_plain();
    struct exchange x;
    ask(&s, &x, ",\"pause\":2,\"fill\":10");
    assert_parked(&x);
    assert_non_null(x.begun);
    assert_true(x.begun_len > 40 && x.begun[x.begun_len - 1] == '{');
    assert_int_equal(x.begun_times, 1);
    assert_true(api_next_deadline(s.rig.api) <= s.rig.now.monotonic + 2000);
    s.rig.now.monotonic += 1999;
    api_run(s.rig.api, s.rig.now);
    assert_parked(&x);
    s.rig.now.monotonic += 1;
    api_run(s.rig.api, s.rig.now);
    assert_answered(&x, 200, NULL);
    assert_non_null(x.json);
    char length[64];
    snprintf(length, sizeof length, "Content-Length: %zu\r\n", x.body_len);
    assert_non_null(strstr(x.head, length));
    exchange_end(&x);
    rig_stop(&s.rig);
}

static void who_goes_away_meanwhile_is_forgotten(void **state)
{
    (void)state;
    struct scene s = scene_plain();
    struct exchange x;
    ask(&s, &x, ",\"pause\":2");
    api_forget(s.rig.api, x.parked, s.rig.now);
    s.rig.now.monotonic += 2000;
    api_run(s.rig.api, s.rig.now);
    assert_int_equal(x.answers, 0);
    exchange_end(&x);
    ask(&s, &x, ",\"pause\":2"); /* its client may leave meanwhile */
    struct exchange y;
    rig_ask(&s.rig, &y, "leave", "{\"id\":\"%s\",\"token\":\"%s\"}", s.ann.id, s.ann.token);
    exchange_end(&y);
    s.rig.now.monotonic += 2000;
    api_run(s.rig.api, s.rig.now);
    assert_answered(&x, 200, NULL);
    exchange_end(&x);
    rig_stop(&s.rig);
}

static void at_the_end_none_is_waited_for(void **state)
{
    (void)state;
    struct scene s = scene_plain();
    struct exchange x;
    ask(&s, &x, ",\"pause\":5");
    assert_false(api_ask_to_wait(s.rig.api, x.parked)); /* nothing of a poll */
    api_ask_all_to_wait(s.rig.api);
    api_run(s.rig.api, s.rig.now);
    assert_answered(&x, 200, NULL);
    exchange_end(&x);
    rig_stop(&s.rig);
}

static void probe_for(struct scene *s, struct exchange *x, const struct visitor_self *who,
                      const char *address)
{
    char body[256];
    int len = snprintf(body, sizeof body, "{\"id\":\"%s\",\"token\":\"%s\",\"pause\":1}", who->id,
                       who->token);
    struct cgi_params params = params_plain("/probe");
    param_set(&params, CGI_REMOTE_ADDR, address);
    rig_ask_with(&s->rig, x, &params, body, (size_t)len);
}

static void one_client_does_not_take_the_places_of_all(void **state)
{
    (void)state;
    enum { TRIES = 64, MINE = 4 };
    struct scene s = scene_plain();
    struct visitor_self ben;
    static struct exchange x[TRIES + 1];
    self_joins(&s.rig, &ben, 'b', "r");
    for (unsigned i = 0; i < TRIES; i++) {
        probe_for(&s, &x[i], &s.ann, "192.0.2.1");
        if (i < MINE)
            assert_parked(&x[i]);
        else
            assert_answered(&x[i], 429, "rate_limited"); /* and not a wrong measure */
    }
    probe_for(&s, &x[TRIES], &ben, "192.0.2.1");
    assert_parked(&x[TRIES]);
    s.rig.now.monotonic += 1000;
    api_run(s.rig.api, s.rig.now);
    for (unsigned i = 0; i <= TRIES; i++) {
        assert_answered(&x[i], i < MINE || i == TRIES ? 200 : 429, NULL);
        exchange_end(&x[i]);
    }
    assert_true(api_next_deadline(s.rig.api) > s.rig.now.monotonic + 1000);
    probe_for(&s, &x[0], &s.ann, "192.0.2.1"); /* as before */
    assert_parked(&x[0]);
    rig_stop(&s.rig);
    exchange_end(&x[0]);
}

static void neither_does_one_address_nor_are_there_endless_places(void **state)
{
    (void)state;
    enum { OF_ADDRESS = 32, ALL = 256, OF_CLIENT = 4, ADDRESSES = 10 };
    struct scene s = scene_plain();
    static struct visitor_self clients[ADDRESSES][OF_ADDRESS / OF_CLIENT + 1];
    static struct exchange x[ALL + OF_ADDRESS + ADDRESSES];
    unsigned n = 0, parked = 0;
    for (unsigned i = 0; i < ADDRESSES; i++) {
        char address[32];
        snprintf(address, sizeof address, "2001:db8:0:%u::1", i);
        for (unsigned j = 0; j < COUNT_OF(clients[i]); j++)
            self_joins(&s.rig, &clients[i][j], '\0', "r");
        for (unsigned k = 0; k < OF_ADDRESS + 1 && n < COUNT_OF(x); k++, n++) {
            probe_for(&s, &x[n], &clients[i][k / OF_CLIENT], address);
            if (k < OF_ADDRESS && parked < ALL) {
                assert_parked(&x[n]);
                parked++;
            } else {
                assert_answered(&x[n], 429, "rate_limited");
            }
        }
    }
    assert_int_equal(parked, ALL);
    api_forget(s.rig.api, x[0].parked, s.rig.now);
    exchange_end(&x[0]);
    probe_for(&s, &x[0], &clients[0][OF_ADDRESS / OF_CLIENT], "2001:db8::2");
    assert_parked(&x[0]);
    rig_stop(&s.rig);
    for (unsigned i = 0; i < n; i++)
        exchange_end(&x[i]);
}

static void what_it_costs_is_taken_from_the_budget_of_its_client(void **state)
{
    (void)state;
    struct scene s;
    struct api_config config = config_plain();
    struct exchange x;
    config.limits.bytes = (struct rate){.per_second = 1000, .burst = 50000};
    rig_start(&s.rig, config);
    self_joins(&s.rig, &s.ann, 'a', "r");
    ask(&s, &x, ",\"fill\":60000");
    assert_answered(&x, 200, NULL);
    exchange_end(&x);
    ask(&s, &x, "");
    assert_answered(&x, 429, "rate_limited");
    assert_non_null(strstr(x.head, "Retry-After: "));
    exchange_end(&x);
    s.rig.now.monotonic += 20000;
    ask(&s, &x, "");
    assert_answered(&x, 200, NULL);
    exchange_end(&x);
    rig_stop(&s.rig);
}

static void it_is_for_those_present_and_bounded(void **state)
{
    (void)state;
    struct scene s = scene_plain();
    struct exchange x;
    static const char *const bad[] = {",\"pause\":6",     ",\"pause\":-1", ",\"pause\":\"1\"",
                                      ",\"fill\":262145", ",\"fill\":-1",  ",\"fill\":null"};
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        ask(&s, &x, bad[i]);
        assert_answered(&x, 400, "bad_request");
        exchange_end(&x);
    }
    rig_ask(&s.rig, &x, "probe", "{\"id\":\"%s\",\"token\":\"wrong\"}", s.ann.id);
    assert_answered(&x, 403, "bad_token");
    exchange_end(&x);
    rig_ask(&s.rig, &x, "probe", "{\"id\":\"0\",\"token\":\"wrong\"}");
    assert_answered(&x, 410, "unknown_client");
    exchange_end(&x);
    rig_stop(&s.rig);
}

static void a_client_is_known_by_all_its_bytes(void **state)
{
    (void)state;
    static struct probes probes;
    struct probe probe = {.parked = {.request = &probes}};
    for (unsigned i = 0; i < PROBES_OF_CLIENT; i++)
        assert_non_null(probes_add(&probes, probe));
    assert_null(probes_add(&probes, probe));
    for (unsigned i = 0; i < CLIENT_ID_BYTES; i++) {
        struct probe other = probe;
        other.client.bytes[i] = 1;
        assert_non_null(probes_add(&probes, other));
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_tells_what_came_and_fills_what_goes),
        cmocka_unit_test(with_a_pause_it_begins_at_once_and_ends_after_it),
        cmocka_unit_test(who_goes_away_meanwhile_is_forgotten),
        cmocka_unit_test(at_the_end_none_is_waited_for),
        cmocka_unit_test(one_client_does_not_take_the_places_of_all),
        cmocka_unit_test(neither_does_one_address_nor_are_there_endless_places),
        cmocka_unit_test(what_it_costs_is_taken_from_the_budget_of_its_client),
        cmocka_unit_test(it_is_for_those_present_and_bounded),
        cmocka_unit_test(a_client_is_known_by_all_its_bytes),
    };
    return cmocka_run_group_tests_name("api: probe", tests, NULL, NULL);
}
