#include "growth_requests.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "../../src/fastcgi/record.h"
#include "load/fail.h"

enum { CONTENT_MAX = 65528, BEGIN_CONTENT = 8, WIDE = 0x80 };

/* ---- records ---- */

static void put_record(struct buf *out, uint8_t type, uint16_t id, const void *content, size_t len)
{
    uint8_t header[FCGI_HEADER_LEN];
    record_encode(header, type, id, (uint16_t)len, 0);
    buf_append(out, header, sizeof header);
    buf_append(out, content, len);
}

/* A stream in records of at most `piece` bytes, and its end. */
static void put_stream(struct buf *out, uint8_t type, uint16_t id, const struct buf *content,
                       size_t piece)
{
    const char *at = buf_bytes(content), *end = at + buf_len(content);
    while (at < end) {
        size_t len = (size_t)(end - at) < piece ? (size_t)(end - at) : piece;
        put_record(out, type, id, at, len);
        at += len;
    }
    put_record(out, type, id, "", 0);
}

static void put_length(struct buf *out, size_t len)
{
    uint8_t wide[4] = {(uint8_t)(WIDE | len >> 24), (uint8_t)(len >> 16), (uint8_t)(len >> 8),
                       (uint8_t)len};
    buf_append(out, wide, sizeof wide);
}

static void put_pair(struct buf *out, const char *name, const char *value, size_t value_len)
{
    put_length(out, strlen(name));
    put_length(out, value_len);
    buf_append_string(out, name);
    buf_append(out, value, value_len);
}

static void put_begin(struct buf *out, uint16_t id)
{
    static const uint8_t begin[BEGIN_CONTENT] = {0, FCGI_RESPONDER, FCGI_KEEP_CONN};
    put_record(out, FCGI_BEGIN_REQUEST, id, begin, sizeof begin);
}

/* What is written before a request is put together. */
static struct buf *emptied(struct buf *b)
{
    if (b->max == 0)
        buf_init(b, 16 * GROWTH_BYTES_MAX);
    buf_clear(b);
    return b;
}

static struct buf *usual_params(const char *endpoint)
{
    static struct buf params;
    char path[64];
    int len = snprintf(path, sizeof path, "/chat/%s", endpoint);
    emptied(&params);
    put_pair(&params, "REQUEST_METHOD", "POST", 4);
    put_pair(&params, "SCRIPT_NAME", path, (size_t)len);
    put_pair(&params, "CONTENT_TYPE", "application/json", 16);
    put_pair(&params, "REMOTE_ADDR", "127.0.0.1", 9);
    return &params;
}

static void put_request(struct buf *out, uint16_t id, const struct buf *params,
                        const struct buf *body, size_t piece)
{
    put_begin(out, id);
    put_stream(out, FCGI_PARAMS, id, params, piece);
    put_stream(out, FCGI_STDIN, id, body, piece);
    if (out->failed)
        fail("out of memory");
}

void put_post(struct buf *out, uint16_t id, const char *endpoint, const char *format, ...)
{
    static struct buf body;
    char text[1024];
    va_list args;
    va_start(args, format);
    int len = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (len < 0 || (size_t)len >= sizeof text)
        fail("a body of %d bytes", len);
    buf_append(emptied(&body), text, (size_t)len);
    put_request(out, id, usual_params(endpoint), &body, CONTENT_MAX);
}

void put_said(struct buf *out, const struct person *p, const char *message)
{
    put_post(out, 1, "send", "{\"id\":\"%s\",\"token\":\"%s\",\"commands\":[[\"send\",\"%s\",%s]]}",
             p->id, p->token, p->id, message);
}

void put_shared_poll(struct buf *out, const struct person *people, size_t n)
{
    static struct buf body;
    char one[256];
    buf_append_string(emptied(&body), "{\"polls\":");
    for (size_t i = 0; i < n; i++) {
        snprintf(one, sizeof one, "%s{\"id\":\"%s\",\"token\":\"%s\",\"ack\":0}", i ? "," : "[",
                 people[i].id, people[i].token);
        buf_append_string(&body, one);
    }
    buf_append_string(&body, "]}");
    put_request(out, 1, usual_params("poll"), &body, CONTENT_MAX);
}

/* ---- bodies of one part, many times ---- */

static void put_repeated(struct buf *out, const char *endpoint, const char *before,
                         const char *part, size_t n, const char *after)
{
    static struct buf body;
    buf_append_string(emptied(&body), before);
    for (size_t i = 0; i < n; i++)
        buf_append_string(&body, part);
    buf_append_string(&body, after);
    put_request(out, 1, usual_params(endpoint), &body, CONTENT_MAX);
}

/* POLL(name, before, part, after): a poll that does not say whose it is. */
#define POLL(name, before, part, after)                                                            \
    static void name(struct buf *out, const struct person *p, size_t n)                            \
    {                                                                                              \
        (void)p;                                                                                   \
        put_repeated(out, "poll", before, part, n, after);                                         \
    }

POLL(poll_escapes, "{\"polls\":[{\"x\":\"", "\\n", "\"}]}")
POLL(poll_escaped_quotes, "{\"polls\":[{\"x\":\"", "\\\"", "\"}]}")
POLL(poll_backslashes, "{\"polls\":[{\"x\":\"", "\\\\", "\"}]}")
POLL(poll_units, "{\"polls\":[{\"x\":\"", "\\u00e9", "\"}]}")
POLL(poll_escaped_key, "{\"polls\":[{\"", "\\n", "\":1}]}")
POLL(poll_plain, "{\"polls\":[{\"x\":\"", "abc", "\"}]}")
POLL(poll_characters, "{\"polls\":[{\"x\":\"", "\xc3\xa9", "\"}]}")
POLL(poll_members, "{\"polls\":[{\"x\":1", ",\"y\":1", "}]}")
POLL(poll_escaped_keys, "{\"polls\":[{\"x\":1", ",\"\\u0079\":1", "}]}")
POLL(poll_elements, "{\"polls\":[{\"x\":[1", ",1", "]}]}")
POLL(poll_strings, "{\"polls\":[{\"x\":[\"\"", ",\"a\\n\"", "]}]}")
POLL(poll_nested, "{\"polls\":[{\"x\":[[]", ",[[[[[[[[[]]]]]]]]]", "]}]}")
POLL(poll_digits, "{\"polls\":[{\"x\":1", "0", "e-4000000}]}")
POLL(poll_exponents, "{\"polls\":[{\"x\":[1", ",1e2", "]}]}")
POLL(poll_blanks, "{\"polls\":[{\"x\":", " \n", "1}]}")
POLL(poll_many, "{\"polls\":[{}", ",{}", "]}")
POLL(poll_long_id, "{\"token\":\"x\",\"ack\":0,\"id\":\"", "\\u0061", "\"}")
POLL(poll_long_hold, "{\"hold\":1", "0", "}")
POLL(poll_unclosed, "{\"polls\":[{\"x\":\"", "\\n", "")
POLL(poll_open_arrays, "{\"polls\":", "[", "")
POLL(poll_other_keys, "{\"x\":1", ",\"\\u0079\":1", "}")
POLL(poll_members_escaped, "{\"x\":1", ",\"y\":\"\\n\\\\\\\"\"", "}")

/* SAID(name, before, part, after): a send of one message. */
#define SAID(name, before, part, after)                                                            \
    static void name(struct buf *out, const struct person *p, size_t n)                            \
    {                                                                                              \
        put_said_repeated(out, p, before, part, n, after);                                         \
    }

static void put_said_repeated(struct buf *out, const struct person *p, const char *before,
                              const char *part, size_t n, const char *after)
{
    char start[256];
    snprintf(start, sizeof start,
             "{\"id\":\"%s\",\"token\":\"%s\",\"commands\":[[\"send\",\"%s\",{%s", p->id, p->token,
             p->id, before);
    put_repeated(out, "send", start, part, n, after);
}

SAID(send_escapes, "\"text\":\"", "\\n", "\"}]]}")
SAID(send_escaped_quotes, "\"text\":\"", "\\\"", "\"}]]}")
SAID(send_blanks, "\"text\":[1", " ,\n 1", "]}]]}")
SAID(send_members, "\"x\":1", ",\"y\":\"\\\\\"", "}]]}")
SAID(send_nested, "\"x\":[{}", ",{\"a\":{\"b\":[[\"\\t\"]]}}", "]}]]}")
SAID(send_long_id, "\"id\":\"", "\\u0061", "\"}]]}")
SAID(send_long_ts, "\"ts\":1", "0", "}]]}")
SAID(send_long_to, "\"to\":\"", "\\u0061", "\"}]]}")
SAID(send_more_params, "},1", ",\"\\n\"", "]]}")

static void send_commands(struct buf *out, const struct person *p, size_t n)
{
    char part[256];
    snprintf(part, sizeof part, ",[\"send\",\"%s\",{\"text\":\"\\n\"}]", p->id);
    put_said_repeated(out, p, "}]", part, n, "]}");
}

static void join_long_room(struct buf *out, const struct person *p, size_t n)
{
    (void)p;
    put_repeated(out, "join", "{\"room\":\"", "\\u0061", n, "\"}");
}

static void probe_padded(struct buf *out, const struct person *p, size_t n)
{
    char start[256];
    snprintf(start, sizeof start, "{\"id\":\"%s\",\"token\":\"%s\",\"pad\":\"", p->id, p->token);
    put_repeated(out, "probe", start, "x", n, "\"}");
}

static void probe_filled(struct buf *out, const struct person *p, size_t n)
{
    put_post(out, 1, "probe", "{\"id\":\"%s\",\"token\":\"%s\",\"fill\":%zu}", p->id, p->token, n);
}

/* ---- params and records ---- */

static void status_of_params(struct buf *out, const struct buf *params, size_t piece)
{
    static struct buf none;
    put_request(out, 1, params, emptied(&none), piece);
}

static void many_params(struct buf *out, const struct person *p, size_t n)
{
    struct buf *params = usual_params("nothing");
    (void)p;
    for (size_t i = 0; i < n; i++)
        put_pair(params, "HTTP_X_OTHER", "value", 5);
    status_of_params(out, params, CONTENT_MAX);
}

static void put_long(struct buf *out, const char *name, const char *part, size_t n, size_t piece)
{
    static struct buf value;
    emptied(&value);
    for (size_t i = 0; i < n; i++)
        buf_append_string(&value, part);
    struct buf *params = usual_params("nothing");
    put_pair(params, name, buf_bytes(&value), buf_len(&value));
    status_of_params(out, params, piece);
}

static void long_param(struct buf *out, const struct person *p, size_t n)
{
    (void)p;
    put_long(out, "HTTP_COOKIE", "x", n, CONTENT_MAX);
}

static void long_path(struct buf *out, const struct person *p, size_t n)
{
    (void)p;
    put_long(out, "REQUEST_URI", "/?", n, CONTENT_MAX);
}

static void long_forwarded(struct buf *out, const struct person *p, size_t n)
{
    (void)p;
    put_long(out, "HTTP_X_FORWARDED_FOR", "127.0.0.1, ", n, CONTENT_MAX);
}

static void params_byte_by_byte(struct buf *out, const struct person *p, size_t n)
{
    (void)p;
    put_long(out, "REQUEST_URI", "x", n, 1);
}

static void body_byte_by_byte(struct buf *out, const struct person *p, size_t n)
{
    static struct buf body;
    (void)p;
    emptied(&body);
    for (size_t i = 0; i < n; i++)
        buf_append_string(&body, " ");
    put_request(out, 1, usual_params("poll"), &body, 1);
}

static void many_values(struct buf *out, const struct person *p, size_t n)
{
    static struct buf names;
    (void)p;
    emptied(&names);
    for (size_t i = 0; i < n; i++)
        put_pair(&names, "FCGI_MAX_CONNS", "", 0);
    put_record(out, FCGI_GET_VALUES, 0, buf_bytes(&names), buf_len(&names));
}

static void many_open_requests(struct buf *out, const struct person *p, size_t n)
{
    (void)p;
    for (size_t i = 0; i < n; i++)
        put_begin(out, (uint16_t)(i + 1));
    for (size_t i = 0; i < n; i++)
        put_record(out, FCGI_ABORT_REQUEST, (uint16_t)(i + 1), "", 0);
}

static void many_unknown_types(struct buf *out, const struct person *p, size_t n)
{
    (void)p;
    for (size_t i = 0; i < n; i++)
        put_record(out, 200, 0, "x", 1);
}

enum { N = 16384, FEW = 256, OF_PARAMS = 2000 };

const struct request_kind request_kinds[] = {
    {"poll: escapes", "Status: 400", N, poll_escapes},
    {"poll: escaped quotes", "Status: 400", N, poll_escaped_quotes},
    {"poll: backslashes", "Status: 400", N, poll_backslashes},
    {"poll: \\u escapes", "Status: 400", N, poll_units},
    {"poll: a key of escapes", "Status: 400", N, poll_escaped_key},
    {"poll: plain text", "Status: 400", N, poll_plain},
    {"poll: characters of two bytes", "Status: 400", N, poll_characters},
    {"poll: members", "Status: 400", N, poll_members},
    {"poll: members with escaped keys", "Status: 400", FEW, poll_escaped_keys},
    {"poll: elements", "Status: 400", N, poll_elements},
    {"poll: strings", "Status: 400", N, poll_strings},
    {"poll: arrays in arrays", "Status: 400", N / 8, poll_nested},
    {"poll: digits", "Status: 400", N, poll_digits},
    {"poll: exponents", "Status: 400", N / 8, poll_exponents},
    {"poll: white space", "Status: 400", N, poll_blanks},
    {"poll: polls", "Status: 400", N, poll_many},
    {"poll: a long id", "Status: 410", N, poll_long_id},
    {"poll: a long hold", "Status: 400", N, poll_long_hold},
    {"poll: not closed", "Status: 400", N, poll_unclosed},
    {"poll: open arrays", "Status: 400", N, poll_open_arrays},
    {"poll: other keys, escaped", "Status: 400", FEW, poll_other_keys},
    {"poll: other members with escapes", "Status: 400", N / 8, poll_members_escaped},
    {"send: escapes", "\"accepted\"", N, send_escapes},
    {"send: escaped quotes", "\"accepted\"", N, send_escaped_quotes},
    {"send: white space", "\"accepted\"", N / 8, send_blanks},
    {"send: members", "\"accepted\"", N / 8, send_members},
    {"send: nested", "\"accepted\"", N / 8, send_nested},
    {"send: a long id", "Status: 400", N, send_long_id},
    {"send: a long ts", "Status: 400", 64, send_long_ts},
    {"send: a long to", "\"accepted\"", N, send_long_to},
    {"send: too many params", "Status: 400", N, send_more_params},
    {"send: messages", "\"accepted\"", 15, send_commands},
    {"send: too many messages", "Status: 400", FEW, send_commands},
    {"join: a long room", "Status: 400", N, join_long_room},
    {"probe: padding", "\"received\"", N, probe_padded},
    {"probe: fill", "\"received\"", N, probe_filled},
    {"params: many", "Status: 404", OF_PARAMS, many_params},
    {"params: a long one", "Status: 404", N, long_param},
    {"params: a long path", "Status: 404", OF_PARAMS, long_path},
    {"params: many proxies", "Status: 404", FEW, long_forwarded},
    {"params: byte by byte", "Status: 404", OF_PARAMS, params_byte_by_byte},
    {"body: byte by byte", "Status: 400", N, body_byte_by_byte},
    {"values: many", NULL, FEW, many_values},
    {"requests: many open", NULL, FEW * 8, many_open_requests},
    {"records: many unknown", NULL, OF_PARAMS, many_unknown_types},
    {NULL, NULL, 0, NULL},
};
