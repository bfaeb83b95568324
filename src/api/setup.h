/*
 * What an api is made with: its limits, its version, and how it answers.
 */
#ifndef API_SETUP_H
#define API_SETUP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../base/address.h"
#include "../base/histogram.h"
#include "../base/list.h"
#include "../base/origins.h"
#include "../base/waiter.h"
#include "../chat/limits.h"

enum api_holder {
    API_HELD_HERE,
    API_HELD_ELSEWHERE,
    API_HOLDER_ASKED,   /* api_settle tells it later */
    API_HOLDER_UNKNOWN, /* nobody knows now */
    API_HOLDER_FULL,    /* no node takes another room */
};

/* What an operator sees of the nodes. */
struct api_nodes {
    const char *node;                         /* this one */
    uint64_t held, waited;                    /* rooms, now */
    uint64_t claimed, given, lost, elsewhere; /* rooms, since the start */
    uint64_t faults;                          /* of the directory */
    bool directory_is_well;
    const struct histogram *latency; /* ms, of its answers */
};

/* Where many nodes make one chat: who holds a room? Where `ask` is NULL, this process holds
 * every room. `waiter` waits if the answer is API_HOLDER_ASKED, and may leave at any time;
 * API_HELD_ELSEWHERE and API_HOLDER_FULL are never the answer at once. `ask` must not call the
 * api. */
struct api_holders {
    enum api_holder (*ask)(void *ctx, const char *room, struct waiter *waiter, int64_t now);
    struct api_nodes (*look)(void *ctx);
    const char *node; /* the name of this one */
    void *ctx;
};

struct api_config {
    struct chat_limits limits;
    struct rate joins;           /* of one address */
    struct networks status_from; /* who may see counts; the caller's */
    struct networks trusted;     /* proxies whose X-Forwarded-For is believed; the caller's */
    struct origins origins;      /* other sites whose pages may ask; the caller's text */
    uint32_t body_max;           /* bytes */
    uint32_t answer_max;         /* bytes of commands, unless one alone is larger */
    bool process_per_poll;       /* each parked poll holds a process of the front server; its places
                                    come slowly (see processes.h), and there are no streams */
    const char *version;
    struct api_holders holders;
};

/* Both clocks in milliseconds: one that never goes back, and Unix time. */
struct api_time {
    int64_t monotonic, unix;
};

/* How CGI responses are sent. The api calls these from within its own functions,
 * in the middle of its work. They may write, and may note things for later; they
 * must not call any function of api.h, most of which assert that. */
struct api_output {
    /* A whole response: its header and, behind it, its body. False: out of memory, it is
     * not sent. */
    bool (*answer)(void *request, const char *head, size_t head_len, const char *body,
                   size_t body_len);
    /* The next bytes of a response, which stays open. They are sent soon. False: out of
     * memory, they are not sent. */
    bool (*pass)(void *request, const char *bytes, size_t len);
    /* The last bytes of a response that was begun with `pass`, or a whole one that was
     * not. If they cannot be held the connection is broken. */
    void (*finish)(void *request, const char *bytes, size_t len);
    /* NULL: go on. Else the connection is stuck, and this is a list, empty at first, for
     * those that wait until it is not; then api_resume is called with the list. The
     * list must exist until each request it was returned for has been answered,
     * finished or forgotten. */
    struct list *(*blocked)(void *request);
    /* A byte that is the api's until the request has been answered; 0 at first. */
    uint8_t *(*mark)(void *request);
};

#endif
