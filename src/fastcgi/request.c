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
    pairs_init(&input->pairs, FCGI_PARAMS_STREAM_MAX);
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

struct fcgi_request *request_new(struct fcgi_session *s, uint16_t id, bool keep_conn)
{
    struct fcgi_request *r = reserve_malloc(sizeof *r);
    if (!r)
        return NULL;
    memset(r, 0, sizeof *r);
    r->input = new_input(s->config);
    if (!r->input) {
        reserve_free(r);
        return NULL;
    }
    r->session = s;
    r->id = id;
    r->keep_conn = keep_conn;
    r->state = REQUEST_PARAMS;
    return r;
}

void request_free_input(struct fcgi_request *r)
{
    const struct fcgi_config *config = r->session->config;
    struct request_input *input = r->input;
    r->input = NULL;
    if (!input || !config->spare || *config->spare ||
        input->values.cap + input->body.cap > SPARE_BYTES_MAX) {
        request_input_free(input);
        return;
    }
    buf_clear(&input->values);
    buf_clear(&input->body);
    *config->spare = input;
}

void request_free(struct fcgi_request *r)
{
    request_free_input(r);
    reserve_free(r);
}

static inline bool is_name(const char *wanted, const char *name, size_t len)
{
    size_t i = 0;
    while (i < len && wanted[i] == name[i] && wanted[i])
        i++;
    return i == len && wanted[i] == '\0';
}

/* Where the value of a param goes: behind the others, if it is wanted, the
 * first of its name, and not too long. */
static struct buf *want_param(void *ctx, const char *name, size_t name_len, uint32_t value_len)
{
    struct fcgi_request *r = ctx;
    const struct fcgi_config *config = r->session->config;
    struct request_input *in = r->input;
    if (!(r->session->name_lengths >> name_len & 1)) /* at most PAIRS_NAME_MAX */
        return NULL;
    for (unsigned i = 0; i < FCGI_PARAMS_WANTED_MAX && config->params[i]; i++) {
        if (!is_name(config->params[i], name, name_len))
            continue;
        if (in->params[i].present)
            return NULL;
        if (value_len > in->values.max - buf_len(&in->values)) {
            r->fault = FCGI_PARAMS_TOO_LARGE; /* dropped, it would count as not sent */
            return NULL;
        }
        in->params[i].offset = buf_len(&in->values);
        in->params[i].len = value_len;
        in->params[i].present = true;
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

bool request_params_whole(const struct fcgi_request *r)
{
    return pairs_complete(&r->input->pairs);
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

const char *fcgi_request_param(const struct fcgi_request *r, unsigned index, size_t *len)
{
    *len = 0;
    if (!r->input || !r->input->params[index].present)
        return NULL;
    *len = r->input->params[index].len;
    return *len ? buf_bytes(&r->input->values) + r->input->params[index].offset : "";
}

char *fcgi_request_body(const struct fcgi_request *r, size_t *len)
{
    static char nothing[1];
    *len = r->input ? buf_len(&r->input->body) : 0;
    return *len ? buf_bytes(&r->input->body) : nothing;
}

enum fcgi_fault fcgi_request_fault(const struct fcgi_request *r)
{
    return r->fault;
}

void fcgi_request_keep(struct fcgi_request *r, void *user)
{
    request_free_input(r);
    r->user = user;
}

void *fcgi_request_user(const struct fcgi_request *r)
{
    return r->user;
}

void *fcgi_request_ctx(const struct fcgi_request *r)
{
    return r->session->ctx;
}
