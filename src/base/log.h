/*
 * The event log: what the daemon says about itself, one line an event, to standard
 * error or syslog. An event has a level, a name for programs, a sentence for people and
 * typed fields. How these are written is not known where log_event is called.
 *
 * A line that cannot be taken at once is dropped, so logging never blocks the loop. What
 * syslog does not take goes to standard error.
 *
 * Private data must never be passed in: no message, id, token, room name, and no
 * address of a person. Settings, paths and addresses of our own are fine.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "log_field.h"

enum log_format { LOG_FOR_PEOPLE, LOG_FOR_PROGRAMS };
enum log_target { LOG_TO_ERROR, LOG_TO_SYSLOG };

struct log_settings {
    enum log_format format;
    enum log_level level; /* events beyond it are not written */
    enum log_target target;
};

/* How events are written from now on. Before the first call they go to standard error, for
 * people, up to LOG_INFO. */
void log_configure(const struct log_settings *settings);

/* Whether events of this level are written. */
bool log_shows(enum log_level level);

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
 * log_event(level, name, sentence, fields...) writes "onetimechatd: <sentence>\n", or JSON.
 *
 *   log_event(LOG_ERROR, "hub_start_failed", "no hub can be started: {step}: {why}",
 *             LOG_TEXT("step", step), LOG_ERRNO("why", errno));
 *
 * `name` is the stable name of the event, lower case with underscores. `sentence` is
 * a literal; each {field} in it stands for the value of that field. It need not show
 * every field, and none is called time, level, event or message. A line of more than
 * LOG_LINE_MAX bytes is cut (log_line.h). errno is kept.
 */
#define log_event(level, name, ...)                                                                \
    log_write(                                                                                     \
        level, name, LOG_FIRST_(__VA_ARGS__, ),                                                    \
        (const struct log_field[]){LOG_REST_(__VA_ARGS__, {LOG_IS_END, NULL, {.integer = 0}})})
#define LOG_FIRST_(sentence, ...) sentence
#define LOG_REST_(sentence, ...) __VA_ARGS__

/* What log_event calls; the fields end with one of kind LOG_IS_END. */
void log_write(enum log_level level, const char *name, const char *sentence,
               const struct log_field *fields);

#endif
