/*
 * The endpoints of the contract: a request comes in, an answer goes out, or
 * the request is parked as a poll and answered later. It knows HTTP only as
 * CGI does, and neither FastCGI nor sockets nor clocks.
 *
 * A request is a pointer of the caller's. Each is answered exactly once, with
 * the output that api_new was given, unless api_forget takes it back.
 */
#ifndef API_API_H
#define API_API_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../chat/hub.h"
#include "cgi.h"

struct api;

struct api_config {
    struct hub_limits limits;
    struct rate joins;       /* of one address */
    struct networks trusted; /* proxies whose X-Forwarded-For is believed; the caller's */
    uint32_t body_max;       /* bytes */
    uint32_t answer_max;     /* bytes of commands, unless one alone is larger */
    const char *version;
};

/* Both clocks in milliseconds: one that never goes back, and Unix time. */
struct api_time {
    int64_t monotonic, unix;
};

/* How CGI responses are sent. */
struct api_output {
    /* A whole one: its header and, behind it, its body. */
    void (*answer)(void *request, const char *head, size_t head_len, const char *body,
                   size_t body_len);
    /* The next bytes of one, to be sent at once (false without memory: they are
     * not); then its rest, which ends it. */
    bool (*pass)(void *request, const char *bytes, size_t len);
    void (*finish)(void *request, const char *bytes, size_t len);
    /* NULL: what was passed before is with the peer. Else it is still on its way:
     * a list for those who wait for that, all of whom api_resume is told. */
    struct list *(*blocked)(void *request);
};

/* NULL without memory. */
struct api *api_new(const struct api_config *config, struct api_time start,
                    struct api_output output);
void api_free(struct api *api); /* NULL is fine; nothing is answered */

/* Looks at a request of which only the params have come. True: it was answered
 * with an error, its body does not matter. */
bool api_refuse(struct api *api, void *request, const struct cgi_params *params);

/* Handles a whole request that api_refuse let pass. `body` is ended by a NUL
 * that does not count, and may be written to. NULL: it was answered. Else it is
 * parked, and what is returned is for api_forget. */
void *api_handle(struct api *api, void *request, const struct cgi_params *params, char *body,
                 size_t len, struct api_time now);

/* A CGI response that says that memory is short, in the place of one that
 * cannot be sent for that. */
extern const char api_busy_response[];

/* Answers a request whose params or body were larger than they may be, or for
 * which memory was short. */
void api_answer_bad_params(struct api *api, void *request);
void api_answer_too_large(struct api *api, void *request);
void api_answer_busy(struct api *api, void *request);

/* Takes back a parked request, which will not be answered: its peer has gone. */
void api_forget(struct api *api, void *parked, struct api_time now);

/* Does what is due, and answers every parked request that is to be answered.
 * To be called after each batch of the calls above, and when api_next_deadline
 * (on the monotonic clock; INT64_MAX: never) has come. */
void api_run(struct api *api, struct api_time now);
int64_t api_next_deadline(const struct api *api);

/* Does some of it, so that what was answered can be sent and its memory serves
 * the next; true: there is more to do. */
bool api_run_some(struct api *api, struct api_time now);

/* Has api_run answer a parked request, or all of them, and tell their clients to
 * wait a little before they come again. False: it is a probe, which has its time. */
bool api_ask_to_wait(struct api *api, void *parked);
void api_ask_all_to_wait(struct api *api);

/* What was on its way for those on this list is with the peer. */
void api_resume(struct api *api, struct list *blocked);

/* How many clients are present. */
uint64_t api_n_clients(const struct api *api);

/* Whether api_run should be called before more requests are handled: much waits
 * for somebody who is ready to take it. */
bool api_pressed(const struct api *api);

#endif
