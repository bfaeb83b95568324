#include "log.h"

#include <errno.h>
#include <string.h>

#include "clock.h"
#include "log_line.h"
#include "log_output.h"

static struct log_settings settings = {LOG_FOR_PEOPLE, LOG_INFO, LOG_TO_ERROR};

void log_configure(const struct log_settings *new_settings)
{
    settings = *new_settings;
    if (settings.target == LOG_TO_SYSLOG)
        log_output_prepare_syslog();
}

bool log_shows(enum log_level level)
{
    return level <= settings.level;
}

struct log_field log_text(const char *name, const char *string)
{
    return LOG_SPAN(name, string, strlen(string));
}

/* The text of an event; syslog has the name of the program by itself. */
static void make_text(struct log_line *line, const struct log_event *event, bool names_program)
{
    static const char program[] = "onetimechatd: ";
    log_line_text(line, event);
    if (names_program) {
        size_t most = LOG_LINE_MAX - sizeof program; /* and a newline */
        line->len = line->len < most ? line->len : most;
        memmove(line->bytes + sizeof program - 1, line->bytes, line->len);
        memcpy(line->bytes, program, sizeof program - 1);
        line->len += sizeof program - 1;
    }
    line->bytes[line->len++] = '\n';
}

void log_write(enum log_level level, const char *name, const char *sentence,
               const struct log_field *fields)
{
    const struct log_event event = {level, name, sentence, fields};
    struct log_line line;
    int kept = errno;
    if (!log_shows(level))
        return;
    bool is_json = settings.format == LOG_FOR_PROGRAMS;
    if (is_json)
        log_line_json(&line, &event, clock_unix_ms());
    else
        make_text(&line, &event, settings.target == LOG_TO_ERROR);
    if (settings.target == LOG_TO_ERROR || !log_output_syslog(level, &line)) {
        if (settings.target == LOG_TO_SYSLOG && !is_json)
            make_text(&line, &event, true);
        log_output_error(level, &line);
    }
    errno = kept;
}
