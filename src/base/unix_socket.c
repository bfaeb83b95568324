#include "unix_socket.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* The umask sets the permissions, so there is no moment with others. */
static bool bind_with_mode(int fd, const struct sockaddr_un *address, mode_t mode)
{
    mode_t before = umask(0777 & ~mode);
    int bound = bind(fd, (const struct sockaddr *)address, sizeof *address);
    umask(before); /* sets no errno */
    return bound == 0;
}

int unix_socket_listen(const char *path, const char *temporary, mode_t mode, struct stat *made)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(temporary) >= sizeof address.sun_path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    strcpy(address.sun_path, temporary);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -1;
    unlink(temporary);
    bool bound = bind_with_mode(fd, &address, mode);
    if (bound && listen(fd, LISTEN_BACKLOG) == 0 && lstat(temporary, made) == 0 &&
        rename(temporary, path) == 0)
        return fd;
    int why = errno;
    if (bound)
        unlink(temporary);
    close(fd);
    errno = why;
    return -1;
}
