#include "check_socket.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { PATH_SIZE = sizeof((struct sockaddr_un *)NULL)->sun_path };

static void refuse(struct check_socket *s, const char *path, const char *why)
{
    s->state = "refused";
    snprintf(s->fault, sizeof s->fault, "--listen: '%s' cannot be used: %s\n", path, why);
}

static bool is_served(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    strcpy(address.sun_path, path);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    bool served = fd >= 0 && (connect(fd, (const struct sockaddr *)&address, sizeof address) == 0 ||
                              errno == EAGAIN);
    if (fd >= 0)
        close(fd);
    return served;
}

static void look_at_directory(struct check_socket *s, const char *path)
{
    char directory[PATH_SIZE], why[128];
    struct stat st;
    const char *slash = strrchr(path, '/');
    snprintf(directory, sizeof directory, "%.*s", slash == path ? 1 : (int)(slash - path), path);
    if (stat(directory, &st) != 0 || access(directory, W_OK | X_OK) != 0) {
        snprintf(why, sizeof why, "its directory: %s", strerror(errno));
        refuse(s, path, why);
    } else if ((st.st_mode & S_IWOTH) && !(st.st_mode & S_ISVTX)) {
        refuse(s, path, "anybody may write to its directory, and put another socket there");
    }
}

void check_socket_look(struct check_socket *s, const char *listen)
{
    struct stat st;
    *s = (struct check_socket){0};
    if (!listen || !strchr(listen, '/'))
        return;
    s->state = "free";
    if (strlen(listen) >= PATH_SIZE) {
        refuse(s, listen, "the path is too long for a socket");
        return;
    }
    look_at_directory(s, listen);
    if (s->fault[0] || lstat(listen, &st) != 0)
        return;
    if (!S_ISSOCK(st.st_mode))
        refuse(s, listen, "there is a file that is no socket");
    else if (is_served(listen))
        s->state = "served";
}
