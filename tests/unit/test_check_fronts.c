/* What --check says of the configurations of front servers. */
#include "support/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/count.h"
#include "support/directory.h"
#include "../../src/daemon/check_fronts.h"

static const struct options usual = {
    .max_clients = 10000,
    .workers = 100,
    .max_body = 98304,
    .max_queue = 1048576,
};

static const char *const directories[] = {
    "etc",
    "etc/lighttpd",
    "etc/lighttpd/conf-enabled",
    "etc/apache2",
    "etc/nginx",
    "etc/apache2/mods-enabled",
    "etc/apache2/conf-enabled",
    "etc/nginx/sites-enabled",
};

static int enter(void **state)
{
    (void)state;
    unit_limit_time();
    if (!directory_enter())
        return -1;
    for (size_t i = 0; i < COUNT_OF(directories); i++)
        if (mkdir(directories[i], 0700) != 0)
            return -1;
    return 0;
}

static int leave(void **state)
{
    (void)state;
    return directory_leave() ? 0 : -1;
}

static void put(const char *path, const char *text)
{
    FILE *file = fopen(path, "we");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

/* Asserts how many serve the chat, and that this is all that is said. */
static void assert_said(const struct options *o, unsigned serving, const char *expected)
{
    char text[1024];
    struct check_numbers n;
    check_compute(&n, o, 20000);
    assert_int_equal(check_fronts(".", o, &n, text, sizeof text), serving);
    assert_string_equal(text, expected);
}

static void a_server_that_does_not_serve_the_chat_is_none(void **state)
{
    (void)state;
    assert_said(&usual, 0, "");
    put("etc/lighttpd/lighttpd.conf", "server.max-fds = 10\n# onetimechat was here\n");
    put("etc/nginx/nginx.conf", "events { \n worker_connections 10;\n}\n");
    assert_said(&usual, 0, "");
}

static void descriptors_for_all_polls_are_fine(void **state)
{
    (void)state;
    put("etc/lighttpd/lighttpd.conf", "server.max-fds = 20000\n");
    put("etc/lighttpd/conf-enabled/50-chat.conf", "include \"/usr/share/onetimechat/chat.conf\"\n");
    assert_said(&usual, 1, "");
}

static void too_few_descriptors_are_said_with_the_file(void **state)
{
    (void)state;
    put("etc/lighttpd/lighttpd.conf", "server.max-fds=4096 # a few\n");
    put("etc/lighttpd/conf-enabled/50-chat.conf", "  include \"onetimechat.conf\"\n");
    put("etc/nginx/nginx.conf", "\tworker_connections 768;\n# worker_connections 99999;\n");
    put("etc/nginx/sites-enabled/default", "include snippets/onetimechat.conf;\n");
    assert_said(&usual, 2,
                "lighttpd: server.max-fds 4096 in ./etc/lighttpd/lighttpd.conf carries about 2048 "
                "parked polls: 21000 would carry 10000\n"
                "nginx: worker_connections 768 in ./etc/nginx/nginx.conf carries about 384 parked "
                "polls: 21000 would carry 10000\n");
}

static void polls_must_not_hold_all_workers(void **state)
{
    (void)state;
    struct options o = usual;
    put("etc/apache2/mods-enabled/mpm.conf",
        "<IfModule mpm_event_module>\n  MaxRequestWorkers 150\n</IfModule>\n");
    put("etc/apache2/conf-enabled/chat.conf", "Include conf/onetimechat.conf\n");
    assert_said(&usual, 1,
                "Apache: polls may hold all of the 150 workers (MaxRequestWorkers in "
                "./etc/apache2/mods-enabled/mpm.conf): use --max-parked 60\n");
    o.max_parked = 60;
    assert_said(&o, 1, "");
    o.max_parked = 200;
    assert_said(
        &o, 1,
        "Apache: MaxRequestWorkers is 150 in ./etc/apache2/mods-enabled/mpm.conf: use 500, or "
        "--max-parked 60\n");
}

static void what_is_no_setting_is_passed_over(void **state)
{
    (void)state;
    put("etc/lighttpd/lighttpd.conf",
        "onetimechat = 1\nserver.max-fds\nserver.max-fds-more = 5\nserver.max-fds = x\n"
        "server.max-fds = var.n + 1\nx server.max-fds = 5\nserver.max-fds = 5x\n");
    assert_said(&usual, 1, "");
}

static void what_is_said_is_cut_at_the_end_of_its_place(void **state)
{
    (void)state;
    char text[64];
    struct check_numbers n;
    put("etc/lighttpd/lighttpd.conf", "server.max-fds = 5\ninclude \"onetimechat.conf\"\n");
    check_compute(&n, &usual, 20000);
    assert_int_equal(check_fronts(".", &usual, &n, text, sizeof text), 1);
    assert_int_equal(strlen(text), sizeof text - 1);
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, enter, leave)
    static const struct CMUnitTest tests[] = {
        CASE(a_server_that_does_not_serve_the_chat_is_none),
        CASE(descriptors_for_all_polls_are_fine),
        CASE(too_few_descriptors_are_said_with_the_file),
        CASE(polls_must_not_hold_all_workers),
        CASE(what_is_no_setting_is_passed_over),
        CASE(what_is_said_is_cut_at_the_end_of_its_place),
    };
    return cmocka_run_group_tests_name("check_fronts", tests, NULL, NULL);
}
