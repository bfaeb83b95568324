#include "log.h"

#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

void log_line(const char *format, ...)
{
    static const char prefix[] = "onetimechatd: ";
    char line[512];
    memcpy(line, prefix, sizeof prefix);
    size_t len = sizeof prefix - 1;

    va_list args;
    va_start(args, format);
    int wrote = vsnprintf(line + len, sizeof line - len - 1, format, args);
    va_end(args);
    if (wrote < 0)
        return;
    len += (size_t)wrote < sizeof line - len - 1 ? (size_t)wrote : sizeof line - len - 2;
    line[len++] = '\n';

    /* A pipe that polls writable takes PIPE_BUF bytes, and a line is shorter. */
    struct pollfd err = {.fd = STDERR_FILENO, .events = POLLOUT};
    if (poll(&err, 1, 0) == 1 && (err.revents & POLLOUT))
        (void)!write(STDERR_FILENO, line, len);
}
