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
    struct links *links;
    struct list_node node;
    int64_t reach_at, reach_until; /* ms; 0: not reaching */
};

static struct link *link_of(struct list_node *node)
{
    return CONTAINER_OF(node, struct link, node);
}

static void set_reaching(struct link *link, int64_t until)
{
    struct links *links = link->links;
    links->n_reaching += until != 0;
    links->n_reaching -= link->reach_until != 0;
    link->reach_until = until;
    if (links->n_reaching == 0)
        ev_timer_stop(links->loop, &links->again);
    else if (!ev_is_active(&links->again))
        ev_timer_again(links->loop, &links->again);
}

static void close_link(struct link *link)
{
    struct links *links = link->links;
    set_reaching(link, 0);
    ev_io_stop(links->loop, &link->front);
    ev_io_stop(links->loop, &link->hub);
    ev_timer_stop(links->loop, &link->patience);
    passage_fini(&link->passage);
    list_remove(&links->list, &link->node);
    free(link);
}

/* ---- events ---- */

_Static_assert((int)PASSAGE_READ == (int)EV_READ && (int)PASSAGE_WRITE == (int)EV_WRITE,
               "the events of a passage are those of the loop");

static void watch(struct links *links, ev_io *watcher, int fd, int events)
{
    if (ev_is_active(watcher) && watcher->fd == fd &&
        (watcher->events & (EV_READ | EV_WRITE)) == events)
        return;
    ev_io_stop(links->loop, watcher);
    ev_io_set(watcher, fd, events);
    if (events)
        ev_io_start(links->loop, watcher);
}

/* Waits for what the passage waits for, and nothing else. */
static void watch_link(struct link *link)
{
    struct passage *p = &link->passage;
    watch(link->links, &link->front, p->front, passage_front_events(p));
    watch(link->links, &link->hub, p->hub, passage_hub_events(p));
    if (passage_waits_for_front(p))
        ev_timer_again(link->links->loop, &link->patience);
    else
        ev_timer_stop(link->links->loop, &link->patience);
}

/* A hub that is ending may take connections for some moments yet. */
static int64_t pause_ms(unsigned hubs)
{
    static const int pauses[HUBS_MAX] = {0, 10, 40, 160};
    return hubs < HUBS_MAX ? pauses[hubs] : 0;
}

static enum reach_result try_to_reach(struct link *link, int64_t now, int *fd)
{
    if (now < link->reach_at)
        return REACH_LATER;
    if (link->passage.hubs < HUBS_MAX) {
        enum reach_result result = reach_hub(link->links->reach, now, fd);
        if (result != REACH_LATER || now < link->reach_until)
            return result;
    }
    reach_give_up(link->links->reach, now);
    return REACH_FAILED;
}

/* Gives the request to the hub, or says that there is none. */
static void reach(struct link *link)
{
    int64_t now = clock_monotonic_ms();
    int fd = -1;
    if (link->reach_until == 0) {
        set_reaching(link, now + REACH_MS);
        link->reach_at = now + pause_ms(link->passage.hubs);
    }
    enum reach_result result = try_to_reach(link, now, &fd);
    if (result == REACH_LATER)
        return;
    if (result == REACH_FORKED)
        link->links->be_hub(link->links);
    set_reaching(link, 0);
    if (result == REACH_DONE)
        passage_attach(&link->passage, fd);
    else
        passage_refuse(&link->passage);
}

static void move(struct link *link, int front_events, int hub_events)
{
    uint8_t *input = link->links->input;
    int hub = link->passage.hub;
    enum passage_next next = passage_move(&link->passage, front_events, hub_events, input);
    if (hub != link->passage.hub) /* closed: it must be forgotten before another has its number */
        ev_io_stop(link->links->loop, &link->hub);
    if (next == PASSAGE_WANTS_HUB) {
        reach(link);
        next = link->reach_until ? PASSAGE_GOES_ON : passage_move(&link->passage, 0, 0, input);
    }
    if (next == PASSAGE_OVER)
        close_link(link);
    else
        watch_link(link);
}

/* Without memory for it the loop stops watching one of the sides: no byte of it
 * would ever be seen. */
static void on_events(struct link *link, int front_events, int hub_events)
{
    if ((front_events | hub_events) & EV_ERROR)
        close_link(link);
    else
        move(link, front_events, hub_events);
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
    struct links *links = timer->data;
    (void)loop;
    (void)events;
    for (struct list_node *node = links->list.head, *next; node; node = next) {
        struct link *link = link_of(node);
        next = node->next;
        if (link->reach_until)
            move(link, 0, 0);
    }
}

/* ---- all links ---- */

void links_init(struct links *links, struct ev_loop *loop, struct reach *reach,
                void (*be_hub)(struct links *links))
{
    memset(links, 0, sizeof *links);
    links->loop = loop;
    links->reach = reach;
    links->be_hub = be_hub;
    ev_timer_init(&links->again, on_again, again_seconds, again_seconds);
    links->again.data = links;
}

void links_fini(struct links *links)
{
    while (links->list.head)
        close_link(
            link_of(links->list.head)); /* NOLINT(clang-analyzer-unix.Malloc): it left the list */
}

bool links_add(struct links *links, int front)
{
    struct link *link = calloc(1, sizeof *link);
    if (!link)
        return false;
    link->links = links;
    passage_init(&link->passage, front);
    ev_init(&link->front, on_front);
    ev_init(&link->hub, on_hub);
    ev_init(&link->patience, on_patience);
    link->patience.repeat = PATIENCE_SECONDS;
    link->front.data = link->hub.data = link->patience.data = link;
    list_append(&links->list, &link->node);
    watch_link(link);
    return true;
}
