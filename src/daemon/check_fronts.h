/*
 * What --check finds in the configurations of front servers on this machine.
 */
#ifndef DAEMON_CHECK_FRONTS_H
#define DAEMON_CHECK_FRONTS_H

#include <stddef.h>

#include "check.h"

/* Looks for lighttpd, Apache and nginx that serve the chat (one of their files names it), where
 * Debian, Fedora and FreeBSD keep their configurations, below the directory `root` ("": that of
 * this machine). Writes what would be better there, or in the options, a line each, to `text`,
 * truncated to `size` bytes; `n` is of check_compute. Returns how many servers serve the chat. A file that cannot be read
 * says nothing. */
unsigned check_fronts(const char *root, const struct options *o, const struct check_numbers *n,
                      char *text, size_t size);

#endif
