#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../../../src/fastcgi/record.h"
#include "fcgi_request.h"

enum { SLOTS_MAX = 65535, ANSWER_BYTES_MAX = 1 << 20 };

/* A request id in use, or free. */
struct slot {
    struct exchange *exchange;
    struct buf text; /* of the answer so far; of a streamed one its header */
    bool head_over;
    uint16_t next_free;
};

struct state {
    struct slot *slots; /* by request id, less one */
    unsigned n, n_max;
    uint16_t first_free; /* an id; 0: none */
};

static uint16_t take_id(struct state *s, struct exchange *x)
{
    uint16_t id = s->first_free;
    if (id > 0) {
        s->first_free = s->slots[id - 1].next_free;
    } else {
        if (s->n == s->n_max) {
            s->n_max = s->n_max > 0 ? 2 * s->n_max : 2;
            s->slots = realloc(s->slots, s->n_max * sizeof *s->slots);
        }
        if (!s->slots || s->n == SLOTS_MAX)
            fail("too many requests at once on one connection");
        buf_init(&s->slots[s->n++].text, ANSWER_BYTES_MAX);
        id = (uint16_t)s->n;
    }
    s->slots[id - 1].exchange = x;
    s->slots[id - 1].head_over = false;
    return id;
}

static void ask(struct channel *c, struct exchange *x, const struct ask *ask)
{
    uint16_t id = take_id(channel_state(c), x);
    fcgi_put_request(channel_output(c), id, channel_target(c)->base, ask);
}

/* ---- answers ---- */

static bool read_head(const char *text, size_t len, struct answer *answer)
{
    const char *end = memmem(text, len, "\r\n\r\n", 4);
    if (!end)
        return false;
    size_t head_len = (size_t)(end - text) + 4;
    const char *status = memmem(text, head_len, "Status: ", 8);
    *answer = (struct answer){.status = status ? atoi(status + 8) : 200,
                              .head = text,
                              .head_len = head_len,
                              .body = end + 4,
                              .body_len = len - head_len};
    return true;
}

static void take_stdout(struct slot *slot, const char *bytes, size_t len)
{
    struct exchange *x = slot->exchange;
    struct answer answer;
    if (slot->head_over && x->streamed) {
        x->streamed(x, bytes, len);
        return;
    }
    if (!buf_append(&slot->text, bytes, len))
        fail("an answer is too long");
    if (x->streamed && read_head(buf_bytes(&slot->text), buf_len(&slot->text), &answer)) {
        slot->head_over = true;
        if (answer.status == 200 && answer.body_len > 0)
            x->streamed(x, answer.body, answer.body_len);
    }
}

static void end_request(struct state *s, uint16_t id, const char *content)
{
    struct slot *slot = &s->slots[id - 1];
    struct exchange *x = slot->exchange;
    struct answer answer;
    if (content[4] != FCGI_REQUEST_COMPLETE)
        fail("a request was refused with FastCGI's status %d", content[4]);
    if (!read_head(buf_bytes(&slot->text), buf_len(&slot->text), &answer))
        fail("an answer without the end of its header");
    /* The answer's memory goes back to the slot only after it was taken in. */
    struct buf text = slot->text;
    buf_init(&slot->text, ANSWER_BYTES_MAX);
    slot->exchange = NULL;
    slot->next_free = s->first_free;
    s->first_free = id;
    x->answered(x, &answer);
    buf_clear(&text);
    if (s->slots[id - 1].text.cap == 0)
        s->slots[id - 1].text = text;
    else
        buf_fini(&text);
}

static size_t take(struct channel *c, const char *bytes, size_t len)
{
    struct state *s = channel_state(c);
    size_t at = 0;
    while (len - at >= FCGI_HEADER_LEN) {
        struct record r = record_decode((const uint8_t *)bytes + at);
        size_t whole = (size_t)FCGI_HEADER_LEN + r.length + r.padding;
        if (len - at < whole)
            break;
        if (r.version != FCGI_VERSION_1 || r.id == 0 || r.id > s->n || !s->slots[r.id - 1].exchange)
            fail("a FastCGI record that belongs to no request");
        const char *content = bytes + at + FCGI_HEADER_LEN;
        if (r.type == FCGI_STDOUT && r.length > 0)
            take_stdout(&s->slots[r.id - 1], content, r.length);
        else if (r.type == FCGI_END_REQUEST && r.length == 8)
            end_request(s, r.id, content);
        else if (r.type != FCGI_STDOUT)
            fail("a FastCGI record of type %u", r.type);
        at += whole;
    }
    return at;
}

/* With FCGI_KEEP_CONN it is not the responder's to close. */
static bool closed(struct channel *c)
{
    (void)c;
    return false;
}

const struct protocol protocol_fcgi = {ask, take, closed, sizeof(struct state)};
