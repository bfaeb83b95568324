/*
 * What --check finds out about the place of the socket file.
 */
#ifndef DAEMON_CHECK_SOCKET_H
#define DAEMON_CHECK_SOCKET_H

struct check_socket {
    const char *state; /* free, served or refused; NULL: there is no socket file */
    char fault[512];   /* why it cannot be used, or "" */
};

/* Looks at the path of a socket, and changes nothing. `listen` as in --listen, or NULL. */
void check_socket_look(struct check_socket *s, const char *listen);

#endif
