/*
 * Becoming another user, and a root directory of its own: --user and --chroot.
 */
#ifndef DAEMON_PRIVILEGES_H
#define DAEMON_PRIVILEGES_H

#include <stdbool.h>
#include <sys/types.h>

struct privileges {
    bool changes; /* whether uid and gid are to be taken */
    uid_t uid;
    gid_t gid;
    const char *root; /* the directory, or NULL */
};

/* Finds out who `user`, NAME or NAME:GROUP, is; numbers will do. Without a group it is the
 * user's own. NULL: nothing changes. `root` must outlive *p. False: there is no such user or
 * directory, or this process may not change to it; the reason has been logged. */
bool privileges_read(struct privileges *p, const char *user, const char *root);

/* Changes the root directory, and then to the user, without other groups. It cannot be
 * undone. False: the reason has been logged, and the process must end. */
bool privileges_drop(const struct privileges *p);

#endif
