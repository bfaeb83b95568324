/*
 * The data of the api, for its own files only: the api itself, and the request
 * at hand.
 */
#ifndef API_CALL_H
#define API_CALL_H

#include "../base/buf.h"
#include "../chat/chat.h"
#include "cgi.h"
#include "addresses.h"
#include "drafts.h"
#include "failure.h"
#include "json.h"
#include "metrics.h"
#include "probes.h"
#include "processes.h"
#include "setup.h"

struct api {
    struct api_config config;
    struct api_time start;
    struct api_output output;
    struct chat *chat;
    struct addresses addresses;
    struct metrics metrics;
    struct processes processes; /* used if config.process_per_poll */
    struct probes probes;
    struct list joins;    /* that wait for who holds their room */
    struct buf body;      /* the answer at hand */
    struct buf message;   /* a message at hand */
    struct drafts drafts; /* the messages at hand */
    bool calling_out;     /* a function of `output` runs now */
    bool cut_off;         /* see api_note_cut_off */
    bool stack_is_clean;  /* it was wiped, and nothing was asked since */
};

/* A request at hand. */
struct call {
    void *request;
    const struct cgi_params *params;
    size_t body_bytes;
    const struct json_field *fields; /* of its body, in the order of its route */
    struct span address;             /* of whoever asks */
    struct api_time now;
    struct parked *parked; /* set by the endpoint if it parks the request */
};

#endif
