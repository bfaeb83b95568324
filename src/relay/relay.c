#include "relay.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include <ev.h>

#include "../base/log.h"
#include "../daemon/server.h"
#include "links.h"

enum {
    EXIT_USAGE = 2,
    ACCEPTS_AT_ONCE = 64,
    FDS_APART = 32, /* descriptors that are for no link; a link needs two */
    N_SIGNALS = 4,
};

static const double accept_pause_seconds = 0.1, farewell_seconds = 0.5;
static const int end_signals[N_SIGNALS] = {SIGTERM, SIGINT, SIGHUP, SIGUSR1};

struct relay {
    const struct relay_config *config;
    struct listener *listener;
    const struct peers *peers;
    struct ev_loop *loop;
    uint32_t links_max;
    bool stopping;
    struct reach reach;
    struct links links;
    ev_io accept_watcher;
    ev_timer pause, farewell;
    ev_prepare prepare;
    ev_signal signals[N_SIGNALS];
};

/* ---- accepting ---- */

static void pause_accepting(struct relay *r)
{
    ev_io_stop(r->loop, &r->accept_watcher);
    ev_timer_again(r->loop, &r->pause);
}

static void on_pause_over(struct ev_loop *loop, ev_timer *timer, int events)
{
    struct relay *r = timer->data;
    (void)events;
    ev_timer_stop(loop, timer);
    if (!r->stopping)
        ev_io_start(loop, &r->accept_watcher);
}

static void on_accept(struct ev_loop *loop, ev_io *watcher, int events)
{
    struct relay *r = watcher->data;
    (void)loop;
    (void)events;
    for (int i = 0; i < ACCEPTS_AT_ONCE; i++) {
        if (r->links.list.count >= r->links_max) {
            pause_accepting(r);
            return;
        }
        int fd;
        enum accepted accepted = listener_accept(watcher->fd, r->peers, &fd);
        if (accepted == ACCEPT_FAILED)
            pause_accepting(r);
        if (accepted == ACCEPT_FAILED || accepted == ACCEPT_NONE)
            return;
        if (accepted == ACCEPTED && !links_add(&r->links, fd))
            close(fd);
    }
}

/* ---- ending ---- */

static void on_signal(struct ev_loop *loop, ev_signal *watcher, int events)
{
    struct relay *r = watcher->data;
    (void)events;
    if (r->stopping)
        return;
    r->stopping = true;
    ev_io_stop(loop, &r->accept_watcher);
    listener_close(r->listener);
    ev_timer_start(loop, &r->farewell);
}

static void on_farewell(struct ev_loop *loop, ev_timer *timer, int events)
{
    (void)timer;
    (void)events;
    ev_break(loop, EVBREAK_ALL);
}

static void on_prepare(struct ev_loop *loop, ev_prepare *prepare, int events)
{
    struct relay *r = prepare->data;
    (void)events;
    if (r->stopping && r->links.list.count == 0)
        ev_break(loop, EVBREAK_ALL);
}

static void end_loop(struct relay *r)
{
    links_fini(&r->links);
    for (unsigned i = 0; i < N_SIGNALS; i++)
        ev_signal_stop(r->loop, &r->signals[i]);
    ev_loop_destroy(r->loop);
}

/* ---- becoming the hub ---- */

static void be_hub(struct links *all)
{
    struct relay *r = (struct relay *)((char *)all - offsetof(struct relay, links));
    end_loop(r); /* nothing that others said stays in this process */
    reach_be_hub(&r->reach);
    int status = r->config->serve(r->config->options);
    place_leave(&r->reach.place);
    exit(status);
}

/* ---- running ---- */

static bool start(struct relay *r)
{
    /* Not the default loop: that is the hub's, should this process fork one. */
    r->loop = ev_loop_new(0);
    if (!r->loop) {
        log_line("out of memory");
        return false;
    }
    links_init(&r->links, r->loop, &r->reach, be_hub);
    for (unsigned i = 0; i < N_SIGNALS; i++) {
        ev_signal_init(&r->signals[i], on_signal, end_signals[i]);
        r->signals[i].data = r;
        ev_signal_start(r->loop, &r->signals[i]);
    }
    signal(SIGCHLD, SIG_IGN); /* a hub is nobody's child */
    ev_timer_init(&r->pause, on_pause_over, 0, accept_pause_seconds);
    ev_timer_init(&r->farewell, on_farewell, farewell_seconds, 0);
    ev_prepare_init(&r->prepare, on_prepare);
    ev_io_init(&r->accept_watcher, on_accept, r->listener->fd, EV_READ);
    r->pause.data = r->prepare.data = r->accept_watcher.data = r;
    ev_prepare_start(r->loop, &r->prepare);
    ev_io_start(r->loop, &r->accept_watcher);
    return true;
}

int relay_run(const struct relay_config *config, struct listener *listener,
              const struct peers *peers)
{
    uint32_t fds = server_raise_fd_limit();
    struct relay *r = calloc(1, sizeof *r);
    int status = EXIT_USAGE;
    if (!r) {
        log_line("out of memory");
        status = EXIT_FAILURE;
    } else if (reach_init(&r->reach, config->hub, config->version)) {
        r->config = config;
        r->listener = listener;
        r->peers = peers;
        r->links_max = fds > 2 * FDS_APART ? (fds - FDS_APART) / 2 : FDS_APART / 2;
        status = EXIT_FAILURE;
        if (start(r)) {
            ev_run(r->loop, 0);
            end_loop(r);
            status = EXIT_SUCCESS;
        }
    }
    if (listener->fd >= 0)
        listener_close(listener);
    free(r);
    return status;
}
