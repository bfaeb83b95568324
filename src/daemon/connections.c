#include "connections.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <sodium.h>

#include "../base/log.h"

enum {
    FLUSH_AT = 24,      /* connections with output: so that a slab is left for each */
    AROUND_ANSWER = 64, /* bytes of records, around an answer that fits into a slab */
    IO_TIMEOUT_MS = 60000,
    SLOW_MS = 5000, /* to send a request, while descriptors are short */
    COMPLAINT_INTERVAL_MS = 10000,
    OUTPUT_MAX = 512 * 1024 * 1024, /* of one connection; it may carry all clients */
    BODIES_MAX = 32 * 1024 * 1024, /* unfinished, of one connection; four of the largest at least */
    OUTPUT_HIGH = 1024 * 1024,      /* no more is read while so much is to be written */
};

struct connection {
    struct ev_io watcher;
    struct fcgi_session session;
    struct connections *all;
    struct list *list; /* that it is on, or NULL */
    struct list_node node;
    struct connection *next_dirty;
    int64_t progress;    /* ms: when bytes last moved */
    int64_t listed;      /* ms: the progress by which it stands in its list */
    int64_t since;       /* ms: when it came onto its list */
    struct list blocked; /* of the api: who waits until it is not stuck */
    char *slab;          /* that the output uses, or NULL */
    bool dirty;
    bool stuck;     /* the peer has not taken what was written */
    bool ended;     /* the peer will send no more */
    bool lingering; /* we will send no more */
    bool closed;    /* to be freed when it is no longer dirty */
};

static struct connection *connection_of(struct ev_io *watcher)
{
    return (struct connection *)((char *)watcher - offsetof(struct connection, watcher));
}

struct api_time connections_now(struct connections *all)
{
    if (!all->now_is_known)
        all->now = clocks_now();
    all->now_is_known = true;
    return all->now;
}

void connections_forget_now(struct connections *all)
{
    all->now_is_known = false;
}

struct api_time clocks_now(void)
{
    struct timespec monotonic, real;
    clock_gettime(CLOCK_MONOTONIC, &monotonic);
    clock_gettime(CLOCK_REALTIME, &real);
    return (struct api_time){
        .monotonic = (int64_t)monotonic.tv_sec * 1000 + monotonic.tv_nsec / 1000000,
        .unix = (int64_t)real.tv_sec * 1000 + real.tv_nsec / 1000000,
    };
}

/* ---- lists ---- */

static struct connection *listed(struct list_node *node)
{
    return (struct connection *)((char *)node - offsetof(struct connection, node));
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

/* ---- what a session asks of its owner ---- */

static struct cgi_params params_of(const struct fcgi_request *request)
{
    struct cgi_params params;
    memcpy(params.of, fcgi_request_params(request), sizeof params.of);
    return params;
}

static void on_params(void *ctx, struct fcgi_request *request)
{
    struct connection *c = ctx;
    struct cgi_params params = params_of(request);
    api_refuse(c->all->api, request, &params);
}

static void on_complete(void *ctx, struct fcgi_request *request)
{
    struct connection *c = ctx;
    struct cgi_params params = params_of(request);
    size_t len;
    char *body = fcgi_request_body(request, &len);
    void *parked = NULL;
    switch (fcgi_request_fault(request)) {
    case FCGI_SOUND:
        parked = api_handle(c->all->api, request, &params, body, len, connections_now(c->all));
        break;
    case FCGI_PARAMS_TOO_LARGE: api_answer_bad_params(c->all->api, request); break;
    case FCGI_BODY_TOO_LARGE: api_answer_too_large(c->all->api, request); break;
    case FCGI_BODIES_TOO_LARGE: api_answer_crowded(c->all->api, request); break;
    case FCGI_NO_MEMORY: api_answer_busy(c->all->api, request); break;
    }
    if (parked)
        fcgi_request_keep(request, parked);
}

static void on_abandoned(void *ctx, struct fcgi_request *request)
{
    struct connection *c = ctx;
    api_forget(c->all->api, fcgi_request_user(request), connections_now(c->all));
}

static void on_output(void *ctx)
{
    struct connection *c = ctx;
    if (c->dirty)
        return;
    c->dirty = true;
    c->next_dirty = c->all->dirty;
    c->all->dirty = c;
    c->all->n_dirty++;
}

/* ---- output ---- */

static void return_slab(struct connection *c)
{
    if (!c->slab || fcgi_session_output(&c->session)->data == c->slab)
        return;
    slabs_put(&c->all->slabs, c->slab);
    c->slab = NULL;
}

/* Writes what there is. False: the connection is broken. */
static bool write_output(struct connection *c)
{
    struct buf *out = fcgi_session_output(&c->session);
    while (buf_len(out) > 0) {
        ssize_t n = send(c->watcher.fd, buf_bytes(out), buf_len(out), MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0) {
            bool full = errno == EAGAIN || errno == EWOULDBLOCK;
            c->stuck = true;
            buf_own(out);
            return_slab(c);
            return full;
        }
        buf_consume(out, (size_t)n);
        c->progress = connections_now(c->all).monotonic;
    }
    buf_fini(out); /* a connection that waits costs no buffer */
    return_slab(c);
    c->stuck = false;
    return true;
}

/* The same, from where the api is not calling: who waited for it goes on. */
static bool write_and_resume(struct connection *c)
{
    if (!write_output(c))
        return false;
    if (!c->stuck && c->blocked.head)
        api_resume(c->all->api, &c->blocked);
    return true;
}

/* Finds a place for `len` bytes of an answer in a slab, if there is one. */
static void make_room(struct connection *c, size_t len)
{
    struct buf *out = fcgi_session_output(&c->session);
    on_output(c); /* the flush settles what happens here, and resumes who waits */
    if (c->slab && len + AROUND_ANSWER > out->cap - out->end)
        write_output(c); /* if it is broken, that shows again */
    if (out->data)
        return;
    c->slab = slabs_take(&c->all->slabs);
    if (c->slab)
        buf_lend(out, c->slab, SLAB_BYTES);
}

static void answer(void *request, const char *head, size_t head_len, const char *body,
                   size_t body_len)
{
    struct connection *c = fcgi_request_ctx(request);
    make_room(c, head_len + body_len);
    if (fcgi_request_has_room(request, head_len + body_len))
        fcgi_request_answer(request, head, head_len, body, body_len);
    else
        fcgi_request_answer(request, failure_busy_response, strlen(failure_busy_response), "", 0);
    return_slab(c);
}

static bool pass(void *request, const char *bytes, size_t len)
{
    struct connection *c = fcgi_request_ctx(request);
    make_room(c, len);
    bool room = fcgi_request_has_room(request, len);
    if (room)
        fcgi_request_pass(request, bytes, len);
    return_slab(c);
    return room;
}

static void finish_answer(void *request, const char *bytes, size_t len)
{
    struct connection *c = fcgi_request_ctx(request);
    make_room(c, len);
    fcgi_request_answer(request, bytes, len, "", 0);
    return_slab(c);
}

static struct list *blocked(void *request)
{
    struct connection *c = fcgi_request_ctx(request);
    return c->stuck ? &c->blocked : NULL;
}

const struct api_output connections_output = {answer, pass, finish_answer, blocked};

/* ---- one connection ---- */

static void close_connection(struct connection *c)
{
    struct connections *all = c->all;
    ev_io_stop(all->loop, &c->watcher);
    close(c->watcher.fd);
    fcgi_session_fini(&c->session);
    return_slab(c);
    leave_list(c);
    all->count--;
    c->closed = true;
    if (!c->dirty)
        pool_put(&all->pool, c);
}

/* The watcher's interest, from the state of the session and nothing else. */
static void update_interest(struct connection *c)
{
    uint32_t pending = buf_len(fcgi_session_output(&c->session));
    int events = (c->ended || pending > OUTPUT_HIGH ? 0 : EV_READ) | (pending > 0 ? EV_WRITE : 0);
    if (events == (c->watcher.events & (EV_READ | EV_WRITE)))
        return;
    ev_io_stop(c->all->loop, &c->watcher);
    ev_io_set(&c->watcher, c->watcher.fd, events);
    ev_io_start(c->all->loop, &c->watcher);
}

static void update_list(struct connection *c)
{
    bool waits_for_peer = fcgi_session_receiving(&c->session) || c->lingering ||
                          buf_len(fcgi_session_output(&c->session)) > 0;
    if (waits_for_peer)
        enter_list(c, &c->all->busy);
    else if (fcgi_session_busy(&c->session))
        enter_list(c, &c->all->held);
    else
        enter_list(c, &c->all->idle);
}

/* After bytes have moved: goes on, begins to linger, or closes. */
static void settle(struct connection *c)
{
    bool cut;
    bool closing = fcgi_session_closing(&c->session, &cut);
    if (!fcgi_session_sound(&c->session)) {
        close_connection(c);
        return;
    }
    if (buf_len(fcgi_session_output(&c->session)) == 0) {
        if (c->ended || (closing && !cut)) {
            close_connection(c);
            return;
        }
        /* Closing while the peer sends would reset it, and lose the answer. */
        if (closing && !c->lingering) {
            shutdown(c->watcher.fd, SHUT_WR);
            c->lingering = true;
        }
    }
    update_interest(c);
    update_list(c);
}

/* Says it, but not for each of a flood. */
static void complain(struct connections *all, int64_t now_ms)
{
    if (now_ms < all->complain_again)
        return;
    all->complain_again = now_ms + COMPLAINT_INTERVAL_MS;
    log_line("a connection was closed: its peer broke the FastCGI protocol");
}

/* Reads once. False: the connection is broken. */
static bool read_input(struct connection *c)
{
    struct connections *all = c->all;
    ssize_t n = recv(c->watcher.fd, all->input, sizeof all->input, 0);
    if (n < 0)
        return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
    if (n == 0) {
        c->ended = true;
        fcgi_session_end_requests(&c->session);
        return true;
    }
    c->progress = connections_now(all).monotonic;
    bool sound = fcgi_session_feed(&c->session, all->input, (size_t)n);
    sodium_memzero(all->input, (size_t)n);
    if (sound)
        return true;
    complain(all, c->progress);
    return false;
}

static void on_event(struct ev_loop *loop, struct ev_io *watcher, int events)
{
    struct connection *c = connection_of(watcher);
    struct connections *all = c->all;
    (void)loop;
    bool ok = !(events & EV_ERROR);
    if (ok && (events & EV_READ))
        ok = read_input(c);
    if (ok && (events & EV_WRITE))
        ok = write_and_resume(c);
    if (!ok)
        close_connection(c);
    else if (!c->dirty) /* else the flush settles it */
        settle(c);
    if (api_pressed(all->api))
        connections_run(all);
    else if (all->n_dirty >= FLUSH_AT)
        connections_flush(all);
}

/* ---- all connections ---- */

void connections_run(struct connections *all)
{
    while (api_run_some(all->api, connections_now(all)))
        if (all->n_dirty >= FLUSH_AT)
            connections_flush(all);
    connections_flush(all);
}

void connections_init(struct connections *all, struct ev_loop *loop, uint32_t body_max,
                      unsigned max_conns, unsigned max_reqs)
{
    memset(all, 0, sizeof *all);
    all->loop = loop;
    pool_init(&all->pool, sizeof(struct connection));
    pool_init(&all->requests, sizeof(struct fcgi_request));
    all->pool.reserved = all->requests.reserved = true;
    all->config = (struct fcgi_config){
        .handler = {on_params, on_complete, on_abandoned, on_output},
        .body_max = body_max,
        .bodies_max = body_max < BODIES_MAX / 4 ? BODIES_MAX : (size_t)body_max * 4,
        .output_max = OUTPUT_MAX,
        .max_conns = max_conns,
        .max_reqs = max_reqs,
        .requests = &all->requests,
        .spare = &all->spare_input,
    };
    slabs_init(&all->slabs);
    _Static_assert((int)CGI_N_PARAMS <= (int)FCGI_PARAMS_WANTED_MAX, "the params fit");
    for (unsigned i = 0; i < CGI_N_PARAMS; i++)
        fcgi_config_want(&all->config, i, cgi_param_names[i]);
}

void connections_fini(struct connections *all)
{
    connections_flush(all);
    struct list *lists[] = {&all->busy, &all->held, &all->idle};
    for (unsigned i = 0; i < 3; i++)
        while (lists[i]->head)
            close_connection(listed(lists[i]->head));
    request_input_free(all->spare_input);
    slabs_fini(&all->slabs);
    pool_fini(&all->pool);
    pool_fini(&all->requests);
}

bool connections_add(struct connections *all, int fd)
{
    struct connection *c = pool_get(&all->pool);
    if (!c)
        return false;
    c->all = all;
    c->progress = connections_now(all).monotonic;
    fcgi_session_init(&c->session, &all->config, c);
    ev_io_init(&c->watcher, on_event, fd, EV_READ);
    ev_io_start(all->loop, &c->watcher);
    enter_list(c, &all->busy); /* its first request is on the way */
    all->count++;
    return true;
}

void connections_flush(struct connections *all)
{
    for (struct connection *c; (c = all->dirty) != NULL;) {
        all->dirty = c->next_dirty;
        all->n_dirty--;
        c->dirty = false;
        if (c->closed)
            pool_put(&all->pool, c);
        else if (!write_and_resume(c))
            close_connection(c);
        else
            settle(c);
    }
}

/* Closes up to `n` that owe us a request for too long while others wait for
 * their place. They hold no poll. */
static uint32_t close_slow(struct connections *all, uint32_t n, int64_t now_ms)
{
    uint32_t closed = 0;
    for (struct list_node *node = all->busy.head, *next; node && closed < n; node = next) {
        struct connection *c = listed(node);
        next = node->next;
        bool owes = buf_len(fcgi_session_output(&c->session)) == 0 &&
                    !fcgi_session_keeps(&c->session);
        if (!owes || now_ms - c->since < SLOW_MS)
            continue;
        close_connection(c);
        closed++;
    }
    return closed;
}

void connections_make_place(struct connections *all, uint32_t n, int64_t now_ms)
{
    connections_flush(all); /* or an answer could go with an idle connection */
    for (; n > 0 && all->idle.head; n--)
        close_connection(listed(all->idle.head));
    n -= close_slow(all, n, now_ms);
    for (struct list_node *node = all->held.head; node && n > 0; node = node->next) {
        struct fcgi_request *request = fcgi_session_sole_kept(&listed(node)->session);
        /* Multiplexed: an answer would free nothing. */
        if (request && api_ask_to_wait(all->api, fcgi_request_user(request)))
            n--;
    }
}

void connections_sweep(struct connections *all, int64_t now_ms)
{
    while (connections_next_deadline(all) <= now_ms)
        close_connection(listed(all->busy.head));
}

int64_t connections_next_deadline(const struct connections *all)
{
    return all->busy.head ? listed(all->busy.head)->progress + IO_TIMEOUT_MS : INT64_MAX;
}

bool connections_settled(const struct connections *all)
{
    for (struct list_node *node = all->busy.head; node; node = node->next) {
        struct connection *c = listed(node);
        if (fcgi_session_receiving(&c->session) || buf_len(fcgi_session_output(&c->session)) > 0)
            return false;
    }
    return true;
}
