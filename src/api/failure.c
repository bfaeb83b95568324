#include "failure.h"

const struct failure failure_none;
const struct failure failure_no_memory = {
    .kind = FAILURE_BUSY,
    .detail = "The server is out of memory. Try again.",
    .retry_after_ms = 1000,
};
const struct failure failure_bad_ack = {
    .kind = FAILURE_BAD_REQUEST,
    .detail = "The ack must be a number that an answer had as seq.",
};

struct failure failure_of(enum failure_kind kind, const char *detail)
{
    return (struct failure){.kind = kind, .detail = detail};
}

struct failure failure_for(enum failure_kind kind, const char *detail, int64_t retry_after_ms)
{
    return (struct failure){.kind = kind, .detail = detail, .retry_after_ms = retry_after_ms};
}

const char failure_busy_response[] =
    "Status: 503 Service Unavailable\r\n"
    "Content-Type: application/json\r\n"
    "Content-Length: 62\r\n"
    "Retry-After: 1\r\n"
    "Cache-Control: no-store\r\n"
    "X-Content-Type-Options: nosniff\r\n\r\n"
    "{\"error\":\"busy\",\"detail\":\"The server is out of memory. Wait.\"}";
