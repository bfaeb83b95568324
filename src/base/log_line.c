#include "log_line.h"

#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

/* ---- values ---- */

/* As many bytes as fit below `max`. */
static void append(struct log_line *line, size_t max, const char *bytes, size_t len)
{
    size_t room = max - line->len;
    size_t fits = len < room ? len : room;
    memcpy(line->bytes + line->len, bytes, fits);
    line->len += fits;
}

enum { DIGITS_MAX = 32 };

/* What a field says: the bytes, or `digits` filled with them. */
static const char *value_of(const struct log_field *field, char digits[DIGITS_MAX], size_t *len)
{
    const char *text = digits;
    digits[0] = '\0';
    switch (field->kind) {
    case LOG_IS_TEXT: *len = field->as.text.len; return field->as.text.bytes;
    case LOG_IS_ERRNO: text = strerror(field->as.error); break;
    case LOG_IS_INTEGER: snprintf(digits, DIGITS_MAX, "%" PRId64, field->as.integer); break;
    case LOG_IS_NUMBER: snprintf(digits, DIGITS_MAX, "%.10g", field->as.number); break;
    case LOG_IS_END: break;
    }
    *len = strlen(text);
    return text;
}

static const struct log_field *find(const struct log_field *fields, const char *name, size_t len)
{
    for (; fields->kind != LOG_IS_END; fields++)
        if (strlen(fields->name) == len && memcmp(fields->name, name, len) == 0)
            return fields;
    return NULL;
}

/* ---- for people ---- */

enum { TEXT_MAX = LOG_LINE_MAX - 1 }; /* and a newline */

static bool is_control(unsigned char byte)
{
    return byte < 0x20 || byte == 0x7f;
}

/* One event stays one line, whatever a value is. */
static void append_value(struct log_line *line, const struct log_field *field)
{
    char digits[DIGITS_MAX], escaped[8];
    size_t len;
    const char *text = value_of(field, digits, &len);
    for (size_t i = 0; i < len && line->len < TEXT_MAX; i++) {
        unsigned char byte = (unsigned char)text[i];
        if (is_control(byte)) {
            snprintf(escaped, sizeof escaped, "\\x%02x", byte);
            append(line, TEXT_MAX, escaped, strlen(escaped));
        } else {
            append(line, TEXT_MAX, &text[i], 1);
        }
    }
}

/* A {name} without such a field stays as it is: a log must not end the daemon. */
void log_line_text(struct log_line *line, const struct log_event *event)
{
    const char *sentence = event->sentence;
    line->len = 0;
    for (;;) {
        size_t plain = strcspn(sentence, "{");
        append(line, TEXT_MAX, sentence, plain);
        sentence += plain;
        if (!*sentence)
            return;
        size_t len = strcspn(sentence + 1, "}");
        const struct log_field *field = find(event->fields, sentence + 1, len);
        if (field && sentence[len + 1] == '}') {
            append_value(line, field);
            sentence += len + 2;
        } else {
            append(line, TEXT_MAX, sentence++, 1);
        }
    }
}

/* ---- for programs ---- */

enum {
    JSON_END = sizeof "\"}\n" - 1,
    JSON_MAX = LOG_JSON_MAX - JSON_END, /* of what is not the end of a text and of the line */
};

static const char *const level_names[] = {
    [LOG_ERROR] = "error", [LOG_WARNING] = "warning", [LOG_INFO] = "info", [LOG_DEBUG] = "debug"};

/* The bytes of the character at the start of `text`, or 0 where it is no UTF-8. */
static size_t character(const unsigned char *text, size_t len)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    size_t n = text[0] < 0x80                       ? 1
               : text[0] >= 0xc2 && text[0] < 0xe0  ? 2
               : text[0] >= 0xe0 && text[0] < 0xf0  ? 3
               : text[0] >= 0xf0 && text[0] <= 0xf4 ? 4
                                                    : 0;
    if (n <= 1 || n > len)
        return n == 1 ? 1 : 0;
    uint32_t code = text[0] & (0x7fU >> n);
    for (size_t i = 1; i < n; i++) {
        if ((text[i] & 0xc0) != 0x80)
            return 0;
        code = code << 6 | (text[i] & 0x3f);
    }
    bool surrogate = code >= 0xd800 && code <= 0xdfff;
    return code >= least[n] && code <= 0x10ffff && !surrogate ? n : 0;
}

/* A text in quotes, cut where it does not fit. */
static void append_json_text(struct log_line *line, const char *bytes, size_t len)
{
    char escaped[8];
    append(line, JSON_MAX, "\"", 1);
    for (size_t i = 0, n; i < len; i += n) {
        const unsigned char *at = (const unsigned char *)bytes + i;
        const char *shown = bytes + i;
        n = character(at, len - i);
        size_t shown_len = n;
        if (n == 0 || is_control(*at) || *at == '"' || *at == '\\') {
            snprintf(escaped, sizeof escaped, "\\u%04x", n == 0 ? 0xfffdU : (unsigned)*at);
            shown = escaped;
            shown_len = strlen(escaped);
            n = 1;
        }
        if (line->len + shown_len > JSON_MAX)
            break;
        append(line, JSON_MAX, shown, shown_len);
    }
    line->bytes[line->len++] = '"'; /* JSON_END has room for it */
}

/* `,"name":` and, if there is not even room for a short value, false. */
static bool begin_member(struct log_line *line, const char *name)
{
    size_t len = strlen(name);
    if (line->len + len + sizeof ",\"\":" + DIGITS_MAX > JSON_MAX)
        return false;
    append(line, JSON_MAX, line->len > 1 ? ",\"" : "\"", line->len > 1 ? 2 : 1);
    append(line, JSON_MAX, name, len);
    append(line, JSON_MAX, "\":", 2);
    return true;
}

static void append_text_member(struct log_line *line, const char *name, const char *text,
                               size_t len)
{
    if (begin_member(line, name))
        append_json_text(line, text, len);
}

static void append_member(struct log_line *line, const struct log_field *field)
{
    char digits[DIGITS_MAX];
    size_t len;
    const char *text = value_of(field, digits, &len);
    bool is_number = field->kind == LOG_IS_INTEGER ||
                     (field->kind == LOG_IS_NUMBER && isfinite(field->as.number));
    if (!is_number)
        append_text_member(line, field->name, text, len);
    else if (begin_member(line, field->name))
        append(line, JSON_MAX, text, len);
}

void log_line_json(struct log_line *line, const struct log_event *event, int64_t time)
{
    char shown[64];
    struct tm utc;
    time_t seconds = (time_t)(time / 1000);
    struct log_line text;
    line->len = 0;
    append(line, JSON_MAX, "{", 1);
    if (gmtime_r(&seconds, &utc)) {
        size_t len = strftime(shown, sizeof shown, "%Y-%m-%dT%H:%M:%S", &utc);
        snprintf(shown + len, sizeof shown - len, ".%03dZ", (int)(time % 1000));
        append_text_member(line, "time", shown, strlen(shown));
    }
    append_text_member(line, "level", level_names[event->level], strlen(level_names[event->level]));
    append_text_member(line, "event", event->name, strlen(event->name));
    log_line_text(&text, event);
    append_text_member(line, "message", text.bytes, text.len);
    for (const struct log_field *field = event->fields; field->kind != LOG_IS_END; field++)
        append_member(line, field);
    append(line, LOG_JSON_MAX, "}\n", 2);
}
