/*
 * The inside of the api, for its own files only: what a request at hand is,
 * who asks (credentials.c), how it is answered (reply.c), and what each endpoint
 * does (endpoints.c).
 */
#ifndef API_CALL_H
#define API_CALL_H

#include "answer.h"
#include "api.h"
#include "drafts.h"
#include "failure.h"
#include "json.h"
#include "parties.h"
#include "probes.h"
#include "visitors.h"

struct api {
    struct api_config config;
    struct api_time start;
    struct api_output output;
    struct hub *hub;
    struct visitors visitors;
    struct parties parties;
    struct probes probes;
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
    struct span address;             /* of whoever asks */
    struct api_time now;
    void *parked; /* set where the request is parked: a struct poll, or a struct probe */
};

/* ---- endpoints.c ---- */

enum { FIELDS_MAX = 5 };

/* What an endpoint takes, and what handles it: it answers, or sets `parked`,
 * or returns a failure and has changed nothing. */
struct route {
    const char *method;
    const char *fields[FIELDS_MAX]; /* what is read of the body */
    struct failure (*handle)(struct api *api, struct call *call);
};

extern const struct route routes[ENDPOINT_NONE];

/* ---- credentials.c: who asks, and what has arrived there ---- */

/* Reads a number from 0 up; `*value` stays what it is where there is none. False
 * if it is something else. */
bool read_count(struct json json, double *value);

/* Whether a token, of at most TOKEN_MAX bytes, is the client's own. */
bool is_token_of(const struct client *c, const char *token, size_t len);

/* The client that an id and a token are of. */
struct failure authenticate(struct api *api, struct json id, struct json token,
                            struct client **client);

/* The same of a request whose first fields they are, and what the client
 * acknowledges in another field: ACK_NONE where that is not there. */
enum { ACK_NONE = -1 };
struct failure identify(struct api *api, const struct call *call, unsigned ack_field,
                        struct client **client, double *ack);

/* The same where the ack must be there. */
struct failure identify_with_ack(struct api *api, const struct call *call, unsigned ack_field,
                                 struct client **client, double *ack);

/* Reads an ack, which stays what it is where there is none. False if it can be
 * none; whether the client can have it is check_ack's to say. */
bool read_ack(struct json json, double *ack);
struct failure check_ack(const struct client *c, double ack);

/* Takes an ack that was checked, if there is one. */
void take_ack(struct api *api, struct client *c, double ack);

/* ---- reply.c ---- */

enum { POLL_PARTS_MAX = 16 };

/* What a poll says of one client, and is told of it. */
struct poll_part {
    struct client *client; /* unless there is a failure */
    struct client_id id;
    uint64_t ack;
    struct failure failure; /* FAILURE_NONE: its commands */
    bool superseded;        /* and no commands */
    uint32_t n;             /* commands of this answer */
};

/* Sends what was appended to api->body; a busy if it could not be held. */
void reply_body(struct api *api, void *request);

/* 204, without a body. */
void reply_nothing(struct api *api, void *request);

void reply_failure(struct api *api, void *request, struct failure failure);

/* Answers a poll with what waits for its clients, as much as an answer takes, and
 * notes that; `shared`: in the form for several. wait_ms 0: nothing of waiting. */
void reply_poll(struct api *api, void *request, struct poll_part *parts, unsigned n, bool shared,
                uint32_t wait_ms, struct api_time now);

/* What is told with commands beside them. */
struct answer_context reply_context(const struct api *api, struct api_time now);

/* The code of a failure that is told within an answer. */
const char *reply_code(struct failure failure);

/* Answers a join with the init that waits for the client. */
void reply_init(struct api *api, void *request, struct client *c, struct api_time now);

/* Answers a probe all at once; or begins (false without memory: nothing was
 * sent), and later ends it. */
void reply_probe(struct api *api, const struct probe *probe);
bool reply_probe_begin(struct api *api, const struct probe *probe);
void reply_probe_end(struct api *api, const struct probe *probe);

/* Scratch buffers keep a moderate size, so that short memory shows before
 * anything has happened, and not in the answer: false without memory. After
 * use one is settled: wiped, and made anew if it has grown large. */
bool scratch_prepare(struct buf *b);
void scratch_settle(struct buf *b);

#endif
