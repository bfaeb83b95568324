/*
 * What the CGI params of a request tell: RFC 3875, section 4.1.
 */
#ifndef API_CGI_H
#define API_CGI_H

#include <stdbool.h>
#include <stddef.h>

#include "../base/address.h"
#include "../base/span.h"

enum cgi_param {
    CGI_METHOD,
    CGI_SCRIPT_NAME,
    CGI_PATH_INFO,
    CGI_REQUEST_URI,
    CGI_CONTENT_TYPE,
    CGI_CONTENT_LENGTH,
    CGI_REMOTE_ADDR,
    CGI_ORIGIN,
    CGI_FETCH_SITE,
    CGI_HOST,
    CGI_FORWARDED_FOR,
    CGI_FORWARDED, /* from here on: read only to see that a proxy was on the way */
    CGI_REAL_IP,
    CGI_VIA,
    CGI_FORWARDED_HOST,
    CGI_FORWARDED_PROTO,
    CGI_N_PARAMS,
};

/* The names of the params, by enum cgi_param. */
extern const char *const cgi_param_names[CGI_N_PARAMS];

/* The values of the params; text NULL where the front server sent none. */
struct cgi_params {
    struct span of[CGI_N_PARAMS];
};

enum endpoint {
    ENDPOINT_JOIN,
    ENDPOINT_POLL,
    ENDPOINT_SEND,
    ENDPOINT_LEAVE,
    ENDPOINT_PROBE,
    ENDPOINT_STREAM,
    ENDPOINT_ACK,
    ENDPOINT_STATUS,
    ENDPOINT_METRICS,
    ENDPOINT_HEALTH,
    ENDPOINT_NONE
};

/* The endpoint that the last segment of the path names; ENDPOINT_NONE: there is none. */
enum endpoint cgi_endpoint(const struct cgi_params *p);
const char *cgi_endpoint_name(enum endpoint endpoint); /* not of ENDPOINT_NONE */

bool cgi_method_is(const struct cgi_params *p, const char *method);

/* Whether CONTENT_TYPE is application/json, with any parameters. */
bool cgi_type_is_json(const struct cgi_params *p);

enum cgi_length { CGI_LENGTH_ABSENT, CGI_LENGTH_KNOWN, CGI_LENGTH_MALFORMED };

/* Reads CONTENT_LENGTH. A number too large for a size_t becomes SIZE_MAX. */
enum cgi_length cgi_content_length(const struct cgi_params *p, size_t *length);

/* Where the request comes from: REMOTE_ADDR; or, if that is one of the trusted,
 * the last element of X-Forwarded-For that is not. That element may be no
 * address: proxies write "unknown", or a name that they made up. It is empty only
 * where the front server sent no REMOTE_ADDR. */
struct span cgi_client_address(const struct cgi_params *p, const struct networks *trusted);

/* Whether the request comes from one of `networks`, by no proxy but those that are trusted.
 * A proxy that is not trusted shows by the headers it adds. */
bool cgi_is_from(const struct cgi_params *p, const struct networks *networks,
                 const struct networks *trusted);

#endif
