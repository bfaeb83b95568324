#include "links.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../base/clock.h"
#include "../base/container.h"

enum {
    HUBS_MAX = 4,          /* that a request is given to */
    REACH_MS = 10000,      /* in which a hub must be reached */
    PATIENCE_SECONDS = 60, /* with a front server that does not go on */
};

static const double again_seconds = 0.01;

struct link {
    ev_io front, hub;
    ev_timer patience;
    struct passage passage;
    struct links *all;
    struct list_node node;
    int64_t reach_at, reach_until; /* ms; 0: not reaching */
};

static struct link *link_of(struct list_node *node)
{
    return CONTAINER_OF(node, struct link, node);
}

static void set_reaching(struct link *k, int64_t until)
{
    struct links *all = k->all;
    all->n_reaching += until != 0;
    all->n_reaching -= k->reach_until != 0;
    k->reach_until = until;
    if (all->n_reaching == 0)
        ev_timer_stop(all->loop, &all->again);
    else if (!ev_is_active(&all->again))
        ev_timer_again(all->loop, &all->again);
}

static void close_link(struct link *k)
{
    struct links *all = k->all;
    set_reaching(k, 0);
    ev_io_stop(all->loop, &k->front);
    ev_io_stop(all->loop, &k->hub);
    ev_timer_stop(all->loop, &k->patience);
    passage_fini(&k->passage);
    list_remove(&all->list, &k->node);
    free(k);
}

/* ---- events ---- */

_Static_assert((int)PASSAGE_READ == (int)EV_READ && (int)PASSAGE_WRITE == (int)EV_WRITE,
               "the events of a passage are those of the loop");

static void watch(struct links *all, ev_io *watcher, int fd, int events)
{
    if (ev_is_active(watcher) && watcher->fd == fd &&
        (watcher->events & (EV_READ | EV_WRITE)) == events)
        return;
    ev_io_stop(all->loop, watcher);
    ev_io_set(watcher, fd, events);
    if (events)
        ev_io_start(all->loop, watcher);
}

/* Waits for what the passage waits for, and nothing else. */
static void watch_link(struct link *k)
{
    struct passage *p = &k->passage;
    watch(k->all, &k->front, p->front, passage_front_events(p));
    watch(k->all, &k->hub, p->hub, passage_hub_events(p));
    if (passage_waits_for_front(p))
        ev_timer_again(k->all->loop, &k->patience);
    else
        ev_timer_stop(k->all->loop, &k->patience);
}

/* A hub that is ending may take connections for some moments yet. */
static int64_t pause_ms(unsigned hubs)
{
    static const int pauses[HUBS_MAX] = {0, 10, 40, 160};
    return hubs < HUBS_MAX ? pauses[hubs] : 0;
}

static enum reach_result try_to_reach(struct link *k, int64_t now, int *fd)
{
    if (now < k->reach_at)
        return REACH_LATER;
    if (k->passage.hubs < HUBS_MAX) {
        enum reach_result result = reach_hub(k->all->reach, now, fd);
        if (result != REACH_LATER || now < k->reach_until)
            return result;
    }
    reach_give_up(k->all->reach, now);
    return REACH_FAILED;
}

/* Gives the request to the hub, or says that there is none. */
static void reach(struct link *k)
{
    int64_t now = clock_monotonic_ms();
    int fd = -1;
    if (k->reach_until == 0) {
        set_reaching(k, now + REACH_MS);
        k->reach_at = now + pause_ms(k->passage.hubs);
    }
    enum reach_result result = try_to_reach(k, now, &fd);
    if (result == REACH_LATER)
        return;
    if (result == REACH_FORKED)
        k->all->be_hub(k->all);
    set_reaching(k, 0);
    if (result == REACH_DONE)
        passage_attach(&k->passage, fd);
    else
        passage_refuse(&k->passage);
}

static void move(struct link *k, int front_events, int hub_events)
{
    uint8_t *input = k->all->input;
    int hub = k->passage.hub;
    enum passage_next next = passage_move(&k->passage, front_events, hub_events, input);
    if (hub != k->passage.hub) /* closed: it must be forgotten before another has its number */
        ev_io_stop(k->all->loop, &k->hub);
    if (next == PASSAGE_WANTS_HUB) {
        reach(k);
        next = k->reach_until ? PASSAGE_GOES_ON : passage_move(&k->passage, 0, 0, input);
    }
    if (next == PASSAGE_OVER)
        close_link(k);
    else
        watch_link(k);
}

/* Without memory for it the loop stops watching one of the sides: no byte of it
 * would ever be seen. */
static void on_events(struct link *k, int front_events, int hub_events)
{
    if ((front_events | hub_events) & EV_ERROR)
        close_link(k);
    else
        move(k, front_events, hub_events);
}

static void on_front(struct ev_loop *loop, ev_io *watcher, int events)
{
    (void)loop;
    on_events(watcher->data, events, 0);
}

static void on_hub(struct ev_loop *loop, ev_io *watcher, int events)
{
    (void)loop;
    on_events(watcher->data, 0, events);
}

static void on_patience(struct ev_loop *loop, ev_timer *timer, int events)
{
    (void)loop;
    (void)events;
    close_link(timer->data);
}

static void on_again(struct ev_loop *loop, ev_timer *timer, int events)
{
    struct links *all = timer->data;
    (void)loop;
    (void)events;
    for (struct list_node *node = all->list.head, *next; node; node = next) {
        struct link *k = link_of(node);
        next = node->next;
        if (k->reach_until)
            move(k, 0, 0);
    }
}

/* ---- all links ---- */

void links_init(struct links *all, struct ev_loop *loop, struct reach *reach,
                void (*be_hub)(struct links *all))
{
    memset(all, 0, sizeof *all);
    all->loop = loop;
    all->reach = reach;
    all->be_hub = be_hub;
    ev_timer_init(&all->again, on_again, again_seconds, again_seconds);
    all->again.data = all;
}

void links_fini(struct links *all)
{
    while (all->list.head)
        close_link(
            link_of(all->list.head)); /* NOLINT(clang-analyzer-unix.Malloc): it left the list */
}

bool links_add(struct links *all, int front)
{
    struct link *k = calloc(1, sizeof *k);
    if (!k)
        return false;
    k->all = all;
    passage_init(&k->passage, front);
    ev_init(&k->front, on_front);
    ev_init(&k->hub, on_hub);
    ev_init(&k->patience, on_patience);
    k->patience.repeat = PATIENCE_SECONDS;
    k->front.data = k->hub.data = k->patience.data = k;
    list_append(&all->list, &k->node);
    watch_link(k);
    return true;
}
