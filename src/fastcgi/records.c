#include "records.h"

#include <string.h>

#include "record.h"

enum { CONTENT_MAX = 65528 }; /* of a record we send: a multiple of 8 */

size_t records_size(size_t bytes)
{
    size_t records = (bytes + CONTENT_MAX - 1) / CONTENT_MAX;
    return bytes + records * FCGI_HEADER_LEN;
}

/* Copies `n` bytes from the front of two spans that are read as one. */
static void gather(uint8_t *to, size_t n, const char **head, size_t *head_len, const char **body)
{
    size_t from_head = n < *head_len ? n : *head_len;
    memcpy(to, *head, from_head);
    *head += from_head;
    *head_len -= from_head;
    if (n > from_head) {
        memcpy(to + from_head, *body, n - from_head);
        *body += n - from_head;
    }
}

uint8_t *records_put(uint8_t *to, uint16_t id, const char *head, size_t head_len, const char *body,
                     size_t body_len)
{
    for (size_t left = head_len + body_len; left > 0;) {
        size_t n = left < CONTENT_MAX ? left : CONTENT_MAX;
        record_encode(to, FCGI_STDOUT, id, (uint16_t)n, 0);
        gather(to + FCGI_HEADER_LEN, n, &head, &head_len, &body);
        to += FCGI_HEADER_LEN + n;
        left -= n;
    }
    return to;
}

_Static_assert(RECORDS_END_BYTES == 2 * FCGI_HEADER_LEN + 8, "two headers and a body");

void records_put_end(uint8_t *to, uint16_t id)
{
    record_encode(to, FCGI_STDOUT, id, 0, 0); /* an empty record ends the stream: section 3.3 */
    record_encode(to + FCGI_HEADER_LEN, FCGI_END_REQUEST, id, 8, 0);
    memset(to + (size_t)2 * FCGI_HEADER_LEN, 0,
           8); /* application status 0, FCGI_REQUEST_COMPLETE */
}
