/*
 * Unix sockets that listen at a path.
 */
#ifndef BASE_UNIX_SOCKET_H
#define BASE_UNIX_SOCKET_H

#include <sys/stat.h>
#include <sys/types.h>

/* Front servers take a full backlog for a dead backend. The kernel cuts this to what it
 * allows (net.core.somaxconn). */
enum { LISTEN_BACKLOG = 65535 };

/* Returns a non-blocking socket that listens at `path`, owned by the caller, or -1 with
 * errno. It is bound at `temporary`, whatever is there, and renamed once it listens: it
 * replaces a socket at `path` in one step, and nobody finds one that refuses connections.
 * Both may be the same path; then there is such a moment. The file has exactly the
 * permissions `mode` from the start; *made tells which file it is. After a failure the
 * socket at another `path` is as it was, and nothing is left at `temporary`. */
int unix_socket_listen(const char *path, const char *temporary, mode_t mode, struct stat *made);

#endif
