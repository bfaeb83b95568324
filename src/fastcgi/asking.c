#include "asking.h"

#include <string.h>

#include "record.h"

enum { REQUEST_ID = 1, SHORT_MAX = 127, BEGIN_BYTES = 8 };

/* The pairs of the params at `to`; 0 if they do not fit. */
static size_t put_pairs(uint8_t *to, size_t size, const struct asking_param *params)
{
    size_t len = 0;
    for (; params->name; params++) {
        size_t name = strlen(params->name), value = strlen(params->value);
        if (name > SHORT_MAX || value > SHORT_MAX || len + 2 + name + value > size)
            return 0;
        to[len++] = (uint8_t)name;
        to[len++] = (uint8_t)value;
        memcpy(to + len, params->name, name);
        memcpy(to + len + name, params->value, value);
        len += name + value;
    }
    return len;
}

size_t asking_put(uint8_t to[ASKING_MAX], const struct asking_param *params)
{
    static const uint8_t begin[BEGIN_BYTES] = {0, FCGI_RESPONDER};
    const size_t before = 2 * (size_t)FCGI_HEADER_LEN + BEGIN_BYTES,
                 after = 2 * (size_t)FCGI_HEADER_LEN;
    uint8_t *at = to;
    size_t pairs = put_pairs(to + before, ASKING_MAX - before - after, params);
    if (pairs == 0)
        return 0;
    record_encode(at, FCGI_BEGIN_REQUEST, REQUEST_ID, BEGIN_BYTES, 0);
    memcpy(at + FCGI_HEADER_LEN, begin, BEGIN_BYTES);
    at += FCGI_HEADER_LEN + BEGIN_BYTES;
    record_encode(at, FCGI_PARAMS, REQUEST_ID, (uint16_t)pairs, 0);
    at += FCGI_HEADER_LEN + pairs;
    record_encode(at, FCGI_PARAMS, REQUEST_ID, 0, 0);
    record_encode(at + FCGI_HEADER_LEN, FCGI_STDIN, REQUEST_ID, 0, 0);
    return before + pairs + after;
}

size_t asking_take(uint8_t *bytes, size_t len)
{
    size_t taken = 0;
    for (size_t at = 0; len - at >= FCGI_HEADER_LEN;) {
        struct record record = record_decode(bytes + at);
        at += FCGI_HEADER_LEN;
        if (len - at < (size_t)record.length + record.padding)
            break;
        if (record.type == FCGI_STDOUT) {
            memmove(bytes + taken, bytes + at, record.length);
            taken += record.length;
        }
        at += (size_t)record.length + record.padding;
    }
    return taken;
}
