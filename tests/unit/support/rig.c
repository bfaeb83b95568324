#include "rig.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unit.h"

struct api_config config_plain(void)
{
    static struct network this_machine[2];
    address_read("127.0.0.0", 9, &this_machine[0].address);
    this_machine[0].bits = 96 + 8;
    address_read("::1", 3, &this_machine[1].address);
    this_machine[1].bits = 128;
    return (struct api_config){
        .limits = {.hold_ms = 25000,
                   .max_hold_ms = 50000,
                   .grace_ms = 90000,
                   .max_clients = 10000,
                   .max_room = 1000,
                   .max_queue = 1048576},
        .status_from = {this_machine, 2},
        .body_max = 98304,
        .answer_max = 262144,
        .version = "1.2.3",
    };
}

void rig_start(struct rig *rig, struct api_config config)
{
    rig->now = (struct api_time){.monotonic = 5000, .unix = 1700000000123};
    rig->api = api_new(&config, rig->now, rig_output);
    assert_non_null(rig->api);
}

void rig_stop(struct rig *rig)
{
    api_free(rig->api);
}

static void take(struct exchange *x, const char *head, size_t head_len, const char *body,
                 size_t body_len)
{
    assert_int_equal(x->answers, 0);
    x->answers++;
    char *whole = malloc(head_len + body_len + 1); /* where it is cut is the api's */
    assert_non_null(whole);
    if (head_len > 0)
        memcpy(whole, head, head_len);
    if (body_len > 0)
        memcpy(whole + head_len, body, body_len);
    whole[head_len + body_len] = '\0';
    const char *end = strstr(whole, "\r\n\r\n");
    assert_non_null(end);
    size_t len = (size_t)(end - whole) + 4;
    assert_true(len < sizeof x->head);
    memcpy(x->head, whole, len);
    x->head[len] = '\0';
    assert_int_equal(strncmp(x->head, "Status: ", 8), 0);
    x->status = atoi(x->head + 8);
    x->body_len = head_len + body_len - len;
    memmove(whole, whole + len, x->body_len + 1);
    x->body = whole;
    x->json = cJSON_ParseWithLength(x->body, x->body_len);
}

bool rig_answer(void *request, const char *head, size_t head_len, const char *body, size_t body_len)
{
    struct exchange *x = request;
    if (!x->short_of_memory)
        take(x, head, head_len, body, body_len);
    return !x->short_of_memory;
}

bool rig_pass(void *request, const char *bytes, size_t len)
{
    struct exchange *x = request;
    assert_int_equal(x->answers, 0);
    assert_null(x->blocked);
    if (x->short_of_memory)
        return false;
    x->begun = realloc(x->begun, x->begun_len + len + 1);
    assert_non_null(x->begun);
    memcpy(x->begun + x->begun_len, bytes, len);
    x->begun_len += len;
    x->begun[x->begun_len] = '\0';
    x->begun_times++;
    return true;
}

struct list *rig_blocked(void *request)
{
    const struct exchange *x = request;
    return x->blocked;
}

void rig_finish(void *request, const char *bytes, size_t len)
{
    struct exchange *x = request;
    take(x, x->begun, x->begun_len, bytes, len);
}

uint8_t *rig_mark(void *request)
{
    struct exchange *x = request;
    return &x->mark;
}

const struct api_output rig_output = {rig_answer, rig_pass, rig_finish, rig_blocked, rig_mark};

void exchange_end(struct exchange *x)
{
    free(x->body);
    free(x->begun);
    cJSON_Delete(x->json);
    *x = (struct exchange){0};
}

void param_set(struct cgi_params *params, enum cgi_param which, const char *text)
{
    params->of[which] = (struct span){text, text ? strlen(text) : 0};
}

struct cgi_params params_plain(const char *endpoint)
{
    struct cgi_params params = {0};
    param_set(&params, CGI_METHOD, "POST");
    param_set(&params, CGI_SCRIPT_NAME, "/chat");
    params.of[CGI_PATH_INFO] = (struct span){endpoint, strlen(endpoint)};
    param_set(&params, CGI_CONTENT_TYPE, "application/json");
    param_set(&params, CGI_REMOTE_ADDR, "192.0.2.1");
    return params;
}

void rig_ask_with(struct rig *rig, struct exchange *x, const struct cgi_params *params,
                  const char *body, size_t len)
{
    *x = (struct exchange){0};
    if (api_refuse(rig->api, x, params)) {
        assert_int_equal(x->answers, 1);
        return;
    }
    char *copy = malloc(len + 1); /* of its own size, so that overruns are seen */
    assert_non_null(copy);
    if (len > 0)
        memcpy(copy, body, len);
    copy[len] = '\0';
    x->parked = api_handle(rig->api, x, params, copy, len, rig->now);
    free(copy);
    assert_int_equal(x->answers, x->parked ? 0 : 1);
}

void rig_ask(struct rig *rig, struct exchange *x, const char *endpoint, const char *format, ...)
{
    static char body[RIG_BODY_MAX];
    char path[32];
    va_list args;
    va_start(args, format);
    int len = vsnprintf(body, sizeof body, format, args);
    va_end(args);
    assert_true(len >= 0 && (size_t)len < sizeof body);
    snprintf(path, sizeof path, "/%s", endpoint);
    struct cgi_params params = params_plain(path);
    rig_ask_with(rig, x, &params, body, (size_t)len);
}

const char *exchange_said(struct exchange *x)
{
    static char text[8 * RIG_BODY_MAX];
    size_t n = 0;
    const char *from = x->begun ? strstr(x->begun, "\r\n\r\n") : NULL;
    if (x->answers > 0) {
        from = x->body;
        n = x->body_len;
    } else if (from) {
        from += 4;
        n = x->begun_len - (size_t)(from - x->begun);
    }
    assert_true(n - x->said < sizeof text);
    if (n > x->said)
        memcpy(text, from + x->said, n - x->said);
    text[n - x->said] = '\0';
    x->said = n;
    return text;
}

static const char *text_of(const cJSON *object, const char *key)
{
    return cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, key));
}

void assert_answered(const struct exchange *x, int status, const char *code)
{
    assert_int_equal(x->answers, 1);
    if (x->status != status)
        fail_msg("%d instead of %d: %s", x->status, status, x->body);
    if (code) {
        assert_string_equal(text_of(x->json, "error"), code);
        assert_true(strlen(text_of(x->json, "detail")) > 5);
    }
}

void assert_parked(const struct exchange *x)
{
    assert_int_equal(x->answers, 0);
    assert_non_null(x->parked);
}

double exchange_seq(const struct exchange *x)
{
    const cJSON *seq = cJSON_GetObjectItemCaseSensitive(x->json, "seq");
    assert_true(cJSON_IsNumber(seq));
    return seq->valuedouble;
}

const char *exchange_commands(const struct exchange *x)
{
    static char text[2 * RIG_BODY_MAX];
    const cJSON *commands = cJSON_GetObjectItemCaseSensitive(x->json, "commands");
    assert_true(cJSON_IsArray(commands));
    assert_true(cJSON_PrintPreallocated((cJSON *)(uintptr_t)commands, text, sizeof text, 0));
    return text;
}

void self_joins(struct rig *rig, struct visitor_self *self, char letter, const char *room)
{
    struct exchange x;
    *self = (struct visitor_self){0};
    memset(self->token, letter, letter ? 43 : 0);
    if (letter)
        rig_ask(rig, &x, "join", "{\"room\":\"%s\",\"token\":\"%s\"}", room, self->token);
    else
        rig_ask(rig, &x, "join", "{\"room\":\"%s\"}", room);
    assert_answered(&x, 200, NULL);
    const cJSON *init = cJSON_GetArrayItem(cJSON_GetObjectItem(x.json, "commands"), 0);
    assert_string_equal(cJSON_GetArrayItem(init, 0)->valuestring, "init");
    snprintf(self->id, sizeof self->id, "%s", cJSON_GetArrayItem(init, 1)->valuestring);
    snprintf(self->token, sizeof self->token, "%s", text_of(cJSON_GetArrayItem(init, 2), "token"));
    self_takes(self, &x);
    exchange_end(&x);
}

void self_polls(struct rig *rig, struct visitor_self *self, struct exchange *x, double hold)
{
    rig_ask(rig, x, "poll", "{\"id\":\"%s\",\"token\":\"%s\",\"ack\":%.0f,\"hold\":%.3f}", self->id,
            self->token, self->ack, hold);
}

void self_streams(struct rig *rig, struct visitor_self *self, struct exchange *x)
{
    rig_ask(rig, x, "stream", "{\"id\":\"%s\",\"token\":\"%s\",\"ack\":%.0f}", self->id,
            self->token, self->ack);
    assert_parked(x);
    api_run(rig->api, rig->now);
}

void self_takes(struct visitor_self *self, const struct exchange *x)
{
    assert_int_equal(x->status, 200);
    self->ack = exchange_seq(x);
}

void self_drains(struct rig *rig, struct visitor_self *self)
{
    struct exchange x;
    double before;
    do {
        before = self->ack;
        self_polls(rig, self, &x, 0);
        self_takes(self, &x);
        exchange_end(&x);
    } while (self->ack > before);
}

void self_sends(struct rig *rig, struct visitor_self *self, struct exchange *x, const char *message)
{
    rig_ask(rig, x, "send", "{\"id\":\"%s\",\"token\":\"%s\",\"commands\":[[\"send\",\"%s\",%s]]}",
            self->id, self->token, self->id, message);
}
