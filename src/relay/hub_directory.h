/*
 * The private directory where the relays and the hub of a user meet. For a hub
 * at `hub.sock` there are in it:
 *
 *   hub.sock  its socket
 *   hub.pid   its process id and version; the living hub holds a lock on it
 *   hub.lock  locked by whoever starts a hub, or removes its socket
 *   hub.log   what the hub has to say, since its start
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
    HUB_NAME_MAX = 64, /* of the socket; others are longer, and a socket's address takes them */
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
 * the user, be no symbolic link, and let nobody else in. False: said why on
 * standard error. */
bool hub_directory_enter(const struct hub_directory *d);

/* A new connection to the hub, non-blocking, or -1 with errno: ENOENT or
 * ECONNREFUSED where there is no hub, EAGAIN where it has to take others first. */
int hub_directory_connect(const struct hub_directory *d);

/* The process id of the living hub, or 0; its version, or "". The kernel vouches
 * for the process: it holds the lock. */
pid_t hub_directory_hub_pid(const struct hub_directory *d, char version[HUB_VERSION_MAX]);

/* ---- for who starts a hub ---- */

/* The lock, as a descriptor to be closed; a forked process holds it too. -1 with
 * errno: EWOULDBLOCK where another process has it. */
int hub_directory_lock(const struct hub_directory *d);

/* Call it with the lock. Returns a listening socket, owned by the caller. It replaces
 * the socket that is there in one step, so there is always one. -1 with errno. */
int hub_directory_listen(struct hub_directory *d);

/* ---- for the hub itself ---- */

/* Call it with the lock. Records this process as the hub until it ends. A failure is
 * logged, and the hub can still serve. */
void hub_directory_enrol(const struct hub_directory *d, const char *version);

/* Opens the log anew; -1 with errno. */
int hub_directory_open_log(const struct hub_directory *d);

/* Call it at the end. Removes the socket, unless another hub has replaced it. */
void hub_directory_leave(const struct hub_directory *d);

#endif
