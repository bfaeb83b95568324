/*
 * Where the lines of the log go. Nothing here waits: what cannot be taken at once is
 * dropped.
 */
#ifndef BASE_LOG_OUTPUT_H
#define BASE_LOG_OUTPUT_H

#include <stdbool.h>

#include "log_field.h"
#include "log_line.h"

/* Writes a line, with the newline at its end, to standard error. Where that is a stream of
 * systemd's journal ($JOURNAL_STREAM), the priority stands before it, as sd-daemon(3) has it. */
void log_output_error(enum log_level level, const struct log_line *line);

/* Opens what log_output_syslog needs. */
void log_output_prepare_syslog(void);

/* Sends a line to the syslog of the system (/dev/log), as the facility "daemon". A syslog that
 * was restarted is found again. false: there is none that takes it. */
bool log_output_syslog(enum log_level level, const struct log_line *line);

#endif
