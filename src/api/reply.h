/*
 * How a request is answered: the texts of answer.h, sent by api->output.
 */
#ifndef API_REPLY_H
#define API_REPLY_H

#include "answer.h"
#include "call.h"
#include "origin.h"

enum { REPLY_PARTS_MAX = 16 }; /* clients of one poll */

/* What a poll says about one client, and is told about it. */
struct poll_part {
    struct client *client; /* valid only if there is no failure */
    struct client_id id;
    uint64_t ack;
    struct failure failure; /* FAILURE_NONE: the part gets commands */
    bool superseded;        /* and no commands */
    uint32_t n;             /* commands in this answer; reply_poll sets it */
};

/* Sends what is in api->body. False: it could not be held, and a busy was sent. */
bool reply_body(struct api *api, void *request);

/* The same, as metrics. */
void reply_metrics(struct api *api, void *request);

/* Sends 204, without a body. */
void reply_nothing(struct api *api, void *request);

/* Sends 204 to a browser that asks whether a page of another site may. */
void reply_preflight(struct api *api, void *request) __attribute__((cold));

/* Writes what a page of another site needs to read the answer to this request; see
 * origin_fields. For answers that are not made here. */
size_t reply_origin_fields(const struct api *api, void *request, char to[ORIGIN_FIELDS_MAX])
    __attribute__((cold, noinline)); /* few are configured to have any */

void reply_failure(struct api *api, void *request, struct failure failure);

/* Answers a poll with what waits for its clients, as much as one answer takes,
 * and notes that it was sent. `shared`: in the form for several clients.
 * `wait_ms`: how long the client is told to wait; 0: nothing is said. */
void reply_poll(struct api *api, void *request, struct poll_part *parts, unsigned n, bool shared,
                uint32_t wait_ms, struct api_time now);

/* Answers a join with the init that waits for the client. */
void reply_init(struct api *api, void *request, struct client *c, struct api_time now);

/* Answers a probe at once; or begins the answer (false without memory: nothing
 * was sent), and ends it later. */
void reply_probe(struct api *api, void *request, size_t received, size_t fill);
bool reply_probe_begin(struct api *api, const struct probe *probe);
void reply_probe_end(struct api *api, const struct probe *probe);

/* Part of a response that stays open: the next bytes, or the last ones. False
 * without memory: nothing was sent. */
bool reply_pass(struct api *api, void *request, const char *bytes, size_t len);
void reply_finish(struct api *api, void *request, const char *bytes, size_t len);

/* Sends failure_busy_response. */
void reply_busy(struct api *api, void *request);

/* The list on which a stream waits for its connection; NULL: it need not wait. */
struct list *reply_blocked(struct api *api, void *request);

/* What an init in an answer needs to know. */
struct answer_context reply_context(const struct api *api, struct api_time now);

#endif
