/*
 * A connection of a flood to the daemon: it writes what the flood puts into it as fast as the
 * daemon takes it, tells the answers apart, and connects again when it is closed.
 */
#ifndef FLOOD_WIRE_H
#define FLOOD_WIRE_H

#include <stdbool.h>
#include <stdint.h>

#include <ev.h>
#include <sys/un.h>

#include "../../../src/base/buf.h"
#include "../../../src/fastcgi/record.h"

/* What a flood has done; read by another process. */
struct strength {
    uint64_t answers, refused, opened, closed, bytes; /* refused: answers 429 and 503 */
};

struct wire;

/* How the wires of a flood behave. */
struct manner {
    /* Appends the next requests to wire->out, which is empty, or none: then call wire_write
     * when there are some. NULL: nothing is ever sent. */
    void (*fill)(struct wire *w);
    /* A request was answered; `text` is the beginning of its answer. NULL: nobody cares. */
    void (*answered)(struct wire *w, uint16_t id, const char *text, size_t len);
    /* It is connected, for the first time or again. May be NULL. */
    void (*opened)(struct wire *w);
    bool is_deaf;         /* it never reads */
    bool is_paced;        /* it writes only when the flood calls wire_write */
    size_t write_at_once; /* bytes; 0: as many as can be */
    size_t read_at_once;  /* bytes; not 0: it reads only when the flood calls wire_read */
};

enum { WIRE_TEXT = 512 }; /* bytes of each answer that are kept */

struct wires {
    struct ev_loop *loop;
    const struct sockaddr_un *address;
    volatile struct strength *strength;
    struct wire *of;
    unsigned n;
    ev_timer reopening;
    void *flood; /* the flood's own */
};

struct wire {
    struct wires *all;
    const struct manner *manner;
    unsigned index;
    ev_io io;
    int fd; /* -1: not connected */
    struct buf out;
    uint16_t last_id;
    void *owner; /* the flood's own */
    uint8_t header[FCGI_HEADER_LEN];
    unsigned header_len;
    struct record record;
    size_t left; /* of the record's content and padding */
    char *text;  /* WIRE_TEXT bytes, once there was an answer */
    size_t text_len;
};

/* Makes `n` wires and begins to connect them. */
void wires_start(struct wires *all, unsigned n, const struct manner *manner);

/* A request id that has not been in use for long. */
uint16_t wire_id(struct wire *w);

/* Writes wire->out, as far as the daemon takes it; the rest goes when it takes more. */
void wire_write(struct wire *w);

/* Closes a wire, which then connects again. */
void wire_close(struct wire *w);

/* Reads once from a wire whose reading is its flood's matter (read_at_once). */
void wire_read(struct wire *w);

#endif
