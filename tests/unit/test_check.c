#include "support/unit.h"

#include <string.h>

#include "support/count.h"
#include "../../src/daemon/check.h"

/* The defaults behind a relay. */
static const struct options shared_hosting = {
    .hold = 25,
    .max_hold = 30,
    .grace = 90,
    .max_clients = 10000,
    .max_parked = 40,
    .max_body = 61440,
    .max_queue = 1048576,
    .relay = true,
    .workers = 100,
};

static const struct check_host usual = {.descriptors = 4096};

static struct check_numbers numbers_of(const struct options *o)
{
    struct check_numbers n;
    check_compute(&n, o, usual.descriptors);
    return n;
}

static void assert_number(int64_t value, int64_t expected)
{
    assert_int_equal(value, expected);
}

/* Asserts that there is one fault, which says this. */
static void assert_fault(const struct options *o, const struct check_host *host, const char *said)
{
    char text[512];
    assert_int_equal(check_faults(o, host, text, sizeof text), 1);
    assert_non_null(strstr(text, said));
    assert_int_equal(text[strlen(text) - 1], '\n');
}

static void shared_hosting_is_fine_as_it_is(void **state)
{
    (void)state;
    char text[512];
    assert_int_equal(check_faults(&shared_hosting, &usual, text, sizeof text), 0);
    assert_string_equal(text, "");
}

static void most_workers_are_left_for_the_site(void **state)
{
    (void)state;
    static const uint32_t workers[] = {1, 2, 4, 10, 20, 100, 256};
    for (size_t i = 0; i < COUNT_OF(workers); i++) {
        struct options o = shared_hosting;
        o.workers = workers[i];
        struct check_numbers n = numbers_of(&o);
        assert_true(n.max_parked >= 1);
        assert_true(workers[i] < 3 || n.max_parked <= workers[i] / 2);
        assert_number(n.fcgid_processes, workers[i]);
    }
    assert_number(numbers_of(&shared_hosting).max_parked, 40);
}

static void the_people_it_carries_grow_with_the_workers(void **state)
{
    (void)state;
    struct options o = shared_hosting;
    assert_number(numbers_of(&o).people, 500);
    o.max_clients = 100;
    assert_number(numbers_of(&o).people, 100);
    o = shared_hosting;
    o.workers = 20;
    o.max_parked = 8;
    assert_number(numbers_of(&o).people, 8 + 12 * 8);
    o.workers = 5000;
    o.max_parked = 2000;
    assert_number(numbers_of(&o).people, 2000);
}

static void time_outs_are_longer_than_a_hold(void **state)
{
    (void)state;
    struct options o = shared_hosting;
    assert_number(numbers_of(&o).fcgid_io_timeout, 40);
    assert_number(numbers_of(&o).fcgid_busy, 300);
    o.max_hold = 50.5;
    assert_number(numbers_of(&o).fcgid_io_timeout, 61);
    o.max_hold = 600;
    assert_number(numbers_of(&o).fcgid_busy, 610);
}

static void bodies_fit(void **state)
{
    (void)state;
    struct options o = shared_hosting;
    assert_number(numbers_of(&o).fcgid_length, 131072);
    assert_number(numbers_of(&o).fcgid_memory, 65536);
    o.max_body = 1048576;
    assert_number(numbers_of(&o).fcgid_length, 1048576);
    assert_number(numbers_of(&o).fcgid_memory, 1048576);
}

static void front_servers_of_ones_own_carry_all(void **state)
{
    (void)state;
    struct options o = shared_hosting;
    o.relay = false;
    o.max_parked = 0;
    struct check_numbers n = numbers_of(&o);
    assert_number(n.parked_most, 3840);
    assert_number(n.lighttpd_fds, 2 * 3840 + 1000);
    assert_number(n.nginx_connections, n.lighttpd_fds);
    o.max_parked = 512;
    n = numbers_of(&o);
    assert_number(n.apache_workers, 1280);
    assert_number(n.lighttpd_fds, 2 * 512 + 1000);
}

static void the_memory_is_that_of_full_queues(void **state)
{
    (void)state;
    struct options o = shared_hosting;
    int64_t with_relays = numbers_of(&o).memory_most;
    o.relay = false;
    int64_t without = numbers_of(&o).memory_most;
    assert_number(without, 10000LL * (1048576 + 2048));
    assert_number(with_relays - without, 100 * 1048576LL);
    o.max_memory = 64 * 1048576LL;
    assert_number(numbers_of(&o).memory_most, (64 + 16) * 1048576LL);
}

static void what_cannot_work_is_said(void **state)
{
    (void)state;
    struct options o = shared_hosting;
    o.max_parked = 100;
    assert_fault(&o, &usual, "--max-parked 100 would hold all of the 100 workers: use 40");
    o.max_parked = 0;
    assert_fault(&o, &usual, "--max-parked 0");
    o = shared_hosting;
    o.max_hold = 36;
    assert_fault(&o, &usual, "--max-hold 36 is too long");
    o.max_hold = 35;
    o.max_body = 65537;
    assert_fault(&o, &usual, "--max-body 65537 is too large");
    o = shared_hosting;
    o.max_parked = 99;
    assert_fault(&o, &(struct check_host){.descriptors = 64}, "--max-parked 99 needs more than");
    assert_fault(&shared_hosting,
                 &(struct check_host){.descriptors = 4096,
                                      .hub_directory = "/home/ann/.onetimechat",
                                      .hub_state = "refused",
                                      .hub_fault = "it is a link"},
                 "'/home/ann/.onetimechat' cannot be used: it is a link");
    assert_fault(&shared_hosting,
                 &(struct check_host){.descriptors = 4096, .site_faults = "site.json: so\n"},
                 "site.json: so");
}

static void what_binds_relays_alone_is_no_fault_elsewhere(void **state)
{
    (void)state;
    char text[512];
    struct options o = shared_hosting;
    o.relay = false;
    o.max_parked = 0;
    o.max_hold = 50;
    o.max_body = 98304;
    assert_int_equal(check_faults(&o, &usual, text, sizeof text), 0);
}

static void what_would_be_better_is_said(void **state)
{
    (void)state;
    char text[512];
    struct options o = shared_hosting;
    assert_int_equal(check_advice(&o, &usual, text, sizeof text), 0);
    assert_string_equal(text, "");
    o.relay = false;
    o.max_parked = 0;
    assert_int_equal(check_advice(&o, &usual, text, sizeof text), 1);
    assert_non_null(strstr(text, "--max-clients 10000 are more than 4096 descriptors park: raise "
                                 "the limit to 10667"));
    const struct check_host raised = {.descriptors = 10667};
    assert_int_equal(check_advice(&o, &raised, text, sizeof text), 0);
    assert_fault(&shared_hosting,
                 &(struct check_host){.descriptors = 4096, .socket_fault = "--listen: so\n"},
                 "--listen: so");
}

static void faults_that_do_not_fit_are_cut(void **state)
{
    (void)state;
    char text[20];
    struct options o = shared_hosting;
    o.max_parked = 100;
    o.max_hold = 50;
    assert_int_equal(check_faults(&o, &usual, text, sizeof text), 2);
    assert_int_equal(strlen(text), sizeof text - 1);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(shared_hosting_is_fine_as_it_is),
        cmocka_unit_test(most_workers_are_left_for_the_site),
        cmocka_unit_test(the_people_it_carries_grow_with_the_workers),
        cmocka_unit_test(time_outs_are_longer_than_a_hold),
        cmocka_unit_test(bodies_fit),
        cmocka_unit_test(front_servers_of_ones_own_carry_all),
        cmocka_unit_test(the_memory_is_that_of_full_queues),
        cmocka_unit_test(what_cannot_work_is_said),
        cmocka_unit_test(what_binds_relays_alone_is_no_fault_elsewhere),
        cmocka_unit_test(what_would_be_better_is_said),
        cmocka_unit_test(faults_that_do_not_fit_are_cut),
    };
    return cmocka_run_group_tests_name("check", tests, NULL, NULL);
}
