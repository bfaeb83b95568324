/*
 * Connections of front servers to the daemon's own connections, without sockets or an
 * event loop: what either side writes lies in memory until the fuzzer has it read.
 * The program is linked with --wrap, so that recv, send, shutdown and close come here.
 */
#ifndef FUZZ_API_WIRE_H
#define FUZZ_API_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../../src/daemon/connections.h"

enum { WIRES = 4, WIRE_IDS = 24 }; /* of requests, from 1 on */

struct asked; /* a request: see api_model.h */

/* All of the daemon but its listener, and the time. */
struct wired {
    struct connections connections;
    struct api *api;
    struct api_time now;
    struct asked *asked[WIRES][WIRE_IDS]; /* open requests */
};
extern struct wired wired;

void wires_start(const struct api_config *config);
/* Closes and frees all; the account of memory must be even. */
void wires_stop(void);

/* Opens it, if it is closed. False: memory was short. */
bool wire_open(unsigned wire);
bool wire_is_open(unsigned wire);

/* A free request id on a wire, or 0. */
unsigned wire_free_id(unsigned wire);

/* Sends a request; `method` is POST, or GET without a body. */
void wire_ask(unsigned wire, unsigned id, const char *method, const char *endpoint,
              const char *body, size_t len);
void wire_abort(unsigned wire, unsigned id);

/* The peer sends nothing more; or is gone at once. */
void wire_end(unsigned wire);
void wire_close(unsigned wire);

/* The peer takes so many bytes more; SIZE_MAX: all. */
void wire_takes(unsigned wire, size_t bytes);

/* Whether there are bytes that the peer has not taken. */
bool wire_is_stuck(unsigned wire);

/* Whether bytes of requests lie there unread. */
bool wire_is_unread(unsigned wire);

/* Has the daemon read and write what it can, without a pass of the api but for those that it
 * makes itself; and the pass at the end of a turn. */
void wires_read(void);
void wires_run(void);

#endif
