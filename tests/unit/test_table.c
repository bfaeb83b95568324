#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "../../src/base/table.h"
#include "support/unit.h"

struct entry {
    struct table_node node; /* first, so that a node is its entry */
    unsigned key;
    unsigned value;
};

static bool same_key(const struct table_node *node, const void *key)
{
    return ((const struct entry *)(const void *)node)->key == *(const unsigned *)key;
}

static bool nothing_is_the_same(const struct table_node *node, const void *key)
{
    (void)node;
    (void)key;
    return false;
}

static struct entry *find(const struct table *t, unsigned key)
{
    return (struct entry *)(void *)table_find(t, table_hash(t, &key, sizeof key), same_key, &key);
}

static void insert(struct table *t, struct entry *e)
{
    table_insert(t, &e->node, table_hash(t, &e->key, sizeof e->key));
}

static void finds_what_was_inserted_and_nothing_else(void **state)
{
    (void)state;
    enum { COUNT = 5000 };
    struct table t;
    assert_true(table_init(&t));
    static struct entry entries[COUNT];
    for (unsigned i = 0; i < COUNT; i++) {
        assert_null(find(&t, i));
        entries[i] = (struct entry){.key = i};
        insert(&t, &entries[i]);
        assert_int_equal(t.count, i + 1);
    }
    for (unsigned i = 0; i < COUNT; i++)
        assert_ptr_equal(find(&t, i), &entries[i]);
    assert_null(find(&t, COUNT));
    table_fini(&t);
}

static void forgets_what_was_removed_alone(void **state)
{
    (void)state;
    enum { COUNT = 1000 };
    struct table t;
    assert_true(table_init(&t));
    static struct entry entries[COUNT];
    for (unsigned i = 0; i < COUNT; i++) {
        entries[i] = (struct entry){.key = i};
        insert(&t, &entries[i]);
    }
    for (unsigned i = 0; i < COUNT; i += 2)
        table_remove(&t, &entries[i].node);
    assert_int_equal(t.count, COUNT / 2);
    for (unsigned i = 0; i < COUNT; i++)
        assert_ptr_equal(find(&t, i), i % 2 ? &entries[i] : NULL);
    for (unsigned i = 1; i < COUNT; i += 2)
        table_remove(&t, &entries[i].node);
    assert_int_equal(t.count, 0);
    insert(&t, &entries[7]);
    assert_ptr_equal(find(&t, 7), &entries[7]);
    table_fini(&t);
}

/* All under one hash: only `same` tells them apart. */
static void tells_apart_what_collides(void **state)
{
    (void)state;
    enum { COUNT = 100 };
    struct table t;
    assert_true(table_init(&t));
    struct entry entries[COUNT];
    for (unsigned i = 0; i < COUNT; i++) {
        entries[i] = (struct entry){.key = i};
        table_insert(&t, &entries[i].node, 42);
    }
    for (unsigned i = 0; i < COUNT; i++)
        assert_ptr_equal(table_find(&t, 42, same_key, &i), &entries[i].node);
    unsigned key = 50;
    table_remove(&t, &entries[key].node);
    assert_null(table_find(&t, 42, same_key, &key));
    assert_int_equal(t.count, COUNT - 1);
    assert_null(table_find(&t, 42, nothing_is_the_same, NULL));
    table_fini(&t);
}

/* The lower bits choose the slot; the rest of the hash counts too. */
static void asks_only_about_nodes_of_the_whole_hash(void **state)
{
    (void)state;
    struct table t;
    assert_true(table_init(&t));
    struct entry e = {.key = 1};
    table_insert(&t, &e.node, UINT64_C(0x100000000));
    assert_null(table_find(&t, 0, same_key, &e.key));
    assert_null(table_find(&t, UINT64_C(0x200000000), same_key, &e.key));
    assert_ptr_equal(table_find(&t, UINT64_C(0x100000000), same_key, &e.key), &e.node);
    table_fini(&t);
}

static void hashes_under_a_key_of_its_own(void **state)
{
    (void)state;
    struct table a, b;
    assert_true(table_init(&a));
    assert_true(table_init(&b));
    assert_memory_not_equal(a.key, b.key, sizeof a.key);
    assert_true(table_hash(&a, "lobby", 5) == table_hash(&a, "lobby", 5));
    assert_true(table_hash(&a, "lobby", 5) != table_hash(&a, "lobbz", 5));
    assert_true(table_hash(&a, "lobby", 5) != table_hash(&b, "lobby", 5));
    table_fini(&a);
    table_fini(&b);
}

static void stays_short_of_long_chains(void **state)
{
    (void)state;
    enum { COUNT = 4096 };
    struct table t;
    assert_true(table_init(&t));
    static struct entry entries[COUNT];
    for (unsigned i = 0; i < COUNT; i++) {
        entries[i] = (struct entry){.key = i};
        insert(&t, &entries[i]);
    }
    assert_true(t.n_slots >= COUNT / 2);
    assert_int_equal(t.n_slots & (t.n_slots - 1), 0);
    table_fini(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_what_was_inserted_and_nothing_else),
        cmocka_unit_test(forgets_what_was_removed_alone),
        cmocka_unit_test(tells_apart_what_collides),
        cmocka_unit_test(asks_only_about_nodes_of_the_whole_hash),
        cmocka_unit_test(hashes_under_a_key_of_its_own),
        cmocka_unit_test(stays_short_of_long_chains),
    };
    if (sodium_init() < 0)
        return 99;
    return cmocka_run_group_tests_name("table", tests, NULL, NULL);
}
