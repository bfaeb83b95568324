#include "connection.h"

#include <assert.h>
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <sodium.h>

#include "../base/container.h"
#include "../base/log.h"
#include "output.h"

enum {
    COMPLAINT_INTERVAL_MS = 10000,
    OUTPUT_HIGH = 1024 * 1024, /* no more is read while so much is to be written */
};

/* ---- lists ---- */

struct connection *connection_listed(struct list_node *node)
{
    return CONTAINER_OF(node, struct connection, node);
}

static void leave_list(struct connection *c)
{
    if (c->list)
        list_remove(c->list, &c->node);
    c->list = NULL;
}

/* To the end of a list, unless it is there and nothing has moved. */
static void enter_list(struct connection *c, struct list *list)
{
    if (c->list == list && c->listed == c->progress)
        return;
    if (c->list != list)
        c->since = c->progress;
    c->listed = c->progress;
    leave_list(c);
    c->list = list;
    list_append(list, &c->node);
}

/* ---- one connection ---- */

void connection_close(struct connection *c)
{
    struct connections *set = c->set;
    ev_io_stop(set->loop, &c->watcher);
    fcgi_session_fini(&c->session);
    output_return_slab(c);
    assert(!c->slab && !c->blocked.head);
    close(c->watcher.fd);
    if (c->dirty)
        list_remove(&set->dirty, &c->dirty_node);
    if (c->due)
        list_remove(c->due, &c->due_node);
    leave_list(c);
    set->count--;
    pool_put(&set->pool, c);
}

/* The watcher's interest, from the state of the session and nothing else. */
static void update_interest(struct connection *c, uint32_t pending)
{
    int events = (c->ended || pending > OUTPUT_HIGH ? 0 : EV_READ) | (pending > 0 ? EV_WRITE : 0);
    if (events == (c->watcher.events & (EV_READ | EV_WRITE)))
        return;
    ev_io_stop(c->set->loop, &c->watcher);
    ev_io_set(&c->watcher, c->watcher.fd, events);
    ev_io_start(c->set->loop, &c->watcher);
}

static void update_list(struct connection *c, uint32_t pending)
{
    c->receives = fcgi_session_receiving(&c->session);
    if (c->receives || c->lingering || !c->heard || pending > 0)
        enter_list(c, c->asked ? &c->set->busy : &c->set->unasked);
    else if (fcgi_session_busy(&c->session))
        enter_list(c, &c->set->held);
    else
        enter_list(c, &c->set->idle);
}

void connection_settle(struct connection *c)
{
    bool cut;
    bool closing = fcgi_session_closing(&c->session, &cut);
    if (!fcgi_session_sound(&c->session)) {
        connection_close(c);
        return;
    }
    uint32_t pending = buf_len(fcgi_session_output(&c->session));
    if (pending == 0) {
        if (c->ended || (closing && !cut)) {
            connection_close(c);
            return;
        }
        /* Closing while the peer sends would reset it, and lose the answer. */
        if (closing && !c->lingering) {
            shutdown(c->watcher.fd, SHUT_WR);
            c->lingering = true;
        }
    }
    update_interest(c, pending);
    update_list(c, pending);
}

/* Says it, but not for each of a flood. */
static void complain(struct connections *set, int64_t now_ms)
{
    if (now_ms < set->complain_again)
        return;
    set->complain_again = now_ms + COMPLAINT_INTERVAL_MS;
    log_event(LOG_WARNING, "connection_closed",
              "a connection was closed: its peer broke the FastCGI protocol");
}

void connection_note(struct connection *c, int events)
{
    c->events |= (uint8_t)events;
    if (c->due)
        return;
    struct connections *set = c->set;
    if (c->heavy_until && c->heavy_until <= clocks_now(&set->clocks).monotonic)
        c->heavy_until = 0;
    c->due = c->receives || c->heavy_until ? &set->heavy : &set->light;
    list_append(c->due, &c->due_node);
}

bool connection_read(struct connection *c, size_t most)
{
    struct connections *set = c->set;
    size_t room = most < sizeof set->input ? most : sizeof set->input;
    ssize_t n = recv(c->watcher.fd, set->input, room, 0);
    if (n < 0)
        return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
    if (n == 0) {
        c->ended = true;
        fcgi_session_end_requests(&c->session);
        return true;
    }
    c->heard = true;
    c->progress = clocks_now(&set->clocks).monotonic;
    bool sound = fcgi_session_feed(&c->session, set->input, (size_t)n);
    sodium_memzero(set->input, (size_t)n);
    if (sound)
        return true;
    complain(set, c->progress);
    return false;
}

bool connection_open(struct connections *set, int fd)
{
    struct connection *c = pool_get(&set->pool);
    if (!c)
        return false;
    c->set = set;
    c->progress = clocks_now(&set->clocks).monotonic;
    fcgi_session_init(&c->session, &set->config, c);
    ev_io_init(&c->watcher, set->on_event, fd, EV_READ);
    ev_io_start(set->loop, &c->watcher);
    enter_list(c, &set->unasked);
    connection_note(c, EV_READ); /* its first request is on the way, or here */
    set->count++;
    return true;
}
