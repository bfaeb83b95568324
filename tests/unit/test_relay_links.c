#include "support/unit.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#include "support/directory.h"
#include "support/fronts.h"
#include "../../src/base/unix_socket.h"
#include "../../src/daemon/wakeup.h"
#include "../../src/relay/links.h"

static struct ev_loop *loop;
static struct wakeup wakeup;
static struct reach reach;
static struct links links;
static int front, hub; /* the front server's end of a link; the socket where the hub listens */

/* A hub is there, so none may be forked. */
static void be_hub(struct links *l)
{
    (void)l;
    _exit(1);
}

static int start(void **state)
{
    struct stat made;
    int fds[2];
    (void)state;
    unit_limit_time();
    if (!directory_enter() || !reach_init(&reach, "private/hub.sock", "1.0"))
        return -1;
    hub = unix_socket_listen("hub.sock", "hub.new", 0600, &made);
    loop = ev_loop_new(EVBACKEND_EPOLL);
    wakeup_start(&wakeup, loop);
    wakeup.renew.repeat = 1e6; /* nothing else may end a wait */
    ev_timer_again(loop, &wakeup.renew);
    links_init(&links, loop, &reach, be_hub);
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, fds), 0);
    assert_true(links_add(&links, fds[0]));
    front = fds[1];
    return 0;
}

static int stop(void **state)
{
    (void)state;
    epoll_fails(0);
    links_fini(&links);
    ev_loop_destroy(loop);
    close(front);
    close(hub);
    return directory_leave() ? 0 : -1;
}

static void write_request(void)
{
    struct records request = {0};
    stream_post(&request, 1, false, "fetch", "{}");
    assert_int_equal(write(front, request.bytes, request.len), request.len);
    stream_free(&request);
}

static void front_sees_the_end(void)
{
    char byte;
    assert_int_equal(read(front, &byte, 1), 0);
    assert_null(links.list.head);
}

static void a_request_reaches_the_hub_and_its_answer_the_front_server(void **state)
{
    char bytes[4096];
    (void)state;
    int fd;
    write_request();
    do
        ev_run(loop, EVRUN_NOWAIT);
    while ((fd = accept4(hub, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) < 0);
    while (read(fd, bytes, sizeof bytes) < 0)
        ev_run(loop, EVRUN_NOWAIT);
    assert_int_equal(write(fd, "answer", 6), 6);
    close(fd);
    do
        ev_run(loop, EVRUN_NOWAIT);
    while (read(front, bytes, 6) < 0);
    assert_memory_equal(bytes, "answer", 6);
}

static void a_link_is_closed_when_the_loop_cannot_watch_its_front_server(void **state)
{
    (void)state;
    epoll_fails(ENOMEM);
    ev_run(loop, EVRUN_ONCE);
    front_sees_the_end();
}

static void a_link_is_closed_when_the_loop_cannot_watch_its_hub(void **state)
{
    char byte;
    (void)state;
    ev_run(loop, EVRUN_NOWAIT);
    write_request();
    epoll_fails(ENOSPC);
    while (links.list.head)
        ev_run(loop, EVRUN_ONCE);
    front_sees_the_end();
    int fd = accept4(hub, NULL, NULL, SOCK_CLOEXEC);
    while (read(fd, &byte, 1) > 0)
        ;
    assert_int_equal(recv(fd, &byte, 1, 0), 0);
    close(fd);
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, start, stop)
    static const struct CMUnitTest tests[] = {
        CASE(a_request_reaches_the_hub_and_its_answer_the_front_server),
        CASE(a_link_is_closed_when_the_loop_cannot_watch_its_front_server),
        CASE(a_link_is_closed_when_the_loop_cannot_watch_its_hub),
    };
    return cmocka_run_group_tests_name("relay_links", tests, NULL, NULL);
}
