/*
 * The parts of an event of the log. Made by log.h alone.
 */
#ifndef BASE_LOG_FIELD_H
#define BASE_LOG_FIELD_H

#include <stddef.h>
#include <stdint.h>

enum log_level {
    LOG_ERROR,   /* what was asked for cannot be done */
    LOG_WARNING, /* the daemon goes on, but somebody should look at it */
    LOG_INFO,    /* all is well */
    LOG_DEBUG,   /* of use only to whoever looks for a fault */
};

enum log_kind { LOG_IS_END, LOG_IS_TEXT, LOG_IS_INTEGER, LOG_IS_NUMBER, LOG_IS_ERRNO };

/* Make fields with the LOG_... macros of log.h, never by hand. */
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

struct log_event {
    enum log_level level;
    const char *name, *sentence;
    const struct log_field *fields; /* the last is of kind LOG_IS_END */
};

#endif
