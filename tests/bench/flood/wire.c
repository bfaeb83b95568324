#include "wire.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../load/fail.h"

enum {
    OUT_MAX = 16 * 1024 * 1024,
    READ_MAX = 256 * 1024,
    IDS = 60000,
    OPENED_AT_ONCE = 2000,
    STATUS_LEN = 11
};

static const double reopen_seconds = 0.005;

static void watch(struct wire *w, int events)
{
    if ((w->io.events & (EV_READ | EV_WRITE)) == events)
        return;
    ev_io_stop(w->all->loop, &w->io);
    ev_io_set(&w->io, w->fd, events);
    if (events)
        ev_io_start(w->all->loop, &w->io);
}

/* A flood that reads little at a time reads by itself. */
static int reading(const struct wire *w)
{
    return w->manner->is_deaf || w->manner->read_at_once ? 0 : EV_READ;
}

void wire_close(struct wire *w)
{
    ev_io_stop(w->all->loop, &w->io);
    close(w->fd);
    w->fd = -1;
    w->header_len = 0;
    w->left = 0;
    buf_clear(&w->out);
    w->all->strength->closed++;
    if (!ev_is_active(&w->all->reopening))
        ev_timer_again(w->all->loop, &w->all->reopening);
}

/* ---- writing ---- */

uint16_t wire_id(struct wire *w)
{
    w->last_id = (uint16_t)(w->last_id % IDS + 1);
    return w->last_id;
}

void wire_write(struct wire *w)
{
    if (w->fd < 0)
        return;
    size_t most = w->manner->write_at_once, len = buf_len(&w->out);
    ssize_t n = len > 0 ? send(w->fd, buf_bytes(&w->out), most && most < len ? most : len,
                               MSG_NOSIGNAL | MSG_DONTWAIT)
                        : 0;
    if (n < 0 && errno != EAGAIN) {
        wire_close(w);
        return;
    }
    if (n > 0) {
        w->all->strength->bytes += (uint64_t)n;
        buf_consume(&w->out, (size_t)n);
    }
    if (n >= 0 && buf_len(&w->out) == 0 && w->manner->fill)
        w->manner->fill(w);
    if (w->fd >= 0)
        watch(w, reading(w) | (buf_len(&w->out) > 0 && !w->manner->is_paced ? EV_WRITE : 0));
}

/* ---- reading ---- */

static void take_content(struct wire *w, const char *bytes, size_t len)
{
    if (w->record.type != FCGI_STDOUT || w->text_len == WIRE_TEXT)
        return;
    if (!w->text && !(w->text = malloc(WIRE_TEXT)))
        fail("out of memory");
    size_t room = WIRE_TEXT - w->text_len;
    memcpy(w->text + w->text_len, bytes, len < room ? len : room);
    w->text_len += len < room ? len : room;
}

static void end_record(struct wire *w)
{
    if (w->record.type != FCGI_END_REQUEST)
        return;
    w->all->strength->answers++;
    if (w->text_len > STATUS_LEN && (memcmp(w->text, "Status: 429", STATUS_LEN) == 0 ||
                                     memcmp(w->text, "Status: 503", STATUS_LEN) == 0))
        w->all->strength->refused++;
    size_t len = w->text_len;
    w->text_len = 0;
    if (w->manner->answered)
        w->manner->answered(w, w->record.id, w->text, len);
}

/* The daemon interleaves no answers, or only those of streams, which nobody has here. */
static void take(struct wire *w, const char *bytes, size_t len)
{
    while (len > 0 && w->fd >= 0) {
        size_t n = w->left < len ? w->left : len;
        if (w->header_len < FCGI_HEADER_LEN) {
            w->header[w->header_len++] = (uint8_t)*bytes++;
            len--;
            if (w->header_len < FCGI_HEADER_LEN)
                continue;
            w->record = record_decode(w->header);
            w->left = w->record.length + (size_t)w->record.padding;
        } else {
            take_content(w, bytes, n);
            bytes += n;
            len -= n;
            w->left -= n;
        }
        if (w->left > 0)
            continue;
        w->header_len = 0;
        end_record(w);
    }
}

void wire_read(struct wire *w)
{
    static char bytes[READ_MAX];
    size_t most = w->manner->read_at_once;
    if (w->fd < 0)
        return;
    ssize_t n = recv(w->fd, bytes, most ? most : sizeof bytes, MSG_DONTWAIT);
    if (n > 0)
        take(w, bytes, (size_t)n);
    else if (n == 0 || errno != EAGAIN)
        wire_close(w);
}

static void on_event(struct ev_loop *loop, ev_io *io, int events)
{
    struct wire *w = io->data;
    (void)loop;
    if (events & EV_READ)
        wire_read(w);
    if (events & EV_WRITE)
        wire_write(w);
}

/* ---- connecting ---- */

/* False: the daemon's backlog is full, or there is no descriptor. */
static bool open_wire(struct wire *w)
{
    w->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (w->fd < 0)
        return false;
    if (connect(w->fd, (const struct sockaddr *)w->all->address, sizeof *w->all->address) != 0) {
        if (errno != EAGAIN)
            fail("cannot connect: %s", strerror(errno));
        close(w->fd);
        w->fd = -1;
        return false;
    }
    w->all->strength->opened++;
    ev_io_init(&w->io, on_event, w->fd, 0);
    w->io.data = w;
    watch(w, reading(w));
    if (w->manner->opened)
        w->manner->opened(w);
    wire_write(w);
    return true;
}

static void on_reopening(struct ev_loop *loop, ev_timer *timer, int events)
{
    struct wires *all = timer->data;
    unsigned opened = 0;
    bool complete = true;
    (void)events;
    for (unsigned i = 0; i < all->n; i++) {
        struct wire *w = &all->of[i];
        if (w->fd >= 0)
            continue;
        complete = opened++ < OPENED_AT_ONCE && open_wire(w);
        if (!complete)
            break;
    }
    if (complete)
        ev_timer_stop(loop, timer);
}

void wires_start(struct wires *all, unsigned n, const struct manner *manner)
{
    all->n = n;
    all->of = calloc(n, sizeof *all->of);
    if (!all->of)
        fail("out of memory");
    for (unsigned i = 0; i < n; i++) {
        struct wire *w = &all->of[i];
        w->all = all;
        w->manner = manner;
        w->index = i;
        w->fd = -1;
        buf_init(&w->out, OUT_MAX);
    }
    ev_init(&all->reopening, on_reopening);
    all->reopening.data = all;
    all->reopening.repeat = reopen_seconds;
    ev_timer_again(all->loop, &all->reopening);
}
