/*
 * One connection from a front server: reads from it, closes it, and chooses what it
 * waits for next.
 */
#ifndef DAEMON_CONNECTION_H
#define DAEMON_CONNECTION_H

#include "connection_state.h"

/* Takes ownership of an accepted, non-blocking socket, whose events go to
 * set->on_event. False: out of memory, and the caller still owns the socket. */
bool connection_open(struct connections *set, int fd);

/* Something has happened: connections_serve will serve it, for EV_READ, EV_WRITE or both. */
void connection_note(struct connection *c, int events);

/* Reads once, `most` bytes at most. False: the connection is broken; call connection_close. */
bool connection_read(struct connection *c, size_t most);

/* Closes the socket, aborts its requests, and frees the connection. */
void connection_close(struct connection *c);

/* Call it after bytes have moved. Depending on its session, the connection waits for
 * more, begins to linger, or is closed and freed. */
void connection_settle(struct connection *c);

/* The connection that contains this `node`. */
struct connection *connection_listed(struct list_node *node);

#endif
