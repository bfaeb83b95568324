/*
 * An api without FastCGI: requests go in as text, and what became of each is
 * kept where the request is.
 */
#ifndef SUPPORT_RIG_H
#define SUPPORT_RIG_H

#include <cjson/cJSON.h>

#include "../../../src/api/api.h"

enum { HEX_LEN = 32, RIG_BODY_MAX = 131072 };

struct rig {
    struct api *api;
    struct api_time now; /* moved by the test */
};

/* A request, and its answer when it has one. */
struct exchange {
    unsigned answers; /* how many: never more than one */
    int status;
    char head[1024];
    char *body; /* ended by a NUL */
    size_t body_len;
    cJSON *json; /* of the body; NULL: none, or it is no JSON */
    char *begun; /* the first bytes of an answer that is not ended yet, or NULL */
    size_t begun_len, begun_times;
    size_t said;           /* bytes of it that exchange_said has told */
    struct list *blocked;  /* set by the test: what was passed on is on its way */
    uint8_t mark;          /* the api's */
    bool short_of_memory;  /* set by the test: only the end of an answer finds room */
    struct parked *parked; /* what api_handle returned */
};

/* No rates, 25 s of hold, 90 s of grace, the defaults of the daemon otherwise. */
struct api_config config_plain(void);

void rig_start(struct rig *rig, struct api_config config);
void rig_stop(struct rig *rig);

/* Take answers: they are what rig_start gives to the api. */
bool rig_answer(void *request, const char *head, size_t head_len, const char *body,
                size_t body_len);
bool rig_pass(void *request, const char *bytes, size_t len);
void rig_finish(void *request, const char *bytes, size_t len);
struct list *rig_blocked(void *request);
uint8_t *rig_mark(void *request);
extern const struct api_output rig_output; /* of these five */

/* A param as text, or NULL. */
void param_set(struct cgi_params *params, enum cgi_param which, const char *text);

/* A POST of JSON to "/chat/<endpoint>" from 192.0.2.1. */
struct cgi_params params_plain(const char *endpoint);

/* Asks as the daemon does: api_refuse, and if that lets it pass api_handle. */
void rig_ask_with(struct rig *rig, struct exchange *x, const struct cgi_params *params,
                  const char *body, size_t len);
void rig_ask(struct rig *rig, struct exchange *x, const char *endpoint, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Lets go of an answer; the exchange can be used again. */
void exchange_end(struct exchange *x);

/* Asserts that it was answered with this status, and code if it is an error. */
void assert_answered(const struct exchange *x, int status, const char *code);
void assert_parked(const struct exchange *x);

/* The seq of an answer to a poll. */
double exchange_seq(const struct exchange *x);

/* The commands of an answer, unformatted, with ids as they are; "[]": none.
 * Valid until the next call. */
const char *exchange_commands(const struct exchange *x);

/* What of an answer has come since it was asked last, without its header. Valid
 * until the next call. */
const char *exchange_said(struct exchange *x);

/* ---- a client that keeps to the contract ---- */

struct visitor_self {
    char id[HEX_LEN + 1], token[65];
    double ack;
};

/* Joins with a token made of `letter`, or without one for '\0'. */
void self_joins(struct rig *rig, struct visitor_self *self, char letter, const char *room);
void self_polls(struct rig *rig, struct visitor_self *self, struct exchange *x, double hold);
/* Opens a stream that acknowledges what was taken; it has its first line. */
void self_streams(struct rig *rig, struct visitor_self *self, struct exchange *x);
/* Takes what an answer brought: its seq is acknowledged by the next poll. */
void self_takes(struct visitor_self *self, const struct exchange *x);
/* Polls without a hold until nothing waits. */
void self_drains(struct rig *rig, struct visitor_self *self);
/* Sends one message, given as JSON. */
void self_sends(struct rig *rig, struct visitor_self *self, struct exchange *x,
                const char *message);

#endif
