#include "stream.h"

#include <stdlib.h>
#include <string.h>

#include <fastcgi.h>

void stream_free(struct records *s)
{
    free(s->bytes);
    *s = (struct records){0};
}

void stream_add(struct records *s, const void *bytes, size_t len)
{
    if (s->len + len > s->cap) {
        size_t cap = 2 * (s->len + len);
        uint8_t *grown = realloc(s->bytes, cap);
        if (!grown)
            abort();
        s->bytes = grown;
        s->cap = cap;
    }
    if (len > 0)
        memcpy(s->bytes + s->len, bytes, len);
    s->len += len;
}

void stream_add_text(struct records *s, const char *text)
{
    stream_add(s, text, strlen(text));
}

void stream_record(struct records *s, unsigned type, unsigned id, const void *content, size_t len,
                   uint8_t padding)
{
    const uint8_t header[8] = {
        1,       (uint8_t)type, (uint8_t)(id >> 8), (uint8_t)id, (uint8_t)(len >> 8), (uint8_t)len,
        padding, 0xee};
    uint8_t dirt[255];
    memset(dirt, 0xa5, sizeof dirt);
    stream_add(s, header, sizeof header);
    stream_add(s, content, len);
    stream_add(s, dirt, padding);
}

void stream_begin_role(struct records *s, unsigned id, unsigned role, bool keep_conn)
{
    const uint8_t body[8] = {(uint8_t)(role >> 8), (uint8_t)role, keep_conn, 9, 9, 9, 9, 9};
    stream_record(s, FCGI_BEGIN_REQUEST, id, body, sizeof body, 0);
}

void stream_begin(struct records *s, unsigned id, bool keep_conn)
{
    stream_begin_role(s, id, FCGI_RESPONDER, keep_conn);
}

void stream_length(struct records *s, size_t length, bool wide)
{
    const uint8_t four[4] = {(uint8_t)(0x80 | length >> 24), (uint8_t)(length >> 16),
                             (uint8_t)(length >> 8), (uint8_t)length};
    if (wide || length > 127)
        stream_add(s, four, sizeof four);
    else
        stream_add(s, &four[3], 1);
}

void stream_pair(struct records *s, const char *name, const void *value, size_t value_len,
                 bool wide)
{
    stream_length(s, strlen(name), wide);
    stream_length(s, value_len, wide);
    stream_add_text(s, name);
    stream_add(s, value, value_len);
}

void stream_param(struct records *s, unsigned id, const char *name, const char *value)
{
    struct records pair = {0};
    stream_pair(&pair, name, value, strlen(value), false);
    stream_record(s, FCGI_PARAMS, id, pair.bytes, pair.len, 0);
    stream_free(&pair);
}

void stream_params_end(struct records *s, unsigned id)
{
    stream_record(s, FCGI_PARAMS, id, NULL, 0, 0);
}

void stream_body(struct records *s, unsigned id, const void *bytes, size_t len, size_t size)
{
    const uint8_t *at = bytes;
    while (len > 0) {
        size_t n = len < size ? len : size;
        stream_record(s, FCGI_STDIN, id, at, n, 0);
        at += n;
        len -= n;
    }
    stream_record(s, FCGI_STDIN, id, NULL, 0, 0);
}

void stream_request(struct records *s, unsigned id, bool keep_conn, const char *uri,
                    const char *body)
{
    stream_begin(s, id, keep_conn);
    stream_param(s, id, "REQUEST_URI", uri);
    stream_params_end(s, id);
    stream_body(s, id, body, strlen(body), 65535);
}
