/*
 * The log: single lines on standard error. A line that standard error cannot
 * take at once is dropped, so that logging never blocks the loop. Nothing that
 * people said, no id, token, room or address is ever given to it.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

/* Writes "onetimechatd: <text>\n"; formats as printf does; a long line is cut. */
void log_line(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
