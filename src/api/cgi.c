#include "cgi.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

const char *const cgi_param_names[CGI_N_PARAMS] = {
    "REQUEST_METHOD", "SCRIPT_NAME",    "PATH_INFO",   "REQUEST_URI",
    "CONTENT_TYPE",   "CONTENT_LENGTH", "REMOTE_ADDR",
};

static const char *const endpoints[ENDPOINT_NONE] = {"join", "poll", "send", "leave", "status"};

static bool is(struct cgi_value value, const char *word)
{
    return value.len == strlen(word) && memcmp(value.text, word, value.len) == 0;
}

static enum endpoint last_segment(struct cgi_value path)
{
    size_t start = path.len;
    while (start > 0 && path.text[start - 1] != '/')
        start--;
    struct cgi_value segment = {path.text + start, path.len - start};
    for (unsigned i = 0; i < ENDPOINT_NONE; i++)
        if (is(segment, endpoints[i]))
            return (enum endpoint)i;
    return ENDPOINT_NONE;
}

/* Servers split the path between SCRIPT_NAME and PATH_INFO as they like, and
 * where they hand all requests to one script it stands in REQUEST_URI alone. */
enum endpoint cgi_endpoint(const struct cgi_params *p)
{
    struct cgi_value info = p->of[CGI_PATH_INFO];
    enum endpoint endpoint = last_segment(info.len > 0 ? info : p->of[CGI_SCRIPT_NAME]);
    if (endpoint != ENDPOINT_NONE)
        return endpoint;
    struct cgi_value uri = p->of[CGI_REQUEST_URI];
    const char *query = uri.len > 0 ? memchr(uri.text, '?', uri.len) : NULL;
    if (query)
        uri.len = (size_t)(query - uri.text);
    return last_segment(uri);
}

bool cgi_method_is(const struct cgi_params *p, const char *method)
{
    return is(p->of[CGI_METHOD], method);
}

bool cgi_type_is_json(const struct cgi_params *p)
{
    static const char json[] = "application/json";
    const size_t json_len = sizeof json - 1;
    struct cgi_value type = p->of[CGI_CONTENT_TYPE];
    if (type.len < json_len || strncasecmp(type.text, json, json_len) != 0)
        return false;
    size_t i = json_len;
    while (i < type.len && (type.text[i] == ' ' || type.text[i] == '\t'))
        i++;
    return i == type.len || type.text[i] == ';';
}

enum cgi_length cgi_content_length(const struct cgi_params *p, size_t *length)
{
    struct cgi_value value = p->of[CGI_CONTENT_LENGTH];
    *length = 0;
    if (value.len == 0)
        return CGI_LENGTH_ABSENT;
    for (size_t i = 0; i < value.len; i++) {
        if (value.text[i] < '0' || value.text[i] > '9')
            return CGI_LENGTH_MALFORMED;
        size_t digit = (size_t)(value.text[i] - '0');
        *length = *length > (SIZE_MAX - digit) / 10 ? SIZE_MAX : *length * 10 + digit;
    }
    return CGI_LENGTH_KNOWN;
}

bool cgi_is_loopback(const struct cgi_params *p)
{
    char text[INET6_ADDRSTRLEN];
    struct cgi_value value = p->of[CGI_REMOTE_ADDR];
    if (value.len == 0 || value.len >= sizeof text)
        return false;
    memcpy(text, value.text, value.len);
    text[value.len] = '\0';
    struct in_addr v4;
    if (inet_pton(AF_INET, text, &v4) == 1)
        return ntohl(v4.s_addr) >> 24 == IN_LOOPBACKNET;
    struct in6_addr v6;
    if (inet_pton(AF_INET6, text, &v6) != 1)
        return false;
    return IN6_IS_ADDR_LOOPBACK(&v6) ||
           (IN6_IS_ADDR_V4MAPPED(&v6) && v6.s6_addr[12] == IN_LOOPBACKNET);
}
