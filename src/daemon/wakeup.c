#include "wakeup.h"

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

void wakeup_start(struct wakeup *w, struct ev_loop *loop)
{
    ev_async_init(&w->async, on_async);
    ev_async_start(loop, &w->async);
    ev_unref(loop);
    ev_set_userdata(loop, w);
    ev_set_loop_release_cb(loop, before_wait, NULL);
}
