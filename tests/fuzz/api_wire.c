#include "api_wire.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/types.h>

#include <fastcgi.h>

#include "../../src/base/account.h"
#include "../../src/daemon/connection_state.h"
#include "../../src/daemon/output.h"
#include "../unit/support/answers.h"
#include "../unit/support/stream.h"
#include "api_model.h"
#include "input.h"

enum { FIRST_FD = 1000000, MAX_REQS = WIRE_IDS, PIECE = 65535 };

struct wired wired;

/* One connection, as its peer sees it. */
static struct wire {
    bool open, ended, shut;
    struct ev_io *watcher; /* NULL: not watched */
    struct records to_daemon, from_daemon;
    size_t read, takes;
    bool aborted;            /* an answer may end in the middle */
    bool stuck;              /* the daemon has more to write */
    uint64_t said[WIRE_IDS]; /* of all that was answered to requests of an id */
} wires[WIRES];

/* ---- what the daemon calls ---- */

ssize_t __real_recv(int fd, void *to, size_t size, int flags);
ssize_t __real_send(int fd, const void *bytes, size_t len, int flags);
int __real_shutdown(int fd, int how);
int __real_close(int fd);
ssize_t __wrap_recv(int fd, void *to, size_t size, int flags);
ssize_t __wrap_send(int fd, const void *bytes, size_t len, int flags);
int __wrap_shutdown(int fd, int how);
int __wrap_close(int fd);

static bool is_wire(int fd)
{
    return fd >= FIRST_FD;
}

static struct wire *wire_of(int fd)
{
    return &wires[fd - FIRST_FD];
}

ssize_t __wrap_recv(int fd, void *to, size_t size, int flags)
{
    if (!is_wire(fd))
        return __real_recv(fd, to, size, flags);
    struct wire *w = wire_of(fd);
    EXPECT(w->open);
    size_t n = w->to_daemon.len - w->read;
    n = n < size ? n : size;
    if (n == 0 && !w->ended) {
        errno = EAGAIN;
        return -1;
    }
    if (n > 0)
        memcpy(to, w->to_daemon.bytes + w->read, n);
    w->read += n;
    return (ssize_t)n;
}

ssize_t __wrap_send(int fd, const void *bytes, size_t len, int flags)
{
    if (!is_wire(fd))
        return __real_send(fd, bytes, len, flags);
    struct wire *w = wire_of(fd);
    EXPECT(w->open && !w->shut && len > 0);
    size_t n = len < w->takes ? len : w->takes;
    w->stuck = n < len;
    if (n == 0) {
        errno = EAGAIN;
        return -1;
    }
    if (w->takes != SIZE_MAX)
        w->takes -= n;
    shortage_pause();
    stream_add(&w->from_daemon, bytes, n);
    shortage_resume();
    return (ssize_t)n;
}

int __wrap_shutdown(int fd, int how)
{
    if (!is_wire(fd))
        return __real_shutdown(fd, how);
    struct wire *w = wire_of(fd);
    w->shut = true;
    return 0;
}

static uint64_t mixed(uint64_t before, const void *bytes, size_t len)
{
    const uint8_t *at = bytes;
    for (size_t i = 0; i < len; i++)
        before = (before ^ at[i]) * 0x100000001b3;
    return before;
}

/* What has come over a wire must be what the api has answered. Records may be cut where it
 * was closed. */
static void check_wire(struct wire *w)
{
    struct answers answers;
    uint64_t said[WIRE_IDS] = {0};
    bool cut = false;
    const char *wrong = answers_decode(&answers, w->from_daemon.bytes, w->from_daemon.len);
    if (wrong)
        cut = strncmp(wrong, "half", 4) == 0;
    EXPECT(!wrong || cut);
    for (size_t i = 0; i < answers.count && !cut; i++) {
        const struct answer *a = &answers.items[i];
        EXPECT(a->id < WIRE_IDS);
        said[a->id] = mixed(said[a->id], a->output.bytes, a->output.len);
    }
    bool all = !cut && !w->stuck;
    for (unsigned id = 0; id < WIRE_IDS && all; id++)
        EXPECT(said[id] == w->said[id]);
    answers_free(&answers);
}

static void forget_wire(struct wire *w)
{
    stream_free(&w->to_daemon);
    stream_free(&w->from_daemon);
    *w = (struct wire){0};
}

int __wrap_close(int fd)
{
    if (!is_wire(fd))
        return __real_close(fd);
    struct wire *w = wire_of(fd);
    EXPECT(w->open && !w->watcher);
    shortage_pause();
    if (!w->ended && !w->aborted)
        check_wire(w);
    shortage_resume();
    forget_wire(w);
    for (unsigned id = 0; id < WIRE_IDS; id++) {
        struct asked **asked = &wired.asked[w - wires][id];
        EXPECT(!*asked || !asked_is_parked(*asked));
        asked_free(*asked);
        *asked = NULL;
    }
    return 0;
}

/* The loop: who is watched, and no more. */
void ev_io_start(struct ev_loop *loop, ev_io *w)
{
    (void)loop;
    w->active = 1;
    wire_of(w->fd)->watcher = w;
}

void ev_io_stop(struct ev_loop *loop, ev_io *w)
{
    (void)loop;
    w->active = 0;
    wire_of(w->fd)->watcher = NULL;
}

/* ---- what of the daemon is listened to: its requests, and the api's answers ---- */

struct parked *__real_api_handle(struct api *api, void *request, const struct cgi_params *params,
                                 char *body, size_t len, struct api_time now);
struct parked *__wrap_api_handle(struct api *api, void *request, const struct cgi_params *params,
                                 char *body, size_t len, struct api_time now);
void __real_api_forget(struct api *api, struct parked *parked, struct api_time now);
void __wrap_api_forget(struct api *api, struct parked *parked, struct api_time now);
void __real_fcgi_request_answer(struct fcgi_request *r, const char *head, size_t head_len,
                                const char *body, size_t body_len);
void __wrap_fcgi_request_answer(struct fcgi_request *r, const char *head, size_t head_len,
                                const char *body, size_t body_len);
void __real_fcgi_request_pass(struct fcgi_request *r, const char *bytes, size_t len);
void __wrap_fcgi_request_pass(struct fcgi_request *r, const char *bytes, size_t len);

static struct wire *wire_of_request(struct fcgi_request *r)
{
    const struct connection *c = fcgi_request_ctx(r);
    return wire_of(c->watcher.fd);
}

static struct asked **place_of(struct fcgi_request *r)
{
    EXPECT(r->id < WIRE_IDS);
    struct asked **place = &wired.asked[wire_of_request(r) - wires][r->id];
    EXPECT(*place);
    return place;
}

struct parked *__wrap_api_handle(struct api *api, void *request, const struct cgi_params *params,
                                 char *body, size_t len, struct api_time now)
{
    struct asked *asked = *place_of(request);
    model_begins(asked);
    struct parked *parked = __real_api_handle(api, request, params, body, len, now);
    model_ends(parked ? asked : NULL);
    return parked;
}

void __wrap_api_forget(struct api *api, struct parked *parked, struct api_time now)
{
    struct asked **place = place_of(parked->request);
    __real_api_forget(api, parked, now);
    model_forgotten(*place);
    asked_free(*place);
    *place = NULL;
}

void __wrap_fcgi_request_answer(struct fcgi_request *r, const char *head, size_t head_len,
                                const char *body, size_t body_len)
{
    struct asked **place = place_of(r);
    struct wire *w = wire_of_request(r);
    unsigned id = r->id;
    shortage_pause();
    w->said[id] = mixed(mixed(w->said[id], head, head_len), body, body_len);
    model_output(*place, (struct said){head, head_len, body, body_len, true});
    asked_free(*place);
    *place = NULL;
    shortage_resume();
    __real_fcgi_request_answer(r, head, head_len, body, body_len);
}

void __wrap_fcgi_request_pass(struct fcgi_request *r, const char *bytes, size_t len)
{
    struct wire *w = wire_of_request(r);
    shortage_pause();
    w->said[r->id] = mixed(w->said[r->id], bytes, len);
    model_output(*place_of(r), (struct said){bytes, len, "", 0, false});
    shortage_resume();
    __real_fcgi_request_pass(r, bytes, len);
}

/* ---- the daemon ---- */

static struct api_time wired_clock(void)
{
    return wired.now;
}

static int64_t wired_clock_us(void)
{
    return 0; /* a turn has no end but that of its work */
}

void wires_start(const struct api_config *config)
{
    memset(&wired, 0, sizeof wired);
    wired.now = (struct api_time){.monotonic = 1000000, .unix = 1700000000000};
    wired.api = api_new(config, wired.now, connections_output);
    EXPECT(wired.api);
    connections_init(&wired.connections, NULL, config->body_max, WIRES, MAX_REQS);
    wired.connections.api = wired.api;
    wired.connections.clocks.read = wired_clock;
    wired.connections.clocks.read_us = wired_clock_us;
}

void wires_stop(void)
{
    connections_fini(&wired.connections);
    for (unsigned i = 0; i < WIRES; i++)
        EXPECT(!wires[i].open);
    EXPECT(api_n_clients(wired.api) == 0);
    api_free(wired.api);
    EXPECT(account_total() == 0);
}

/* Tells the daemon what happens on a wire, as a loop does once. False: nothing does. */
static bool tell_events(struct wire *w)
{
    int events = w->watcher ? w->watcher->events : 0, happened = 0;
    if ((events & EV_READ) && (w->ended || w->read < w->to_daemon.len))
        happened |= EV_READ;
    if ((events & EV_WRITE) && w->takes > 0)
        happened |= EV_WRITE;
    if (happened)
        wired.connections.on_event(NULL, w->watcher, happened);
    connections_serve(&wired.connections);
    return happened != 0;
}

void wires_read(void)
{
    for (unsigned i = 0; i < WIRES; i++) {
        struct wire *w = &wires[i];
        size_t before;
        do
            before = w->read;
        while (tell_events(w) && w->read > before);
    }
}

void wires_run(void)
{
    wires_read();
    clocks_forget(&wired.connections.clocks);
    connections_run(&wired.connections);
    wires_read();
    connections_flush(&wired.connections);
}

/* ---- the peers ---- */

bool wire_open(unsigned wire)
{
    struct wire *w = &wires[wire];
    if (w->open)
        return true;
    *w = (struct wire){.open = true, .takes = SIZE_MAX};
    if (connections_add(&wired.connections, FIRST_FD + (int)wire))
        return true;
    w->open = false;
    return false;
}

bool wire_is_open(unsigned wire)
{
    return wires[wire].open;
}

unsigned wire_free_id(unsigned wire)
{
    unsigned id = 1;
    while (id < WIRE_IDS && wired.asked[wire][id])
        id++;
    return id < WIRE_IDS && !wires[wire].ended ? id : 0;
}

void wire_ask(unsigned wire, unsigned id, const char *method, const char *endpoint,
              const char *body, size_t len)
{
    struct records *s = &wires[wire].to_daemon;
    char path[64], length[24];
    snprintf(path, sizeof path, "/chat/%s", endpoint);
    snprintf(length, sizeof length, "%zu", len);
    stream_begin(s, id, true);
    stream_param(s, id, "REQUEST_METHOD", method);
    stream_param(s, id, "SCRIPT_NAME", path);
    stream_param(s, id, "CONTENT_TYPE", "application/json");
    stream_param(s, id, "REMOTE_ADDR", "127.0.0.1");
    if (len > 0)
        stream_param(s, id, "CONTENT_LENGTH", length);
    stream_params_end(s, id);
    stream_body(s, id, body, len, PIECE);
}

void wire_abort(unsigned wire, unsigned id)
{
    wires[wire].aborted = true;
    stream_record(&wires[wire].to_daemon, FCGI_ABORT_REQUEST, id, NULL, 0, 0);
}

void wire_end(unsigned wire)
{
    wires[wire].ended = true;
}

void wire_close(unsigned wire)
{
    wires[wire].ended = true;
    wires[wire].read = wires[wire].to_daemon.len;
    wires[wire].takes = SIZE_MAX;
}

void wire_takes(unsigned wire, size_t bytes)
{
    wires[wire].takes = bytes;
}

bool wire_is_stuck(unsigned wire)
{
    return wires[wire].stuck;
}

bool wire_is_unread(unsigned wire)
{
    return wires[wire].open && wires[wire].read < wires[wire].to_daemon.len;
}
