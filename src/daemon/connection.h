/*
 * One connection of a front server: reading, closing, and what it waits for.
 */
#ifndef DAEMON_CONNECTION_H
#define DAEMON_CONNECTION_H

#include "connection_state.h"

/* Takes over an accepted, non-blocking socket. False without memory: the socket
 * is still the caller's. set->on_event is called for what happens to it. */
bool connection_open(struct connections *set, int fd);

/* Reads once. False: the connection is broken, and is to be closed. */
bool connection_read(struct connection *c);

/* Closes its socket, takes its requests back from the api, and frees it. */
void connection_close(struct connection *c);

/* To be called after bytes have moved: waits for more, begins to linger, or
 * closes it, as the state of its session asks for. */
void connection_settle(struct connection *c);

/* From its place in one of the lists. */
struct connection *connection_listed(struct list_node *node);

#endif
