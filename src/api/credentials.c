#include <math.h>
#include <string.h>

#include <sodium.h>

#include "call.h"
#include "identity.h"

bool read_count(struct json json, double *value)
{
    if (!json.text)
        return true;
    char kind = json_kind(json);
    if (kind != '-' && (kind < '0' || kind > '9'))
        return false;
    *value = json_number(json);
    return *value >= 0;
}

bool read_ack(struct json json, double *ack)
{
    return read_count(json, ack) && *ack == floor(*ack);
}

bool is_token_of(const struct client *c, const char *token, size_t len)
{
    size_t own_len;
    const char *own = client_token(c, &own_len);
    return identity_is_token(token, len, own, own_len);
}

struct failure authenticate(struct api *api, struct json id, struct json token,
                            struct client **client)
{
    char id_decoded[ID_HEX_LEN + 1], token_decoded[TOKEN_MAX + 1];
    size_t id_len, token_len;
    if (json_kind(id) != '"')
        return failure_of(FAILURE_BAD_REQUEST, "The id must be a string.");
    if (json_kind(token) != '"')
        return failure_of(FAILURE_BAD_REQUEST, "The token must be a string.");
    const char *id_text = json_string(id, id_decoded, sizeof id_decoded, &id_len);
    const char *token_text = json_string(token, token_decoded, sizeof token_decoded, &token_len);
    if (!id_text || !token_text)
        return failure_no_memory;
    struct client_id named;
    *client = identity_from_hex(id_text, id_len, &named) ? hub_find(api->hub, &named) : NULL;
    bool same = *client && is_token_of(*client, token_text, token_len);
    sodium_memzero(token_decoded, sizeof token_decoded);
    if (!*client)
        return failure_of(FAILURE_UNKNOWN_CLIENT, "No client of this id is present. Join again.");
    return same ? failure_none : failure_of(FAILURE_BAD_TOKEN, "The token is not this client's.");
}

struct failure check_ack(const struct client *c, double ack)
{
    return ack > (double)client_queue(c)->sent
               ? failure_of(FAILURE_BAD_REQUEST, "The ack is of a number that no answer ever had.")
               : failure_none;
}

struct failure identify(struct api *api, const struct call *call, unsigned ack_field,
                        struct client **client, double *ack)
{
    *ack = ACK_NONE;
    if (!read_ack(call->fields[ack_field].value, ack))
        return failure_bad_ack;
    struct failure failure = authenticate(api, call->fields[0].value, call->fields[1].value,
                                          client);
    return failure.kind == FAILURE_NONE ? check_ack(*client, *ack) : failure;
}

struct failure identify_with_ack(struct api *api, const struct call *call, unsigned ack_field,
                                 struct client **client, double *ack)
{
    struct failure failure = identify(api, call, ack_field, client, ack);
    return failure.kind == FAILURE_NONE && *ack == (double)ACK_NONE ? failure_bad_ack : failure;
}

void take_ack(struct api *api, struct client *c, double ack)
{
    if (ack != (double)ACK_NONE)
        hub_ack(api->hub, c, (uint64_t)ack);
}
