#include "acceptor.h"

#include <unistd.h>

#include "../base/container.h"

enum { ACCEPTS_AT_ONCE = 1024 };

static const double pause_seconds = 0.1;

static void pause_accepting(struct acceptor *a)
{
    ev_io_stop(a->loop, &a->watcher);
    ev_timer_again(a->loop, &a->pause);
}

void acceptor_resume(struct acceptor *a)
{
    ev_timer_stop(a->loop, &a->pause);
    if (!a->stopped)
        ev_io_start(a->loop, &a->watcher);
}

static void on_pause_over(struct ev_loop *loop, ev_timer *timer, int events)
{
    (void)loop;
    (void)events;
    acceptor_resume(CONTAINER_OF(timer, struct acceptor, pause));
}

static void on_accept(struct ev_loop *loop, ev_io *watcher, int events)
{
    struct acceptor *a = CONTAINER_OF(watcher, struct acceptor, watcher);
    (void)loop;
    /* The loop has stopped the watcher: epoll_ctl had no memory, or no watch left. */
    bool able = !(events & EV_ERROR);
    for (int i = 0; able && i < ACCEPTS_AT_ONCE; i++) {
        int fd;
        enum accepted accepted = ACCEPT_FAILED;
        if (!a->owner.has_room || a->owner.has_room(a->ctx))
            accepted = listener_accept(watcher->fd, a->peers, &fd);
        if (accepted == ACCEPT_NONE)
            return;
        if (accepted == ACCEPTED && !a->owner.take(a->ctx, fd))
            close(fd);
        able = accepted != ACCEPT_FAILED;
    }
    if (!able)
        pause_accepting(a);
}

void acceptor_start(struct acceptor *a, struct ev_loop *loop, int listening_fd,
                    const struct peers *peers, struct acceptor_owner owner, void *ctx)
{
    *a = (struct acceptor){.loop = loop, .owner = owner, .ctx = ctx, .peers = peers};
    ev_io_init(&a->watcher, on_accept, listening_fd, EV_READ);
    ev_timer_init(&a->pause, on_pause_over, 0, pause_seconds);
    ev_io_start(loop, &a->watcher);
}

void acceptor_stop(struct acceptor *a)
{
    a->stopped = true;
    ev_io_stop(a->loop, &a->watcher);
    ev_timer_stop(a->loop, &a->pause);
}

bool acceptor_is_paused(const struct acceptor *a)
{
    return ev_is_active(&a->pause);
}
