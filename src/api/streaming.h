/*
 * Streams: what polls would be answered, as lines of one answer. For the api's
 * own files only.
 */
#ifndef API_STREAMING_H
#define API_STREAMING_H

#include "call.h"

/* The endpoint. */
struct failure streaming_stream(struct api *api, struct call *call);

/* Ends the client's stream, if it has one, since a newer one has come; or since
 * the client leaves. */
void streaming_supersede(struct api *api, struct client *c, struct api_time now);
void streaming_leave(struct api *api, struct client *c, struct api_time now);

/* Writes the next line of a stream that is ready, if its peer has taken those
 * before, or ends it. */
void streaming_go_on(struct api *api, struct poll *poll, struct api_time now);

#endif
