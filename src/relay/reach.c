#include "reach.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "../base/log.h"
#include "version.h"

enum {
    PAUSE_MS = 2000,         /* after a failure, before a hub is started again */
    INTERVAL_MS = 50,        /* between two starts: many may wait for a hub that ends at once */
    DESCRIPTORS_MAX = 65536, /* that may have to be closed */
};

bool reach_init(struct reach *r, const char *hub, const char *version)
{
    *r = (struct reach){.version = version,
                        .start_again = INT64_MIN,
                        .next_start = INT64_MIN,
                        .listener = -1,
                        .lock = -1};
    return hub_directory_init(&r->directory, hub) && hub_directory_enter(&r->directory);
}

/* ---- the relay's side ---- */

static bool is_older(const struct reach *r)
{
    char version[HUB_VERSION_MAX];
    return hub_directory_hub_pid(&r->directory, version) != 0 && *version &&
           version_compare(version, r->version) < 0;
}

static enum reach_result fail(struct reach *r, int64_t now, const char *what)
{
    if (what)
        log_event(LOG_ERROR, "hub_start_failed", "no hub can be started: {step}: {why}",
                  LOG_TEXT("step", what), LOG_ERRNO("why", errno));
    r->start_again = now + PAUSE_MS;
    return REACH_FAILED;
}

void reach_give_up(struct reach *r, int64_t now)
{
    char version[HUB_VERSION_MAX];
    /* One that lives did not like the request, and has said so in its log. */
    if (now < r->start_again || hub_directory_hub_pid(&r->directory, version) != 0)
        return;
    log_event(LOG_ERROR, "hub_does_not_stay", "no hub stays: its log in '{directory}' may say why",
              LOG_TEXT("directory", r->directory.path));
    r->start_again = now + PAUSE_MS;
}

/* With the lock. Connects before it forks: a hub that ends at once ends this
 * connection, and is not taken for one that was never started. */
static enum reach_result start(struct reach *r, int64_t now, int *fd)
{
    int listener = hub_directory_listen(&r->directory);
    if (listener < 0)
        return fail(r, now, "its socket");
    *fd = hub_directory_connect(&r->directory);
    pid_t pid = *fd < 0 ? -1 : fork();
    if (pid == 0) {
        r->listener = listener;
        return REACH_FORKED;
    }
    r->next_start = now + INTERVAL_MS;
    enum reach_result result = pid > 0 ? REACH_DONE : fail(r, now, *fd < 0 ? "its socket" : "fork");
    if (pid < 0 && *fd >= 0)
        close(*fd);
    close(listener);
    return result;
}

/* Where there is no hub, or one that is to be replaced: `*fd`, or -1. */
static enum reach_result start_locked(struct reach *r, int64_t now, int *fd)
{
    if (now < r->start_again)
        return REACH_FAILED;
    if (!hub_directory_enter(&r->directory)) /* it may be another than at the start */
        return fail(r, now, NULL);
    r->lock = hub_directory_lock(&r->directory);
    if (r->lock < 0)
        return errno == EWOULDBLOCK ? REACH_LATER : fail(r, now, "its lock");
    int there = hub_directory_connect(&r->directory);
    enum reach_result result = REACH_DONE;
    if (there >= 0 && !is_older(r)) {
        *fd = there;
    } else if ((there < 0 && errno == EAGAIN) || now < r->next_start) {
        result = REACH_LATER; /* another has just started it, and many are there already */
        if (there >= 0)
            close(there);
    } else {
        if (there >= 0)
            close(there);
        result = start(r, now, fd);
    }
    if (result != REACH_FORKED)
        close(r->lock); /* a hub that was forked holds it still */
    return result;
}

enum reach_result reach_hub(struct reach *r, int64_t now, int *fd)
{
    int there = hub_directory_connect(&r->directory);
    if (there >= 0 && !is_older(r)) {
        *fd = there;
        return REACH_DONE;
    }
    if (there < 0 && errno == EAGAIN)
        return REACH_LATER;
    if (there < 0 && errno != ENOENT && errno != ECONNREFUSED)
        return fail(r, now, "its socket");
    enum reach_result result = start_locked(r, now, fd);
    if (there < 0 || result == REACH_FORKED)
        return result;
    if (result == REACH_DONE) {
        close(there);
        return REACH_DONE;
    }
    *fd = there; /* an older one serves as long as it is there */
    return REACH_DONE;
}

/* ---- the hub's side ---- */

static void close_all_from(int first)
{
    long limit = sysconf(_SC_OPEN_MAX);
    int end = limit < 0 || limit > DESCRIPTORS_MAX ? DESCRIPTORS_MAX : (int)limit;
    for (int fd = first; fd < end; fd++)
        close(fd);
}

static void put_at(int fd, int at)
{
    if (fd >= 0 && fd != at) {
        dup2(fd, at);
        close(fd);
    }
}

void reach_be_hub(struct reach *r)
{
    enum { LOCK = 3 };
    char version[HUB_VERSION_MAX];
    setsid();
    signal(SIGCHLD, SIG_DFL);
    dup2(r->listener, STDIN_FILENO);
    dup2(r->lock, LOCK); /* the listener may be overwritten, it has been put in its place */
    close_all_from(LOCK + 1);
    int null = open("/dev/null", O_RDWR | O_CLOEXEC), log = hub_directory_open_log(&r->directory);
    if (log < 0 && null >= 0)
        log = dup(null);
    put_at(log, STDERR_FILENO);
    put_at(null >= 0 ? null : dup(STDERR_FILENO), STDOUT_FILENO); /* nothing of the relay's stays */
    pid_t before = hub_directory_hub_pid(&r->directory, version);
    hub_directory_enrol(&r->directory, r->version);
    if (before > 0)
        kill(before, SIGTERM);
    close(LOCK);
    r->lock = r->listener = -1;
}
