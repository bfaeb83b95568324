#include "quiet.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "../load/fail.h"
#include "../../../src/fastcgi/record.h"
#include "person.h"

/* Together 33 lines a second, less than the daemon takes of two. */
static const double apart_seconds = 0.03, guard_seconds = 60, again_seconds = 0.05;

enum { POLLING, SAYING, N_REQUESTS, PEOPLE = 2, ANSWER_MAX = 1 << 20, LINE = 24 };

/* A request on a connection of its own; fd -1: none is under way. */
struct request {
    int fd;
    double not_before;
    struct buf in;
};

static struct {
    struct sockaddr_un address;
    struct person people[PEOPLE];
    struct request requests[PEOPLE][N_REQUESTS];
    uint64_t said[PEOPLE];          /* lines accepted */
    uint64_t heard[PEOPLE][PEOPLE]; /* by whom, from whom */
    uint64_t n;                     /* lines that are due so far, and each one's time: */
    double *due;
} pair;

double quiet_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void begin(struct request *r, struct buf *out)
{
    /* Blocking: where the backlog is full, they wait their turn. */
    r->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (r->fd < 0 ||
        connect(r->fd, (const struct sockaddr *)&pair.address, sizeof pair.address) != 0)
        fail("the quiet pair cannot connect: %s", strerror(errno));
    /* Small; if it fails there will be no answer either. */
    (void)!send(r->fd, buf_bytes(out), buf_len(out), MSG_NOSIGNAL);
    buf_clear(out);
}

static void end(struct request *r)
{
    close(r->fd);
    r->fd = -1;
    buf_clear(&r->in);
}

/* Joins the contents of an answer's records, in place. False: its end has not come. */
static bool unpack(struct buf *in, char **text, size_t *len)
{
    uint8_t *bytes = (uint8_t *)buf_bytes(in);
    size_t at = 0, n = buf_len(in);
    *len = 0;
    *text = (char *)bytes;
    for (struct record record; at + FCGI_HEADER_LEN <= n;) {
        record = record_decode(bytes + at);
        at += FCGI_HEADER_LEN;
        if (record.type == FCGI_END_REQUEST) /* nothing comes behind it */
            break;
        at += record.length + (size_t)record.padding;
    }
    if (at + 8 > n || at < FCGI_HEADER_LEN)
        return false;
    for (size_t from = 0; from + FCGI_HEADER_LEN < at;) {
        struct record record = record_decode(bytes + from);
        from += FCGI_HEADER_LEN;
        if (record.type == FCGI_STDOUT) {
            memmove(bytes + *len, bytes + from, record.length);
            *len += record.length;
        }
        from += record.length + (size_t)record.padding;
    }
    (*text)[*len] = '\0';
    return true;
}

static void hear(struct quiet *q, unsigned who, const char *text, double now)
{
    for (const char *p = text; (p = strstr(p, "\"id\":\"q")) != NULL;) {
        char *after;
        unsigned long from = strtoul(p + 7, &after, 10);
        uint64_t n = strtoull(after + 1, NULL, 10);
        p = after;
        if (from >= PEOPLE || n != pair.heard[who][from])
            fail("a quiet line is lost, came twice or out of order: %u heard %" PRIu64
                 " of %lu, after %" PRIu64,
                 who, n, from, pair.heard[who][from]);
        pair.heard[who][from]++;
        if (from != who)
            histogram_add(&q->latencies, now - pair.due[n * PEOPLE + from]);
    }
}

static void take_answer(struct quiet *q, unsigned who, unsigned what, const char *text, size_t len,
                        double now)
{
    struct request *r = &pair.requests[who][what];
    int status = strncmp(text, "Status: ", 8) == 0 ? atoi(text + 8) : 200;
    const char *wait = strstr(text, "\"wait\":");
    if (status == 429 || status == 503) {
        q->refused++;
        r->not_before = now + again_seconds;
    } else if (status != 200) {
        fail("a quiet request was answered with %s", text);
    } else if (what == SAYING) {
        pair.said[who]++;
    } else {
        hear(q, who, text, now);
        person_take(&pair.people[who], text, len);
        if (wait) {
            q->told_to_wait++;
            r->not_before = now + atof(wait + 7);
        }
    }
}

static void take_bytes(struct quiet *q, unsigned who, unsigned what)
{
    struct request *r = &pair.requests[who][what];
    char bytes[16384], *text;
    size_t len;
    ssize_t n = recv(r->fd, bytes, sizeof bytes, 0);
    if (n <= 0) {
        q->cut++;
        end(r);
        return;
    }
    if (!buf_append(&r->in, bytes, (size_t)n))
        fail("an answer is too long");
    if (!unpack(&r->in, &text, &len))
        return;
    take_answer(q, who, what, text, len, quiet_now());
    end(r);
}

/* Asks what is to be asked. They take turns in talking. */
static void ask(double now)
{
    static struct buf out;
    char prefix[8];
    if (out.max == 0)
        buf_init(&out, 8192);
    for (unsigned who = 0; who < PEOPLE; who++) {
        struct request *polling = &pair.requests[who][POLLING];
        struct request *saying = &pair.requests[who][SAYING];
        if (polling->fd < 0 && now >= polling->not_before) {
            person_poll(&out, 1, &pair.people[who]);
            begin(polling, &out);
        }
        if (saying->fd < 0 && pair.said[who] * PEOPLE + who < pair.n && now >= saying->not_before) {
            snprintf(prefix, sizeof prefix, "q%u-", who);
            person_say(&out, 1, &pair.people[who], prefix, pair.said[who], 1, LINE);
            begin(saying, &out);
        }
    }
}

static void wait_until(struct quiet *q, double at)
{
    struct pollfd fds[PEOPLE * N_REQUESTS];
    double now = quiet_now();
    for (unsigned i = 0; i < PEOPLE * N_REQUESTS; i++) {
        const struct request *r = &pair.requests[i / N_REQUESTS][i % N_REQUESTS];
        fds[i] = (struct pollfd){.fd = r->fd, .events = POLLIN};
        if (r->fd < 0 && r->not_before > now && r->not_before < at)
            at = r->not_before;
    }
    double ms = ceil((at - now) * 1000);
    if (poll(fds, PEOPLE * N_REQUESTS, ms > 0 ? (int)ms : 0) < 0 && errno != EINTR)
        fail("poll: %s", strerror(errno));
    for (unsigned i = 0; i < PEOPLE * N_REQUESTS; i++)
        if (fds[i].revents)
            take_bytes(q, i / N_REQUESTS, i % N_REQUESTS);
}

static bool all_heard(void)
{
    for (unsigned who = 0; who < PEOPLE; who++)
        for (unsigned from = 0; from < PEOPLE; from++)
            if (pair.heard[who][from] * PEOPLE + from < pair.n)
                return false;
    return true;
}

void quiet_talk(struct quiet *q, double seconds)
{
    double start = quiet_now(), stop = start + seconds, next = start;
    uint64_t before = pair.n, most = before + (uint64_t)(seconds / apart_seconds) + PEOPLE;
    pair.due = realloc(pair.due, most * sizeof *pair.due);
    if (!pair.due)
        fail("out of memory");
    for (double now = start; now < stop || !all_heard(); now = quiet_now()) {
        for (; next <= now && next < stop && pair.n < most; next += apart_seconds)
            pair.due[pair.n++] = next;
        ask(now);
        wait_until(q, next < stop ? next : now + 1);
        if (now > stop + guard_seconds)
            fail("a quiet line was not heard within %g seconds", guard_seconds);
    }
    q->lines = pair.n - before;
}

/* Asks and waits for the answer. */
static void ask_now(struct buf *out, int expected)
{
    struct request r = {0};
    char bytes[16384], *text;
    size_t len;
    buf_init(&r.in, ANSWER_MAX);
    begin(&r, out);
    for (ssize_t n; (n = recv(r.fd, bytes, sizeof bytes, 0)) > 0;) {
        buf_append(&r.in, bytes, (size_t)n);
        if (!unpack(&r.in, &text, &len))
            continue;
        int status = strncmp(text, "Status: ", 8) == 0 ? atoi(text + 8) : 200;
        if (status != expected)
            fail("a quiet one was answered with %s", text);
        end(&r);
        buf_fini(&r.in);
        return;
    }
    fail("a quiet one got no answer");
}

void quiet_join(const struct sockaddr_un *address)
{
    struct buf out;
    buf_init(&out, 8192);
    pair.address = *address;
    for (unsigned who = 0; who < PEOPLE; who++) {
        person_init(&pair.people[who], 0xffff00 | who);
        for (unsigned i = 0; i < N_REQUESTS; i++) {
            pair.requests[who][i].fd = -1;
            buf_init(&pair.requests[who][i].in, ANSWER_MAX);
        }
        person_join(&out, 1, &pair.people[who], "quiet");
        ask_now(&out, 200);
    }
    buf_fini(&out);
}

void quiet_leave(void)
{
    struct buf out;
    buf_init(&out, 8192);
    for (unsigned who = 0; who < PEOPLE; who++) {
        for (unsigned i = 0; i < N_REQUESTS; i++)
            if (pair.requests[who][i].fd >= 0)
                end(&pair.requests[who][i]);
        person_leave(&out, 1, &pair.people[who]);
        ask_now(&out, 204);
    }
    buf_fini(&out);
}
