#include "server.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <ev.h>

#include "../base/log.h"
#include "config.h"
#include "acceptor.h"
#include "connections.h"
#include "idle.h"
#include "output.h"
#include "wakeup.h"

enum {
    FAREWELL_MS = 500,  /* for the last answers, at the end */
    TABLES_MAX = 65536, /* descriptors that libev's tables are made for at start */
    JOIN_BURST = 1000,
    RATE_BURST_SECONDS = 5,
    N_SIGNALS = 3,
};

struct server {
    struct ev_loop *loop;
    struct listener *listener;
    struct api *api;
    const struct peers *peers;
    uint32_t fds_max, fds_own; /* descriptors: the limit, and those that are no connections */
    uint32_t accept_below;     /* connections: with fewer than these a pause ends */
    bool was_paused;           /* the acceptor, at the last turn of the loop */
    int64_t stop_at;           /* ms; 0: not stopping */
    int64_t armed;             /* ms: when the timer ends */
    struct idle idle;
    struct acceptor acceptor;
    ev_timer timer;
    ev_prepare prepare;
    struct wakeup wakeup;
    ev_signal signals[N_SIGNALS];
    struct connections connections;
};

/* ---- descriptors ---- */

uint32_t server_raise_fd_limit(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return 256;
    limit.rlim_cur = limit.rlim_max;
    if (setrlimit(RLIMIT_NOFILE, &limit) != 0)
        getrlimit(RLIMIT_NOFILE, &limit);
    return limit.rlim_cur > INT32_MAX ? INT32_MAX : (uint32_t)limit.rlim_cur;
}

static uint32_t count_open_fds(uint32_t fds_max)
{
    enum { LOOKED_AT = 1024 };
    uint32_t n = 0;
    for (int fd = 0; fd < LOOKED_AT && (uint32_t)fd < fds_max; fd++)
        n += fcntl(fd, F_GETFD) != -1;
    return n;
}

static void ignore_event(struct ev_loop *loop, struct ev_io *watcher, int events)
{
    (void)loop;
    (void)watcher;
    (void)events;
}

/* libev aborts when one of its tables cannot grow, so they are grown while
 * there is memory: by watchers that are started and stopped again unseen. */
static bool grow_loop_tables(struct ev_loop *loop, uint32_t n)
{
    ev_io *watchers = calloc(n, sizeof *watchers);
    if (!watchers)
        return false;
    for (uint32_t i = 0; i < n; i++) {
        ev_io_init(&watchers[i], ignore_event, (int)i, EV_READ);
        ev_io_start(loop, &watchers[i]);
        ev_feed_event(loop, &watchers[i], EV_READ);
    }
    for (uint32_t i = 0; i < n; i++) {
        ev_clear_pending(loop, &watchers[i]);
        ev_io_stop(loop, &watchers[i]);
    }
    free(watchers);
    return true;
}

/* So that a `send` always finds a place. */
static void make_place(struct server *s, int64_t now)
{
    uint32_t reserve = s->fds_max / 16, used = s->fds_own + s->connections.count;
    if (used + reserve > s->fds_max)
        connections_make_place(&s->connections, used + reserve - s->fds_max, now);
}

/* ---- accepting ---- */

static bool take_connection(void *ctx, int fd)
{
    struct server *s = ctx;
    return connections_add(&s->connections, fd);
}

/* With a connection less there is a descriptor for another, before the pause ends. */
static void note_acceptor(struct server *s)
{
    bool paused = acceptor_is_paused(&s->acceptor);
    if (paused && s->was_paused && s->connections.count < s->accept_below)
        acceptor_resume(&s->acceptor);
    else if (paused)
        s->accept_below = s->connections.count;
    s->was_paused = paused;
}

/* ---- the loop ---- */

static void begin_stop(struct server *s, int64_t now)
{
    acceptor_stop(&s->acceptor);
    listener_close(s->listener);
    s->stop_at = now + FAREWELL_MS;
}

static void on_signal(struct ev_loop *loop, ev_signal *watcher, int events)
{
    struct server *s = watcher->data;
    (void)loop;
    (void)events;
    if (!s->stop_at)
        begin_stop(s, clocks_read().monotonic);
}

static void on_timer(struct ev_loop *loop, ev_timer *timer, int events)
{
    (void)loop;
    (void)timer;
    (void)events; /* the loop has woken up, which is all that was wanted */
}

static int64_t earlier(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static void arm_timer(struct server *s, int64_t idle_end, int64_t now)
{
    int64_t at = earlier(api_next_deadline(s->api), connections_next_deadline(&s->connections));
    at = earlier(at, idle_end);
    if (s->stop_at)
        at = earlier(at, s->stop_at);
    if (at == s->armed && ev_is_active(&s->timer))
        return;
    s->armed = at;
    ev_timer_stop(s->loop, &s->timer);
    if (at == INT64_MAX)
        return;
    ev_timer_set(&s->timer, at > now ? (double)(at - now) / 1000 : 0, 0);
    ev_timer_start(s->loop, &s->timer);
}

/* The one pass between two waits: what is due, answers, writing. */
static void on_prepare(struct ev_loop *loop, ev_prepare *prepare, int events)
{
    struct server *s = prepare->data;
    clocks_forget(&s->connections.clocks); /* the events may have taken a while */
    struct api_time now = clocks_now(&s->connections.clocks);
    (void)events;
    if (s->stop_at)
        api_ask_all_to_wait(s->api);
    connections_sweep(&s->connections, now.monotonic);
    make_place(s, now.monotonic);
    connections_run(&s->connections);
    note_acceptor(s);
    int64_t idle_end = idle_note(&s->idle, s->stop_at || api_n_clients(s->api) > 0, now.monotonic);
    if (idle_end <= now.monotonic) {
        log_event(LOG_INFO, "idle_exit", "nobody has been there for {seconds} seconds",
                  LOG_NUMBER("seconds", (double)s->idle.limit_ms / 1000));
        begin_stop(s, now.monotonic);
    }
    if (s->stop_at && (connections_settled(&s->connections) || s->stop_at <= now.monotonic))
        ev_break(loop, EVBREAK_ALL);
    arm_timer(s, idle_end, now.monotonic);
    clocks_forget(&s->connections.clocks); /* from here on it waits */
}

static struct api_config api_config_of(const struct options *o)
{
    return (struct api_config){
        .limits =
            {
                .hold_ms = (int64_t)(o->hold * 1000),
                .max_hold_ms = (int64_t)(o->max_hold * 1000),
                .grace_ms = (int64_t)(o->grace * 1000),
                .max_clients = o->max_clients,
                .max_room = o->max_room,
                .max_parked = o->max_parked,
                .max_party = o->max_parked_per_address,
                .max_queue = o->max_queue,
                .messages = {o->rate, o->rate * (double)RATE_BURST_SECONDS},
                .bytes = {o->rate_bytes, (double)o->max_queue / 4},
            },
        .joins = {o->join_rate / 60, JOIN_BURST},
        .trusted = o->trusted,
        .body_max = o->max_body,
        .answer_max = o->max_answer,
        .process_per_poll = o->relay,
        .version = PACKAGE_VERSION,
    };
}

static const int end_signals[N_SIGNALS] = {SIGTERM, SIGINT, SIGUSR1};

void server_end_signals(sigset_t *set)
{
    sigemptyset(set);
    for (unsigned i = 0; i < N_SIGNALS; i++)
        sigaddset(set, end_signals[i]);
}

static void start_watchers(struct server *s)
{
    sigset_t ends;
    for (unsigned i = 0; i < N_SIGNALS; i++) {
        ev_signal_init(&s->signals[i], on_signal, end_signals[i]);
        s->signals[i].data = s;
        ev_signal_start(s->loop, &s->signals[i]);
    }
    server_end_signals(&ends);
    sigprocmask(SIG_UNBLOCK, &ends, NULL);
    ev_timer_init(&s->timer, on_timer, 0, 0);
    ev_prepare_init(&s->prepare, on_prepare);
    s->prepare.data = s;
    ev_prepare_start(s->loop, &s->prepare);
    wakeup_start(&s->wakeup, s->loop);
    const struct acceptor_owner owner = {.take = take_connection};
    acceptor_start(&s->acceptor, s->loop, s->listener->fd, s->peers, owner, s);
}

static bool prepare_server(struct server *s, const struct options *options)
{
    struct api_config config = api_config_of(options);
    const uint32_t most_reqs = UINT16_MAX; /* ids that FastCGI has */
    s->loop = ev_default_loop(0);
    s->idle.limit_ms = (int64_t)(options->idle_exit * 1000);
    s->fds_max = server_raise_fd_limit();
    s->api = api_new(&config, clocks_read(), connections_output);
    uint32_t tables = s->fds_max < TABLES_MAX ? s->fds_max : TABLES_MAX;
    if (!s->loop || !s->api || !grow_loop_tables(s->loop, tables)) {
        log_event(LOG_ERROR, "out_of_memory", "out of memory");
        return false;
    }
    connections_init(&s->connections, s->loop, config.body_max, s->fds_max, most_reqs);
    s->connections.api = s->api;
    start_watchers(s);
    s->fds_own = count_open_fds(s->fds_max);
    return true;
}

int server_run(const struct options *options, struct listener *listener, const struct peers *peers)
{
    struct server *s = calloc(1, sizeof *s);
    if (!s) {
        log_event(LOG_ERROR, "out_of_memory", "out of memory");
        listener_close(listener);
        return EXIT_FAILURE;
    }
    s->listener = listener;
    s->peers = peers;
    int status = EXIT_FAILURE;
    if (prepare_server(s, options)) {
        log_event(LOG_INFO, "started",
                  "version {version}, listening on {address}, {descriptors} descriptors",
                  LOG_TEXT("version", PACKAGE_VERSION), LOG_TEXT("address", listener->shown),
                  LOG_INTEGER("descriptors", s->fds_max));
        ev_run(s->loop, 0);
        connections_fini(&s->connections);
        log_event(LOG_INFO, "ended", "ended");
        status = EXIT_SUCCESS;
    } else {
        listener_close(listener);
    }
    api_free(s->api);
    if (s->loop)
        ev_loop_destroy(s->loop);
    free(s);
    return status;
}
