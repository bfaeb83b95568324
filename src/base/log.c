#include "log.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* ---- the text of an event ---- */

struct line {
    char bytes[LOG_LINE_MAX];
    size_t len;
};

/* Cuts what does not fit, and leaves room for the newline. */
static void append(struct line *line, const char *bytes, size_t len)
{
    size_t room = sizeof line->bytes - 1 - line->len;
    size_t fits = len < room ? len : room;
    memcpy(line->bytes + line->len, bytes, fits);
    line->len += fits;
}

static void append_string(struct line *line, const char *string)
{
    append(line, string, strlen(string));
}

static void append_value(struct line *line, const struct log_field *field)
{
    char digits[32] = "";
    switch (field->kind) {
    case LOG_IS_TEXT: append(line, field->as.text.bytes, field->as.text.len); return;
    case LOG_IS_ERRNO: append_string(line, strerror(field->as.error)); return;
    case LOG_IS_INTEGER: snprintf(digits, sizeof digits, "%" PRId64, field->as.integer); break;
    case LOG_IS_NUMBER: snprintf(digits, sizeof digits, "%.10g", field->as.number); break;
    case LOG_IS_END: break;
    }
    append_string(line, digits);
}

static const struct log_field *find(const struct log_field *fields, const char *name, size_t len)
{
    for (; fields->kind != LOG_IS_END; fields++)
        if (strlen(fields->name) == len && memcmp(fields->name, name, len) == 0)
            return fields;
    return NULL;
}

/* A {name} without such a field stays as it is: a log must not end the daemon. */
static void append_sentence(struct line *line, const char *sentence, const struct log_field *fields)
{
    for (;;) {
        size_t plain = strcspn(sentence, "{");
        append(line, sentence, plain);
        sentence += plain;
        if (!*sentence)
            return;
        size_t len = strcspn(sentence + 1, "}");
        const struct log_field *field = find(fields, sentence + 1, len);
        if (field && sentence[len + 1] == '}') {
            append_value(line, field);
            sentence += len + 2;
        } else {
            append(line, sentence++, 1);
        }
    }
}

/* ---- where it goes ---- */

/* A pipe that is writable takes PIPE_BUF bytes, and a line is shorter. */
static void put(const struct line *line)
{
    static const struct timespec at_once;
    struct pollfd err = {.fd = STDERR_FILENO, .events = POLLOUT};
    if (ppoll(&err, 1, &at_once, NULL) == 1 && (err.revents & POLLOUT))
        (void)!write(STDERR_FILENO, line->bytes, line->len);
}

struct log_field log_text(const char *name, const char *string)
{
    return LOG_SPAN(name, string, strlen(string));
}

/* Levels and names are not shown yet: people read this output. An output for
 * programs is made here, of all that is given. */
void log_write(enum log_level level, const char *name, const char *sentence,
               const struct log_field *fields)
{
    int kept = errno;
    struct line line = {.len = 0};
    (void)level;
    (void)name;
    append_string(&line, "onetimechatd: ");
    append_sentence(&line, sentence, fields);
    line.bytes[line.len++] = '\n';
    put(&line);
    errno = kept;
}
