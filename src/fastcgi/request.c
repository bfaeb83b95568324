#include "request.h"

#include <string.h>

#include "../base/reserve.h"

struct fcgi_request *request_new(struct fcgi_session *s, uint16_t id, bool keep_conn)
{
    struct fcgi_request *r = reserve_malloc(sizeof *r);
    struct request_input *input = reserve_malloc(sizeof *input);
    if (!r || !input) {
        reserve_free(r);
        reserve_free(input);
        return NULL;
    }
    memset(r, 0, sizeof *r);
    memset(input, 0, sizeof *input);
    r->input = input;
    pairs_init(&r->input->pairs, FCGI_PARAMS_STREAM_MAX);
    buf_init(&r->input->values, FCGI_PARAMS_BYTES_MAX);
    r->input->values.reserved = true;
    buf_init(&r->input->body, s->config->body_max + 1); /* and the NUL behind it */
    r->session = s;
    r->id = id;
    r->keep_conn = keep_conn;
    r->state = REQUEST_PARAMS;
    return r;
}

void request_free_input(struct fcgi_request *r)
{
    if (!r->input)
        return;
    buf_fini(&r->input->values);
    buf_fini(&r->input->body);
    reserve_free(r->input);
    r->input = NULL;
}

void request_free(struct fcgi_request *r)
{
    request_free_input(r);
    reserve_free(r);
}

static inline bool is_name(const char *wanted, const char *name, size_t len)
{
    return wanted[0] == name[0] && strncmp(wanted, name, len) == 0 && wanted[len] == '\0';
}

/* Where the value of a param goes: behind the others, if it is wanted, the
 * first of its name, and not too long. */
static struct buf *want_param(void *ctx, const char *name, size_t name_len, uint32_t value_len)
{
    struct fcgi_request *r = ctx;
    const struct fcgi_config *config = r->session->config;
    struct request_input *in = r->input;
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
