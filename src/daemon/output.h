/*
 * Writes to connections: the api's answers become records in a buffer, and the buffer
 * is written to the peer. The buffer's memory is a slab, unless none is free or the
 * peer does not take all at once.
 */
#ifndef DAEMON_OUTPUT_H
#define DAEMON_OUTPUT_H

#include <stdbool.h>

#include "../api/api.h"
#include "connection_state.h"

/* The api's way to send answers; its requests are those of the connections. */
extern const struct api_output connections_output;

/* Marks the connection as dirty: connections_flush will write to it. */
void output_note(struct connection *c);

/* Whether a small answer has room in the output of its connection; what is asked for is
 * better not done if not. */
bool output_has_room(struct fcgi_request *request);

/* Writes as much as the peer takes now, and tells the api once all is written. Must not
 * be called from within the api. False: the connection is broken; call connection_close. */
bool output_write(struct connection *c);

/* Returns the slab, unless the output buffer still uses it. */
void output_return_slab(struct connection *c);

#endif
