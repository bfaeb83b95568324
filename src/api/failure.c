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

static const struct {
    const char *status, *code;
} rows[] = {
    [FAILURE_BAD_JSON] = {"400 Bad Request", "bad_json"},
    [FAILURE_BAD_REQUEST] = {"400 Bad Request", "bad_request"},
    [FAILURE_BAD_TOKEN] = {"403 Forbidden", "bad_token"},
    [FAILURE_FOREIGN_ORIGIN] = {"403 Forbidden", "foreign_origin"},
    [FAILURE_NO_SUCH_ENDPOINT] = {"404 Not Found", "no_such_endpoint"},
    [FAILURE_BAD_METHOD] = {"405 Method Not Allowed", "bad_method"},
    [FAILURE_UNKNOWN_CLIENT] = {"410 Gone", "unknown_client"},
    [FAILURE_TOO_LARGE] = {"413 Content Too Large", "too_large"},
    [FAILURE_BAD_TYPE] = {"415 Unsupported Media Type", "bad_type"},
    [FAILURE_RATE_LIMITED] = {"429 Too Many Requests", "rate_limited"},
    [FAILURE_ELSEWHERE] = {"421 Misdirected Request", "elsewhere"},
    [FAILURE_FULL] = {"503 Service Unavailable", "full"},
    [FAILURE_BUSY] = {"503 Service Unavailable", "busy"},
};

const char *failure_code(enum failure_kind kind)
{
    return rows[kind].code;
}

const char *failure_status(enum failure_kind kind)
{
    return rows[kind].status;
}

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
