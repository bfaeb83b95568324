/*
 * An event of the log as one line of text, for people or for programs.
 */
#ifndef BASE_LOG_LINE_H
#define BASE_LOG_LINE_H

#include <limits.h>
#include <stddef.h>
#include <stdint.h>

#include "log_field.h"

enum {
    LOG_LINE_MAX = 511,                               /* bytes, with the newline */
    LOG_JSON_MAX = PIPE_BUF < 2048 ? PIPE_BUF : 2048, /* the same of a JSON line */
    LOG_BYTES_MAX = LOG_JSON_MAX > LOG_LINE_MAX ? LOG_JSON_MAX : LOG_LINE_MAX,
};

struct log_line {
    char bytes[LOG_BYTES_MAX];
    size_t len;
};

/* Writes the sentence of an event, with its fields in their places, to `line`. Control
 * characters in it become \xNN, what does not fit is cut; there is no newline at its end. */
void log_line_text(struct log_line *line, const struct log_event *event);

/* Writes an event as one JSON object and a newline: `time` (Unix time in ms, shown in UTC),
 * `level`, `event`, `message` and the event's fields. It is valid whatever the bytes of the fields
 * are. A text that does not fit is cut, a field that does not fit is left out. */
void log_line_json(struct log_line *line, const struct log_event *event, int64_t time);

#endif
