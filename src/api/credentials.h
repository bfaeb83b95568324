/*
 * Who asks, and what has arrived there.
 */
#ifndef API_CREDENTIALS_H
#define API_CREDENTIALS_H

#include "call.h"

/* An acknowledgement, as a request may carry one. */
struct ack {
    bool given;
    uint64_t number;
};

/* Reads a number of seconds, bytes and the like. If the field is missing
 * `*value` keeps its value. False if the field is no number, or is negative. */
bool credentials_read_number(struct json json, double *value);

/* Reads an ack. False if the field is there and is no whole number from 0 up.
 * Whether the client may acknowledge that number is credentials_check_ack's to
 * say. */
bool credentials_read_ack(struct json json, struct ack *ack);

/* A failure if no answer to the client ever had this number. */
struct failure credentials_check_ack(const struct client *c, struct ack ack);

/* Whether this is the client's token. */
bool credentials_match(const struct client *c, const char *token, size_t len);

/* Finds the client that an id and a token belong to. */
struct failure credentials_authenticate(struct api *api, struct json id, struct json token,
                                        struct client **client);

/* The same for a request whose first two fields are the id and the token. Also
 * reads and checks the ack in the field of this index. */
struct failure credentials_identify(struct api *api, const struct call *call, unsigned ack_field,
                                    struct client **client, struct ack *ack);

/* The same, and the ack must be given. */
struct failure credentials_identify_with_ack(struct api *api, const struct call *call,
                                             unsigned ack_field, struct client **client,
                                             struct ack *ack);

/* Takes an ack that was checked, if it is given. */
void credentials_take_ack(struct api *api, struct client *c, struct ack ack);

#endif
