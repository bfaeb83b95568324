#include "acceptor.h"

#include <unistd.h>
#ifdef __linux__
#include <sys/epoll.h>
#endif

#include "../base/container.h"

enum { ACCEPTS_AT_ONCE = 256 };

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
            accepted = listener_accept(a->listening_fd, a->peers, &fd);
        if (accepted == ACCEPT_NONE)
            return;
        if (accepted == ACCEPTED && !a->owner.take(a->ctx, fd))
            close(fd);
        able = accepted != ACCEPT_FAILED;
    }
    if (!able)
        pause_accepting(a);
}

/* libev leaves a descriptor in its set, for closing to take it out. That does not happen to a
 * socket which another process has too, systemd or the one that takes over, and its events
 * would have libev make a new set, which the sandbox forbids. */
static int new_set(int listening_fd)
{
#ifdef __linux__
    struct epoll_event event = {.events = EPOLLIN};
    int set = epoll_create1(EPOLL_CLOEXEC);
    if (set >= 0 && epoll_ctl(set, EPOLL_CTL_ADD, listening_fd, &event) != 0) {
        close(set);
        set = -1;
    }
    return set;
#else
    (void)listening_fd;
    return -1;
#endif
}

void acceptor_start(struct acceptor *a, struct ev_loop *loop, int listening_fd,
                    const struct peers *peers, struct acceptor_owner owner, void *ctx)
{
    *a = (struct acceptor){.loop = loop, .owner = owner, .ctx = ctx, .peers = peers};
    a->listening_fd = listening_fd;
    a->set = new_set(listening_fd);
    ev_io_init(&a->watcher, on_accept, a->set >= 0 ? a->set : listening_fd, EV_READ);
    ev_timer_init(&a->pause, on_pause_over, 0, pause_seconds);
    ev_io_start(loop, &a->watcher);
}

void acceptor_stop(struct acceptor *a)
{
    a->stopped = true;
    ev_io_stop(a->loop, &a->watcher);
    ev_timer_stop(a->loop, &a->pause);
    if (a->set >= 0)
        close(a->set);
    a->set = -1;
}

bool acceptor_is_paused(const struct acceptor *a)
{
    return ev_is_active(&a->pause);
}
