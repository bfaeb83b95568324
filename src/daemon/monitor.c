#include "monitor.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "../base/container.h"
#include "../base/log.h"

/* The first byte of each message, both ways. */
enum { READ_FILE = 'f', HAND_OVER = 'h' };

enum {
    HEAD = 1 + sizeof(int),
    MESSAGE_MAX = HEAD + CONFIG_FILE_MAX + 1,
    HANDOVER_BYTES = 2 + sizeof(int),
    FIRST_FD = 3,
    FDS_MAX = 65536
};

/* ---- the process ---- */

struct work {
    int orders, told; /* descriptors: the server; what a new program tells, or -1 */
    pid_t started;
    const char *config, *address;
    char **argv;
};

/* The bytes of the file, behind the kind and errno. */
static void read_file(const struct work *w)
{
    static char message[MESSAGE_MAX];
    ssize_t len = config_file_read(w->config, message + HEAD);
    int why = len < 0 ? errno : 0;
    message[0] = READ_FILE;
    memcpy(message + 1, &why, sizeof why);
    (void)!send(w->orders, message, HEAD + (size_t)(len < 0 ? 0 : len), MSG_NOSIGNAL);
}

static void tell(const struct work *w, enum handover_result result)
{
    char message[HANDOVER_BYTES] = {HAND_OVER, (char)result};
    const int pid = (int)w->started;
    memcpy(message + 2, &pid, sizeof pid);
    (void)!send(w->orders, message, sizeof message, MSG_NOSIGNAL);
}

static void start_program(struct work *w, int listening_fd)
{
    int ends[2];
    if (listening_fd < 0 || pipe2(ends, O_CLOEXEC) != 0) {
        tell(w, HANDOVER_FAILED);
        return;
    }
    w->started = fork();
    if (w->started == 0) {
        handover_exec(w->argv, listening_fd, ends[1], w->address);
        _exit(127);
    }
    close(ends[1]);
    w->told = ends[0]; /* where there is no process, it says so by its end */
}

static void end_program(struct work *w)
{
    close(w->told);
    w->told = -1;
}

static void hear_program(struct work *w)
{
    tell(w, handover_hear(w->told));
    end_program(w);
}

/* One order, and the descriptor that came with it or -1. 0: the server has gone. */
static char take_order(const struct work *w, int *fd)
{
    char order = 0;
    union {
        struct cmsghdr head;
        char bytes[CMSG_SPACE(sizeof(int))];
    } control;
    struct iovec byte = {&order, 1};
    struct msghdr message = {.msg_iov = &byte,
                             .msg_iovlen = 1,
                             .msg_control = control.bytes,
                             .msg_controllen = sizeof control.bytes};
    *fd = -1;
    if (recvmsg(w->orders, &message, MSG_CMSG_CLOEXEC) != 1)
        return 0;
    struct cmsghdr *head = CMSG_FIRSTHDR(&message);
    if (head && head->cmsg_type == SCM_RIGHTS)
        memcpy(fd, CMSG_DATA(head), sizeof *fd);
    return order;
}

static void follow_orders(struct work *w)
{
    for (;;) {
        int fd;
        struct pollfd of[] = {{.fd = w->orders, .events = POLLIN},
                              {.fd = w->told, .events = POLLIN}};
        if (poll(of, 2, -1) < 0)
            continue;
        if (of[1].revents)
            hear_program(w);
        if (!of[0].revents)
            continue;
        char order = take_order(w, &fd);
        if (order == 0)
            break;
        if (order == READ_FILE)
            read_file(w);
        else if (w->told < 0)
            start_program(w, fd);
        if (fd >= 0)
            close(fd);
    }
    if (w->told >= 0 && w->started > 0)
        kill(w->started, SIGTERM);
}

/* Keeps nothing of the server's but where it logs. */
static void be_monitor(struct work *w)
{
    static const int ignored[] = {SIGHUP, SIGINT, SIGTERM, SIGUSR1, SIGUSR2, SIGPIPE, SIGCHLD};
    long limit = sysconf(_SC_OPEN_MAX);
    for (size_t i = 0; i < sizeof ignored / sizeof *ignored; i++)
        signal(ignored[i], SIG_IGN); /* it ends with the server, not with its group */
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (null >= 0)
        dup2(null, STDIN_FILENO); /* it may be the socket */
    if (w->orders != FIRST_FD) {
        dup2(w->orders, FIRST_FD);
        w->orders = FIRST_FD;
    }
    fcntl(w->orders, F_SETFD, FD_CLOEXEC);
    for (int fd = FIRST_FD + 1; fd < (limit < FDS_MAX ? limit : FDS_MAX); fd++)
        close(fd);
    follow_orders(w);
    _exit(EXIT_SUCCESS);
}

/* ---- the server ---- */

static void hear_file(struct monitor *h, const char *message, size_t len)
{
    struct config_bytes bytes = {.text = message + HEAD, .len = len - HEAD};
    memcpy(&bytes.fault, message + 1, sizeof bytes.fault);
    h->on_file(h->ctx, &bytes);
}

static void on_orders(struct ev_loop *loop, ev_io *orders, int events)
{
    struct monitor *h = CONTAINER_OF(orders, struct monitor, orders);
    static char message[MESSAGE_MAX];
    (void)loop;
    (void)events;
    ssize_t n = recv(orders->fd, message, sizeof message, 0);
    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (n >= HEAD && message[0] == READ_FILE) {
        hear_file(h, message, (size_t)n);
    } else if (n == HANDOVER_BYTES && message[0] == HAND_OVER) {
        int pid;
        memcpy(&pid, message + 2, sizeof pid);
        h->is_starting = false;
        h->on_handover(h->ctx, (enum handover_result)message[1], pid);
    } else {
        log_event(LOG_ERROR, "monitor_ended",
                  "the process that reads the file and hands over has ended: restart to have it");
        monitor_fini(h);
    }
}

bool monitor_start(struct monitor *h, const char *config, char **argv, const char *address)
{
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
        log_event(LOG_ERROR, "monitor_not_started", "no monitor can be started: {why}",
                  LOG_ERRNO("why", errno));
        return false;
    }
    pid_t pid = fork();
    if (pid == 0) {
        struct work work = {
            .orders = ends[1], .told = -1, .config = config, .address = address, .argv = argv};
        be_monitor(&work);
    }
    int why = errno;
    close(ends[1]);
    if (pid < 0) {
        close(ends[0]);
        log_event(LOG_ERROR, "monitor_not_started", "no monitor can be started: {why}",
                  LOG_ERRNO("why", why));
        return false;
    }
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    ev_io_init(&h->orders, on_orders, ends[0], EV_READ);
    ev_io_start(h->loop, &h->orders);
    return true;
}

static void order(struct monitor *h, char what, int fd)
{
    union {
        struct cmsghdr head;
        char bytes[CMSG_SPACE(sizeof(int))];
    } control = {.bytes = ""};
    struct iovec byte = {&what, 1};
    struct msghdr message = {.msg_iov = &byte, .msg_iovlen = 1};
    if (fd >= 0) {
        message.msg_control = control.bytes;
        message.msg_controllen = sizeof control.bytes;
        control.head.cmsg_level = SOL_SOCKET;
        control.head.cmsg_type = SCM_RIGHTS;
        control.head.cmsg_len = CMSG_LEN(sizeof fd);
        memcpy(CMSG_DATA(&control.head), &fd, sizeof fd);
    }
    if (sendmsg(h->orders.fd, &message, MSG_NOSIGNAL) != 1)
        log_event(LOG_ERROR, "monitor_busy", "it cannot be ordered now: {why}",
                  LOG_ERRNO("why", errno));
}

void monitor_read(struct monitor *h)
{
    if (ev_is_active(&h->orders))
        order(h, READ_FILE, -1);
}

void monitor_hand_over(struct monitor *h, int listening_fd)
{
    if (!ev_is_active(&h->orders) || h->is_starting)
        return;
    h->is_starting = true;
    order(h, HAND_OVER, listening_fd);
}

void monitor_fini(struct monitor *h)
{
    if (!ev_is_active(&h->orders))
        return;
    ev_io_stop(h->loop, &h->orders);
    close(h->orders.fd);
}
