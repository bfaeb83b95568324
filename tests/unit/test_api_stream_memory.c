/*
 * Streams while memory is short: each allocation fails once, and nothing is
 * lost but time.
 */
#include "support/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/rig.h"
#include "support/shortage.h"

enum { MESSAGES = 6, TEXT = 15000 };

struct scene {
    struct rig rig;
    struct visitor_self ann, bob;
    struct exchange stream;
};

static void scene_start(struct scene *s)
{
    struct api_config config = config_plain();
    *s = (struct scene){0};
    config.limits.max_party = 100;
    rig_start(&s->rig, config);
    self_joins(&s->rig, &s->ann, 'a', "r");
    self_joins(&s->rig, &s->bob, 'b', "r");
    self_drains(&s->rig, &s->ann);
    self_drains(&s->rig, &s->bob);
}

static void bob_says(struct scene *s)
{
    static char text[TEXT + 64];
    for (int i = 0; i < MESSAGES; i++) {
        struct exchange x;
        snprintf(text, sizeof text, "{\"id\":\"m%d\",\"text\":\"%0*d\"}", i, TEXT, 0);
        self_sends(&s->rig, &s->bob, &x, text);
        assert_answered(&x, 200, NULL);
        exchange_end(&x);
    }
}

static void expect_all(struct scene *s)
{
    const char *said = exchange_said(&s->stream);
    for (int i = 0; i < MESSAGES; i++) {
        char id[16];
        snprintf(id, sizeof id, "\"m%d\"", i);
        const char *at = strstr(said, id);
        assert_non_null(at);
        said = at;
    }
    assert_null(strstr(said + 1, "\"m0\""));
}

static void no_line_is_lost(void **state)
{
    (void)state;
    bool failed = true;
    size_t n = 0;
    for (; failed; n++) {
        struct scene s;
        scene_start(&s);
        self_streams(&s.rig, &s.ann, &s.stream);
        bob_says(&s);
        shortage_begin(n, false);
        api_run(s.rig.api, s.rig.now);
        failed = shortage_end();
        s.rig.now.monotonic += 1000;
        api_run(s.rig.api, s.rig.now);
        assert_parked(&s.stream);
        expect_all(&s);
        exchange_end(&s.stream);
        rig_stop(&s.rig);
    }
    assert_true(n > 1);
}

static void no_stream_opens_by_halves(void **state)
{
    (void)state;
    bool failed = true;
    unsigned refused = 0;
    for (size_t n = 1; failed; n++) { /* 0: the rig's own */
        struct scene s;
        scene_start(&s);
        bob_says(&s);
        shortage_begin(n, false);
        rig_ask(&s.rig, &s.stream, "stream", "{\"id\":\"%s\",\"token\":\"%s\",\"ack\":2}", s.ann.id,
                s.ann.token);
        failed = shortage_end();
        if (s.stream.answers > 0) {
            refused++;
            assert_answered(&s.stream, 503, "busy");
            exchange_end(&s.stream);
            self_streams(&s.rig, &s.ann, &s.stream);
        }
        api_run(s.rig.api, s.rig.now);
        expect_all(&s);
        exchange_end(&s.stream);
        rig_stop(&s.rig);
    }
    assert_true(refused > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_line_is_lost),
        cmocka_unit_test(no_stream_opens_by_halves),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
