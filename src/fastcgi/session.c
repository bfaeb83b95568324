#include "session.h"

#include <stdlib.h>
#include <string.h>

#include "records.h"
#include "values.h"

enum {
    FIRST_SLOTS = 8,
    DRAINING_MAX = 64, /* bodies to come of requests that were answered early */
};

void fcgi_session_init(struct fcgi_session *s, const struct fcgi_config *config, void *ctx)
{
    *s = (struct fcgi_session){.config = config, .ctx = ctx};
    buf_init(&s->out, config->output_max);
    s->out.reserved = true; /* for an answer that memory is short */
}

/* ---- the requests of a session, by id ---- */

static struct fcgi_request *new_request(struct fcgi_session *s, uint16_t id, bool keep_conn)
{
    struct fcgi_request *r = s->sole.session ? pool_get(s->config->requests) : &s->sole;
    if (!r)
        return NULL;
    struct request_input *input = request_input_new(s->config);
    if (!input) {
        if (r != &s->sole)
            pool_put(s->config->requests, r);
        return NULL;
    }
    *r = (struct fcgi_request){
        .session = s, .input = input, .id = id, .keep_conn = keep_conn, .state = REQUEST_PARAMS};
    return r;
}

static void free_input(struct fcgi_session *s, struct fcgi_request *r)
{
    if (!r->input)
        return;
    s->held -= r->input->taken;
    request_free_input(r, s->config);
}

static void free_request(struct fcgi_session *s, struct fcgi_request *r)
{
    free_input(s, r);
    if (r == &s->sole)
        r->session = NULL;
    else
        pool_put(s->config->requests, r);
}

static struct fcgi_request **slot_of(struct fcgi_session *s, uint16_t id)
{
    return s->slots ? &s->slots[id & (s->n_slots - 1)] : &s->first;
}

static struct fcgi_request *find_request(struct fcgi_session *s, uint16_t id)
{
    struct fcgi_request *r = *slot_of(s, id);
    while (r && r->id != id)
        r = r->next;
    return r;
}

/* Most connections carry one request: slots come only with the second. */
static void grow_slots(struct fcgi_session *s)
{
    uint32_t n_slots = s->slots ? s->n_slots * 2 : FIRST_SLOTS;
    struct fcgi_request **slots = calloc(n_slots, sizeof *slots), **old = s->slots;
    if (!slots)
        return; /* slower, not wrong */
    for (uint32_t i = 0; i < (old ? s->n_slots : 1); i++) {
        for (struct fcgi_request *r = old ? old[i] : s->first, *next; r; r = next) {
            struct fcgi_request **slot = &slots[r->id & (n_slots - 1)];
            next = r->next;
            r->next = *slot;
            *slot = r;
        }
    }
    free(old);
    s->first = NULL;
    s->slots = slots;
    s->n_slots = n_slots;
}

static void insert_request(struct fcgi_session *s, struct fcgi_request *r)
{
    if (s->n_requests >= (s->slots ? s->n_slots : 1))
        grow_slots(s);
    struct fcgi_request **slot = slot_of(s, r->id);
    r->next = *slot;
    *slot = r;
    s->n_requests++;
    s->n_incomplete++;
}

static void remove_request(struct fcgi_session *s, struct fcgi_request *r)
{
    struct fcgi_request **at = slot_of(s, r->id);
    while (*at != r)
        at = &(*at)->next;
    *at = r->next;
    s->n_requests--;
    if (r->state != REQUEST_COMPLETE)
        s->n_incomplete--;
    if (s->current == r)
        s->current = NULL;
    s->closing = s->closing || !r->keep_conn;
    if (r->keep_conn || r->stdin_ended) {
        free_request(s, r);
        return;
    }
    free_input(s, r); /* its body is still to come */
    s->broken = s->broken || ++s->n_draining > DRAINING_MAX;
    r->next = s->draining;
    s->draining = r;
}

/* The body of a request that is answered has ended. */
static void end_draining(struct fcgi_session *s, uint16_t id)
{
    for (struct fcgi_request **at = &s->draining; *at; at = &(*at)->next) {
        struct fcgi_request *r = *at;
        if (r->id != id)
            continue;
        *at = r->next;
        s->n_draining--;
        free_request(s, r);
        return;
    }
}

/* ---- output ---- */

/* Room for `n` bytes of output, or NULL and the session is broken. */
static uint8_t *output_room(struct fcgi_session *s, size_t n)
{
    uint8_t *to = s->broken ? NULL : (uint8_t *)buf_reserve(&s->out, n);
    s->broken = !to;
    return to;
}

static void output_done(struct fcgi_session *s, size_t n)
{
    bool first = buf_len(&s->out) == 0;
    buf_commit(&s->out, n);
    if (first)
        s->config->handler.output(s->ctx);
}

/* One record whose content is 8 bytes. */
static void put_small(struct fcgi_session *s, uint8_t type, uint16_t id, const uint8_t content[8])
{
    uint8_t *to = output_room(s, FCGI_HEADER_LEN + 8);
    if (!to)
        return;
    record_encode(to, type, id, 8, 0);
    memcpy(to + FCGI_HEADER_LEN, content, 8);
    output_done(s, FCGI_HEADER_LEN + 8);
}

static void put_end_request(struct fcgi_session *s, uint16_t id, uint8_t protocol_status)
{
    const uint8_t content[8] = {0, 0, 0, 0, protocol_status, 0, 0, 0};
    put_small(s, FCGI_END_REQUEST, id, content);
}

bool fcgi_request_has_room(struct fcgi_request *r, size_t bytes)
{
    struct buf *out = &r->session->out;
    bool room = buf_reserve(out, records_size(bytes) + RECORDS_END_BYTES) != NULL;
    out->failed = false;
    return room;
}

void fcgi_request_pass(struct fcgi_request *r, const char *bytes, size_t len)
{
    struct fcgi_session *s = r->session;
    size_t size = records_size(len);
    uint8_t *to = output_room(s, size);
    if (!to)
        return;
    records_put(to, r->id, bytes, len, "", 0);
    output_done(s, size);
}

void fcgi_request_answer(struct fcgi_request *r, const char *head, size_t head_len,
                         const char *body, size_t body_len)
{
    struct fcgi_session *s = r->session;
    uint16_t id = r->id;
    size_t size = records_size(head_len + body_len) + RECORDS_END_BYTES;
    uint8_t *to = output_room(s, size);
    if (!to) {
        remove_request(s, r);
        return;
    }
    to = records_put(to, id, head, head_len, body, body_len);
    records_put_end(to, id);
    remove_request(s, r); /* last: the answer may lie in its own body */
    output_done(s, size);
}

void fcgi_request_keep(struct fcgi_request *r, void *user)
{
    free_input(r->session, r);
    r->user = user;
}

struct fcgi_request *fcgi_session_sole_kept(const struct fcgi_session *s)
{
    if (s->n_requests != 1 || s->n_incomplete > 0)
        return NULL;
    struct fcgi_request *r = s->first;
    for (uint32_t i = 0; !r && i < s->n_slots; i++)
        r = s->slots[i];
    return r;
}

/* ---- ends ---- */

/* Ends a request without an answer. */
static void drop_request(struct fcgi_session *s, struct fcgi_request *r)
{
    if (r->state == REQUEST_COMPLETE)
        s->config->handler.abandoned(s->ctx, r);
    remove_request(s, r);
}

void fcgi_session_end_requests(struct fcgi_session *s)
{
    while (s->first)
        drop_request(s, s->first);
    for (uint32_t i = 0; i < s->n_slots; i++)
        while (s->slots[i])
            drop_request(s, s->slots[i]);
    while (s->draining)
        end_draining(s, s->draining->id);
}

void fcgi_session_fini(struct fcgi_session *s)
{
    fcgi_session_end_requests(s);
    free(s->slots);
    values_free(s->values);
    buf_fini(&s->out);
    s->slots = NULL;
    s->values = NULL;
    s->n_slots = 0;
}

bool fcgi_session_closing(const struct fcgi_session *s, bool *peer_sends)
{
    *peer_sends = s->draining || s->refused;
    return s->closing && s->n_requests == 0;
}

bool fcgi_session_receiving(const struct fcgi_session *s)
{
    return s->in_record || s->partial_have > 0 || s->n_incomplete > 0;
}

/* ---- input: what each kind of record does ---- */

static bool begin_request(struct fcgi_session *s)
{
    /* FCGI_BeginRequestBody: role, flags; section 5.1 */
    unsigned role = (unsigned)s->partial[0] << 8 | s->partial[1];
    bool keep_conn = s->partial[2] & FCGI_KEEP_CONN;
    uint16_t id = s->record.id;
    if (find_request(s, id))
        return false;
    uint8_t refusal = FCGI_REQUEST_COMPLETE;
    struct fcgi_request *r = NULL;
    if (role != FCGI_RESPONDER)
        refusal = FCGI_UNKNOWN_ROLE;
    else if (s->n_requests >= s->config->max_reqs || !(r = new_request(s, id, keep_conn)))
        refusal = FCGI_OVERLOADED;
    if (r) {
        insert_request(s, r);
    } else {
        put_end_request(s, id, refusal);
        s->closing = s->closing || !keep_conn;
        s->refused = s->refused || !keep_conn;
    }
    return true;
}

static void hand_over(struct fcgi_session *s, struct fcgi_request *r)
{
    r->state = REQUEST_COMPLETE;
    s->n_incomplete--;
    s->config->handler.complete(s->ctx, r);
}

/* The empty record that ends FCGI_PARAMS. False if the last pair is cut off. */
static bool end_params(struct fcgi_session *s, struct fcgi_request *r)
{
    if (!request_end_params(r))
        return false;
    r->state = REQUEST_STDIN;
    if (r->fault != FCGI_SOUND)
        hand_over(s, r);
    else
        s->config->handler.params(s->ctx, r);
    return true;
}

static void end_stdin(struct fcgi_session *s, struct fcgi_request *r)
{
    r->stdin_ended = true;
    if (r->state == REQUEST_STDIN)
        hand_over(s, r);
}

/* FCGI_ABORT_REQUEST, section 5.4: the peer still waits for its end. */
static void abort_request(struct fcgi_session *s, struct fcgi_request *r)
{
    uint16_t id = r->id;
    r->stdin_ended = true;
    drop_request(s, r);
    put_end_request(s, id, FCGI_REQUEST_COMPLETE);
}

/* FCGI_GET_VALUES_RESULT, section 4.1. */
static void answer_values(struct fcgi_session *s)
{
    struct buf pairs;
    buf_init(&pairs, 256);
    values_append_known(s->values, s->config, &pairs);
    values_free(s->values);
    s->values = NULL;

    size_t len = buf_len(&pairs);
    uint8_t *to = output_room(s, FCGI_HEADER_LEN + len);
    if (to) {
        record_encode(to, FCGI_GET_VALUES_RESULT, FCGI_NULL_REQUEST_ID, (uint16_t)len, 0);
        if (len > 0)
            memcpy(to + FCGI_HEADER_LEN, buf_bytes(&pairs), len);
        output_done(s, FCGI_HEADER_LEN + len);
    }
    buf_fini(&pairs);
}

/* ---- input: records from bytes ---- */

/* Looks at a whole header. False if the peer may not send this here. */
static bool begin_record(struct fcgi_session *s)
{
    const struct record *record = &s->record;
    s->current = NULL;
    if (record->version != FCGI_VERSION_1)
        return false;
    if (record->type == FCGI_BEGIN_REQUEST)
        return record->id != FCGI_NULL_REQUEST_ID && record->length == sizeof s->partial;
    if (record->id == FCGI_NULL_REQUEST_ID) {
        if (record->type != FCGI_GET_VALUES)
            return true;
        s->values = values_new();
        return s->values != NULL;
    }
    struct fcgi_request *r = find_request(s, record->id);
    s->current = r;
    switch (record->type) {
    case FCGI_PARAMS: return !r || r->state == REQUEST_PARAMS;
    case FCGI_STDIN: return !r || r->state != REQUEST_PARAMS;
    case FCGI_ABORT_REQUEST:
    case FCGI_DATA: /* not for a responder; harmless */ return true;
    default: return !r; /* ids that are not active are ignored, section 3.3 */
    }
}

/* Whether a session may hold more bytes of a request's params or body; counts them. */
static inline bool may_hold(struct fcgi_session *s, struct fcgi_request *r, size_t len)
{
    if (s->held + len > s->config->held_max) {
        r->fault = FCGI_INPUTS_TOO_LARGE;
        return false;
    }
    s->held += len;
    r->input->taken += len;
    return true;
}

/* Takes a piece of a record's content. False to give up. */
static bool take_content(struct fcgi_session *s, const uint8_t *bytes, size_t len)
{
    struct fcgi_request *r = s->current;
    if (s->record.type == FCGI_BEGIN_REQUEST) {
        memcpy(s->partial + s->partial_have, bytes, len);
        s->partial_have = (uint8_t)(s->partial_have + len);
    } else if (s->values) {
        return values_feed(s->values, bytes, len);
    } else if (r && s->record.type == FCGI_PARAMS) {
        return !may_hold(s, r, len) || request_take_params(r, s->config, bytes, len);
    } else if (r && s->record.type == FCGI_STDIN && r->state == REQUEST_STDIN) {
        if (may_hold(s, r, len))
            request_take_body(r, bytes, len);
        if (r->fault != FCGI_SOUND)
            hand_over(s, r);
    }
    return true;
}

/* All of a record's content is in. False if it breaks the protocol. */
static bool end_content(struct fcgi_session *s)
{
    struct fcgi_request *r = s->current;
    s->partial_have = 0;
    if (s->record.type == FCGI_BEGIN_REQUEST)
        return begin_request(s);
    if (s->record.id == FCGI_NULL_REQUEST_ID) {
        if (s->values && !values_complete(s->values))
            return false;
        if (s->values) {
            answer_values(s);
        } else {
            const uint8_t content[8] = {s->record.type}; /* section 4.2 */
            put_small(s, FCGI_UNKNOWN_TYPE, FCGI_NULL_REQUEST_ID, content);
        }
        return true;
    }
    if (!r) {
        if (s->record.type == FCGI_STDIN && s->record.length == 0)
            end_draining(s, s->record.id);
        return true;
    }
    if (s->record.type == FCGI_PARAMS && s->record.length == 0)
        return end_params(s, r);
    if (s->record.type == FCGI_STDIN && s->record.length == 0)
        end_stdin(s, r);
    if (s->record.type == FCGI_ABORT_REQUEST)
        abort_request(s, r);
    return true;
}

/* Takes the next bytes of a record; how many is told by `took`. False to give up. */
static bool step(struct fcgi_session *s, const uint8_t *bytes, size_t len, size_t *took)
{
    size_t n;
    if (!s->in_record) {
        n = FCGI_HEADER_LEN - s->partial_have;
        n = n < len ? n : len;
        memcpy(s->partial + s->partial_have, bytes, n);
        s->partial_have = (uint8_t)(s->partial_have + n);
        *took = n;
        if (s->partial_have < FCGI_HEADER_LEN)
            return true;
        s->record = record_decode(s->partial);
        s->partial_have = 0;
        s->length_left = s->record.length;
        s->in_record = true;
        return begin_record(s) && (s->length_left > 0 || end_content(s));
    }
    if (s->length_left > 0) {
        n = s->length_left < len ? s->length_left : len;
        *took = n;
        s->length_left = (uint16_t)(s->length_left - n);
        return take_content(s, bytes, n) && (s->length_left > 0 || end_content(s));
    }
    n = s->record.padding < len ? s->record.padding : len;
    *took = n;
    s->record.padding = (uint8_t)(s->record.padding - n);
    return true;
}

/* Takes a record that lies there whole, as nearly all do. How many bytes that
 * is; 0: it has to be taken step by step. */
static size_t take_whole(struct fcgi_session *s, const uint8_t *bytes, size_t len)
{
    if (s->in_record || s->partial_have > 0 || len < FCGI_HEADER_LEN)
        return 0;
    s->record = record_decode(bytes);
    const size_t length = s->record.length, size = FCGI_HEADER_LEN + length + s->record.padding;
    if (size > len)
        return 0;
    s->broken = !(begin_record(s) &&
                  (length == 0 || take_content(s, bytes + FCGI_HEADER_LEN, length)) &&
                  end_content(s)) ||
                s->broken;
    return size;
}

bool fcgi_session_feed(struct fcgi_session *s, const uint8_t *bytes, size_t len)
{
    for (size_t at = 0, took = 0; at < len && !s->broken; at += took) {
        took = take_whole(s, bytes + at, len - at);
        if (took > 0)
            continue;
        if (!step(s, bytes + at, len - at, &took))
            s->broken = true;
        if (s->in_record && s->length_left == 0 && s->record.padding == 0)
            s->in_record = false;
    }
    return !s->broken;
}
