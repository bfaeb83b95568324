#include "parking.h"

#include <sodium.h>

enum {
    WAIT_MS = 1800,                /* how long a client is told to wait, about */
    WAIT_MOST_MS = 4000,           /* and with many clients */
    WAIT_CLIENTS_PER_SECOND = 280, /* who come so often at most */
    WAIT_SPREAD = 6,               /* a sixth more or less */
};

static uint32_t n_clients(const struct api *api)
{
    return (uint32_t)chat_counts(api->chat).clients;
}

/* Behind mod_fcgid the limit follows what its processes can hold. */
static void follow_processes(struct api *api)
{
    if (api->config.process_per_poll && api->config.limits.max_parked > 0)
        polls_set_max_parked(api->chat, processes_places(&api->processes, n_clients(api)));
}

bool parking_allowed(struct api *api, struct client *const *clients, unsigned n,
                     struct api_time now)
{
    follow_processes(api);
    return polls_may_park(api->chat, clients, n, now.monotonic);
}

struct poll_party *parking_enter(struct api *api, const struct call *call)
{
    if (api->config.process_per_poll && api->config.limits.max_parked > 0)
        processes_note_parked(&api->processes, polls_n_parked(api->chat) + 1, call->now.monotonic);
    follow_processes(api);
    if (chat_limits(api->chat)->max_party == 0)
        return NULL;
    return addresses_enter_poll(&api->addresses, call->address);
}

void parking_leave(struct api *api, struct poll *poll, struct api_time now)
{
    polls_unpark(api->chat, poll, now.monotonic);
    if (poll->party)
        addresses_leave_poll(&api->addresses, poll->party);
}

/* Under two seconds, so that a message arrives within three. */
uint32_t parking_random_wait(const struct api *api)
{
    uint64_t about = (uint64_t)n_clients(api) * 1000 / WAIT_CLIENTS_PER_SECOND;
    about = about < WAIT_MS ? WAIT_MS : about > WAIT_MOST_MS ? WAIT_MOST_MS : about;
    uint64_t most = (uint64_t)chat_limits(api->chat)->grace_ms / 2;
    most -= most / (WAIT_SPREAD + 1);
    if (about > most)
        about = most;
    uint32_t spread = (uint32_t)about / WAIT_SPREAD;
    uint32_t wait = (uint32_t)about - spread + randombytes_uniform(2 * spread + 1);
    return wait > 0 ? wait : 1;
}
