#include "wakeup.h"

#include "../base/container.h"

static const double renew_seconds = 1;

static void before_wait(struct ev_loop *loop)
{
    struct wakeup *w = ev_userdata(loop);
    if (ev_pending_count(loop) > 0)
        ev_async_send(loop, &w->async);
}

/* The pending events have been served in the same turn. */
static void on_async(struct ev_loop *loop, ev_async *async, int events)
{
    (void)loop;
    (void)async;
    (void)events;
}

static void watch_pipe(struct ev_loop *loop, struct wakeup *w)
{
    ev_async_start(loop, &w->async); /* starts the watcher of the pipe, unless it is active */
    ev_unref(loop);
}

static void on_renew(struct ev_loop *loop, ev_timer *timer, int events)
{
    struct wakeup *w = CONTAINER_OF(timer, struct wakeup, renew);
    (void)events;
    ev_ref(loop);
    ev_async_stop(loop, &w->async);
    watch_pipe(loop, w);
}

void wakeup_start(struct wakeup *w, struct ev_loop *loop)
{
    ev_async_init(&w->async, on_async);
    watch_pipe(loop, w);
    ev_timer_init(&w->renew, on_renew, renew_seconds, renew_seconds);
    ev_timer_start(loop, &w->renew);
    ev_unref(loop);
    ev_set_userdata(loop, w);
    ev_set_loop_release_cb(loop, before_wait, NULL);
}
