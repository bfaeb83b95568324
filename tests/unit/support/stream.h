/*
 * Byte streams as a web server would send them, written by hand from the
 * FastCGI specification: nothing of src/ is used, or both could be wrong alike.
 */
#ifndef SUPPORT_STREAM_H
#define SUPPORT_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Begin with {0}; freed with stream_free. */
struct records {
    uint8_t *bytes;
    size_t len, cap;
};

void stream_free(struct records *s);
void stream_add(struct records *s, const void *bytes, size_t len);
void stream_add_text(struct records *s, const char *text);

/* A record; its padding is not zero, for nobody may look at it. */
void stream_record(struct records *s, unsigned type, unsigned id, const void *content, size_t len,
                   uint8_t padding);

/* FCGI_BEGIN_REQUEST of a role. */
void stream_begin_role(struct records *s, unsigned id, unsigned role, bool keep_conn);

/* The same of a responder. */
void stream_begin(struct records *s, unsigned id, bool keep_conn);

/* A name-value pair alone, without a record. `wide`: lengths of four bytes even
 * where one would do. */
void stream_pair(struct records *s, const char *name, const void *value, size_t value_len,
                 bool wide);
void stream_length(struct records *s, size_t length, bool wide);

/* FCGI_PARAMS of one pair, and the empty record that ends them. */
void stream_param(struct records *s, unsigned id, const char *name, const char *value);
void stream_params_end(struct records *s, unsigned id);

/* All of a small request: begin, one param REQUEST_URI, body in one record. */
void stream_request(struct records *s, unsigned id, bool keep_conn, const char *uri,
                    const char *body);

/* A body in records of at most `size` bytes, and its end. */
void stream_body(struct records *s, unsigned id, const void *bytes, size_t len, size_t size);

#endif
