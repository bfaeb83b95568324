/*
 * The inside of the api, for its own files only: what a request at hand is,
 * how it is answered (reply.c), and what each endpoint does (endpoints.c).
 */
#ifndef API_CALL_H
#define API_CALL_H

#include "answer.h"
#include "api.h"
#include "drafts.h"
#include "failure.h"
#include "json.h"
#include "visitors.h"

struct api {
    struct api_config config;
    struct api_time start;
    api_answer *answer;
    struct hub *hub;
    struct visitors visitors;
    struct buf body;    /* the answer at hand */
    struct buf message; /* a message at hand */
    struct drafts drafts;
};

/* A request at hand. */
struct call {
    void *request;
    const struct cgi_params *params;
    size_t body_bytes;
    const struct json_field *fields; /* of its body, in the order of its route */
    struct api_time now;
    struct client *parked; /* set where the request is parked */
};

/* ---- endpoints.c ---- */

enum { FIELDS_MAX = 4 };

/* What an endpoint takes, and what handles it: it answers, or sets `parked`,
 * or returns a failure and has changed nothing. */
struct route {
    const char *method;
    const char *fields[FIELDS_MAX]; /* what is read of the body */
    struct failure (*handle)(struct api *api, struct call *call);
};

extern const struct route routes[ENDPOINT_NONE];

/* ---- reply.c ---- */

/* Sends what was appended to api->body; a busy if it could not be held. */
void reply_body(struct api *api, void *request);

/* 204, without a body. */
void reply_nothing(struct api *api, void *request);

void reply_failure(struct api *api, void *request, struct failure failure);

/* Sends the first `n` commands that wait for the client, and notes that. */
void reply_commands(struct api *api, void *request, struct client *c, uint32_t n,
                    struct answer_flags flags, struct api_time now);

/* Sends what waits, as much as an answer takes. */
void reply_batch(struct api *api, void *request, struct client *c, struct answer_flags flags,
                 struct api_time now);

/* Scratch buffers keep a moderate size, so that short memory shows before
 * anything has happened, and not in the answer: false without memory. After
 * use one is settled: wiped, and made anew if it has grown large. */
bool scratch_prepare(struct buf *b);
void scratch_settle(struct buf *b);

#endif
