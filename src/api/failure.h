/*
 * Why a request is refused: the rows of the contract's table of errors.
 */
#ifndef API_FAILURE_H
#define API_FAILURE_H

#include <stdint.h>

enum failure_kind {
    FAILURE_NONE,
    FAILURE_BAD_JSON,
    FAILURE_BAD_REQUEST,
    FAILURE_BAD_TOKEN,
    FAILURE_FOREIGN_ORIGIN,
    FAILURE_NO_SUCH_ENDPOINT,
    FAILURE_BAD_METHOD,
    FAILURE_UNKNOWN_CLIENT,
    FAILURE_TOO_LARGE,
    FAILURE_BAD_TYPE,
    FAILURE_RATE_LIMITED,
    FAILURE_ELSEWHERE,
    FAILURE_FULL,
    FAILURE_BUSY,
    FAILURE_KINDS,
};

struct failure {
    enum failure_kind kind;
    const char *detail;     /* a sentence for people; a literal */
    const char *node;       /* for FAILURE_ELSEWHERE: the node that holds the room */
    const char *allow;      /* for FAILURE_BAD_METHOD: the method that is allowed */
    int64_t retry_after_ms; /* for failures that pass by themselves; else 0 */
};

extern const struct failure failure_none;
extern const struct failure failure_no_memory; /* for this request; the client may try again */
extern const struct failure failure_bad_ack;   /* the ack is no number that could be one */

/* The contract's code of a failure, and its HTTP status. */
const char *failure_code(enum failure_kind kind);
const char *failure_status(enum failure_kind kind);

struct failure failure_of(enum failure_kind kind, const char *detail);
struct failure failure_for(enum failure_kind kind, const char *detail, int64_t retry_after_ms);

/* A whole CGI response that says that memory is short, for when the right one
 * cannot be held. */
extern const char failure_busy_response[];

#endif
