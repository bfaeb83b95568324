#include "listener.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "../base/log.h"
#include "../base/unix_socket.h"
#include "handover.h"

enum { SYSTEMD_FIRST_FD = 3 };

/* Added to a path: the name of the socket until it listens. */
static const char temporary_ending[] = ".n";

static bool is_listening(int fd)
{
    int listening = 0;
    socklen_t len = sizeof listening;
    return getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listening, &len) == 0 && listening;
}

static bool set_flags(int fd)
{
    int flags = fcntl(fd, F_GETFL);
    return flags >= 0 && fcntl(fd, F_SETFL, flags | O_NONBLOCK) == 0 &&
           fcntl(fd, F_SETFD, FD_CLOEXEC) == 0;
}

static bool inherit(struct listener *l)
{
    const char *pid = getenv("LISTEN_PID"), *fds = getenv("LISTEN_FDS");
    bool systemd = pid && fds && strtol(pid, NULL, 10) == (long)getpid() &&
                   strtol(fds, NULL, 10) >= 1;
    if (is_listening(STDIN_FILENO)) {
        l->fd = STDIN_FILENO;
        l->origin = LISTENER_MANAGED;
        snprintf(l->shown, sizeof l->shown, "descriptor 0");
    } else if (systemd && is_listening(SYSTEMD_FIRST_FD)) {
        l->fd = SYSTEMD_FIRST_FD;
        l->origin = LISTENER_SYSTEMD;
        snprintf(l->shown, sizeof l->shown, "the socket from systemd");
    } else {
        log_event(LOG_ERROR, "listen_address_missing",
                  "no address: give --listen, or start it with a listening socket as "
                  "descriptor 0 or from systemd");
        return false;
    }
    unsetenv("LISTEN_PID");
    unsetenv("LISTEN_FDS");
    listen(l->fd, LISTEN_BACKLOG); /* Linux and BSD let a longer backlog replace the first */
    if (set_flags(l->fd))
        return true;
    log_event(LOG_ERROR, "listen_inherit_failed", "{address}: {why}", LOG_TEXT("address", l->shown),
              LOG_ERRNO("why", errno));
    return false;
}

/* Why a path cannot be listened at: a live socket (EADDRINUSE), something else than a
 * socket (EEXIST), or what cannot be looked at. 0: nothing or a stale socket is there. */
static int in_the_way(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    struct stat st;
    if (lstat(path, &st) != 0)
        return errno == ENOENT ? 0 : errno;
    if (!S_ISSOCK(st.st_mode))
        return EEXIST;
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return errno;
    strcpy(address.sun_path, path);
    bool refused = connect(fd, (const struct sockaddr *)&address, sizeof address) != 0 &&
                   errno == ECONNREFUSED;
    close(fd);
    return refused ? 0 : EADDRINUSE;
}

enum {
    PATH_SIZE = sizeof((struct sockaddr_un *)NULL)->sun_path, /* with the NUL */
    LOCK_NAME_MAX = PATH_SIZE + sizeof ".lock",
    PATIENCE_MS = 2000,
    PATIENCE_AT_END_MS = 200, /* parked polls are still to be answered */
};

static bool is_same(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

/* Locks PATH.lock once: a descriptor, or -1 with errno. EWOULDBLOCK: another process
 * has it, or had it and has removed the file. EEXIST: a file that is no lock. */
static int try_to_lock(const char *name)
{
    struct stat locked = {0}, there;
    int fd = open(name, O_RDONLY | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0600);
    if (fd < 0)
        return -1;
    int why = flock(fd, LOCK_EX | LOCK_NB) == 0 && fstat(fd, &locked) == 0 ? 0 : errno;
    if (why == 0 && (!S_ISREG(locked.st_mode) || locked.st_size > 0))
        why = EEXIST;
    if (why == 0 && (lstat(name, &there) != 0 || !is_same(&locked, &there)))
        why = EWOULDBLOCK;
    if (why == 0)
        return fd;
    close(fd);
    errno = why;
    return -1;
}

/* Locks PATH.lock: whoever holds it may put a socket at the path, or remove it. Nobody
 * holds it for long; one that hangs is waited for no longer than `patience_ms`. -1 with
 * errno, as above. */
static int lock_path(const char *path, int patience_ms)
{
    enum { AGAIN_MS = 5 };
    const struct timespec again = {.tv_nsec = AGAIN_MS * 1000000L};
    char name[LOCK_NAME_MAX];
    snprintf(name, sizeof name, "%s.lock", path);
    int fd;
    while ((fd = try_to_lock(name)) < 0 && errno == EWOULDBLOCK && patience_ms > 0) {
        nanosleep(&again, NULL);
        patience_ms -= AGAIN_MS;
        errno = EWOULDBLOCK;
    }
    return fd;
}

static void unlock_path(const char *path, int fd)
{
    char name[LOCK_NAME_MAX];
    if (fd < 0)
        return;
    snprintf(name, sizeof name, "%s.lock", path);
    unlink(name);
    close(fd);
}

/* Listens at a path, with the lock. 0, or why not. A path too long for the ending is
 * its own temporary name. */
static int listen_locked(struct listener *l, const char *path, unsigned mode)
{
    char temporary[PATH_SIZE];
    struct stat made;
    int why = in_the_way(path);
    if (why != 0)
        return why;
    bool fits = strlen(path) + sizeof temporary_ending <= sizeof temporary;
    snprintf(temporary, sizeof temporary, "%s%s", path, fits ? temporary_ending : "");
    why = in_the_way(temporary); /* somebody else's may have this name */
    if (why != 0)
        return why;
    l->fd = unix_socket_listen(path, temporary, mode, &made);
    if (l->fd < 0)
        return errno;
    l->path = path;
    l->dev = made.st_dev;
    l->ino = made.st_ino;
    return 0;
}

static bool open_unix(struct listener *l, const char *path, unsigned mode)
{
    if (strlen(path) >= PATH_SIZE) {
        log_event(LOG_ERROR, "listen_path_too_long",
                  "--listen: '{path}' is too long for a socket, {bytes_max} bytes are the most",
                  LOG_TEXT("path", path), LOG_INTEGER("bytes_max", PATH_SIZE - 1));
        return false;
    }
    int lock = lock_path(path, PATIENCE_MS);
    int why = lock < 0 ? errno : listen_locked(l, path, mode);
    unlock_path(path, lock);
    if (why == 0) {
        snprintf(l->shown, sizeof l->shown, "%s", path);
        return true;
    }
    log_event(LOG_ERROR, "listen_path_unusable", "--listen: cannot use '{path}': {why}",
              LOG_TEXT("path", path),
              why == EADDRINUSE    ? LOG_TEXT("why", "another process listens there")
              : why == EWOULDBLOCK ? LOG_TEXT("why", "another process is starting there")
              : why == EEXIST      ? LOG_TEXT("why", "there is a file that is no socket")
                                   : LOG_ERRNO("why", why));
    return false;
}

/* Splits host:port, [v6]:port or :port. False if it is none of these. */
static bool split_host(const char *address, char *host, size_t size, const char **port)
{
    const char *colon = strrchr(address, ':');
    size_t len = colon ? (size_t)(colon - address) : size;
    if (len >= size || !colon[1] || strspn(colon + 1, "0123456789") != strlen(colon + 1) ||
        strtol(colon + 1, NULL, 10) > 65535)
        return false;
    bool bracketed = len > 2 && address[0] == '[' && address[len - 1] == ']';
    if (bracketed)
        address++, len -= 2;
    else if (memchr(address, ':', len) || memchr(address, '[', len))
        return false;
    memcpy(host, address, len);
    host[len] = '\0';
    if (len == 0)
        strcpy(host, "127.0.0.1");
    *port = colon + 1;
    return true;
}

/* The port that the kernel chose counts, where 0 was asked for. */
static void show_tcp(struct listener *l)
{
    struct sockaddr_storage address;
    socklen_t len = sizeof address;
    char host[64] = "?", port[8] = "?";
    if (getsockname(l->fd, (struct sockaddr *)&address, &len) == 0)
        getnameinfo((struct sockaddr *)&address, len, host, sizeof host, port, sizeof port,
                    NI_NUMERICHOST | NI_NUMERICSERV);
    bool v6 = strchr(host, ':') != NULL;
    snprintf(l->shown, sizeof l->shown, "%s%s%s:%s", v6 ? "[" : "", host, v6 ? "]" : "", port);
}

static bool open_tcp(struct listener *l, const char *text)
{
    char host[256];
    const char *port;
    if (!split_host(text, host, sizeof host, &port)) {
        log_event(LOG_ERROR, "listen_address_malformed",
                  "--listen: '{address}' is not /path.sock, host:port, [v6]:port or :port",
                  LOG_TEXT("address", text));
        return false;
    }
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE}, *found = NULL;
    int fault = getaddrinfo(host, port, &hints, &found);
    if (fault != 0) {
        log_event(LOG_ERROR, "listen_address_unknown", "--listen: '{address}': {why}",
                  LOG_TEXT("address", text), LOG_TEXT("why", gai_strerror(fault)));
        return false;
    }
    int on = 1;
    l->fd = socket(found->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    bool ok = l->fd >= 0 && setsockopt(l->fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0 &&
              bind(l->fd, found->ai_addr, found->ai_addrlen) == 0 &&
              listen(l->fd, LISTEN_BACKLOG) == 0;
    int why = errno;
    freeaddrinfo(found);
    if (ok) {
        show_tcp(l);
        return true;
    }
    log_event(LOG_ERROR, "listen_failed", "--listen: cannot listen on '{address}': {why}",
              LOG_TEXT("address", text), LOG_ERRNO("why", why));
    if (l->fd >= 0)
        close(l->fd);
    return false;
}

/* The socket at `address` that an older process had, and its file. */
static bool adopt(struct listener *l, int fd, const char *address)
{
    struct stat st;
    if (!is_listening(fd) || !set_flags(fd)) {
        log_event(LOG_ERROR, "handover_refused", "{address}: what was handed over does not listen",
                  LOG_TEXT("address", address));
        close(fd);
        return false;
    }
    l->fd = fd;
    l->adopted = true;
    if (!strchr(address, '/')) {
        show_tcp(l);
        return true;
    }
    snprintf(l->shown, sizeof l->shown, "%s", address);
    if (lstat(address, &st) == 0 && S_ISSOCK(st.st_mode)) {
        l->path = address;
        l->dev = st.st_dev;
        l->ino = st.st_ino;
    }
    return true;
}

static bool open_listener(struct listener *l, const char *address, unsigned mode)
{
    int fd;
    *l = (struct listener){.fd = -1};
    handover_take(address, &fd, &l->handover);
    if (fd >= 0)
        return adopt(l, fd, address);
    if (!address)
        return inherit(l);
    return strchr(address, '/') ? open_unix(l, address, mode) : open_tcp(l, address);
}

bool listener_open(struct listener *l, const char *address, unsigned mode)
{
    if (open_listener(l, address, mode))
        return true;
    if (l->handover >= 0)
        close(l->handover);
    return false;
}

/* By descriptor where that can be had: whoever may write to the directory must not get
 * another file chosen. */
static int give(const char *path, const struct listener *l, uid_t uid, gid_t gid)
{
    struct stat st;
#if defined O_PATH && defined AT_EMPTY_PATH
    int fd = open(path, O_PATH | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0)
        return errno;
    int why = fstat(fd, &st) != 0                              ? errno
              : st.st_dev != l->dev || st.st_ino != l->ino     ? EEXIST
              : fchownat(fd, "", uid, gid, AT_EMPTY_PATH) != 0 ? errno
                                                               : 0;
    close(fd);
    return why;
#else
    return lstat(path, &st) != 0                        ? errno
           : st.st_dev != l->dev || st.st_ino != l->ino ? EEXIST
           : lchown(path, uid, gid) != 0                ? errno
                                                        : 0;
#endif
}

bool listener_give(const struct listener *l, uid_t uid, gid_t gid)
{
    int why = l->path ? give(l->path, l, uid, gid) : 0;
    if (why != 0)
        log_event(LOG_ERROR, "listen_owner_unchanged", "--user: '{path}' cannot be given: {why}",
                  LOG_TEXT("path", l->path), LOG_ERRNO("why", why));
    return why == 0;
}

void listener_note_root(struct listener *l, const char *root)
{
    size_t len = strlen(root);
    while (len > 0 && root[len - 1] == '/')
        len--;
    if (!l->path || l->path[0] != '/' || strncmp(l->path, root, len) != 0 || l->path[len] != '/')
        l->path = NULL;
    else
        l->path += len;
}

enum accepted listener_accept(int listening_fd, const struct peers *peers, int *fd)
{
    struct sockaddr_storage peer;
    socklen_t len = sizeof peer;
    peer.ss_family = AF_UNSPEC;
    *fd = accept4(listening_fd, (struct sockaddr *)&peer, &len, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (*fd < 0) {
        if (errno == ECONNABORTED || errno == EINTR)
            return ACCEPT_SKIPPED;
        return errno == EAGAIN || errno == EWOULDBLOCK ? ACCEPT_NONE : ACCEPT_FAILED;
    }
    if (!peers_allow(peers, &peer)) {
        close(*fd);
        return ACCEPT_SKIPPED;
    }
    if (peer.ss_family != AF_UNIX) /* an answer is written whole: nothing to wait for */
        setsockopt(*fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
    return ACCEPTED;
}

void listener_leave(struct listener *l)
{
    l->path = NULL;
}

void listener_close(struct listener *l)
{
    struct stat st;
    int lock = l->path ? lock_path(l->path, PATIENCE_AT_END_MS) : -1;
    if (l->path && lstat(l->path, &st) == 0 && st.st_dev == l->dev && st.st_ino == l->ino)
        unlink(l->path);
    if (l->path)
        unlock_path(l->path, lock);
    close(l->fd);
    l->path = NULL;
    l->fd = -1;
}
