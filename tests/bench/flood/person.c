#include "person.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "../load/fail.h"
#include "../load/fcgi_request.h"

enum { BODY_MAX = 128 * 1024 };

static struct buf body; /* of the request at hand */

void person_init(struct person *p, unsigned number)
{
    unsigned char random[PERSON_TOKEN_LEN / 2], hash[crypto_hash_sha256_BYTES];
    *p = (struct person){.ack = 1}; /* the init, which the answer to the join brings */
    randombytes_buf(random, sizeof random);
    sodium_bin2hex(p->token, sizeof p->token, random, sizeof random);
    crypto_hash_sha256(hash, (const unsigned char *)p->token, PERSON_TOKEN_LEN);
    sodium_bin2hex(p->id, sizeof p->id, hash, PERSON_ID_LEN / 2);
    snprintf(p->address, sizeof p->address, "10.%u.%u.%u", number >> 16 & 255, number >> 8 & 255,
             number & 255);
}

void person_ask(struct buf *out, uint16_t id, const char *address, const char *endpoint,
                const char *text, size_t len)
{
    const struct ask ask = {"POST", endpoint, "", text, len};
    fcgi_put_request_from(out, id, "/chat", &ask, address);
    if (out->failed)
        fail("out of memory for requests");
}

static void begin_body(const struct person *p)
{
    char text[256];
    if (body.max == 0)
        buf_init(&body, BODY_MAX);
    buf_clear(&body);
    snprintf(text, sizeof text, "{\"id\":\"%s\",\"token\":\"%s\"", p->id, p->token);
    buf_append_string(&body, text);
}

static void ask_with_body(struct buf *out, uint16_t id, const struct person *p,
                          const char *endpoint)
{
    if (body.failed)
        fail("a body is too large");
    person_ask(out, id, p->address, endpoint, buf_bytes(&body), buf_len(&body));
}

void person_join(struct buf *out, uint16_t id, const struct person *p, const char *room)
{
    char text[256];
    int len = snprintf(text, sizeof text, "{\"room\":\"%s\",\"token\":\"%s\"}", room, p->token);
    person_ask(out, id, p->address, "/join", text, (size_t)len);
}

void person_poll(struct buf *out, uint16_t id, const struct person *p)
{
    char text[64];
    begin_body(p);
    snprintf(text, sizeof text, ",\"ack\":%" PRIu64 "}", p->ack);
    buf_append_string(&body, text);
    ask_with_body(out, id, p, "/poll");
}

void person_leave(struct buf *out, uint16_t id, const struct person *p)
{
    begin_body(p);
    buf_append_string(&body, "}");
    ask_with_body(out, id, p, "/leave");
}

void person_poll_shared(struct buf *out, uint16_t id, const struct person *const *persons,
                        unsigned n)
{
    char text[256];
    begin_body(persons[0]);
    buf_clear(&body);
    for (unsigned i = 0; i < n; i++) {
        snprintf(text, sizeof text, "%s{\"id\":\"%s\",\"token\":\"%s\",\"ack\":1}",
                 i > 0 ? "," : "{\"polls\":[", persons[i]->id, persons[i]->token);
        buf_append_string(&body, text);
    }
    buf_append_string(&body, "]}");
    ask_with_body(out, id, persons[0], "/poll");
}

void person_say(struct buf *out, uint16_t id, const struct person *p, const char *prefix,
                uint64_t first, unsigned n, size_t text_len)
{
    static char letters[BODY_MAX];
    char text[128];
    memset(letters, 'x', text_len);
    begin_body(p);
    for (unsigned i = 0; i < n; i++) {
        snprintf(text, sizeof text, "%s[\"send\",\"%s\",{\"id\":\"%s%" PRIu64 "\",\"text\":\"",
                 i > 0 ? "," : ",\"commands\":[", p->id, prefix, first + i);
        buf_append_string(&body, text);
        buf_append(&body, letters, text_len);
        buf_append_string(&body, "\"}]");
    }
    buf_append_string(&body, "]}");
    ask_with_body(out, id, p, "/send");
}

void person_take(struct person *p, const char *answer, size_t len)
{
    static const char before[] = "\r\n\r\n{\"seq\":";
    const char *at = memmem(answer, len, before, sizeof before - 1);
    if (at)
        p->ack = strtoull(at + sizeof before - 1, NULL, 10);
}
