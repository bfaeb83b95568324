#include "request.h"

#include <string.h>

#include "../base/heap.h"
#include "record.h"

enum { SPARE_BYTES_MAX = 8192 };

struct request_input *request_input_new(const struct fcgi_config *config)
{
    struct request_input *input = config->spare ? *config->spare : NULL;
    if (input) {
        *config->spare = NULL;
    } else {
        input = heap_new(ACCOUNT_BUFFERS, sizeof *input, HEAP_RESERVED);
        if (!input)
            return NULL;
        buf_init(&input->values, FCGI_PARAMS_BYTES_MAX);
        input->values.reserved = true;
        buf_init(&input->body, config->body_max + 1); /* and the NUL behind it */
    }
    input->taken = 0;
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
    heap_free(ACCOUNT_BUFFERS, input, sizeof *input);
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

void request_free_input(struct fcgi_request *r, const struct fcgi_config *config)
{
    if (r->input)
        leave_input(config, r->input);
    r->input = NULL;
}

/* A request whose params come, and what of them is kept. */
struct wanting {
    struct fcgi_request *request;
    const struct fcgi_config *config;
};

/* Where the value of a header goes that comes again: behind the values it had,
 * which must be the last then. */
static struct buf *join_header(struct fcgi_request *r, unsigned i, uint32_t value_len)
{
    struct request_input *in = r->input;
    struct buf *values = &in->values;
    size_t len = in->params[i].len, end = buf_len(values);
    size_t moved = in->offsets[i] + len == end ? 0 : len;
    if (moved + 2 + value_len > values->max - end) {
        r->fault = FCGI_PARAMS_TOO_LARGE;
        return NULL;
    }
    char *to = buf_reserve(values, moved + 2);
    if (!to)
        return NULL; /* `failed` says so */
    memcpy(to, buf_bytes(values) + in->offsets[i], moved);
    memcpy(to + moved, ", ", 2);
    buf_commit(values, moved + 2);
    if (moved > 0)
        in->offsets[i] = (uint16_t)end;
    in->params[i].len = len + 2 + value_len;
    return values;
}

/* Where the value of a param goes: behind the others, if it is wanted, the
 * first of its name, and not too long. */
static struct buf *want_param(void *ctx, const char *name, size_t name_len, uint32_t value_len)
{
    const struct wanting *wanting = ctx;
    struct fcgi_request *r = wanting->request;
    const struct fcgi_config *config = wanting->config;
    const struct fcgi_wanted *wanted;
    struct request_input *in = r->input;
    for (unsigned n = config->slots[pairs_slot(name, name_len)]; n > 0; n = wanted->next) {
        const unsigned i = n - 1;
        wanted = &config->params[i];
        if (wanted->len != name_len || memcmp(wanted->name, name, name_len) != 0)
            continue;
        if (in->params[i].text)
            return wanted->is_header ? join_header(r, i, value_len) : NULL;
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

bool request_take_params(struct fcgi_request *r, const struct fcgi_config *config,
                         const uint8_t *bytes, size_t len)
{
    struct wanting wanting = {r, config};
    bool fits = pairs_feed(&r->input->pairs, bytes, len, want_param, &wanting);
    if (r->input->values.failed)
        r->fault = FCGI_NO_MEMORY;
    return fits;
}

bool request_end_params(struct fcgi_request *r)
{
    struct request_input *in = r->input;
    bool complete = pairs_complete(&in->pairs);
    for (unsigned i = 0; i < FCGI_PARAMS_WANTED_MAX; i++) {
        if (!complete || r->fault == FCGI_NO_MEMORY ||
            r->fault == FCGI_INPUTS_TOO_LARGE) /* who knows what of them is there */
            in->params[i] = (struct span){0};
        else if (in->params[i].len > 0) /* only now the values stay where they are */
            in->params[i].text = buf_bytes(&in->values) + in->offsets[i];
    }
    return complete || r->fault == FCGI_INPUTS_TOO_LARGE; /* then some were passed over */
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
