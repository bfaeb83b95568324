/*
 * A process beside a server that is confined (sandbox.h), for the two things that this could not
 * do any more: to read the configuration file again, and to start the program anew.
 *
 * It knows neither messages nor the listening socket, takes these two orders alone, and ends
 * with the server. With --chroot it is below that directory too.
 */
#ifndef DAEMON_MONITOR_H
#define DAEMON_MONITOR_H

#include <stdbool.h>
#include <sys/types.h>

#include <ev.h>

#include "config_file.h"
#include "handover.h"

struct monitor {
    struct ev_loop *loop;
    ev_io orders; /* active while the process is there */
    bool is_starting;
    void (*on_file)(void *ctx, const struct config_bytes *bytes);
    void (*on_handover)(void *ctx, enum handover_result result, int process);
    void *ctx;
};

/* Forks it: before the server is confined, with all that it is to know. `config` is the path of the
 * file that it reads, `argv` the program that it starts and its arguments, `address` that of
 * the socket (NULL: none is handed over). The functions are called when it has done so. False: it
 * cannot be had, and the reason was logged. */
bool monitor_start(struct monitor *h, const char *config, char **argv, const char *address);

/* Has it read the file: on_file. Has it start the program with this socket: on_handover, unless
 * one is being started. */
void monitor_read(struct monitor *h);
void monitor_hand_over(struct monitor *h, int listening_fd);

/* Lets it end. A program that it has started and that does not serve yet ends too. */
void monitor_fini(struct monitor *h);

#endif
