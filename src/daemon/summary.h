/*
 * What a server tells of itself on SIGUSR1: one event of the log.
 */
#ifndef DAEMON_SUMMARY_H
#define DAEMON_SUMMARY_H

#include <stdint.h>

#include "../api/api.h"

/* Logs how many are there and what was done in the `uptime` seconds since the start. */
void summary_log(const struct api *api, uint32_t connections, int64_t uptime);

#endif
