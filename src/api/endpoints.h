/*
 * The endpoints: what each takes, and what it does. To add one, add a row in
 * endpoints.c, its name in cgi.c, and its constant in cgi.h.
 */
#ifndef API_ENDPOINTS_H
#define API_ENDPOINTS_H

#include "call.h"

enum { ENDPOINTS_FIELDS_MAX = 5 };

struct endpoint_route {
    const char *method;
    const char *fields[ENDPOINTS_FIELDS_MAX]; /* the keys of the body that are read */
    /* Refuses a request by what is known before its body is parsed; or NULL. */
    struct failure (*admit)(struct api *api, const struct call *call);
    /* Answers the request, or sets call->parked, or returns a failure and has changed
     * nothing but what the attempt costs: budgets, and the start of the grace. */
    struct failure (*handle)(struct api *api, struct call *call);
    bool is_for_operator; /* only for requests from api_config.status_from */
};

extern const struct endpoint_route endpoints_routes[ENDPOINT_NONE];

#endif
