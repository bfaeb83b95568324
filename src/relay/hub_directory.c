#include "hub_directory.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "../base/log.h"
#include "../base/unix_socket.h"

enum { FILE_NAME_MAX = HUB_NAME_MAX + sizeof ".lock" };

/* ---- where ---- */

static bool init_default(struct hub_directory *d)
{
    const struct passwd *user = getpwuid(geteuid());
    if (!user || user->pw_dir[0] != '/') {
        log_event(LOG_ERROR, "home_missing", "this user has no home directory: give --hub");
        return false;
    }
    int len = snprintf(d->path, sizeof d->path, "%s/.onetimechat", user->pw_dir);
    strcpy(d->socket, "hub.sock");
    if (len < (int)sizeof d->path)
        return true;
    log_event(LOG_ERROR, "home_path_too_long",
              "the path of the home directory is too long: give --hub");
    return false;
}

/* Where the socket's name begins in a path; NULL if it has none that can be used. */
static const char *name_in(const char *path)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    bool usable = *name && strcmp(name, ".") != 0 && strcmp(name, "..") != 0;
    return usable && strlen(name) <= HUB_NAME_MAX ? name : NULL;
}

bool hub_directory_init(struct hub_directory *d, const char *hub)
{
    *d = (struct hub_directory){0};
    if (!hub)
        return init_default(d);
    const char *name = name_in(hub);
    if (!name) {
        log_event(LOG_ERROR, "hub_name_unusable",
                  "--hub: '{path}' does not end with a name of at most {bytes_max} bytes",
                  LOG_TEXT("path", hub), LOG_INTEGER("bytes_max", HUB_NAME_MAX));
        return false;
    }
    strcpy(d->socket, name);
    /* A slash at the end would let a symbolic link pass as the directory. */
    size_t len = (size_t)(name - hub);
    while (len > 1 && hub[len - 1] == '/')
        len--;
    char here[HUB_PATH_MAX] = "";
    bool absolute = hub[0] == '/';
    if ((!absolute && !getcwd(here, sizeof here)) ||
        snprintf(d->path, sizeof d->path, "%s%s%.*s", here, absolute ? "" : "/", (int)len, hub) >=
            (int)sizeof d->path) {
        log_event(LOG_ERROR, "hub_path_too_long", "--hub: the path is too long");
        return false;
    }
    if (len == 0)
        strcpy(d->path, here);
    return true;
}

static bool refuse(const struct hub_directory *d, const char *why)
{
    log_event(LOG_ERROR, "hub_directory_unusable",
              "the hub's directory '{directory}' cannot be used: {why}",
              LOG_TEXT("directory", d->path), LOG_TEXT("why", why));
    return false;
}

/* Why the directory is not private, or NULL. */
static const char *fault_of(const struct stat *st)
{
    if (!S_ISDIR(st->st_mode))
        return "it is no directory, but a link or a file";
    if (st->st_uid != geteuid())
        return "it belongs to another user";
    if (st->st_mode & (S_IRWXG | S_IRWXO))
        return "others may enter it, its mode must be 0700";
    return NULL;
}

const char *hub_directory_look(const struct hub_directory *d, bool *missing)
{
    struct stat st;
    bool found = lstat(d->path, &st) == 0;
    *missing = !found && errno == ENOENT;
    if (found)
        return fault_of(&st);
    char parent[HUB_PATH_MAX];
    snprintf(parent, sizeof parent, "%.*s/", (int)(strrchr(d->path, '/') - d->path), d->path);
    return *missing && access(parent, W_OK | X_OK) == 0 ? NULL : strerror(errno);
}

bool hub_directory_enter(const struct hub_directory *d)
{
    struct stat st;
    if (mkdir(d->path, 0700) != 0 && errno != EEXIST)
        return refuse(d, strerror(errno));
    int fd = open(d->path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0) {
        bool other = errno == ELOOP || errno == ENOTDIR || errno == EMLINK;
        return refuse(d, other ? "it is no directory, but a link or a file" : strerror(errno));
    }
    const char *why = fstat(fd, &st) == 0 ? fault_of(&st) : strerror(errno);
    if (!why && fchdir(fd) != 0)
        why = strerror(errno);
    close(fd);
    return why ? refuse(d, why) : true;
}

/* ---- files ---- */

/* hub.lock for hub.sock and ".lock". */
static const char *file_name(const struct hub_directory *d, const char *ending,
                             char name[FILE_NAME_MAX])
{
    static const char sock[] = ".sock";
    size_t len = strlen(d->socket), sock_len = sizeof sock - 1;
    if (len > sock_len && strcmp(d->socket + len - sock_len, sock) == 0)
        len -= sock_len;
    snprintf(name, FILE_NAME_MAX, "%.*s%s", (int)len, d->socket, ending);
    return name;
}

static int close_with_errno(int fd)
{
    int why = errno;
    close(fd);
    errno = why;
    return -1;
}

int hub_directory_connect(const struct hub_directory *d)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    _Static_assert((int)HUB_NAME_MAX < (int)sizeof address.sun_path, "a name fits");
    strcpy(address.sun_path, d->socket);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof address) == 0)
        return fd;
    return close_with_errno(fd);
}

pid_t hub_directory_hub_pid(const struct hub_directory *d, char version[HUB_VERSION_MAX])
{
    char name[FILE_NAME_MAX], text[64] = "";
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    version[0] = '\0';
    int fd = open(file_name(d, ".pid", name), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0)
        return 0;
    bool alive = fcntl(fd, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK && lock.l_pid > 0;
    if (alive && read(fd, text, sizeof text - 1) > 0) {
        const char *space = strchr(text, ' ');
        if (space)
            snprintf(version, HUB_VERSION_MAX, "%.*s", (int)strcspn(space + 1, "\n"), space + 1);
    }
    close(fd);
    return alive ? lock.l_pid : 0;
}

/* ---- starting ---- */

int hub_directory_lock(const struct hub_directory *d)
{
    char name[FILE_NAME_MAX];
    int fd = open(file_name(d, ".lock", name), O_RDONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0 || flock(fd, LOCK_EX | LOCK_NB) == 0)
        return fd;
    return close_with_errno(fd);
}

int hub_directory_listen(struct hub_directory *d)
{
    struct stat made;
    char name[FILE_NAME_MAX];
    int fd = unix_socket_listen(d->socket, file_name(d, ".new", name), 0600, &made);
    if (fd >= 0)
        d->inode = made.st_ino;
    return fd;
}

/* ---- the hub ---- */

void hub_directory_enrol(const struct hub_directory *d, const char *version)
{
    char fresh[FILE_NAME_MAX], name[FILE_NAME_MAX];
    /* A file of its own: the hub before still holds the lock on its own. */
    unlink(file_name(d, ".new", fresh));
    int fd = open(fresh, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    if (fd >= 0 && fcntl(fd, F_SETLK, &lock) == 0 &&
        dprintf(fd, "%ld %s\n", (long)getpid(), version) > 0 &&
        rename(fresh, file_name(d, ".pid", name)) == 0)
        return; /* open until the process ends, and so locked */
    log_event(LOG_WARNING, "hub_pid_not_written",
              "hub.pid cannot be written: {why}; another version will not notice this hub",
              LOG_ERRNO("why", errno));
    unlink(fresh);
    if (fd >= 0)
        close(fd);
}

int hub_directory_open_log(const struct hub_directory *d)
{
    char name[FILE_NAME_MAX];
    return open(file_name(d, ".log", name),
                O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC,
                0600);
}

void hub_directory_leave(const struct hub_directory *d)
{
    char version[HUB_VERSION_MAX];
    struct stat st;
    int lock = hub_directory_lock(d);
    if (lock < 0)
        return; /* somebody puts another socket in its place */
    /* Its own lock on hub.pid does not count; and another may not have written it. */
    if (hub_directory_hub_pid(d, version) == 0 && lstat(d->socket, &st) == 0 &&
        st.st_ino == d->inode)
        unlink(d->socket);
    close(lock);
}
