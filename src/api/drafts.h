/*
 * The messages of a `send`: read from JSON, written as the core relays them.
 */
#ifndef API_DRAFTS_H
#define API_DRAFTS_H

#include "../chat/chat.h"
#include "failure.h"
#include "json.h"

enum { MESSAGE_ID_MAX = 64 };

struct drafts {
    unsigned n;
    bool live;    /* some are to all */
    bool history; /* some are to one member */
    struct outgoing outgoing[SEND_MAX];
    struct {
        char id[MESSAGE_ID_MAX];
        size_t id_len;
        uint64_t ts;      /* ms */
    } accepted[SEND_MAX]; /* what the sender is told about each */
};

/* Reads [["send","<id>",{message}], ...]. Each id must be `sender`. Adds an id and
 * a ts to the messages that lack them. Uses `scratch`, whose bytes are lost. After
 * a failure there is nothing to free. */
struct failure drafts_read(struct drafts *d, struct json commands, const struct client_id *sender,
                           int64_t unix_ms, struct buf *scratch);

/* Gives up the references to the messages, and wipes what is known about them. */
void drafts_fini(struct drafts *d);

/* Appends {"accepted":[{"id","ts"}, ...]}. */
void drafts_append_accepted(const struct drafts *d, struct buf *b);

#endif
