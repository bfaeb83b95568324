#include "relay.h"

#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include <ev.h>

#include "../base/container.h"
#include "../base/log.h"
#include "../daemon/acceptor.h"
#include "../daemon/server.h"
#include "../daemon/wakeup.h"
#include "links.h"

enum {
    EXIT_USAGE = 2,
    FDS_APART = 32, /* descriptors that are for no link; a link needs two */
    N_SIGNALS = 3,
};

static const double farewell_seconds = 0.5;
static const int end_signals[N_SIGNALS] = {SIGTERM, SIGINT, SIGUSR1};

struct relay {
    const struct relay_config *config;
    struct listener *listener;
    const struct peers *peers;
    struct ev_loop *loop;
    uint32_t links_max;
    bool stopping;
    struct reach reach;
    struct links links;
    struct acceptor acceptor;
    ev_timer farewell;
    ev_prepare prepare;
    struct wakeup wakeup;
    ev_signal signals[N_SIGNALS];
};

/* ---- accepting ---- */

static bool has_room(void *ctx)
{
    const struct relay *r = ctx;
    return r->links.list.count < r->links_max;
}

static bool take_connection(void *ctx, int fd)
{
    struct relay *r = ctx;
    return links_add(&r->links, fd);
}

/* ---- ending ---- */

static void on_signal(struct ev_loop *loop, ev_signal *watcher, int events)
{
    struct relay *r = watcher->data;
    (void)events;
    if (r->stopping)
        return;
    r->stopping = true;
    acceptor_stop(&r->acceptor);
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

static void be_hub(struct links *links)
{
    struct relay *r = CONTAINER_OF(links, struct relay, links);
    end_loop(r); /* nothing that others said stays in this process */
    reach_be_hub(&r->reach);
    int status = r->config->serve(r->config->options);
    hub_directory_leave(&r->reach.directory);
    exit(status);
}

/* ---- running ---- */

static bool start(struct relay *r)
{
    /* Not the default loop: that is the hub's, should this process fork one. */
    r->loop = ev_loop_new(0);
    if (!r->loop) {
        log_event(LOG_ERROR, "out_of_memory", "out of memory");
        return false;
    }
    links_init(&r->links, r->loop, &r->reach, be_hub);
    for (unsigned i = 0; i < N_SIGNALS; i++) {
        ev_signal_init(&r->signals[i], on_signal, end_signals[i]);
        r->signals[i].data = r;
        ev_signal_start(r->loop, &r->signals[i]);
    }
    signal(SIGCHLD, SIG_IGN); /* a hub is nobody's child */
    ev_timer_init(&r->farewell, on_farewell, farewell_seconds, 0);
    ev_prepare_init(&r->prepare, on_prepare);
    r->prepare.data = r;
    ev_prepare_start(r->loop, &r->prepare);
    wakeup_start(&r->wakeup, r->loop);
    const struct acceptor_owner owner = {take_connection, has_room};
    acceptor_start(&r->acceptor, r->loop, r->listener->fd, r->peers, owner, r);
    return true;
}

int relay_run(const struct relay_config *config, struct listener *listener,
              const struct peers *peers)
{
    uint32_t fds = server_raise_fd_limit();
    struct relay *r = calloc(1, sizeof *r);
    int status = EXIT_USAGE;
    if (!r) {
        log_event(LOG_ERROR, "out_of_memory", "out of memory");
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
