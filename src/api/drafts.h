/*
 * The messages of a `send`, from its JSON to what the core relays.
 */
#ifndef API_DRAFTS_H
#define API_DRAFTS_H

#include "../chat/chat.h"
#include "failure.h"
#include "json.h"

enum { MESSAGE_ID_MAX = 64 };

struct drafts {
    unsigned n;
    bool live, history; /* whether any is to all, or to one */
    struct outgoing outgoing[SEND_MAX];
    struct {
        char id[MESSAGE_ID_MAX];
        size_t id_len;
        uint64_t ts;
    } accepted[SEND_MAX];
};

/* Reads [["send","<id>",{message}], ...], where the id must be `sender`, and
 * adds to the messages what they lack. `scratch` is cleared and used. On a
 * failure there is nothing to be freed. */
struct failure drafts_read(struct drafts *d, struct json commands, const struct client_id *sender,
                           int64_t unix_ms, struct buf *scratch);

/* Lets go of the messages, and wipes what is known of them. */
void drafts_fini(struct drafts *d);

/* Appends {"accepted":[{"id","ts"}, ...]}. */
void drafts_append_accepted(const struct drafts *d, struct buf *b);

#endif
