#include "fcgi_request.h"

#include <stdio.h>
#include <string.h>

#include "../../../src/fastcgi/record.h"
#include "fail.h"

enum { BEGIN_CONTENT = 8, CONTENT_MAX = 65535 };

static void put_record(struct buf *b, uint8_t type, uint16_t id, const void *content, size_t len)
{
    uint8_t header[FCGI_HEADER_LEN];
    if (len > CONTENT_MAX)
        fail("a request of %zu bytes", len);
    record_encode(header, type, id, (uint16_t)len, 0);
    buf_append(b, header, sizeof header);
    if (len > 0)
        buf_append(b, content, len);
}

static void put_pair(struct buf *b, const char *name, const char *value)
{
    size_t value_len = strlen(value);
    uint8_t lengths[2] = {(uint8_t)strlen(name), (uint8_t)value_len};
    if (value_len > 127)
        fail("a param of %zu bytes", value_len);
    buf_append(b, lengths, 2);
    buf_append_string(b, name);
    buf_append_string(b, value);
}

/* What a web server tells of every request (CGI 1.1, RFC 3875, section 4.1). */
static void put_fixed_params(struct buf *b)
{
    static struct buf fixed;
    if (fixed.max == 0) {
        buf_init(&fixed, 1024);
        put_pair(&fixed, "GATEWAY_INTERFACE", "CGI/1.1");
        put_pair(&fixed, "SERVER_SOFTWARE", "load");
        put_pair(&fixed, "SERVER_NAME", "localhost");
        put_pair(&fixed, "SERVER_PORT", "80");
        put_pair(&fixed, "SERVER_PROTOCOL", "HTTP/1.1");
        put_pair(&fixed, "REMOTE_PORT", "50000");
        put_pair(&fixed, "QUERY_STRING", "");
        put_pair(&fixed, "CONTENT_TYPE", "application/json");
        put_pair(&fixed, "HTTP_HOST", "localhost");
    }
    buf_append(b, buf_bytes(&fixed), buf_len(&fixed));
}

void fcgi_put_request(struct buf *out, uint16_t id, const char *base, const struct ask *ask)
{
    fcgi_put_request_from(out, id, base, ask, "127.0.0.1");
}

void fcgi_put_request_from(struct buf *out, uint16_t id, const char *base, const struct ask *ask,
                           const char *address)
{
    static const uint8_t begin[BEGIN_CONTENT] = {0, FCGI_RESPONDER, FCGI_KEEP_CONN};
    static struct buf params;
    char path[128], length[16];
    snprintf(path, sizeof path, "%s%s", base, ask->path);
    snprintf(length, sizeof length, "%zu", ask->body_len);

    if (params.max == 0)
        buf_init(&params, 4096);
    buf_clear(&params);
    put_fixed_params(&params);
    put_pair(&params, "REMOTE_ADDR", address);
    put_pair(&params, "REQUEST_METHOD", ask->method);
    put_pair(&params, "SCRIPT_NAME", path);
    put_pair(&params, "REQUEST_URI", path);
    put_pair(&params, "CONTENT_LENGTH", length);

    put_record(out, FCGI_BEGIN_REQUEST, id, begin, sizeof begin);
    put_record(out, FCGI_PARAMS, id, buf_bytes(&params), buf_len(&params));
    put_record(out, FCGI_PARAMS, id, NULL, 0);
    for (size_t at = 0, len; at < ask->body_len; at += len) {
        len = ask->body_len - at < CONTENT_MAX ? ask->body_len - at : CONTENT_MAX;
        put_record(out, FCGI_STDIN, id, ask->body + at, len);
    }
    put_record(out, FCGI_STDIN, id, NULL, 0);
}
