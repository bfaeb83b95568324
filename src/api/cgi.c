#include "cgi.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

const char *const cgi_param_names[CGI_N_PARAMS] = {
    [CGI_METHOD] = "REQUEST_METHOD",
    [CGI_SCRIPT_NAME] = "SCRIPT_NAME",
    [CGI_PATH_INFO] = "PATH_INFO",
    [CGI_REQUEST_URI] = "REQUEST_URI",
    [CGI_CONTENT_TYPE] = "CONTENT_TYPE",
    [CGI_CONTENT_LENGTH] = "CONTENT_LENGTH",
    [CGI_REMOTE_ADDR] = "REMOTE_ADDR",
    [CGI_ORIGIN] = "HTTP_ORIGIN",
    [CGI_FETCH_SITE] = "HTTP_SEC_FETCH_SITE",
    [CGI_HOST] = "HTTP_HOST",
    [CGI_FORWARDED_FOR] = "HTTP_X_FORWARDED_FOR",
    [CGI_FORWARDED] = "HTTP_FORWARDED",
    [CGI_REAL_IP] = "HTTP_X_REAL_IP",
    [CGI_VIA] = "HTTP_VIA",
    [CGI_FORWARDED_HOST] = "HTTP_X_FORWARDED_HOST",
    [CGI_FORWARDED_PROTO] = "HTTP_X_FORWARDED_PROTO",
};

#define SPAN(word)                                                                                 \
    {                                                                                              \
        (word), sizeof(word) - 1                                                                   \
    }
static const struct span endpoints[ENDPOINT_NONE] = {
    [ENDPOINT_JOIN] = SPAN("join"),       [ENDPOINT_POLL] = SPAN("poll"),
    [ENDPOINT_SEND] = SPAN("send"),       [ENDPOINT_LEAVE] = SPAN("leave"),
    [ENDPOINT_PROBE] = SPAN("probe"),     [ENDPOINT_STREAM] = SPAN("stream"),
    [ENDPOINT_ACK] = SPAN("ack"),         [ENDPOINT_STATUS] = SPAN("status"),
    [ENDPOINT_METRICS] = SPAN("metrics"), [ENDPOINT_HEALTH] = SPAN("health"),
};

static inline bool is(struct span value, const char *word)
{
    return value.len > 0 && value.text[0] == word[0] && value.len == strlen(word) &&
           memcmp(value.text, word, value.len) == 0;
}

static enum endpoint last_segment(struct span path)
{
    for (unsigned i = 0; i < ENDPOINT_NONE; i++) {
        struct span name = endpoints[i];
        if (path.len < name.len)
            continue;
        const char *at = path.text + (path.len - name.len);
        if (*at == *name.text && memcmp(at, name.text, name.len) == 0 &&
            (at == path.text || at[-1] == '/'))
            return (enum endpoint)i;
    }
    return ENDPOINT_NONE;
}

/* Servers split the path between SCRIPT_NAME and PATH_INFO as they like, and
 * where they hand all requests to one script it stands in REQUEST_URI alone. */
enum endpoint cgi_endpoint(const struct cgi_params *p)
{
    struct span info = p->of[CGI_PATH_INFO];
    enum endpoint endpoint = last_segment(info.len > 0 ? info : p->of[CGI_SCRIPT_NAME]);
    if (endpoint != ENDPOINT_NONE)
        return endpoint;
    struct span uri = p->of[CGI_REQUEST_URI];
    const char *query = uri.len > 0 ? memchr(uri.text, '?', uri.len) : NULL;
    if (query)
        uri.len = (size_t)(query - uri.text);
    return last_segment(uri);
}

const char *cgi_endpoint_name(enum endpoint endpoint)
{
    return endpoints[endpoint].text;
}

bool cgi_method_is(const struct cgi_params *p, const char *method)
{
    return is(p->of[CGI_METHOD], method);
}

bool cgi_type_is_json(const struct cgi_params *p)
{
    static const char json[] = "application/json";
    const size_t json_len = sizeof json - 1;
    struct span type = p->of[CGI_CONTENT_TYPE];
    if (type.len < json_len || strncasecmp(type.text, json, json_len) != 0)
        return false;
    size_t i = json_len;
    while (i < type.len && (type.text[i] == ' ' || type.text[i] == '\t'))
        i++;
    return i == type.len || type.text[i] == ';';
}

enum cgi_length cgi_content_length(const struct cgi_params *p, size_t *length)
{
    struct span value = p->of[CGI_CONTENT_LENGTH];
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

/* An address as proxies write it: perhaps with a port, [v6] in brackets. */
static struct span bare_address(struct span value)
{
    if (value.len > 0 && value.text[0] == '[') {
        const char *end = memchr(value.text, ']', value.len);
        return end && end > value.text + 1
                   ? (struct span){value.text + 1, (size_t)(end - value.text) - 1}
                   : value;
    }
    const char *colon = value.len > 0 ? memchr(value.text, ':', value.len) : NULL;
    size_t before = colon ? (size_t)(colon - value.text) : value.len;
    if (before > 0 && colon && !memchr(colon + 1, ':', value.len - before - 1))
        value.len = before;
    return value;
}

/* Takes the last element off a list with commas; false at its front. */
static bool take_last(struct span *list, struct span *last)
{
    while (list->len > 0 && strchr(" \t,", list->text[list->len - 1]))
        list->len--;
    size_t start = list->len;
    while (start > 0 && !strchr(" \t,", list->text[start - 1]))
        start--;
    *last = (struct span){start > 0 ? list->text + start : list->text, list->len - start};
    list->len = start;
    return last->len > 0;
}

static bool is_among(struct span value, const struct networks *networks)
{
    struct in6_addr address;
    return address_read(value.text, value.len, &address) && networks_have(networks, &address);
}

struct span cgi_client_address(const struct cgi_params *p, const struct networks *trusted)
{
    struct span address = p->of[CGI_REMOTE_ADDR], list = p->of[CGI_FORWARDED_FOR], last;
    while (trusted->n > 0 && is_among(address, trusted) && take_last(&list, &last))
        address = bare_address(last);
    return address;
}

bool cgi_is_from(const struct cgi_params *p, const struct networks *networks,
                 const struct networks *trusted)
{
    struct span client = p->of[CGI_REMOTE_ADDR];
    bool forwarded = false;
    for (unsigned i = CGI_FORWARDED_FOR; i < CGI_N_PARAMS; i++)
        forwarded = forwarded || p->of[i].text;
    if (forwarded) {
        /* No other of these headers says from where. */
        if (!p->of[CGI_FORWARDED_FOR].text || !is_among(client, trusted))
            return false;
        client = cgi_client_address(p, trusted);
    }
    return is_among(client, networks);
}
