#include "drafts.h"

#include <string.h>

#include <sodium.h>

#include "identity.h"

static const double TS_MAX = 9007199254740991.0; /* 2^53 - 1 */

static struct failure bad_request(const char *detail)
{
    return failure_of(FAILURE_BAD_REQUEST, detail);
}

/* The three keys of a message that are read. */
enum { KEY_ID, KEY_TS, KEY_TO, N_KEYS };

static struct failure read_id(struct drafts *d, struct json value)
{
    char decoded[MESSAGE_ID_MAX + 1], made[MESSAGE_ID_LEN + 1];
    const char *id = made;
    size_t len = MESSAGE_ID_LEN;
    if (!value.text) {
        identity_make_message_id(made);
    } else {
        if (json_kind(value) != '"')
            return bad_request("A message's id must be a string.");
        id = json_string(value, decoded, sizeof decoded, &len);
        if (!id)
            return failure_no_memory;
        if (!identity_is_word(id, len, 1, MESSAGE_ID_MAX))
            return bad_request("A message's id must be 1 to 64 of A-Z a-z 0-9 _ -.");
    }
    memcpy(d->accepted[d->n].id, id, len);
    d->accepted[d->n].id_len = len;
    return failure_none;
}

static struct failure read_ts(struct drafts *d, struct json value, int64_t unix_ms)
{
    uint64_t ts = (uint64_t)unix_ms;
    if (value.text) {
        /* Without a sign or a fraction, which a double might round away. */
        if (strspn(value.text, "0123456789eE+") < value.len || json_number(value) > TS_MAX)
            return bad_request("A message's ts must be whole milliseconds, 0 to 2^53-1.");
        ts = (uint64_t)json_number(value);
    }
    d->accepted[d->n].ts = ts;
    return failure_none;
}

static struct failure read_to(struct drafts *d, struct json value)
{
    struct outgoing *out = &d->outgoing[d->n];
    out->to_one = value.text != NULL;
    if (!value.text) {
        d->live = true;
        return failure_none;
    }
    char decoded[ID_HEX_LEN + 1];
    size_t len;
    if (json_kind(value) != '"')
        return bad_request("A message's to must be a string.");
    const char *to = json_string(value, decoded, sizeof decoded, &len);
    if (!to)
        return failure_no_memory;
    /* What is no id is nobody's: 2^-128 is the chance that it is somebody's. */
    if (!identity_from_hex(to, len, &out->to))
        memset(&out->to, 0, sizeof out->to);
    d->history = true;
    return failure_none;
}

/* The command as all receivers get it: the message as it came, with id and ts put
 * in front where they are missing. */
static void write_command(struct drafts *d, const struct client_id *sender, struct json message,
                          const struct json_field *fields, struct buf *b)
{
    struct json rest = json_inside(message);
    struct json inside = json_value(rest.text, rest.len);
    bool comma = false;
    char hex[ID_HEX_LEN];
    identity_to_hex(sender, hex);
    buf_clear(b);
    buf_append_string(b, "[\"add\",\"");
    buf_append(b, hex, sizeof hex);
    buf_append_string(b, "\",{");
    if (!fields[KEY_ID].value.text) {
        buf_append_string(b, "\"id\":\"");
        buf_append(b, d->accepted[d->n].id, d->accepted[d->n].id_len);
        buf_append_string(b, "\"");
        comma = true;
    }
    if (!fields[KEY_TS].value.text) {
        buf_append_string(b, comma ? ",\"ts\":" : "\"ts\":");
        buf_append_number(b, d->accepted[d->n].ts);
        comma = true;
    }
    if (comma && inside.len > 0)
        buf_append(b, ",", 1);
    json_append(b, inside);
    buf_append_string(b, "}]");
}

static struct failure read_message(struct drafts *d, struct json message,
                                   const struct client_id *sender, int64_t unix_ms,
                                   struct buf *scratch)
{
    struct json_field fields[N_KEYS] = {
        [KEY_ID] = {.name = "id"}, [KEY_TS] = {.name = "ts"}, [KEY_TO] = {.name = "to"}};
    switch (json_read(message, fields, N_KEYS)) {
    case JSON_NO_MEMORY: return failure_no_memory;
    case JSON_DUPLICATE:
        return failure_of(FAILURE_BAD_JSON, "A message has its id, ts or to twice.");
    default: break;
    }
    struct failure failure = read_id(d, fields[KEY_ID].value);
    if (failure.kind == FAILURE_NONE)
        failure = read_ts(d, fields[KEY_TS].value, unix_ms);
    if (failure.kind == FAILURE_NONE)
        failure = read_to(d, fields[KEY_TO].value);
    if (failure.kind != FAILURE_NONE)
        return failure;
    write_command(d, sender, message, fields, scratch);
    if (scratch->failed)
        return failure_no_memory;
    struct message *m = message_new(COMMAND_ADD, sender, buf_bytes(scratch), buf_len(scratch));
    if (!m)
        return failure_no_memory;
    d->outgoing[d->n++].message = m;
    return failure_none;
}

static struct failure read_command(struct drafts *d, struct json command,
                                   const struct client_id *sender, int64_t unix_ms,
                                   struct buf *scratch)
{
    static const char shape[] = "Each command must be [\"send\", \"<your id>\", {message}].";
    if (json_kind(command) != '[')
        return bad_request(shape);
    struct json rest = json_inside(command), word, id, message, more;
    if (!json_next(&rest, &word) || !json_next(&rest, &id) || !json_next(&rest, &message) ||
        json_next(&rest, &more) || json_kind(word) != '"' || json_kind(id) != '"' ||
        json_kind(message) != '{')
        return bad_request(shape);

    char decoded[ID_HEX_LEN + 1];
    size_t len;
    const char *text = json_string(word, decoded, sizeof decoded, &len);
    if (!text)
        return failure_no_memory;
    if (len != strlen("send") || memcmp(text, "send", len) != 0)
        return bad_request("The only command that clients say is send.");
    struct client_id named;
    text = json_string(id, decoded, sizeof decoded, &len);
    if (!text)
        return failure_no_memory;
    if (!identity_from_hex(text, len, &named) || memcmp(&named, sender, sizeof named) != 0)
        return bad_request("The id of a send must be your own.");
    return read_message(d, message, sender, unix_ms, scratch);
}

struct failure drafts_read(struct drafts *d, struct json commands, const struct client_id *sender,
                           int64_t unix_ms, struct buf *scratch)
{
    struct failure failure = failure_none;
    d->n = 0;
    d->live = d->history = false;
    if (json_kind(commands) != '[')
        return bad_request("There must be an array of commands.");
    struct json rest = json_inside(commands), command;
    while (failure.kind == FAILURE_NONE && json_next(&rest, &command)) {
        failure = d->n < SEND_MAX ? read_command(d, command, sender, unix_ms, scratch)
                                  : bad_request("There are more than 64 commands.");
    }
    if (failure.kind == FAILURE_NONE && d->n == 0)
        failure = bad_request("There is no command.");
    if (failure.kind != FAILURE_NONE)
        drafts_fini(d);
    return failure;
}

void drafts_fini(struct drafts *d)
{
    /* And the one behind the last, which may have been read in part. */
    for (unsigned i = 0; i <= d->n && i < SEND_MAX; i++) {
        if (i < d->n)
            message_unref(d->outgoing[i].message);
        sodium_memzero(&d->outgoing[i], sizeof d->outgoing[i]);
        sodium_memzero(&d->accepted[i], sizeof d->accepted[i]);
    }
    d->n = 0;
}

void drafts_append_accepted(const struct drafts *d, struct buf *b)
{
    buf_append_string(b, "{\"accepted\":[");
    for (unsigned i = 0; i < d->n; i++) {
        buf_append_string(b, i > 0 ? ",{\"id\":\"" : "{\"id\":\"");
        buf_append(b, d->accepted[i].id, d->accepted[i].id_len);
        buf_append_string(b, "\",\"ts\":");
        buf_append_number(b, d->accepted[i].ts);
        buf_append_string(b, "}");
    }
    buf_append_string(b, "]}");
}
