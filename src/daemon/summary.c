#include "summary.h"

#include "../base/account.h"
#include "../base/log.h"

void summary_log(const struct api *api, uint32_t connections, int64_t uptime)
{
    const struct chat_counts counts = api_counts(api);
    log_event(
        LOG_INFO, "summary",
        "{clients} clients in {rooms} rooms, {parked} requests parked on {connections} "
        "connections, {queued} bytes queued, {memory} bytes of memory; {messages} messages, "
        "{deliveries} deliveries and {overflows} overflows in {uptime} seconds",
        LOG_INTEGER("clients", (int64_t)counts.clients),
        LOG_INTEGER("rooms", (int64_t)counts.rooms), LOG_INTEGER("parked", (int64_t)counts.parked),
        LOG_INTEGER("streams", (int64_t)counts.streams), LOG_INTEGER("connections", connections),
        LOG_INTEGER("queued", (int64_t)counts.queued),
        LOG_INTEGER("memory", (int64_t)account_total()),
        LOG_INTEGER("joins", (int64_t)counts.joined),
        LOG_INTEGER("messages", (int64_t)counts.accepted),
        LOG_INTEGER("deliveries", (int64_t)counts.delivered),
        LOG_INTEGER("overflows", (int64_t)counts.overflowed), LOG_INTEGER("uptime", uptime));
}
