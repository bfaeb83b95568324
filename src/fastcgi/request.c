#include "request.h"

#include <string.h>

#include "../base/reserve.h"

enum { SPARE_BYTES_MAX = 8192 };

/* An input that holds nothing: the spare one, or a new one. NULL without memory. */
static struct request_input *new_input(const struct fcgi_config *config)
{
    struct request_input *input = config->spare ? *config->spare : NULL;
    if (input) {
        *config->spare = NULL;
    } else {
        input = reserve_malloc(sizeof *input);
        if (!input)
            return NULL;
        buf_init(&input->values, FCGI_PARAMS_BYTES_MAX);
        input->values.reserved = true;
        buf_init(&input->body, config->body_max + 1); /* and the NUL behind it */
    }
    memset(input->params, 0, sizeof input->params);
    pairs_init(&input->pairs, FCGI_PARAMS_STREAM_MAX, config->slots);
    return input;
}

void request_input_free(struct request_input *input)
{
    if (!input)
        return;
    buf_fini(&input->values);
    buf_fini(&input->body);
    reserve_free(input);
}

/* Leaves the memory of an input to the next request, if it is not much. */
static void leave_input(const struct fcgi_config *config, struct request_input *input)
{
    if (!config->spare || *config->spare || input->values.cap + input->body.cap > SPARE_BYTES_MAX) {
        request_input_free(input);
        return;
    }
    buf_clear(&input->values);
    buf_clear(&input->body);
    *config->spare = input;
}

struct fcgi_request *request_new(struct fcgi_session *s, uint16_t id, bool keep_conn)
{
    struct request_input *input = new_input(s->config);
    if (!input)
        return NULL;
    struct fcgi_request *r = s->sole.session ? pool_get(s->config->requests) : &s->sole;
    if (!r) {
        leave_input(s->config, input);
        return NULL;
    }
    *r = (struct fcgi_request){
        .session = s, .input = input, .id = id, .keep_conn = keep_conn, .state = REQUEST_PARAMS};
    return r;
}

void request_free_input(struct fcgi_request *r)
{
    if (r->input)
        leave_input(r->session->config, r->input);
    r->input = NULL;
}

void request_free(struct fcgi_request *r)
{
    struct fcgi_session *s = r->session;
    request_free_input(r);
    if (r == &s->sole) {
        r->session = NULL;
        return;
    }
    pool_put(s->config->requests, r);
}

void fcgi_config_want(struct fcgi_config *config, unsigned index, const char *name)
{
    struct fcgi_wanted *wanted = &config->params[index];
    size_t len = strlen(name);
    uint8_t *slot = &config->slots[pairs_slot(name, len)];
    *wanted = (struct fcgi_wanted){.name = name, .len = (uint8_t)len, .next = *slot};
    *slot = (uint8_t)(index + 1);
}

/* Where the value of a param goes: behind the others, if it is wanted, the
 * first of its name, and not too long. */
static struct buf *want_param(void *ctx, const char *name, size_t name_len, uint32_t value_len)
{
    struct fcgi_request *r = ctx;
    const struct fcgi_config *config = r->session->config;
    const struct fcgi_wanted *wanted;
    struct request_input *in = r->input;
    for (unsigned n = config->slots[pairs_slot(name, name_len)]; n > 0; n = wanted->next) {
        const unsigned i = n - 1;
        wanted = &config->params[i];
        if (wanted->len != name_len || memcmp(wanted->name, name, name_len) != 0)
            continue;
        if (in->params[i].text)
            return NULL;
        if (value_len > in->values.max - buf_len(&in->values)) {
            r->fault = FCGI_PARAMS_TOO_LARGE; /* dropped, it would count as not sent */
            return NULL;
        }
        in->params[i].text = ""; /* that it is there; see request_end_params */
        in->params[i].len = value_len;
        in->offsets[i] = (uint16_t)buf_len(&in->values);
        return &in->values;
    }
    return NULL;
}

bool request_take_params(struct fcgi_request *r, const uint8_t *bytes, size_t len)
{
    bool fits = pairs_feed(&r->input->pairs, bytes, len, want_param, r);
    if (r->input->values.failed)
        r->fault = FCGI_NO_MEMORY;
    return fits;
}

bool request_end_params(struct fcgi_request *r)
{
    struct request_input *in = r->input;
    bool complete = pairs_complete(&in->pairs);
    for (unsigned i = 0; i < FCGI_PARAMS_WANTED_MAX; i++) {
        if (!complete || r->fault == FCGI_NO_MEMORY) /* who knows what of them is there */
            in->params[i] = (struct span){0};
        else if (in->params[i].len > 0) /* only now the values stay where they are */
            in->params[i].text = buf_bytes(&in->values) + in->offsets[i];
    }
    return complete;
}

void request_take_body(struct fcgi_request *r, const uint8_t *bytes, size_t len)
{
    struct buf *body = &r->input->body;
    if (r->fault != FCGI_SOUND)
        return;
    if (len > body->max - 1 - buf_len(body)) {
        r->fault = FCGI_BODY_TOO_LARGE;
        return;
    }
    char *to = buf_reserve(body, len + 1);
    if (!to) {
        r->fault = FCGI_NO_MEMORY;
        return;
    }
    memcpy(to, bytes, len);
    to[len] = '\0';
    buf_commit(body, len);
}

const struct span *fcgi_request_params(const struct fcgi_request *r)
{
    static const struct span none[FCGI_PARAMS_WANTED_MAX];
    return r->input ? r->input->params : none;
}

char *fcgi_request_body(const struct fcgi_request *r, size_t *len)
{
    static char nothing[1];
    *len = r->input ? buf_len(&r->input->body) : 0;
    return *len ? buf_bytes(&r->input->body) : nothing;
}

void fcgi_request_keep(struct fcgi_request *r, void *user)
{
    request_free_input(r);
    r->user = user;
}
