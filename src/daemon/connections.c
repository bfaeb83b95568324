#include "connections.h"

#include <string.h>

#include "../base/container.h"
#include "connection.h"
#include "output.h"

enum {
    IO_TIMEOUT_MS = 60000,
    SLOW_MS = 5000,   /* to send a request, while descriptors are short */
    UNASKED_MS = 250, /* the same, to send the first one */
    LOOKED_AT = 1024, /* connections at a time, for one that is slow */
    /* Parts of a turn. The loop tells in each turn of all that are left, so that of the light
     * ones, which may be thousands, as few as possible should be. */
    LIGHT_PART_US = 20000,
    HEAVY_PART_US = 3000,
    ANSWERS_PART_US = 3000,
    PRESSED_MS = 50, /* how long the heavy ones wait at most because a reader is pressed */
    HEAVY_US = 50,   /* more than any request of a small room takes */
    HEAVY_MS = 1000, /* how long who took more is served after the others */
    OUTPUT_MAX = 512 * 1024 * 1024, /* of one connection; it may carry all clients */
    HELD_MAX = 32 * 1024 * 1024, /* unfinished, of one connection; four of the largest at least */
};

/* ---- what a session asks of its owner ---- */

/* They have the same indexes, and there are as many at least. */
static const struct cgi_params *params_of(const struct fcgi_request *request)
{
    _Static_assert(sizeof(struct cgi_params) <= FCGI_PARAMS_WANTED_MAX * sizeof(struct span),
                   "nothing but the spans");
    return (const struct cgi_params *)(const void *)fcgi_request_params(request);
}

static void on_params(void *ctx, struct fcgi_request *request)
{
    struct connection *c = ctx;
    if (api_refuse(c->set->api, request, params_of(request)))
        c->asked = true;
}

static void on_complete(void *ctx, struct fcgi_request *request)
{
    struct connection *c = ctx;
    size_t len;
    char *body = fcgi_request_body(request, &len);
    c->asked = true;
    struct parked *parked = NULL;
    switch (fcgi_request_fault(request)) {
    case FCGI_SOUND:
        if (!output_has_room(request)) {
            api_answer_busy(c->set->api, request);
            break;
        }
        parked = api_handle(c->set->api, request, params_of(request), body, len,
                            clocks_now(&c->set->clocks));
        break;
    case FCGI_PARAMS_TOO_LARGE: api_answer_bad_params(c->set->api, request); break;
    case FCGI_BODY_TOO_LARGE: api_answer_too_large(c->set->api, request); break;
    case FCGI_INPUTS_TOO_LARGE: api_answer_crowded(c->set->api, request); break;
    case FCGI_NO_MEMORY: api_answer_busy(c->set->api, request); break;
    }
    if (parked)
        fcgi_request_keep(request, parked);
}

static void on_abandoned(void *ctx, struct fcgi_request *request)
{
    struct connection *c = ctx;
    api_forget(c->set->api, fcgi_request_user(request), clocks_now(&c->set->clocks));
}

static void on_output(void *ctx)
{
    output_note(ctx);
}

/* ---- all connections ---- */

bool connections_run(struct connections *set)
{
    bool more = true;
    for (int64_t end = set->clocks.read_us() + ANSWERS_PART_US; more;) {
        more = api_run_some(set->api, clocks_now(&set->clocks));
        if (set->dirty.count >= CONNECTIONS_FLUSH_AT)
            connections_flush(set);
        if (more && set->clocks.read_us() >= end)
            break;
    }
    connections_flush(set);
    return more || connections_due(set);
}

static void on_event(struct ev_loop *loop, struct ev_io *watcher, int events)
{
    struct connection *c = CONTAINER_OF(watcher, struct connection, watcher);
    (void)loop;
    if (events & EV_ERROR) /* the loop cannot watch it, and has stopped */
        connection_close(c);
    else
        connection_note(c, events);
}

/* Does what a connection waits for. False: it is broken. */
static inline bool serve(struct connection *c, size_t most)
{
    int events = c->events & c->watcher.events; /* it may no longer wait for all of them */
    c->due = NULL;
    c->events = 0;
    return !((events & EV_READ) && !connection_read(c, most)) &&
           !((events & EV_WRITE) && !output_write(c));
}

/* Serves those that are on a list now, for a part of a turn. */
static void serve_list(struct connections *set, struct list *list, int64_t part_us)
{
    int64_t now_us = set->clocks.read_us(), end_us = now_us + part_us;
    for (uint64_t n = list->count; n > 0 && list->head && now_us < end_us; n--) {
        struct connection *c = CONTAINER_OF(list_take(list), struct connection, due_node);
        bool ok = serve(c, SIZE_MAX);
        int64_t then_us = set->clocks.read_us();
        if (then_us - now_us > HEAVY_US)
            c->heavy_until = clocks_now(&set->clocks).monotonic + HEAVY_MS;
        now_us = then_us;
        if (!ok)
            connection_close(c);
        else if (!c->dirty) /* else the flush settles it */
            connection_settle(c);
        if (set->dirty.count >= CONNECTIONS_FLUSH_AT) {
            connections_flush(set);
            now_us = set->clocks.read_us(); /* that was not the next one's work */
        }
        if (list == &set->heavy && api_pressed(set->api))
            return;
    }
}

/* Until a reader is no longer pressed nothing more comes from the heavy ones, or its queue would
 * overflow. But where that never ends, they do not wait for ever. */
static bool may_serve_heavy(struct connections *set, int64_t now_ms)
{
    return set->heavy.head && (!api_pressed(set->api) || now_ms - set->heavy_served >= PRESSED_MS);
}

/* What makes no request whole fills no queue, and does not wait for the reader. */
static void serve_pieces(struct connections *set)
{
    struct list_node *node = set->heavy.head, *next;
    int64_t end_us = node ? set->clocks.read_us() + HEAVY_PART_US : 0;
    for (unsigned i = 0; node && i < LOOKED_AT; i++, node = next) {
        struct connection *c = CONTAINER_OF(node, struct connection, due_node);
        size_t left = fcgi_session_record_left(&c->session);
        next = node->next;
        if (left == 0)
            continue;
        list_remove(&set->heavy, node);
        if (!serve(c, left))
            connection_close(c);
        else if (!c->dirty)
            connection_settle(c);
        if (set->clocks.read_us() >= end_us)
            return;
    }
}

void connections_serve(struct connections *set)
{
    int64_t now_ms = clocks_now(&set->clocks).monotonic;
    if (set->light.head)
        serve_list(set, &set->light, LIGHT_PART_US);
    if (!may_serve_heavy(set, now_ms)) {
        serve_pieces(set);
        return;
    }
    set->heavy_served = now_ms;
    serve_list(set, &set->heavy, HEAVY_PART_US);
}

bool connections_due(const struct connections *set)
{
    return set->light.head || set->heavy.head;
}

void connections_init(struct connections *set, struct ev_loop *loop, uint32_t body_max,
                      unsigned max_conns, unsigned max_reqs)
{
    memset(set, 0, sizeof *set);
    set->loop = loop;
    set->on_event = on_event;
    clocks_init(&set->clocks);
    pool_init(&set->pool, sizeof(struct connection));
    pool_init(&set->requests, sizeof(struct fcgi_request));
    set->pool.reserved = set->requests.reserved = true;
    set->config = (struct fcgi_config){
        .handler = {on_params, on_complete, on_abandoned, on_output},
        .body_max = body_max,
        .held_max = body_max < HELD_MAX / 4 ? HELD_MAX : (size_t)body_max * 4,
        .output_max = OUTPUT_MAX,
        .max_conns = max_conns,
        .max_reqs = max_reqs,
        .requests = &set->requests,
        .spare = &set->spare_input,
    };
    slabs_init(&set->slabs);
    _Static_assert((int)CGI_N_PARAMS <= (int)FCGI_PARAMS_WANTED_MAX, "the params fit");
    for (unsigned i = 0; i < CGI_N_PARAMS; i++)
        fcgi_config_want(&set->config, i, cgi_param_names[i]);
}

void connections_fini(struct connections *set)
{
    connections_flush(set);
    struct list *lists[] = {&set->unasked, &set->busy, &set->held, &set->idle};
    for (unsigned i = 0; i < sizeof lists / sizeof *lists; i++)
        while (lists[i]->head)
            connection_close(connection_listed(lists[i]->head));
    request_input_free(set->spare_input);
    slabs_fini(&set->slabs);
    pool_fini(&set->pool);
    pool_fini(&set->requests);
}

bool connections_add(struct connections *set, int fd)
{
    return connection_open(set, fd);
}

void connections_flush(struct connections *set)
{
    for (struct list_node *node; (node = set->dirty.head) != NULL;) {
        struct connection *c = CONTAINER_OF(node, struct connection, dirty_node);
        list_remove(&set->dirty, node);
        c->dirty = false;
        if (output_write(c))
            connection_settle(c);
        else
            connection_close(c);
    }
}

/* Whether it owes us a request for too long while others wait for its place. It holds no
 * poll then. */
static bool is_slow(struct connection *c, int64_t now_ms)
{
    if (c->list == &c->set->unasked)
        return now_ms - c->since >= UNASKED_MS;
    return now_ms - c->since >= SLOW_MS && buf_len(fcgi_session_output(&c->session)) == 0 &&
           !fcgi_session_keeps(&c->session);
}

static bool is_any(struct connection *c, int64_t now_ms)
{
    (void)c;
    (void)now_ms;
    return true;
}

/* Closes up to `n` of a list; none of which more is to be read. Returns how many. */
static uint32_t close_some(struct list *list, uint32_t n,
                           bool (*matches)(struct connection *, int64_t), int64_t now_ms)
{
    struct list_node *node = list->head, *next;
    uint32_t closed = 0;
    for (unsigned i = 0; node && closed < n && i < LOOKED_AT; i++, node = next) {
        struct connection *c = connection_listed(node);
        next = node->next;
        if (c->due || !matches(c, now_ms))
            continue;
        connection_close(c);
        closed++;
    }
    return closed;
}

void connections_make_place(struct connections *set, uint32_t n, int64_t now_ms)
{
    connections_flush(set); /* or an answer could go with an idle connection */
    n -= close_some(&set->unasked, n, is_slow, now_ms);
    n -= close_some(&set->idle, n, is_any, now_ms);
    n -= close_some(&set->busy, n, is_slow, now_ms);
    if (n <= set->unasked.count)
        return; /* these make place in a moment */
    n -= (uint32_t)set->unasked.count;
    for (struct list_node *node = set->held.head; node && n > 0; node = node->next) {
        struct fcgi_request *request = fcgi_session_sole_kept(&connection_listed(node)->session);
        /* Multiplexed: an answer would free nothing. */
        if (request && api_ask_to_wait(set->api, fcgi_request_user(request)))
            n--;
    }
}

static void sweep_list(struct list *list, int64_t now_ms)
{
    struct list_node *node = list->head, *next;
    for (unsigned spared = 0; node && spared < LOOKED_AT; node = next) {
        struct connection *c = connection_listed(node);
        next = node->next;
        if (c->progress + IO_TIMEOUT_MS > now_ms)
            return; /* as are all that follow */
        if (c->due)
            spared++; /* something has come, and waits for its turn */
        else
            connection_close(c);
    }
}

void connections_sweep(struct connections *set, int64_t now_ms)
{
    sweep_list(&set->unasked, now_ms);
    sweep_list(&set->busy, now_ms);
}

int64_t connections_next_deadline(const struct connections *set)
{
    int64_t at = INT64_MAX;
    const struct list *lists[] = {&set->unasked, &set->busy};
    for (unsigned i = 0; i < 2; i++)
        if (lists[i]->head && connection_listed(lists[i]->head)->progress + IO_TIMEOUT_MS < at)
            at = connection_listed(lists[i]->head)->progress + IO_TIMEOUT_MS;
    return at;
}

/* Of a list of those that wait for their peer. */
static bool is_settled(const struct list *list)
{
    for (struct list_node *node = list->head; node; node = node->next) {
        struct connection *c = connection_listed(node);
        bool fresh = !c->heard && !c->ended;
        if (fresh || fcgi_session_receiving(&c->session) ||
            buf_len(fcgi_session_output(&c->session)) > 0)
            return false;
    }
    return true;
}

bool connections_settled(const struct connections *set)
{
    return !connections_due(set) && is_settled(&set->unasked) && is_settled(&set->busy);
}
