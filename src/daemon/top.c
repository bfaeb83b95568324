#include "top.h"

#include <errno.h>
#include <math.h>
#include <netdb.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <termios.h>
#include <unistd.h>

#include "../base/clock.h"
#include "../base/log.h"
#include "../fastcgi/asking.h"

enum { ANSWER_MAX = 262144, PATIENCE_S = 5, SECOND_MS = 1000, CTRL_C = 3 };

static const double second_ms = SECOND_MS;

/* ---- asking ---- */

static int connect_path(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof address.sun_path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    strcpy(address.sun_path, path);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || connect(fd, (const struct sockaddr *)&address, sizeof address) == 0)
        return fd;
    int why = errno;
    close(fd);
    errno = why;
    return -1;
}

/* host:port, [v6]:port or :port */
static int connect_port(const char *text)
{
    char host[256];
    const char *colon = strrchr(text, ':');
    size_t len = colon ? (size_t)(colon - text) : sizeof host;
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *found = NULL;
    if (len >= sizeof host) {
        errno = EINVAL;
        return -1;
    }
    bool bracketed = len > 2 && text[0] == '[' && text[len - 1] == ']';
    snprintf(host, sizeof host, "%.*s", (int)(bracketed ? len - 2 : len), text + bracketed);
    if (getaddrinfo(len > 0 ? host : "127.0.0.1", colon + 1, &hints, &found) != 0) {
        errno = EHOSTUNREACH;
        return -1;
    }
    int fd = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool connected = fd >= 0 && connect(fd, found->ai_addr, found->ai_addrlen) == 0;
    int why = errno;
    freeaddrinfo(found);
    if (!connected && fd >= 0) {
        close(fd);
        fd = -1;
    }
    errno = why;
    return fd;
}

static const struct asking_param params[] = {
    {"REQUEST_METHOD", "GET"}, {"SCRIPT_NAME", "/chat/metrics"}, {"REMOTE_ADDR", "127.0.0.1"}, {0}};

/* The bytes of the answer on a connection, or -1 with errno. */
static ssize_t exchange(int fd, char *answer, size_t size)
{
    const struct timeval patience = {.tv_sec = PATIENCE_S};
    uint8_t request[ASKING_MAX];
    size_t len = asking_put(request, params), have = 0;
    ssize_t n;
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    if (send(fd, request, len, MSG_NOSIGNAL) != (ssize_t)len)
        return -1;
    while ((n = recv(fd, answer + have, size - have, 0)) > 0)
        have += (size_t)n;
    return n < 0 ? -1 : (ssize_t)asking_take((uint8_t *)answer, have);
}

/* The metrics of the daemon, or NULL and why not. */
static const char *ask(const char *address, char answer[ANSWER_MAX + 1], const char **why)
{
    int fd = strchr(address, '/') ? connect_path(address) : connect_port(address);
    ssize_t len = fd < 0 ? -1 : exchange(fd, answer, ANSWER_MAX);
    *why = len < 0 ? strerror(errno) : "its answer holds no counts; see --status-from";
    if (fd >= 0)
        close(fd);
    if (len < 0)
        return NULL;
    answer[len] = '\0';
    const char *body = strstr(answer, "\r\n\r\n");
    return body && strncmp(answer, "Status: 200", 11) == 0 ? body + 4 : NULL;
}

/* ---- showing ---- */

static const struct row {
    const char *shown, *metric;
    bool is_total; /* counted since the start: of use a second */
} rows[] = {
    {"clients", "clients", false},
    {"rooms", "rooms", false},
    {"parked requests", "parked_requests", false},
    {"connections", "connections", false},
    {"bytes queued", "queued_bytes", false},
    {"bytes of memory", "memory_bytes", false},
    {"joins", "joins_total", true},
    {"messages", "messages_total", true},
    {"deliveries", "deliveries_total", true},
    {"overflows", "queue_overflows_total", true},
    {"requests", "requests_total", true},
    {"refusals", "refusals_total", true},
    {"bytes received", "received_bytes_total", true},
    {"bytes sent", "sent_bytes_total", true},
};

enum { N_ROWS = sizeof rows / sizeof *rows };

struct snapshot {
    int64_t at; /* ms */
    double started;
    double values[N_ROWS];
};

/* The sum of a metric over its labels. */
static double sum_of(const char *text, const char *metric)
{
    static const char prefix[] = "onetimechat_";
    double sum = 0;
    size_t len = strlen(metric);
    for (const char *line = text; line; line = strchr(line, '\n')) {
        line += *line == '\n';
        if (strncmp(line, prefix, sizeof prefix - 1) != 0 ||
            strncmp(line + sizeof prefix - 1, metric, len) != 0)
            continue;
        const char *after = line + sizeof prefix - 1 + len;
        if (*after == '{')
            after += strcspn(after, "}\n") + 1;
        else if (*after != ' ')
            continue;
        sum += strtod(after, NULL);
    }
    return sum;
}

static void read_snapshot(struct snapshot *s, const char *text)
{
    s->at = clock_monotonic_ms();
    s->started = sum_of(text, "start_time_seconds");
    for (size_t i = 0; i < N_ROWS; i++)
        s->values[i] = sum_of(text, rows[i].metric);
}

/* `before`: of a second ago, or NULL. Another start is another daemon's. */
static void print_snapshot(const char *address, const struct snapshot *now,
                           const struct snapshot *before)
{
    bool compares = before && before->at < now->at && fabs(before->started - now->started) < 1;
    printf("One Time Chat at %s, up %.0f s\n\n%-18s %15s %12s\n", address,
           fmax(0, (double)clock_unix_ms() / second_ms - now->started), "", "now or total",
           compares ? "a second" : "");
    for (size_t i = 0; i < N_ROWS; i++) {
        printf("%-18s %15.0f", rows[i].shown, now->values[i]);
        if (compares && rows[i].is_total)
            printf(" %12.1f", (now->values[i] - before->values[i]) /
                                  ((double)(now->at - before->at) / second_ms));
        putchar('\n');
    }
}

/* ---- in a terminal ---- */

static volatile sig_atomic_t ended;

static void end(int signal)
{
    (void)signal;
    ended = 1;
}

/* Waits for a second, or for the end. */
static void wait_for_key(bool has_keys)
{
    struct pollfd keys = {.fd = has_keys ? STDIN_FILENO : -1, .events = POLLIN};
    char key = 0;
    if (poll(&keys, 1, SECOND_MS) == 1 &&
        (read(STDIN_FILENO, &key, 1) < 1 || key == 'q' || key == CTRL_C))
        ended = 1;
}

static void show_until_end(const char *address, char *answer)
{
    struct termios usual, keys;
    struct snapshot now, before;
    bool has_before = false;
    bool has_keys = tcgetattr(STDIN_FILENO, &usual) == 0;
    signal(SIGINT, end);
    signal(SIGTERM, end);
    if (has_keys) {
        keys = usual;
        keys.c_lflag &= ~(tcflag_t)(ICANON | ECHO | ISIG);
        tcsetattr(STDIN_FILENO, TCSANOW, &keys);
    }
    while (!ended) {
        const char *why, *text = ask(address, answer, &why);
        fputs("\033[H\033[2J", stdout);
        if (text) {
            read_snapshot(&now, text);
            print_snapshot(address, &now, has_before ? &before : NULL);
            before = now;
        } else {
            printf("One Time Chat at %s does not answer: %s\n", address, why);
        }
        has_before = text != NULL;
        puts("\nq ends");
        fflush(stdout);
        wait_for_key(has_keys);
    }
    if (has_keys)
        tcsetattr(STDIN_FILENO, TCSANOW, &usual);
}

bool top_run(const char *address)
{
    static char answer[ANSWER_MAX + 1];
    struct snapshot now;
    const char *why, *text = ask(address, answer, &why);
    if (!text) {
        log_event(LOG_ERROR, "top_failed", "--top: '{address}' does not answer: {why}",
                  LOG_TEXT("address", address), LOG_TEXT("why", why));
        return false;
    }
    if (isatty(STDOUT_FILENO)) {
        show_until_end(address, answer);
        return true;
    }
    read_snapshot(&now, text);
    print_snapshot(address, &now, NULL);
    return true;
}
