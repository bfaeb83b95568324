/*
 * The record codec: headers are read and written, and answers of any length become
 * records that an independent reader takes for the same bytes.
 */
#include <string.h>

#include "../../src/fastcgi/record.h"
#include "../../src/fastcgi/records.h"
#include "../unit/support/answers.h"
#include "input.h"

enum { ANSWER_MAX = 200000, RECORD_ID = 258 };

static void check_header(const uint8_t *bytes)
{
    uint8_t again[FCGI_HEADER_LEN];
    const uint8_t expected[FCGI_HEADER_LEN] = {1,        bytes[1], bytes[2], bytes[3],
                                               bytes[4], bytes[5], bytes[6], 0};
    struct record r = record_decode(bytes);
    EXPECT(r.version == bytes[0]);
    EXPECT(r.id == bytes[2] * 256 + bytes[3] && r.length == bytes[4] * 256 + bytes[5]);
    record_encode(again, r.type, r.id, r.length, r.padding);
    EXPECT(memcmp(again, expected, sizeof again) == 0);
}

/* A head and a body as records, read again. */
static void check_answer(const char *text, size_t head_len, size_t body_len)
{
    size_t size = records_size(head_len + body_len) + RECORDS_END_BYTES;
    uint8_t *bytes = malloc(size);
    struct answers answers;
    EXPECT(bytes);
    uint8_t *end = records_put(bytes, RECORD_ID, text, head_len, text + head_len, body_len);
    EXPECT(end == bytes + size - RECORDS_END_BYTES);
    records_put_end(end, RECORD_ID);
    const char *wrong = answers_decode(&answers, bytes, size);
    EXPECT(!wrong);
    EXPECT(answers.count == 1 && answers.n_values == 0 && answers.unknowns.len == 0);
    const struct answer *a = &answers.items[0];
    EXPECT(a->id == RECORD_ID && a->ended && a->protocol_status == 0 && a->app_status == 0);
    EXPECT(a->output.len == head_len + body_len);
    EXPECT(a->output.len == 0 || memcmp(a->output.bytes, text, a->output.len) == 0);
    answers_free(&answers);
    free(bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    if (len < FCGI_HEADER_LEN)
        return 0;
    check_header(bytes);
    size_t head = (size_t)bytes[0] * (bytes[1] + 1u);
    size_t body = ((size_t)bytes[2] << 16 | (size_t)bytes[3] << 8 | bytes[4]) % ANSWER_MAX;
    char *text = malloc(head + body + 1);
    EXPECT(text);
    for (size_t i = 0; i < head + body; i++)
        text[i] = (char)(bytes[i % len] ^ i >> 8);
    check_answer(text, head, body);
    free(text);
    return 0;
}
