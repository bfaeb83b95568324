/*
 * The output of connections: answers of the api become bytes in a buffer, and
 * these go to the peer. A buffer is a slab while one is free and the peer takes
 * what is written at once.
 */
#ifndef DAEMON_OUTPUT_H
#define DAEMON_OUTPUT_H

#include <stdbool.h>

#include "../api/api.h"
#include "connection_state.h"

/* What sends the answers of the api: its requests are those of the connections. */
extern const struct api_output connections_output;

/* Has connections_flush write to this connection. */
void output_note(struct connection *c);

/* Writes what there is, as far as the peer takes it; when it has taken all, the
 * api is told. Not to be called from within the api. False: the connection is
 * broken, and is to be closed. */
bool output_write(struct connection *c);

/* Gives the slab back, which the output must not use any more. */
void output_return_slab(struct connection *c);

#endif
