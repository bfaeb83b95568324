#include "connections.h"

#include <string.h>

#include "../base/container.h"
#include "connection.h"
#include "output.h"

enum {
    IO_TIMEOUT_MS = 60000,
    SLOW_MS = 5000,                 /* to send a request, while descriptors are short */
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
    api_refuse(c->set->api, request, params_of(request));
}

static void on_complete(void *ctx, struct fcgi_request *request)
{
    struct connection *c = ctx;
    size_t len;
    char *body = fcgi_request_body(request, &len);
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

void connections_run(struct connections *set)
{
    while (api_run_some(set->api, clocks_now(&set->clocks)))
        if (set->dirty.count >= CONNECTIONS_FLUSH_AT)
            connections_flush(set);
    connections_flush(set);
}

static void on_event(struct ev_loop *loop, struct ev_io *watcher, int events)
{
    struct connection *c = CONTAINER_OF(watcher, struct connection, watcher);
    struct connections *set = c->set;
    (void)loop;
    bool ok = !(events & EV_ERROR); /* else the loop cannot watch it, and has stopped */
    if (ok && (events & EV_READ))
        ok = connection_read(c);
    if (ok && (events & EV_WRITE))
        ok = output_write(c);
    if (!ok)
        connection_close(c);
    else if (!c->dirty) /* else the flush settles it */
        connection_settle(c);
    if (api_pressed(set->api))
        connections_run(set);
    else if (set->dirty.count >= CONNECTIONS_FLUSH_AT)
        connections_flush(set);
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
    struct list *lists[] = {&set->busy, &set->held, &set->idle};
    for (unsigned i = 0; i < 3; i++)
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

/* Closes up to `n` that owe us a request for too long while others wait for
 * their place. They hold no poll. */
static uint32_t close_slow(struct connections *set, uint32_t n, int64_t now_ms)
{
    uint32_t closed = 0;
    for (struct list_node *node = set->busy.head, *next; node && closed < n; node = next) {
        struct connection *c = connection_listed(node);
        next = node->next;
        bool owes = buf_len(fcgi_session_output(&c->session)) == 0 &&
                    !fcgi_session_keeps(&c->session);
        if (!owes || now_ms - c->since < SLOW_MS)
            continue;
        connection_close(c);
        closed++;
    }
    return closed;
}

void connections_make_place(struct connections *set, uint32_t n, int64_t now_ms)
{
    connections_flush(set); /* or an answer could go with an idle connection */
    for (; n > 0 && set->idle.head; n--)
        connection_close(connection_listed(set->idle.head));
    n -= close_slow(set, n, now_ms);
    for (struct list_node *node = set->held.head; node && n > 0; node = node->next) {
        struct fcgi_request *request = fcgi_session_sole_kept(&connection_listed(node)->session);
        /* Multiplexed: an answer would free nothing. */
        if (request && api_ask_to_wait(set->api, fcgi_request_user(request)))
            n--;
    }
}

void connections_sweep(struct connections *set, int64_t now_ms)
{
    while (connections_next_deadline(set) <= now_ms)
        connection_close(connection_listed(set->busy.head));
}

int64_t connections_next_deadline(const struct connections *set)
{
    return set->busy.head ? connection_listed(set->busy.head)->progress + IO_TIMEOUT_MS : INT64_MAX;
}

bool connections_settled(const struct connections *set)
{
    for (struct list_node *node = set->busy.head; node; node = node->next) {
        struct connection *c = connection_listed(node);
        bool fresh = !c->heard && !c->ended;
        if (fresh || fcgi_session_receiving(&c->session) ||
            buf_len(fcgi_session_output(&c->session)) > 0)
            return false;
    }
    return true;
}
