/*
 * The event log: what the daemon says about itself, one line an event on standard
 * error. An event has a level, a name for programs, a sentence for people and typed
 * fields. Only log.c knows how these are written; call sites do not.
 *
 * A line that standard error cannot take at once is dropped, so logging never
 * blocks the loop.
 *
 * Private data must never be passed in: no message, id, token, room name, and no
 * address of a person. Settings, paths and addresses of our own are fine.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stddef.h>
#include <stdint.h>

enum log_level {
    LOG_INFO,    /* all is well */
    LOG_WARNING, /* the daemon goes on, but somebody should look at it */
    LOG_ERROR,   /* what was asked for cannot be done */
};

enum log_kind { LOG_IS_END, LOG_IS_TEXT, LOG_IS_INTEGER, LOG_IS_NUMBER, LOG_IS_ERRNO };

/* Make fields with the LOG_... macros below, never by hand. */
struct log_field {
    enum log_kind kind;
    const char *name; /* a literal, lower case with underscores */
    union {
        struct {
            const char *bytes; /* borrowed for the call */
            size_t len;
        } text;
        int64_t integer;
        double number;
        int error;
    } as;
};

/* A field of the event. LOG_SPAN takes `len` bytes that need no NUL at their end;
 * LOG_NUMBER shows up to 10 digits; LOG_ERRNO shows what strerror says. */
#define LOG_TEXT(name, string) log_text(name, string)
#define LOG_SPAN(name, bytes, len) ((struct log_field){LOG_IS_TEXT, name, {.text = {bytes, len}}})
#define LOG_INTEGER(name, value) ((struct log_field){LOG_IS_INTEGER, name, {.integer = (value)}})
#define LOG_NUMBER(name, value) ((struct log_field){LOG_IS_NUMBER, name, {.number = (value)}})
#define LOG_ERRNO(name, code) ((struct log_field){LOG_IS_ERRNO, name, {.error = (code)}})

/* A text field of a string, which must not be NULL. */
struct log_field log_text(const char *name, const char *string);

/*
 * log_event(level, name, sentence, fields...) writes "onetimechatd: <sentence>\n".
 *
 *   log_event(LOG_ERROR, "hub_start_failed", "no hub can be started: {step}: {why}",
 *             LOG_TEXT("step", step), LOG_ERRNO("why", errno));
 *
 * `name` is the stable name of the event, lower case with underscores. `sentence` is
 * a literal; each {field} in it stands for the value of that field. It need not show
 * every field. A line of more than LOG_LINE_MAX bytes is cut. errno is kept.
 */
#define log_event(level, name, ...)                                                                \
    log_write(                                                                                     \
        level, name, LOG_FIRST_(__VA_ARGS__, ),                                                    \
        (const struct log_field[]){LOG_REST_(__VA_ARGS__, {LOG_IS_END, NULL, {.integer = 0}})})
#define LOG_FIRST_(sentence, ...) sentence
#define LOG_REST_(sentence, ...) __VA_ARGS__

enum { LOG_LINE_MAX = 511 }; /* bytes, with the newline */

/* What log_event calls; the fields end with one of kind LOG_IS_END. */
void log_write(enum log_level level, const char *name, const char *sentence,
               const struct log_field *fields);

#endif
