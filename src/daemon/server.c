#include "server.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <ev.h>

#include "../base/account.h"
#include "../base/clock.h"
#include "../base/log.h"
#include "config.h"
#include "acceptor.h"
#include "connections.h"
#include "handover.h"
#include "monitor.h"
#include "idle.h"
#include "output.h"
#include "sandbox.h"
#include "summary.h"
#include "wakeup.h"

enum {
    FAREWELL_MS = 500,  /* for the last answers, at the end */
    DRAIN_MS = 5000,    /* the same, while another process or node serves already */
    TABLES_MAX = 65536, /* descriptors that libev's tables are made for at start */
    JOIN_BURST = 1000,
    RATE_BURST_SECONDS = 5,
    N_SIGNALS = 5,
    SHORT_SAID_MS = 60000, /* between two warnings that memory is short */
};

struct server {
    struct ev_loop *loop;
    struct listener *listener;
    struct api *api;
    const struct peers *peers;
    const struct options *started; /* with these */
    struct options reloaded;       /* what the file said last, if it was read again */
    bool has_reloaded;
    int64_t start;       /* ms */
    struct nodes *nodes; /* NULL: there are no others */
    struct monitor monitor;
    uint32_t fds_max, fds_own; /* descriptors: the limit, and those that are no connections */
    uint32_t accept_below;     /* connections: with fewer than these a pause ends */
    bool was_paused;           /* the acceptor, at the last turn of the loop */
    int64_t stop_at;           /* ms; 0: not stopping */
    int64_t drained_by;        /* ms: when it stops at the latest; 0: it is not draining */
    int64_t armed;             /* ms: when the timer ends */
    int64_t short_again;       /* ms: no warning about memory before */
    struct idle idle;
    struct acceptor acceptor;
    ev_timer timer;
    ev_prepare prepare;
    ev_check woken;
    int64_t woken_us; /* when the loop last ended a wait; 0: not yet */
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

static void begin_stop(struct server *s, int64_t now, int64_t patience_ms)
{
    acceptor_stop(&s->acceptor);
    listener_close(s->listener);
    nodes_end(s->nodes);
    s->stop_at = now + patience_ms;
}

/* What this node has goes to others, and those who come are told who has it. */
static void begin_draining(struct server *s, int64_t now)
{
    s->drained_by = now + DRAIN_MS;
    nodes_drain(s->nodes);
}

static void run_nodes(struct server *s, int64_t now)
{
    if (!s->nodes)
        return;
    nodes_run(s->nodes);
    if (s->drained_by != 0 && !s->stop_at && (nodes_are_drained(s->nodes) || s->drained_by <= now))
        begin_stop(s, now, FAREWELL_MS);
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
        .status_from = o->status_networks,
        .body_max = o->max_body,
        .answer_max = o->max_answer,
        .process_per_poll = o->relay,
        .origins = o->origins,
        .version = PACKAGE_VERSION,
    };
}

static void on_file(void *ctx, const struct config_bytes *bytes)
{
    struct server *s = ctx;
    struct options next;
    if (!options_reload(&next, s->has_reloaded ? &s->reloaded : s->started, s->started, bytes))
        return;
    const struct api_config config = api_config_of(&next);
    api_configure(s->api, &config);
    account_set_limit((size_t)next.max_memory);
    s->idle.limit_ms = (int64_t)(next.idle_exit * 1000);
    if (s->has_reloaded)
        options_fini(&s->reloaded);
    s->reloaded = next;
    s->has_reloaded = true;
}

static void on_handover(void *ctx, enum handover_result result, int process)
{
    struct server *s = ctx;
    if (result == HANDOVER_FAILED) {
        log_event(LOG_ERROR, "handover_failed",
                  "the new process has ended before it served: this one serves on");
        return;
    }
    if (result == HANDOVER_DONE)
        listener_leave(s->listener); /* it has the socket file */
    log_event(LOG_INFO, "handed_over", "process {process} has taken over",
              LOG_INTEGER("process", process));
    if (!s->stop_at)
        begin_stop(s, clocks_read().monotonic, DRAIN_MS);
}

static const char *why_not_hand_over(const struct server *s)
{
    return handover_why_not(s->started, s->listener->origin == LISTENER_OWN);
}

static void hand_over(struct server *s)
{
    const char *why_not = why_not_hand_over(s);
    if (why_not)
        log_event(LOG_WARNING, "handover_not_ours", "SIGUSR2: {why}", LOG_TEXT("why", why_not));
    else
        monitor_hand_over(&s->monitor, s->listener->fd);
}

/* Before the sandbox forbids it. Without it the server serves all the same. */
static void start_monitor(struct server *s)
{
    const struct options *o = s->started;
    s->monitor = (struct monitor){
        .loop = s->loop, .on_file = on_file, .on_handover = on_handover, .ctx = s};
    if (o->file.path || !why_not_hand_over(s))
        monitor_start(&s->monitor, options_config_path(o), o->argv, o->listen);
}

static void on_signal(struct ev_loop *loop, ev_signal *watcher, int events)
{
    struct server *s = watcher->data;
    int64_t now = clocks_read().monotonic;
    (void)loop;
    (void)events;
    if (watcher->signum == SIGUSR1 && s->listener->origin != LISTENER_MANAGED)
        summary_log(s->api, s->connections.count, (now - s->start) / 1000);
    else if (s->stop_at)
        return;
    else if (watcher->signum == SIGHUP)
        monitor_read(&s->monitor);
    else if (watcher->signum == SIGUSR2)
        hand_over(s);
    else if (s->nodes && s->drained_by == 0)
        begin_draining(s, now);
    else
        begin_stop(s, now, FAREWELL_MS);
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
    if (s->nodes)
        at = earlier(at, nodes_next_deadline(s->nodes));
    if (s->drained_by != 0 && !s->stop_at)
        at = earlier(at, s->drained_by);
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

static void on_woken(struct ev_loop *loop, ev_check *check, int events)
{
    struct server *s = check->data;
    (void)loop;
    (void)events;
    s->woken_us = clock_monotonic_us();
}

static void note_pass(struct server *s)
{
    if (s->woken_us > 0)
        api_note_pass(s->api, (uint64_t)(clock_monotonic_us() - s->woken_us), s->connections.count);
}

/* Says that memory is short, but not each time. */
static void warn_if_short(struct server *s, int64_t now)
{
    if (!account_is_short() || now < s->short_again)
        return;
    s->short_again = now + SHORT_SAID_MS;
    log_event(LOG_WARNING, "memory_short",
              "{used} of {limit} bytes of --max-memory are in use: the fullest queues begin anew, "
              "and nobody else can join",
              LOG_INTEGER("used", (int64_t)account_total()),
              LOG_INTEGER("limit", (int64_t)account_limit()));
}

/* The one pass between two waits: what is due, answers, writing. */
static void on_prepare(struct ev_loop *loop, ev_prepare *prepare, int events)
{
    struct server *s = prepare->data;
    clocks_forget(&s->connections.clocks); /* the loop has waited */
    connections_serve(&s->connections);
    clocks_forget(&s->connections.clocks); /* that may have taken a while */
    struct api_time now = clocks_now(&s->connections.clocks);
    (void)events;
    run_nodes(s, now.monotonic);
    if (s->stop_at)
        api_ask_all_to_wait(s->api);
    connections_sweep(&s->connections, now.monotonic);
    make_place(s, now.monotonic);
    warn_if_short(s, now.monotonic);
    bool more = connections_run(&s->connections);
    note_acceptor(s);
    int64_t idle_end = idle_note(&s->idle, s->stop_at || api_n_clients(s->api) > 0, now.monotonic);
    if (idle_end <= now.monotonic) {
        log_event(LOG_INFO, "idle_exit", "nobody has been there for {seconds} seconds",
                  LOG_NUMBER("seconds", (double)s->idle.limit_ms / 1000));
        begin_stop(s, now.monotonic, FAREWELL_MS);
    }
    bool settled = !more && connections_settled(&s->connections) && nodes_are_drained(s->nodes);
    if (s->stop_at && (settled || s->stop_at <= now.monotonic))
        ev_break(loop, EVBREAK_ALL);
    arm_timer(s, more ? now.monotonic : idle_end, now.monotonic);
    note_pass(s);
    clocks_forget(&s->connections.clocks); /* from here on it waits */
}

static const int signals[N_SIGNALS] = {SIGTERM, SIGINT, SIGUSR1, SIGUSR2, SIGHUP};

void server_signals(sigset_t *set)
{
    sigemptyset(set);
    for (unsigned i = 0; i < N_SIGNALS; i++)
        sigaddset(set, signals[i]);
}

static void start_watchers(struct server *s)
{
    sigset_t all;
    for (unsigned i = 0; i < N_SIGNALS; i++) {
        ev_signal_init(&s->signals[i], on_signal, signals[i]);
        s->signals[i].data = s;
        ev_signal_start(s->loop, &s->signals[i]);
    }
    server_signals(&all);
    sigprocmask(SIG_UNBLOCK, &all, NULL);
    ev_timer_init(&s->timer, on_timer, 0, 0);
    ev_prepare_init(&s->prepare, on_prepare);
    s->prepare.data = s;
    ev_prepare_start(s->loop, &s->prepare);
    ev_check_init(&s->woken, on_woken);
    ev_set_priority(&s->woken, EV_MAXPRI);
    s->woken.data = s;
    ev_check_start(s->loop, &s->woken);
    wakeup_start(&s->wakeup, s->loop);
    const struct acceptor_owner owner = {.take = take_connection};
    acceptor_start(&s->acceptor, s->loop, s->listener->fd, s->peers, owner, s);
}

static bool prepare_server(struct server *s, const struct options *options,
                           const struct nodes_setup *setup)
{
    struct api_config config = api_config_of(options);
    const uint32_t most_reqs = UINT16_MAX;   /* ids that FastCGI has */
    s->loop = ev_default_loop(EVFLAG_NOENV); /* the sandbox knows what it calls */
    s->idle.limit_ms = (int64_t)(options->idle_exit * 1000);
    s->fds_max = server_raise_fd_limit();
    account_set_limit((size_t)options->max_memory);
    if (setup)
        s->nodes = nodes_new(setup, s->loop, &s->connections.clocks, &config.holders);
    s->api = api_new(&config, clocks_read(), connections_output);
    uint32_t tables = s->fds_max < TABLES_MAX ? s->fds_max : TABLES_MAX;
    if (!s->loop || !s->api ||
        (setup && !(s->nodes && nodes_start(s->nodes, s->api, options->max_clients))) ||
        !grow_loop_tables(s->loop, tables)) {
        log_event(LOG_ERROR, "out_of_memory", "out of memory");
        return false;
    }
    connections_init(&s->connections, s->loop, config.body_max, s->fds_max, most_reqs);
    s->connections.api = s->api;
    start_watchers(s);
    s->fds_own = count_open_fds(s->fds_max);
    return true;
}

/* Where the socket's file is. Behind a relay that is the directory we are in. */
static const char *socket_directory(const struct options *options, const char *path, char *copy,
                                    size_t size)
{
    if (!path)
        return options->relay ? "." : NULL;
    snprintf(copy, size, "%s", path);
    char *slash = strrchr(copy, '/');
    slash[slash == copy] = '\0'; /* a path has a slash; the root's is kept */
    return copy;
}

static bool drop_privileges(const struct options *options, const struct privileges *privileges,
                            struct listener *listener)
{
    if (!options->no_sandbox)
        sandbox_prepare();
    if (privileges->root)
        listener_note_root(listener, privileges->root);
    return privileges_drop(privileges);
}

/* Everything is open: from here on nothing but serving has to be possible. */
static void confine(const struct options *options, const struct listener *listener,
                    const struct nodes_setup *nodes)
{
    const struct sandbox_reach reach = nodes_reach(nodes);
    char copy[sizeof(struct sockaddr_un)];
    if (!options->no_sandbox)
        sandbox_enter(socket_directory(options, listener->path, copy, sizeof copy), &reach);
}

int server_run(const struct options *options, const struct privileges *privileges,
               struct listener *listener, const struct peers *peers,
               const struct nodes_setup *nodes)
{
    struct server *s = calloc(1, sizeof *s);
    if (!s) {
        log_event(LOG_ERROR, "out_of_memory", "out of memory");
        listener_close(listener);
        return EXIT_FAILURE;
    }
    s->listener = listener;
    s->peers = peers;
    s->started = options;
    s->start = clocks_read().monotonic;
    int status = EXIT_FAILURE;
    if (prepare_server(s, options, nodes) && drop_privileges(options, privileges, listener)) {
        log_event(LOG_INFO, "started",
                  "version {version}, listening on {address}, {descriptors} descriptors",
                  LOG_TEXT("version", PACKAGE_VERSION), LOG_TEXT("address", listener->shown),
                  LOG_INTEGER("descriptors", s->fds_max));
        start_monitor(s);
        confine(options, listener, nodes);
        handover_tell(listener->handover, listener->adopted);
        ev_run(s->loop, 0);
        monitor_fini(&s->monitor);
        connections_fini(&s->connections);
        log_event(LOG_INFO, "ended", "ended");
        status = EXIT_SUCCESS;
    } else {
        listener_close(listener);
    }
    nodes_free(s->nodes);
    api_free(s->api);
    if (s->loop)
        ev_loop_destroy(s->loop);
    if (s->has_reloaded)
        options_fini(&s->reloaded);
    free(s);
    return status;
}
