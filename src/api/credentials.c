#include "credentials.h"

#include <math.h>
#include <string.h>

#include <sodium.h>

#include "identity.h"

enum { NUMBER_BITS = 53 }; /* that a double holds exactly */

bool credentials_read_number(struct json json, double *value)
{
    if (!json.text)
        return true;
    char kind = json_kind(json);
    if (kind != '-' && (kind < '0' || kind > '9'))
        return false;
    *value = json_number(json);
    return *value >= 0;
}

bool credentials_read_ack(struct json json, struct ack *ack)
{
    static const uint64_t most = (uint64_t)1 << NUMBER_BITS;
    double number = 0;
    if (!credentials_read_number(json, &number) || number != floor(number))
        return false;
    ack->given = json.text != NULL;
    ack->number = number < (double)most ? (uint64_t)number : UINT64_MAX;
    return true;
}

bool credentials_match(const struct client *c, const char *token, size_t len)
{
    size_t own_len;
    const char *own = client_token(c, &own_len);
    return identity_is_token(token, len, own, own_len);
}

struct failure credentials_authenticate(struct api *api, struct json id, struct json token,
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
    *client = identity_from_hex(id_text, id_len, &named) ? presence_find(api->chat, &named) : NULL;
    bool same = *client && credentials_match(*client, token_text, token_len);
    sodium_memzero(token_decoded, sizeof token_decoded);
    if (!*client)
        return failure_of(FAILURE_UNKNOWN_CLIENT, "No client of this id is present. Join again.");
    return same ? failure_none : failure_of(FAILURE_BAD_TOKEN, "The token is not this client's.");
}

struct failure credentials_check_ack(const struct client *c, struct ack ack)
{
    return ack.given && ack.number > client_queue(c)->sent
               ? failure_of(FAILURE_BAD_REQUEST, "The ack is of a number that no answer ever had.")
               : failure_none;
}

struct failure credentials_identify(struct api *api, const struct call *call, unsigned ack_field,
                                    struct client **client, struct ack *ack)
{
    if (!credentials_read_ack(call->fields[ack_field].value, ack))
        return failure_bad_ack;
    struct failure failure = credentials_authenticate(api, call->fields[0].value,
                                                      call->fields[1].value, client);
    return failure.kind == FAILURE_NONE ? credentials_check_ack(*client, *ack) : failure;
}

struct failure credentials_identify_with_ack(struct api *api, const struct call *call,
                                             unsigned ack_field, struct client **client,
                                             struct ack *ack)
{
    struct failure failure = credentials_identify(api, call, ack_field, client, ack);
    return failure.kind == FAILURE_NONE && !ack->given ? failure_bad_ack : failure;
}

void credentials_take_ack(struct api *api, struct client *c, struct ack ack)
{
    if (ack.given)
        answers_ack(api->chat, c, ack.number);
}
