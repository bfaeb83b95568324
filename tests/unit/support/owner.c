#include "owner.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unit.h"

static void write_down(struct owner *o, const char *what, const void *bytes, size_t len)
{
    char head[64];
    int n = snprintf(head, sizeof head, "%s %zu ", what, len);
    stream_add(&o->transcript, head, (size_t)n);
    stream_add(&o->transcript, bytes, len);
}

static void write_request(struct owner *o, const char *what, struct fcgi_request *r)
{
    assert_ptr_equal(fcgi_request_ctx(r), o);
    write_down(o, what, "", 0);
    for (unsigned i = 0; i < FCGI_PARAMS_WANTED_MAX && o->config.params[i].name; i++) {
        size_t len;
        const char *value = request_param(r, i, &len);
        write_down(o, value ? o->config.params[i].name : "(none)", value, len);
    }
    size_t len;
    char *body = fcgi_request_body(r, &len);
    assert_non_null(body);
    assert_int_equal(body[len], '\0');
    write_down(o, "body", body, len);
}

/* A broken session calls nothing but `abandoned`, at its end. */
static void expect_sound(const struct owner *o)
{
    assert_true(fcgi_session_sound(&o->session));
}

static void take_params(void *ctx, struct fcgi_request *r)
{
    struct owner *o = ctx;
    expect_sound(o);
    o->n_params++;
    write_request(o, "params", r);
    if (o->on_params)
        o->on_params(o, r);
}

static void take_complete(void *ctx, struct fcgi_request *r)
{
    struct owner *o = ctx;
    expect_sound(o);
    o->n_complete++;
    o->last_fault = fcgi_request_fault(r);
    write_request(o, "complete", r);
    (o->on_complete ? o->on_complete : owner_keep)(o, r);
}

static void forget(struct owner *o, size_t n)
{
    assert_true(n < o->n_kept);
    o->n_kept--;
    memmove(&o->kept[n], &o->kept[n + 1], (o->n_kept - n) * sizeof o->kept[0]);
}

static void take_abandoned(void *ctx, struct fcgi_request *r)
{
    struct owner *o = ctx;
    o->n_abandoned++;
    size_t n = 0;
    while (n < o->n_kept && o->kept[n].request != r)
        n++;
    forget(o, n); /* which fails for one that was never kept, or abandoned twice */
    if (o->on_abandoned)
        o->on_abandoned(o, r);
}

static void take_output(void *ctx)
{
    struct owner *o = ctx;
    expect_sound(o);
    o->n_output++;
    assert_true(buf_len(fcgi_session_output(&o->session)) > 0);
}

struct owner *owner_new(void)
{
    struct owner *o = calloc(1, sizeof *o);
    assert_non_null(o);
    o->config = (struct fcgi_config){
        .handler = {take_params, take_complete, take_abandoned, take_output},
        .body_max = OWNER_BODY_MAX,
        .held_max = SIZE_MAX / 2,
        .output_max = 4 << 20,
        .max_conns = 1234,
        .max_reqs = 1500,
        .requests = &o->requests,
    };
    pool_init(&o->requests, sizeof(struct fcgi_request));
    o->requests.reserved = true;
    static const char *const wanted[] = {"REQUEST_URI", "REQUEST_METHOD", "REMOTE_ADDR"};
    for (unsigned i = 0; i < 3; i++)
        fcgi_config_want(&o->config, i, wanted[i]);
    return o;
}

void owner_begin(struct owner *o)
{
    fcgi_session_init(&o->session, &o->config, o);
}

void owner_free(struct owner *o)
{
    fcgi_session_fini(&o->session);
    assert_int_equal(o->n_kept, 0);
    pool_fini(&o->requests);
    stream_free(&o->transcript);
    free(o);
}

void owner_keep(struct owner *o, struct fcgi_request *r)
{
    assert_true(o->n_kept < OWNER_KEPT_MAX);
    struct owner_kept *kept = &o->kept[o->n_kept++];
    size_t len;
    const char *uri = request_param(r, OWNER_URI, &len);
    *kept = (struct owner_kept){.request = r};
    if (uri)
        memcpy(kept->uri, uri, len < sizeof kept->uri ? len : sizeof kept->uri - 1);
    fcgi_request_keep(r, kept->request);
}

void owner_echo(struct owner *o, struct fcgi_request *r)
{
    (void)o;
    size_t uri_len, body_len;
    const char *uri = request_param(r, OWNER_URI, &uri_len);
    const char *body = fcgi_request_body(r, &body_len);
    struct records both = {0};
    stream_add(&both, uri, uri_len);
    stream_add_text(&both, "|");
    stream_add(&both, body, body_len);
    fcgi_request_answer(r, (const char *)both.bytes, both.len, "", 0);
    stream_free(&both);
}

void owner_answer(struct owner *o, const char *uri, const char *body)
{
    size_t n = 0;
    while (n < o->n_kept && strcmp(o->kept[n].uri, uri) != 0)
        n++;
    assert_true(n < o->n_kept);
    struct fcgi_request *r = o->kept[n].request;
    assert_ptr_equal(fcgi_request_user(r), r);
    forget(o, n);
    fcgi_request_answer(r, body, strlen(body), "", 0);
}

bool owner_feed(struct owner *o, const struct records *s)
{
    return fcgi_session_feed(&o->session, s->bytes, s->len);
}

/* From blocks of exactly their size, so that reading past one is seen. */
static bool feed_copy(struct owner *o, const uint8_t *bytes, size_t len)
{
    uint8_t *copy = malloc(len + !len);
    assert_non_null(copy);
    memcpy(copy, bytes, len);
    bool sound = fcgi_session_feed(&o->session, copy, len);
    free(copy);
    return sound;
}

bool owner_feed_in_two(struct owner *o, const struct records *s, size_t first)
{
    return feed_copy(o, s->bytes, first) && feed_copy(o, s->bytes + first, s->len - first);
}

bool owner_feed_bytewise(struct owner *o, const struct records *s)
{
    for (size_t i = 0; i < s->len; i++)
        if (!feed_copy(o, s->bytes + i, 1))
            return false;
    return true;
}

struct answers owner_answers(struct owner *o)
{
    struct answers a;
    struct buf *out = fcgi_session_output(&o->session);
    size_t len = buf_len(out);
    const char *wrong = answers_decode(&a, len ? (uint8_t *)buf_bytes(out) : NULL, len);
    if (wrong)
        fail_msg("%s", wrong);
    buf_consume(out, len);
    return a;
}

void owner_expect_answer(struct owner *o, unsigned id, unsigned protocol_status, const char *body)
{
    struct answers a = owner_answers(o);
    assert_int_equal(a.count, 1);
    assert_true(a.items[0].ended);
    assert_int_equal(a.items[0].id, id);
    assert_int_equal(a.items[0].protocol_status, protocol_status);
    assert_int_equal(a.items[0].app_status, 0);
    assert_int_equal(a.items[0].output.len, strlen(body));
    if (*body)
        assert_memory_equal(a.items[0].output.bytes, body, strlen(body));
    answers_free(&a);
}

void owner_expect_silence(struct owner *o)
{
    assert_int_equal(buf_len(fcgi_session_output(&o->session)), 0);
}
