#include "syscalls.h"

#include <errno.h>
#include <stddef.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "../../../src/base/pool.h"
#include "../../../src/base/reserve.h"

static enum faulty faulty;
static unsigned until;
static int fault;
static bool waits, is_armed, has_failed;

void syscalls_fail(enum faulty which, unsigned nth, int how)
{
    faulty = which;
    until = nth;
    fault = how;
    waits = true;
    has_failed = false;
}

void syscalls_arm(bool armed)
{
    is_armed = armed;
}

bool syscalls_end(void)
{
    waits = false;
    return has_failed;
}

static bool fails(enum faulty which)
{
    if (!is_armed || !waits || which != faulty || until-- > 0)
        return false;
    waits = false;
    has_failed = true;
    errno = fault;
    return true;
}

/* ---- the calls ---- */

ssize_t __real_recv(int fd, void *bytes, size_t len, int flags);
ssize_t __wrap_recv(int fd, void *bytes, size_t len, int flags);
ssize_t __real_send(int fd, const void *bytes, size_t len, int flags);
ssize_t __wrap_send(int fd, const void *bytes, size_t len, int flags);

ssize_t __wrap_recv(int fd, void *bytes, size_t len, int flags)
{
    if (!fails(FAULTY_RECV))
        return __real_recv(fd, bytes, len, flags);
    if (fault == FAULT_SHORT)
        return __real_recv(fd, bytes, 1, flags);
    return fault == FAULT_END ? 0 : -1;
}

ssize_t __wrap_send(int fd, const void *bytes, size_t len, int flags)
{
    if (!fails(FAULTY_SEND))
        return __real_send(fd, bytes, len, flags);
    return fault == FAULT_SHORT ? __real_send(fd, bytes, 1, flags) : -1;
}

int epoll_ctl(int epfd, int op, int fd, struct epoll_event *event)
{
    if (op != EPOLL_CTL_DEL && fails(FAULTY_EPOLL_CTL))
        return -1;
    return (int)syscall(SYS_epoll_ctl, epfd, op, fd, event);
}

int epoll_wait(int epfd, struct epoll_event *events, int max, int timeout)
{
    if (fails(FAULTY_EPOLL_WAIT))
        return -1;
    return (int)syscall(SYS_epoll_wait, epfd, events, max, timeout);
}

/* ---- memory ---- */

#define MAY_FAIL(name, parameters, arguments)                                                      \
    void *__real_##name parameters;                                                                \
    void *__wrap_##name parameters;                                                                \
    void *__wrap_##name parameters                                                                 \
    {                                                                                              \
        return fails(FAULTY_MEMORY) ? NULL : __real_##name arguments;                              \
    }

MAY_FAIL(malloc, (size_t size), (size))
MAY_FAIL(calloc, (size_t n, size_t size), (n, size))
MAY_FAIL(realloc, (void *old, size_t size), (old, size))
MAY_FAIL(pages_new, (size_t size), (size))
MAY_FAIL(pages_new_aligned, (size_t size), (size))

/* As if it had to grow. */
void *__real_pool_get(struct pool *pool);
void *__wrap_pool_get(struct pool *pool);
void *__wrap_pool_get(struct pool *pool)
{
    if (!fails(FAULTY_MEMORY))
        return __real_pool_get(pool);
    return pool->reserved ? reserve_take(pool->size) : NULL;
}
