#include "support/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "support/count.h"
#include "support/fronts.h"
#include "../../src/daemon/acceptor.h"
#include "../../src/daemon/wakeup.h"

enum { TAKEN_MAX = 16 };

static struct ev_loop *loop;
static struct wakeup wakeup;
static ev_timer company; /* which the loop waits for too, longer than a test may take */
static struct acceptor acceptor;
static const struct peers everybody = {.all = true};
static int listener;
static struct sockaddr_in address;
static int taken[TAKEN_MAX], n_taken;
static bool room, takes, no_descriptors;

/* A limit on descriptors would not do: valgrind takes the connection from the kernel first. */
int __real_accept4(int fd, struct sockaddr *peer, socklen_t *len, int flags);
int __wrap_accept4(int fd, struct sockaddr *peer, socklen_t *len, int flags);

int __wrap_accept4(int fd, struct sockaddr *peer, socklen_t *len, int flags)
{
    if (!no_descriptors)
        return __real_accept4(fd, peer, len, flags);
    errno = EMFILE;
    return -1;
}

static void on_company(struct ev_loop *l, ev_timer *timer, int events)
{
    (void)l;
    (void)timer;
    (void)events;
    fail();
}

static bool take(void *ctx, int fd)
{
    assert_ptr_equal(ctx, &acceptor);
    if (takes)
        taken[n_taken++] = fd;
    return takes;
}

static bool has_room(void *ctx)
{
    (void)ctx;
    return room;
}

static int start(void **state)
{
    socklen_t len = sizeof address;
    (void)state;
    unit_limit_time();
    address = (struct sockaddr_in){.sin_family = AF_INET,
                                   .sin_addr = {.s_addr = htonl(INADDR_LOOPBACK)}};
    listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(listener, (struct sockaddr *)&address, len), 0);
    assert_int_equal(getsockname(listener, (struct sockaddr *)&address, &len), 0);
    assert_int_equal(listen(listener, TAKEN_MAX), 0);
    loop = ev_loop_new(EVBACKEND_EPOLL);
    wakeup_start(&wakeup, loop);
    wakeup.renew.repeat = 1e6; /* nothing else may end a wait */
    ev_timer_again(loop, &wakeup.renew);
    ev_timer_init(&company, on_company, 1e6, 0);
    ev_timer_start(loop, &company);
    n_taken = 0;
    room = takes = true;
    no_descriptors = false;
    acceptor_start(&acceptor, loop, listener, &everybody, (struct acceptor_owner){take, has_room},
                   &acceptor);
    return 0;
}

static int stop(void **state)
{
    (void)state;
    epoll_fails(0);
    acceptor_stop(&acceptor);
    ev_loop_destroy(loop);
    close(listener);
    while (n_taken > 0)
        close(taken[--n_taken]);
    return 0;
}

static int visit(void)
{
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof address), 0);
    return fd;
}

static void all_that_wait_are_accepted(void **state)
{
    int fds[3];
    (void)state;
    for (size_t i = 0; i < COUNT_OF(fds); i++)
        fds[i] = visit();
    ev_run(loop, EVRUN_ONCE);
    assert_int_equal(n_taken, COUNT_OF(fds));
    for (size_t i = 0; i < COUNT_OF(fds); i++) {
        assert_true(fcntl(taken[i], F_GETFL) & O_NONBLOCK);
        close(fds[i]);
    }
    assert_false(acceptor_is_paused(&acceptor));
}

static void what_nobody_takes_is_closed(void **state)
{
    char byte;
    (void)state;
    takes = false;
    int fd = visit();
    ev_run(loop, EVRUN_ONCE);
    assert_int_equal(read(fd, &byte, 1), 0);
    close(fd);
}

static void without_room_it_pauses_until_the_timer_or_the_owner_ends_that(void **state)
{
    (void)state;
    room = false;
    int fd = visit();
    ev_run(loop, EVRUN_ONCE);
    assert_true(acceptor_is_paused(&acceptor));
    room = true;
    acceptor_resume(&acceptor);
    assert_false(acceptor_is_paused(&acceptor));
    ev_run(loop, EVRUN_ONCE);
    assert_int_equal(n_taken, 1);
    room = false;
    int another = visit();
    ev_run(loop, EVRUN_ONCE);
    room = true;
    while (n_taken < 2)
        ev_run(loop, EVRUN_ONCE);
    close(fd);
    close(another);
}

/* After EMFILE epoll_ctl may fail too: neither may make it deaf. */
static void it_hears_again_after_each_failure(void **state)
{
    static const int whys[] = {ENOMEM, ENOSPC};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(whys); i++) {
        ev_run(loop, EVRUN_NOWAIT);
        int fd = visit();
        no_descriptors = true;
        ev_run(loop, EVRUN_ONCE);
        no_descriptors = false;
        assert_true(acceptor_is_paused(&acceptor));
        assert_int_equal(n_taken, i);
        epoll_fails(whys[i]);
        do
            ev_run(loop, EVRUN_ONCE);
        while (acceptor_is_paused(&acceptor));
        while (!acceptor_is_paused(&acceptor))
            ev_run(loop, EVRUN_ONCE);
        assert_int_equal(n_taken, i);
        epoll_fails(0);
        while (n_taken <= (int)i)
            ev_run(loop, EVRUN_ONCE);
        close(fd);
    }
}

static void it_does_not_begin_again_when_it_was_stopped(void **state)
{
    (void)state;
    room = false;
    int fd = visit();
    ev_run(loop, EVRUN_ONCE);
    acceptor_stop(&acceptor);
    acceptor_resume(&acceptor);
    room = true;
    ev_timer_stop(loop, &company);
    ev_run(loop, 0); /* nothing is left to wait for */
    assert_int_equal(n_taken, 0);
    close(fd);
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, start, stop)
    static const struct CMUnitTest tests[] = {
        CASE(all_that_wait_are_accepted),
        CASE(what_nobody_takes_is_closed),
        CASE(without_room_it_pauses_until_the_timer_or_the_owner_ends_that),
        CASE(it_hears_again_after_each_failure),
        CASE(it_does_not_begin_again_when_it_was_stopped),
    };
    return cmocka_run_group_tests_name("acceptor", tests, NULL, NULL);
}
