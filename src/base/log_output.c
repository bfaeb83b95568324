#include "log_output.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum { HEAD_MAX = 80, FACILITY_DAEMON = 3 << 3 };

static const int priorities[] = {
    [LOG_ERROR] = 3, [LOG_WARNING] = 4, [LOG_INFO] = 6, [LOG_DEBUG] = 7};

/* ---- standard error ---- */

static bool is_journal(void)
{
    const char *stream = getenv("JOURNAL_STREAM");
    uintmax_t dev, ino;
    struct stat st;
    return stream && sscanf(stream, "%ju:%ju", &dev, &ino) == 2 && fstat(STDERR_FILENO, &st) == 0 &&
           st.st_dev == (dev_t)dev && st.st_ino == (ino_t)ino;
}

/* A pipe that is writable takes PIPE_BUF bytes, and a line is shorter. */
void log_output_error(enum log_level level, const struct log_line *line)
{
    static const struct timespec at_once;
    struct pollfd err = {.fd = STDERR_FILENO, .events = POLLOUT};
    char bytes[LOG_BYTES_MAX + 3];
    size_t head = 0;
    if (is_journal())
        head = (size_t)snprintf(bytes, 4, "<%d>", priorities[level]);
    memcpy(bytes + head, line->bytes, line->len);
    if (ppoll(&err, 1, &at_once, NULL) == 1 && (err.revents & POLLOUT))
        (void)!write(STDERR_FILENO, bytes, head + line->len);
}

/* ---- syslog ---- */

static int syslog_fd = -1;

void log_output_prepare_syslog(void)
{
    tzset();
    if (syslog_fd < 0)
        syslog_fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
}

/* As syslog(3) writes it; a daemon that is too busy to take it gets no more. */
bool log_output_syslog(enum log_level level, const struct log_line *line)
{
    /* Not connected: a syslog that was restarted is another socket. */
    static const struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = "/dev/log"};
    char bytes[HEAD_MAX + LOG_BYTES_MAX], stamp[32] = "";
    struct tm local;
    time_t now = time(NULL);
    if (localtime_r(&now, &local))
        strftime(stamp, sizeof stamp, "%b %e %H:%M:%S", &local);
    int head = snprintf(bytes, HEAD_MAX,
                        "<%d>%s onetimechatd[%ld]: ", FACILITY_DAEMON | priorities[level], stamp,
                        (long)getpid());
    size_t len = (size_t)head + line->len - 1; /* the newline is not sent */
    memcpy(bytes + head, line->bytes, line->len - 1);
    return sendto(syslog_fd, bytes, len, MSG_NOSIGNAL, (const struct sockaddr *)&address,
                  sizeof address) >= 0;
}
