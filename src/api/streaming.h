/*
 * Streams: what polls would be answered, as lines of one response. For the
 * api's own files only.
 */
#ifndef API_STREAMING_H
#define API_STREAMING_H

#include "call.h"

/* The endpoint. */
struct failure streaming_stream(struct api *api, struct call *call);

/* Ends the client's stream, if it has one: because the client has joined again or opened
 * another, or because it leaves. */
void streaming_supersede(struct api *api, struct client *c, struct api_time now);
void streaming_leave(struct api *api, struct client *c, struct api_time now);

/* Ends a client's stream, if it has one, as if its time were over. */
void streaming_end(struct api *api, struct client *c, struct api_time now);

/* Writes the next line of a stream that is ready, if its peer has taken the ones
 * before; or ends the stream. */
void streaming_go_on(struct api *api, struct stream *s, struct api_time now);

/* Takes back an open stream, which gets no more lines. */
void streaming_forget(struct api *api, struct stream *s, struct api_time now);

#endif
