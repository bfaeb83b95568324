/*
 * Many nodes, a network and a Redis in virtual time: nodes crash, stand still, drain and come
 * back; connections break with commands under way; Redis stands still, forgets, goes back to an
 * old copy, and its clock jumps. People come, are sent on, lose their node and come again, as the
 * page has them do. Then all that ends, and everything must come to rest.
 *
 *   OTC_SEED=7 test_directory_simulation     one seed, with what happened
 *   OTC_SEEDS=5000 test_directory_simulation so many
 *   OTC_LONG=yes test_directory_simulation   a thousand nodes, too
 */
#include "support/unit.h"

#include <stdio.h>
#include <string.h>

#include <sodium.h>
#include <unistd.h>

#include "../../src/base/log.h"
#include "support/world.h"

enum {
    SEEDS = 50,
    TROUBLE_MS = 60000,
    CALM_MS = 40000,
    LEAVING_MS = 30000,
    LONG_SECONDS = 3600,
};

/* Seeds that have found a fault. 2151: a node stayed turned away after a late command of the
 * process before it had taken its name. */
static const unsigned found[] = {2151};

static void make_trouble(struct world *w)
{
    struct world_node *node = &w->nodes[world_random(w, w->n_nodes)];
    switch (world_random(w, 16)) {
    case 0: world_crash(w, node); break;
    case 1: world_pause(w, node, 500 + world_random(w, 20000)); break;
    case 2: world_drain(w, node); break;
    case 3: world_cut(w, node, world_random(w, 10000)); break;
    case 4:
        for (unsigned i = 0; i < w->n_nodes; i++)
            if (world_random(w, 2))
                world_cut(w, &w->nodes[i], 5000);
        break;
    case 5: redis_model_save(w->redis); break;
    case 6:
        if (world_random(w, 2))
            redis_model_restore(w->redis);
        else
            redis_model_empty(w->redis);
        for (unsigned i = 0; i < w->n_nodes; i++)
            world_cut(w, &w->nodes[i], world_random(w, 3000));
        break;
    case 7: redis_model_empty(w->redis); break;
    case 8: w->wall += (int64_t)world_random(w, 40000) - 20000; break;
    case 9: w->slow_ms = world_random(w, 3) ? 0 : world_random(w, 5000); break;
    default: world_move_somebody(w); break;
    }
}

/* Everybody of a room holds each line of everybody else, once. */
static void check_lines(struct world *w)
{
    for (unsigned i = 0; i < w->n_people; i++)
        for (unsigned k = 0; k < w->n_people; k++) {
            const struct person *p = &w->people[i], *of = &w->people[k];
            if (p != of && p->room == of->room && !lines_are_held(w, p, of))
                fail_msg("seed %u: person %u holds not what person %u said", w->seed, i, k);
        }
}

/* Everybody is in at one place, which the directory has as the holder. */
static void check_calm(struct world *w)
{
    for (unsigned room = 0; room < w->n_rooms; room++) {
        const struct world_node *holder = NULL;
        for (unsigned i = 0; i < w->n_people; i++) {
            const struct person *p = &w->people[i];
            if (p->room != room)
                continue;
            if (p->state != PERSON_IN)
                fail_msg("seed %u: person %u is not in", w->seed, i);
            if (holder && holder != p->at)
                fail_msg("seed %u: room %u is at two nodes", w->seed, room);
            holder = p->at;
        }
        const char *value = world_holder(w, room);
        if (holder && (!value || strcmp(value, holder->name) != 0))
            fail_msg("seed %u: room %u is at %s, not %s", w->seed, room, holder->name,
                     value ? value : "none");
        if (!holder && value)
            fail_msg("seed %u: a lease of the empty room %u is left", w->seed, room);
    }
}

static void run_seed(unsigned seed, unsigned nodes, unsigned people)
{
    struct world *w = world_new(seed, nodes, people);
    while (w->now < TROUBLE_MS) {
        make_trouble(w);
        world_pass(w, 50 + world_random(w, 2000));
    }
    world_heal(w);
    world_pass(w, CALM_MS);
    check_calm(w);
    check_lines(w);
    for (unsigned i = 0; i < w->n_people; i++)
        world_leave(w, &w->people[i]);
    world_pass(w, LEAVING_MS);
    if (redis_model_rooms(w->redis, w->wall + w->now) != 0)
        fail_msg("seed %u: leases are left", seed);
    for (unsigned i = 0; i < w->n_nodes; i++)
        if (directory_counts(w->nodes[i].d).held != 0)
            fail_msg("seed %u: node %u still holds rooms", seed, i);
    for (unsigned i = 0; i < w->n_nodes; i++)
        if (!world_serves(w, &w->nodes[i]))
            fail_msg("seed %u: node %u takes no rooms", seed, i);
    world_free(w);
}

static unsigned number_of(const char *name, unsigned otherwise)
{
    const char *text = getenv(name);
    return text ? (unsigned)strtoul(text, NULL, 10) : otherwise;
}

static void comes_to_rest_whatever_happened(void **state)
{
    (void)state;
    if (getenv("OTC_SEED")) {
        unsigned seed = number_of("OTC_SEED", 0);
        run_seed(seed, 2 + seed % 9, 40);
        return;
    }
    for (unsigned seed = 1; seed <= number_of("OTC_SEEDS", SEEDS); seed++)
        run_seed(seed, 2 + seed % 9, 40);
    for (unsigned i = 0; i < sizeof found / sizeof *found; i++)
        run_seed(found[i], 2 + found[i] % 9, 40);
}

static void a_hundred_nodes_do_as_well(void **state)
{
    (void)state;
    for (unsigned seed = 1; seed <= 1 && !getenv("OTC_SEED"); seed++)
        run_seed(seed, 100, 400);
}

static void a_thousand_nodes_do_as_well(void **state)
{
    (void)state;
    if (!getenv("OTC_LONG"))
        return;
    alarm(LONG_SECONDS);
    for (unsigned seed = 1; seed <= 2; seed++)
        run_seed(seed, WORLD_NODES_MAX, WORLD_PEOPLE_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(comes_to_rest_whatever_happened),
        cmocka_unit_test(a_hundred_nodes_do_as_well),
        cmocka_unit_test(a_thousand_nodes_do_as_well),
    };
    const struct log_settings quiet = {.level = LOG_ERROR};
    if (sodium_init() < 0)
        return 99;
    log_configure(&quiet);
    return cmocka_run_group_tests_name("directory simulation", tests, NULL, NULL);
}
