#include "support/unit.h"

#include <arpa/inet.h>
#include <string.h>

#include "support/count.h"
#include "../../src/daemon/peers.h"

static struct sockaddr_storage peer_of(const char *text)
{
    struct sockaddr_storage peer = {0};
    struct sockaddr_in *v4 = (struct sockaddr_in *)&peer;
    struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)&peer;
    if (inet_pton(AF_INET, text, &v4->sin_addr) == 1)
        peer.ss_family = AF_INET;
    else if (inet_pton(AF_INET6, text, &v6->sin6_addr) == 1)
        peer.ss_family = AF_INET6;
    else
        peer.ss_family = AF_UNIX;
    return peer;
}

static void who_is_listed_may_connect(void **state)
{
    (void)state;
    static const struct {
        const char *list, *peer;
        bool allowed;
    } rows[] = {
        {NULL, "203.0.113.9", true},
        {"", "2001:db8::1", true},
        {"192.0.2.1", "192.0.2.1", true},
        {"192.0.2.1", "192.0.2.2", false},
        {"192.0.2.1", "::ffff:192.0.2.1", true},
        {"::ffff:192.0.2.1", "192.0.2.1", true},
        {"192.0.2.1", "::192.0.2.1", false},
        {"192.0.2.1,192.0.2.7", "192.0.2.7", true},
        {"192.0.2.1, 2001:db8::1", "2001:db8:0::1", true},
        {"192.0.2.1, 2001:db8::1", "2001:db8::2", false},
        {"192.0.2.1", "unix", true},
        {" , ", "192.0.2.1", false},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct peers p;
        struct sockaddr_storage peer = peer_of(rows[i].peer);
        assert_true(peers_init(&p, rows[i].list));
        if (peers_allow(&p, &peer) != rows[i].allowed)
            fail_msg("row %zu", i);
        peers_fini(&p);
    }
}

static void a_list_that_is_none_is_refused(void **state)
{
    (void)state;
    static const char *const lists[] = {
        "localhost",
        "192.0.2",
        "192.0.2.256",
        "192.0.2.1,x",
        "192.0.2.1;192.0.2.2",
        "192.0.2.0/24",
        "[::1]",
        "1111111111111111111111111111111111111111111111111111111111",
    };
    for (size_t i = 0; i < COUNT_OF(lists); i++) {
        struct peers p;
        assert_false(peers_init(&p, lists[i]));
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_is_listed_may_connect),
        cmocka_unit_test(a_list_that_is_none_is_refused),
    };
    return cmocka_run_group_tests_name("peers", tests, NULL, NULL);
}
