#include "channel.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum { READ_MAX = 262144, BUFFERED_MAX = 64 * 1024 * 1024 };

static double read_at;

struct channel {
    struct ev_loop *loop;
    const struct target *target;
    ev_io reader, writer;
    int fd; /* -1: not connected */
    bool taking, ends;
    struct buf in, out;
    _Alignas(max_align_t) char state[];
};

double clock_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

double channel_read_at(void)
{
    return read_at;
}

/* ---- targets ---- */

static bool read_unix(struct target *target, const char *path)
{
    struct sockaddr_un *address = (struct sockaddr_un *)&target->address;
    address->sun_family = AF_UNIX;
    target->address_len = sizeof *address;
    target->protocol = &protocol_fcgi;
    strcpy(target->base, "/chat");
    strcpy(target->host, "localhost");
    return snprintf(address->sun_path, sizeof address->sun_path, "%s", path) <
           (int)sizeof address->sun_path;
}

static bool read_url(struct target *target, const char *rest)
{
    struct sockaddr_in *address = (struct sockaddr_in *)&target->address;
    char host[32];
    unsigned short port;
    target->base[0] = '\0';
    if (sscanf(rest, "%31[0-9.]:%hu%63s", host, &port, target->base) < 2 ||
        inet_pton(AF_INET, host, &address->sin_addr) != 1)
        return false;
    address->sin_family = AF_INET;
    address->sin_port = htons(port);
    target->address_len = sizeof *address;
    target->protocol = &protocol_http;
    snprintf(target->host, sizeof target->host, "%s:%u", host, port);
    size_t len = strlen(target->base);
    if (len > 0 && target->base[len - 1] == '/')
        target->base[len - 1] = '\0';
    return true;
}

bool target_read(struct target *target, const char *text)
{
    *target = (struct target){0};
    if (strncmp(text, "fcgi:", 5) == 0)
        return read_unix(target, text + 5);
    return strncmp(text, "http://", 7) == 0 && read_url(target, text + 7);
}

/* ---- bytes in and out ---- */

static void disconnect(struct channel *c)
{
    ev_io_stop(c->loop, &c->reader);
    ev_io_stop(c->loop, &c->writer);
    close(c->fd);
    c->fd = -1;
    c->ends = false;
    buf_clear(&c->in);
}

static void flush(struct channel *c)
{
    while (buf_len(&c->out) > 0) {
        ssize_t n = write(c->fd, buf_bytes(&c->out), buf_len(&c->out));
        if (n < 0 && errno == EAGAIN) {
            ev_io_start(c->loop, &c->writer);
            return;
        }
        if (n < 0)
            fail("the server does not take requests: %s", strerror(errno));
        buf_consume(&c->out, (size_t)n);
    }
    ev_io_stop(c->loop, &c->writer);
}

static void on_writable(struct ev_loop *loop, ev_io *w, int events)
{
    (void)loop;
    (void)events;
    flush(w->data);
}

static void take(struct channel *c, const char *bytes, size_t len)
{
    if (buf_len(&c->in) == 0) {
        size_t taken = c->target->protocol->take(c, bytes, len);
        bytes += taken;
        len -= taken;
    }
    if (len == 0)
        return;
    bool waited = buf_len(&c->in) > 0;
    if (!buf_append(&c->in, bytes, len))
        fail("out of memory for what the server sends");
    if (waited)
        buf_consume(&c->in, c->target->protocol->take(c, buf_bytes(&c->in), buf_len(&c->in)));
}

static void connect_to(struct channel *c);

static void send_out(struct channel *c)
{
    if (c->fd < 0)
        connect_to(c);
    if (!ev_is_active(&c->writer))
        flush(c);
}

static void on_readable(struct ev_loop *loop, ev_io *w, int events)
{
    static char bytes[READ_MAX];
    struct channel *c = w->data;
    (void)loop;
    (void)events;
    ssize_t n = read(c->fd, bytes, sizeof bytes);
    if (n < 0 && errno == EAGAIN)
        return;
    if (n <= 0) {
        if (!c->target->protocol->closed(c))
            fail("the server closed a connection before its answer");
        disconnect(c);
        return;
    }
    read_at = clock_now();
    c->taking = true;
    take(c, bytes, (size_t)n);
    c->taking = false;
    if (c->ends)
        disconnect(c);
    if (buf_len(&c->out) > 0)
        send_out(c);
}

static void connect_to(struct channel *c)
{
    /* Blocking: where the backlog is full, a Unix socket would refuse. */
    c->fd = socket(c->target->address.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (c->fd < 0)
        fail("socket: %s", strerror(errno));
    if (connect(c->fd, (const struct sockaddr *)&c->target->address, c->target->address_len) != 0)
        fail("cannot connect: %s", strerror(errno));
    fcntl(c->fd, F_SETFL, O_NONBLOCK);
    int on = 1;
    if (c->target->address.ss_family == AF_INET)
        setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    ev_io_init(&c->reader, on_readable, c->fd, EV_READ);
    ev_io_init(&c->writer, on_writable, c->fd, EV_WRITE);
    c->reader.data = c->writer.data = c;
    ev_io_start(c->loop, &c->reader);
}

struct channel *channel_new(struct ev_loop *loop, const struct target *target)
{
    struct channel *c = calloc(1, sizeof *c + target->protocol->state_size);
    if (!c)
        fail("out of memory");
    c->loop = loop;
    c->target = target;
    c->fd = -1;
    buf_init(&c->in, BUFFERED_MAX);
    buf_init(&c->out, BUFFERED_MAX);
    return c;
}

void channel_ask(struct channel *c, struct exchange *x, const struct ask *ask)
{
    c->target->protocol->ask(c, x, ask);
    if (c->out.failed)
        fail("out of memory for requests");
    if (!c->taking)
        send_out(c);
}

void *channel_state(struct channel *c)
{
    return c->state;
}

struct buf *channel_output(struct channel *c)
{
    return &c->out;
}

const struct target *channel_target(const struct channel *c)
{
    return c->target;
}

void channel_ends(struct channel *c)
{
    c->ends = true;
}
