/*
 * One connection to the server under test, and the requests under way on it.
 * How requests and answers are put into bytes is its protocol's: FastCGI
 * (fcgi.c, many at once) or HTTP/1.1 (http.c, one at a time).
 */
#ifndef LOAD_CHANNEL_H
#define LOAD_CHANNEL_H

#include <stdbool.h>
#include <stddef.h>

#include <ev.h>
#include <sys/socket.h>

#include "../../../src/base/buf.h"
#include "fail.h"

struct channel;

/* Valid until the call that hands it over returns. */
struct answer {
    int status;
    const char *head; /* header lines, with the empty line that ends them */
    size_t head_len;
    const char *body; /* of a streamed answer: nothing */
    size_t body_len;
};

/* A request under way; embedded in its owner, and free again when answered. */
struct exchange {
    void (*answered)(struct exchange *x, const struct answer *answer);
    /* Takes the body piece by piece as it comes; NULL: it is gathered. */
    void (*streamed)(struct exchange *x, const char *bytes, size_t len);
    void *owner;
};

struct ask {
    const char *method, *path; /* "/poll": below the target's base */
    const char *head;          /* further HTTP header lines, each with its CRLF, or "" */
    const char *body;
    size_t body_len;
};

struct protocol {
    /* Appends a request to channel_output; `x` is answered later. */
    void (*ask)(struct channel *c, struct exchange *x, const struct ask *ask);
    /* Takes bytes; how many of them. What is left comes again, with more behind it. */
    size_t (*take)(struct channel *c, const char *bytes, size_t len);
    /* The server has closed. False: it owes an answer. */
    bool (*closed)(struct channel *c);
    size_t state_size;
};
extern const struct protocol protocol_fcgi, protocol_http;

struct target {
    const struct protocol *protocol;
    struct sockaddr_storage address;
    socklen_t address_len;
    char host[64]; /* of the URL, with the port */
    char base[64]; /* path without a last slash */
};

/* Reads "fcgi:/path.sock" or "http://1.2.3.4:port/base". False: it is neither. */
bool target_read(struct target *target, const char *text);

/* A channel that connects when it is first asked; it lives to the end. */
struct channel *channel_new(struct ev_loop *loop, const struct target *target);

/* Sends a request. One that is asked from within an answer goes out together
 * with the others that the same bytes brought. */
void channel_ask(struct channel *c, struct exchange *x, const struct ask *ask);

double clock_now(void); /* seconds of the monotonic clock */

/* When the bytes came that are being taken in; by clock_now. */
double channel_read_at(void);

/* ---- for protocols ---- */

void *channel_state(struct channel *c); /* state_size bytes, zero at first */
struct buf *channel_output(struct channel *c);
const struct target *channel_target(const struct channel *c);

/* The server will close after this answer: the next request connects anew. */
void channel_ends(struct channel *c);

#endif
