/*
 * The floor: a FastCGI responder that does nothing. Every request is answered
 * at once, as soon as it is whole, with the same bytes; no server can cost
 * less. Keep-alive and multiplexing are honoured, params and body passed over.
 *
 *   floor SOCKET ANSWER...
 *
 * Each ANSWER is a file with the text of a CGI answer; several take turns.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <fastcgi.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum {
    ANSWERS_MAX = 8,
    ANSWER_MAX = 60000,
    END_LEN = 2 * FCGI_HEADER_LEN + 8, /* an empty FCGI_STDOUT and FCGI_END_REQUEST */
    INPUT_MAX = 131072,
    OUTPUT_MAX = 1048576,
    REQUEST_MIN = 5 * FCGI_HEADER_LEN, /* bytes of the shortest request there is */
    EVENTS_MAX = 1024,
    BACKLOG = 4096,
};

struct connection {
    int fd;
    uint32_t skip; /* bytes of the record at hand still to pass over */
    uint8_t header[FCGI_HEADER_LEN + 8];
    uint8_t header_have;
    bool keep;
    char *waiting; /* what the peer has not taken yet, or NULL */
    size_t waiting_len;
};

static struct {
    uint8_t bytes[ANSWER_MAX + FCGI_HEADER_LEN + END_LEN];
    size_t len;
} answers[ANSWERS_MAX];
static unsigned n_answers, turn;
static size_t read_max = INPUT_MAX; /* bytes whose answers fit into `output` */
static int epoll_fd;
static uint8_t input[INPUT_MAX], output[OUTPUT_MAX];

static void fail(const char *what)
{
    perror(what);
    exit(1);
}

/* ---- the answers, as records whose request id is still to be set ---- */

static void put_header(uint8_t *to, uint8_t type, size_t len)
{
    memset(to, 0, FCGI_HEADER_LEN);
    to[0] = FCGI_VERSION_1;
    to[1] = type;
    to[4] = (uint8_t)(len >> 8);
    to[5] = (uint8_t)len;
}

static void load_answer(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        fail(path);
    uint8_t *bytes = answers[n_answers].bytes;
    size_t len = fread(bytes + FCGI_HEADER_LEN, 1, ANSWER_MAX, file);
    if (len == 0 || !feof(file)) {
        fprintf(stderr, "floor: %s: empty, or longer than %d bytes\n", path, ANSWER_MAX);
        exit(1);
    }
    fclose(file);
    uint8_t *end = bytes + FCGI_HEADER_LEN + len;
    put_header(bytes, FCGI_STDOUT, len);
    put_header(end, FCGI_STDOUT, 0);
    put_header(end + FCGI_HEADER_LEN, FCGI_END_REQUEST, 8);
    answers[n_answers].len = FCGI_HEADER_LEN + len + END_LEN;
    size_t fits = OUTPUT_MAX / answers[n_answers++].len * REQUEST_MIN - REQUEST_MIN;
    if (read_max > fits)
        read_max = fits;
}

/* Writes the next answer for a request id of two bytes; how long it is. */
static size_t put_answer(uint8_t *to, const uint8_t *id)
{
    size_t len = answers[turn].len;
    memcpy(to, answers[turn].bytes, len);
    memcpy(to + 2, id, 2);
    memcpy(to + len - END_LEN + 2, id, 2);
    memcpy(to + len - END_LEN + FCGI_HEADER_LEN + 2, id, 2);
    turn = turn + 1 < n_answers ? turn + 1 : 0;
    return len;
}

/* ---- connections ---- */

static void close_connection(struct connection *c)
{
    close(c->fd);
    free(c->waiting);
    free(c);
}

static void watch(struct connection *c, int operation, uint32_t events)
{
    struct epoll_event event = {.events = events, .data.ptr = c};
    if (epoll_ctl(epoll_fd, operation, c->fd, &event) != 0)
        fail("epoll_ctl");
}

/* Writes, and keeps what the peer does not take. False: the connection broke. */
static bool write_out(struct connection *c, const uint8_t *bytes, size_t len)
{
    ssize_t n = write(c->fd, bytes, len);
    if (n < 0 && errno != EAGAIN)
        return false;
    size_t taken = n > 0 ? (size_t)n : 0;
    if (taken == len)
        return true;
    char *rest = malloc(len - taken);
    if (!rest)
        fail("malloc");
    memcpy(rest, bytes + taken, len - taken);
    free(c->waiting);
    c->waiting = rest;
    c->waiting_len = len - taken;
    watch(c, EPOLL_CTL_MOD, EPOLLOUT);
    return true;
}

static void write_waiting(struct connection *c)
{
    char *bytes = c->waiting;
    c->waiting = NULL;
    bool sound = write_out(c, (const uint8_t *)bytes, c->waiting_len);
    free(bytes);
    if (!sound || (!c->waiting && !c->keep))
        close_connection(c);
    else if (!c->waiting)
        watch(c, EPOLL_CTL_MOD, EPOLLIN);
}

/* How much of a record is read into `header`: of FCGI_BEGIN_REQUEST all. */
static uint8_t wanted(const struct connection *c)
{
    bool begins = c->header_have >= FCGI_HEADER_LEN && c->header[1] == FCGI_BEGIN_REQUEST;
    return begins ? FCGI_HEADER_LEN + 8 : FCGI_HEADER_LEN;
}

/* Passes over records; the answers of the requests that end in them go into
 * `output`. How long those are. */
static size_t take_input(struct connection *c, const uint8_t *p, size_t n)
{
    size_t out = 0;
    while (n > 0) {
        uint8_t want = wanted(c);
        size_t missing = c->skip > 0 ? c->skip : (size_t)(want - c->header_have);
        size_t step = n < missing ? n : missing;
        if (c->skip > 0) {
            c->skip -= (uint32_t)step;
        } else {
            memcpy(c->header + c->header_have, p, step);
            c->header_have = (uint8_t)(c->header_have + step);
        }
        p += step;
        n -= step;
        if (c->header_have < want || wanted(c) > want)
            continue;
        size_t content = (size_t)c->header[4] << 8 | c->header[5];
        c->skip = (uint32_t)(content + c->header[6] + FCGI_HEADER_LEN - want);
        c->header_have = 0;
        if (c->header[1] == FCGI_BEGIN_REQUEST)
            c->keep = c->header[FCGI_HEADER_LEN + 2] & FCGI_KEEP_CONN;
        else if (c->header[1] == FCGI_STDIN && content == 0)
            out += put_answer(output + out, c->header + 2);
    }
    return out;
}

static void read_in(struct connection *c)
{
    ssize_t n = read(c->fd, input, read_max);
    if (n < 0 && errno == EAGAIN)
        return;
    size_t out = n > 0 ? take_input(c, input, (size_t)n) : 0;
    if (n <= 0 || (out > 0 && (!write_out(c, output, out) || (!c->keep && !c->waiting))))
        close_connection(c);
}

static void accept_all(int listener)
{
    for (int fd; (fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0;) {
        struct connection *c = calloc(1, sizeof *c);
        if (!c)
            fail("calloc");
        c->fd = fd;
        watch(c, EPOLL_CTL_ADD, EPOLLIN);
    }
}

/* ---- the program ---- */

static int listen_at(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof address.sun_path) {
        fprintf(stderr, "floor: %s is too long\n", path);
        exit(1);
    }
    strcpy(address.sun_path, path);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof address) != 0 ||
        chmod(path, 0666) != 0 || listen(fd, BACKLOG) != 0)
        fail(path);
    return fd;
}

int main(int argc, char **argv)
{
    if (argc < 3 || argc > 2 + ANSWERS_MAX) {
        fprintf(stderr, "usage: floor SOCKET ANSWER...\n");
        return 2;
    }
    signal(SIGPIPE, SIG_IGN);
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    for (int i = 2; i < argc; i++)
        load_answer(argv[i]);
    int listener = listen_at(argv[1]);
    epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    struct epoll_event events[EVENTS_MAX] = {{.events = EPOLLIN, .data.ptr = NULL}};
    if (epoll_fd < 0 || epoll_ctl(epoll_fd, EPOLL_CTL_ADD, listener, events) != 0)
        fail("epoll");
    for (;;) {
        int n = epoll_wait(epoll_fd, events, EVENTS_MAX, -1);
        for (int i = 0; i < n; i++) {
            struct connection *c = events[i].data.ptr;
            if (!c)
                accept_all(listener);
            else if (c->waiting)
                write_waiting(c);
            else
                read_in(c);
        }
    }
}
