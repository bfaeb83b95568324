/*
 * The private directory where the relays and the hub of a user meet. For a hub
 * at `hub.sock` there are in it:
 *
 *   hub.sock  its socket
 *   hub.pid   its process id and version; the living hub holds a lock on it
 *   hub.lock  locked by whoever starts a hub, or removes its socket
 *   hub.log   the hub's log, since its start
 *   hub.new   the socket or the hub.pid that is about to take its place
 *
 * The directory is entered (it is the working directory then) and all files are
 * reached from there: nobody can put another in its place, and its path may be
 * longer than a socket's address.
 */
#ifndef RELAY_HUB_DIRECTORY_H
#define RELAY_HUB_DIRECTORY_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

enum {
    HUB_PATH_MAX = 4096,
    HUB_NAME_MAX = 64, /* of the socket; the other names are longer and fit sun_path too */
    HUB_VERSION_MAX = 32,
};

struct hub_directory {
    char path[HUB_PATH_MAX]; /* absolute */
    char socket[HUB_NAME_MAX + 1];
    ino_t inode; /* of the socket that hub_directory_listen made, or 0 */
};

/* Sets the directory and the socket's name from `hub`, the path of the socket. NULL
 * means .onetimechat/hub.sock in the home directory of the user database, because
 * a front server's $HOME may be wrong. False: the reason has been logged. */
bool hub_directory_init(struct hub_directory *d, const char *hub);

/* Looks at the directory, and changes nothing. NULL where hub_directory_enter can use
 * it, or make it as far as can be told (then it is missing); else why not. */
const char *hub_directory_look(const struct hub_directory *d, bool *missing);

/* Enters the directory, made if it is missing (mode 0700). It must belong to
 * the user, be no symbolic link, and be closed to others. False: the reason has been
 * logged. */
bool hub_directory_enter(const struct hub_directory *d);

/* Returns a new, non-blocking connection to the hub, or -1 with errno: ENOENT or
 * ECONNREFUSED where there is no hub, EAGAIN where its backlog is full. */
int hub_directory_connect(const struct hub_directory *d);

/* Returns the process id of the living hub, or 0, and its version, or "". The id is that
 * of the process that holds the lock on hub.pid, as the kernel reports it. */
pid_t hub_directory_hub_pid(const struct hub_directory *d, char version[HUB_VERSION_MAX]);

/* ---- for the process that starts a hub ---- */

/* Takes the lock. Returns a descriptor, owned by the caller; the lock is held until it
 * and its copies in forked processes are closed. -1 with errno: EWOULDBLOCK where another
 * process has the lock. */
int hub_directory_lock(const struct hub_directory *d);

/* Call it with the lock. Returns a listening socket, owned by the caller. It replaces
 * the socket that is there in one step, so there is always one. -1 with errno. */
int hub_directory_listen(struct hub_directory *d);

/* ---- for the hub itself ---- */

/* Call it with the lock. Records this process as the hub until it ends. A failure is
 * logged, and the hub can still serve. */
void hub_directory_enrol(const struct hub_directory *d, const char *version);

/* Returns a descriptor of the emptied log, owned by the caller, or -1 with errno. */
int hub_directory_open_log(const struct hub_directory *d);

/* Call it at the end. Removes the socket, unless another hub has replaced it. */
void hub_directory_leave(const struct hub_directory *d);

#endif
