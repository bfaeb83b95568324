#include "nodes.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <ev.h>
#include <sodium.h>

#include "../api/api.h"
#include "../base/log.h"
#include "redis.h"

struct nodes {
    struct directory *directory;
    struct redis *redis;
    struct api *api;
    struct clocks *clocks;
    struct ev_loop *loop;
    const struct nodes_setup *setup;
};

/* ---- what is asked for ---- */

static enum nodes_read refuse(const char *option, const char *why)
{
    log_event(LOG_ERROR, "directory_refused", "{option}: {why}", LOG_TEXT("option", option),
              LOG_TEXT("why", why));
    return NODES_BAD;
}

static bool read_key(struct room_secret *secret, const char *path)
{
    char text[ROOM_KEY_SECRET_MAX + 3]; /* and what ends its line */
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    ssize_t len = fd >= 0 ? read(fd, text, sizeof text) : -1;
    int why = errno;
    if (fd >= 0)
        close(fd);
    bool good = len >= 0 && room_secret_init(secret, text, (size_t)len);
    sodium_memzero(text, sizeof text);
    if (len < 0)
        log_event(LOG_ERROR, "directory_key_unreadable", "--directory-key: {file}: {why}",
                  LOG_TEXT("file", path), LOG_ERRNO("why", why));
    else if (!good)
        log_event(LOG_ERROR, "directory_key_malformed",
                  "--directory-key: {file} must have {min} to {max} bytes, such as those of "
                  "openssl rand -hex 32",
                  LOG_TEXT("file", path), LOG_INTEGER("min", ROOM_KEY_SECRET_MIN),
                  LOG_INTEGER("max", ROOM_KEY_SECRET_MAX));
    return good;
}

static bool read_addresses(struct redis_addresses *addresses, const char *text)
{
    const char *why;
    const struct redis_address *unknown;
    if (!redis_addresses_read(addresses, text, &why)) {
        refuse("--directory", why);
        return false;
    }
    if (redis_addresses_resolve(addresses, &unknown))
        return true;
    log_event(LOG_ERROR, "directory_unknown", "--directory: the host of {address} is not known",
              LOG_TEXT("address", unknown->shown));
    return false;
}

enum nodes_read nodes_read(struct nodes_setup *setup, const struct options *o)
{
    *setup = (struct nodes_setup){.node = o->node, .rebalances = o->rebalance};
    if (!o->directory) {
        const char *alone = o->node            ? "--node"
                            : o->directory_key ? "--directory-key"
                            : o->rebalance     ? "--rebalance"
                                               : NULL;
        return alone ? refuse(alone, "it needs --directory") : NODES_NONE;
    }
    if (!redis_is_built_in())
        return refuse("--directory", "this build has no hiredis, which it needs");
    if (o->relay)
        return refuse("--directory", "it cannot be used with --relay");
    if (!o->node)
        return refuse("--directory", "it needs --node, a name for this node");
    if (!command_is_node(o->node, strlen(o->node)))
        return refuse("--node", "a name is 1 to 32 of a-z 0-9 -, and does not begin with -");
    if (!o->directory_key)
        return refuse("--directory", "it needs --directory-key, a file that all nodes have");
    return read_key(&setup->secret, o->directory_key) &&
                   read_addresses(&setup->addresses, o->directory)
               ? NODES_READ
               : NODES_BAD;
}

struct sandbox_reach nodes_reach(const struct nodes_setup *setup)
{
    _Static_assert((int)SANDBOX_PORTS_MAX >= (int)REDIS_ADDRESSES_MAX, "one each");
    struct sandbox_reach reach = {.connects = setup != NULL};
    for (unsigned i = 0; setup && i < setup->addresses.n; i++)
        if (setup->addresses.of[i].port > 0)
            reach.ports[reach.n_ports++] = (uint16_t)setup->addresses.of[i].port;
    return reach;
}

unsigned nodes_check(const struct nodes_setup *setup, char *text, size_t size)
{
    unsigned faults = 0;
    size_t used = 0;
    text[0] = '\0';
    for (unsigned i = 0; i < setup->addresses.n && used < size; i++) {
        char said[128];
        const struct redis_address *address = &setup->addresses.of[i];
        faults += !redis_try(address, said, sizeof said);
        int len = snprintf(text + used, size - used, "%s %s\n", address->shown, said);
        used += len > 0 ? (size_t)len : 0;
    }
    return faults;
}

/* ---- between the directory, its connection and the api ---- */

static int64_t now_of(const struct nodes *n)
{
    return clocks_now(n->clocks).monotonic;
}

static bool send_command(void *ctx, const struct directory_command *command, unsigned tag)
{
    struct nodes *n = ctx;
    return redis_send(n->redis, command, tag);
}

static enum api_holder holder_of(enum directory_holder holder)
{
    switch (holder) {
    case DIRECTORY_HERE: return API_HELD_HERE;
    case DIRECTORY_ELSEWHERE: return API_HELD_ELSEWHERE;
    case DIRECTORY_ASKED: return API_HOLDER_ASKED;
    case DIRECTORY_FULL: return API_HOLDER_FULL;
    case DIRECTORY_BUSY: break;
    }
    return API_HOLDER_UNKNOWN;
}

static void settle(void *ctx, struct list *waiters, enum directory_holder holder, const char *node)
{
    struct nodes *n = ctx;
    api_settle(n->api, waiters, holder_of(holder), node, clocks_now(n->clocks));
}

static void end_room(void *ctx, const char *room)
{
    struct nodes *n = ctx;
    api_end_room(n->api, room, clocks_now(n->clocks));
}

static uint32_t people_in(void *ctx, const char *room)
{
    return api_n_members(((struct nodes *)ctx)->api, room);
}

static struct directory_load load_of(void *ctx)
{
    const struct nodes *n = ctx;
    return (struct directory_load){.clients = api_n_clients(n->api),
                                   .is_full = api_is_full(n->api)};
}

static void on_connected(void *ctx)
{
    struct nodes *n = ctx;
    directory_connected(n->directory, now_of(n));
}

static void on_disconnected(void *ctx, const char *why)
{
    struct nodes *n = ctx;
    directory_disconnected(n->directory, why, now_of(n));
}

static void on_reply(void *ctx, unsigned tag, const struct directory_value *value)
{
    struct nodes *n = ctx;
    directory_reply(n->directory, tag, value, now_of(n));
}

static enum api_holder ask(void *ctx, const char *room, struct waiter *waiter, int64_t now)
{
    struct nodes *n = ctx;
    return holder_of(directory_ask(n->directory, room, waiter, now));
}

static struct api_nodes look(void *ctx)
{
    const struct nodes *n = ctx;
    const struct directory_counts counts = directory_counts(n->directory);
    return (struct api_nodes){
        .node = n->setup->node,
        .held = counts.held,
        .waited = counts.waited,
        .claimed = counts.claimed,
        .given = counts.given,
        .lost = counts.lost,
        .elsewhere = counts.elsewhere,
        .faults = counts.faults,
        .directory_is_well = !counts.is_ill,
        .latency = counts.latency,
    };
}

/* ---- its life ---- */

struct nodes *nodes_new(const struct nodes_setup *setup, struct ev_loop *loop,
                        struct clocks *clocks, struct api_holders *holders)
{
    struct nodes *n = calloc(1, sizeof *n);
    if (!n)
        return NULL;
    n->setup = setup;
    n->loop = loop;
    n->clocks = clocks;
    *holders = (struct api_holders){.ask = ask, .look = look, .node = setup->node, .ctx = n};
    return n;
}

bool nodes_start(struct nodes *n, struct api *api, uint32_t clients_max)
{
    unsigned char random[INSTANCE_LEN / 2];
    char instance[INSTANCE_LEN + 1];
    const struct directory_owner owner = {n, send_command, settle, end_room, people_in, load_of};
    randombytes_buf(random, sizeof random);
    sodium_bin2hex(instance, sizeof instance, random, sizeof random);
    n->api = api;
    n->directory = directory_new(n->setup->node, instance, &n->setup->secret,
                                 clients_max + DIRECTORY_WAITED_MAX, owner);
    if (!n->directory)
        return false;
    if (n->setup->rebalances)
        directory_rebalance(n->directory);
    n->redis = redis_new(n->loop, &n->setup->addresses,
                         (struct redis_owner){n, on_connected, on_disconnected, on_reply});
    return n->redis != NULL;
}

void nodes_free(struct nodes *n)
{
    if (!n)
        return;
    redis_free(n->redis);
    directory_free(n->directory);
    free(n);
}

void nodes_run(struct nodes *n)
{
    int64_t now = now_of(n);
    if (directory_is_stuck(n->directory, now))
        redis_drop(n->redis, "it is too slow");
    directory_run(n->directory, now);
    api_note_cut_off(n->api, directory_is_cut_off(n->directory, now));
}

int64_t nodes_next_deadline(const struct nodes *n)
{
    return directory_next_deadline(n->directory);
}

void nodes_drain(struct nodes *n)
{
    directory_drain(n->directory, now_of(n));
}

void nodes_end(struct nodes *n)
{
    if (n)
        directory_end(n->directory, now_of(n));
}

bool nodes_are_drained(const struct nodes *n)
{
    return !n || directory_is_drained(n->directory);
}
