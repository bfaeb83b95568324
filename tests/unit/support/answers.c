#include "answers.h"

#include <stdlib.h>

#include <fastcgi.h>

static struct answer *open_answer(struct answers *a, unsigned id)
{
    for (size_t i = 0; i < a->count; i++)
        if (a->items[i].id == id && !a->items[i].ended)
            return &a->items[i];
    struct answer *grown = realloc(a->items, (a->count + 1) * sizeof *grown);
    if (!grown)
        abort();
    a->items = grown;
    a->items[a->count] = (struct answer){.id = id};
    return &a->items[a->count++];
}

static const char *take_output(struct answer *answer, const uint8_t *content, size_t len)
{
    if (answer->output_ended)
        return "FCGI_STDOUT after its end";
    answer->output_ended = len == 0;
    stream_add(&answer->output, content, len);
    return NULL;
}

static const char *take_end(struct answer *answer, const uint8_t *content, size_t len)
{
    if (len != 8)
        return "a FCGI_END_REQUEST that is not 8 bytes long";
    if (answer->output.len > 0 && !answer->output_ended)
        return "FCGI_STDOUT without its end";
    answer->ended = true;
    answer->app_status = (unsigned)content[0] << 24 | (unsigned)content[1] << 16 |
                         (unsigned)content[2] << 8 | content[3];
    answer->protocol_status = content[4];
    return NULL;
}

static const char *take_management(struct answers *a, unsigned type, const uint8_t *content,
                                   size_t len)
{
    if (type == FCGI_GET_VALUES_RESULT) {
        stream_add(&a->values, content, len);
        a->n_values++;
        return NULL;
    }
    if (type != FCGI_UNKNOWN_TYPE)
        return "a management record that no application sends";
    if (len != 8)
        return "a FCGI_UNKNOWN_TYPE that is not 8 bytes long";
    stream_add(&a->unknowns, content, 1);
    return NULL;
}

static const char *take_record(struct answers *a, const uint8_t *header, const uint8_t *content,
                               size_t len)
{
    unsigned id = (unsigned)header[2] << 8 | header[3];
    if (header[0] != 1)
        return "a version that is not 1";
    if (id == 0)
        return take_management(a, header[1], content, len);
    if (header[1] == FCGI_STDOUT)
        return take_output(open_answer(a, id), content, len);
    if (header[1] == FCGI_END_REQUEST)
        return take_end(open_answer(a, id), content, len);
    return "a record that no application sends";
}

const char *answers_decode(struct answers *a, const uint8_t *bytes, size_t len)
{
    *a = (struct answers){0};
    for (size_t at = 0; at < len;) {
        if (len - at < 8)
            return "half a header";
        const uint8_t *header = bytes + at;
        size_t content = (size_t)header[4] << 8 | header[5], padding = header[6];
        if (len - at - 8 < content + padding)
            return "half a record";
        const char *wrong = take_record(a, header, header + 8, content);
        if (wrong)
            return wrong;
        at += 8 + content + padding;
    }
    return NULL;
}

void answers_free(struct answers *a)
{
    for (size_t i = 0; i < a->count; i++)
        stream_free(&a->items[i].output);
    free(a->items);
    stream_free(&a->values);
    stream_free(&a->unknowns);
    *a = (struct answers){0};
}
