#include "handover.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SOCKET_FD = 3, PIPE_FD = 4, ABOVE = 10 };

static const char address_variable[] = "ONETIMECHATD_HANDOVER";

/* ---- for the old process ---- */

/* Whoever else has started this process would take its end for that of the service. And two
 * nodes of one name would take the rooms from each other. */
const char *handover_why_not(const struct options *options, bool owns_socket)
{
    const char *systemd = getenv("SYSTEMD_EXEC_PID");
    bool is_service = systemd && strtol(systemd, NULL, 10) == (long)getpid();
    if (options->chroot)
        return "there is no program to start in --chroot";
    if (options->directory)
        return "a node (--directory) is restarted by SIGTERM and a new start";
    return owns_socket && !is_service ? NULL : "whoever started this process must restart it";
}

/* Handlers end with exec, but what is ignored would stay so. */
static void reset_signals(void)
{
    static const int ours[] = {SIGHUP, SIGINT, SIGTERM, SIGUSR1, SIGUSR2, SIGPIPE, SIGCHLD};
    sigset_t none;
    for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
        signal(ours[i], SIG_DFL);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

/* Both descriptors go out of the way of their places first. */
void handover_exec(char **argv, int listening_fd, int pipe_fd, const char *address)
{
    char pid[32];
    int from = fcntl(listening_fd, F_DUPFD_CLOEXEC, ABOVE);
    int tell = fcntl(pipe_fd, F_DUPFD_CLOEXEC, ABOVE);
    if (from < 0 || tell < 0 || dup2(from, SOCKET_FD) < 0 || dup2(tell, PIPE_FD) < 0)
        return;
    snprintf(pid, sizeof pid, "%ld", (long)getpid());
    if (setenv("LISTEN_PID", pid, 1) != 0 || setenv("LISTEN_FDS", "2", 1) != 0 ||
        setenv(address_variable, address, 1) != 0)
        return;
    reset_signals();
    execv(strchr(argv[0], '/') ? argv[0] : "/proc/self/exe", argv);
}

enum handover_result handover_hear(int pipe_fd)
{
    char said = HANDOVER_FAILED;
    if (read(pipe_fd, &said, 1) == 1 && (said == HANDOVER_DONE || said == HANDOVER_ANOTHER))
        return (enum handover_result)said;
    return HANDOVER_FAILED;
}

/* ---- the new process ---- */

static bool is_for_us(void)
{
    const char *pid = getenv("LISTEN_PID"), *fds = getenv("LISTEN_FDS");
    return pid && fds && strtol(pid, NULL, 10) == (long)getpid() && strtol(fds, NULL, 10) == 2;
}

void handover_take(const char *address, int *listening_fd, int *pipe_fd)
{
    const char *whose = getenv(address_variable);
    *listening_fd = *pipe_fd = -1;
    if (whose && is_for_us()) {
        *pipe_fd = PIPE_FD;
        fcntl(PIPE_FD, F_SETFD, FD_CLOEXEC);
        if (address && strcmp(address, whose) == 0)
            *listening_fd = SOCKET_FD;
        else
            close(SOCKET_FD);
        unsetenv("LISTEN_PID");
        unsetenv("LISTEN_FDS");
    }
    unsetenv(address_variable);
}

void handover_tell(int pipe_fd, bool has_socket)
{
    const char said = has_socket ? HANDOVER_DONE : HANDOVER_ANOTHER;
    if (pipe_fd < 0)
        return;
    (void)!write(pipe_fd, &said, 1);
    close(pipe_fd);
}
