/* What is answered, against the model: nothing lost, nothing twice, in order, without a gap. */
#include <inttypes.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "api_model.h"
#include "api_wire.h"
#include "input.h"

/* Goes on behind a text, which must stand there. */
static void skip(const char **at, const char *text)
{
    size_t len = strlen(text);
    if (strncmp(*at, text, len) != 0)
        fprintf(stderr, "%.200s\ninstead of %.200s\n", *at, text);
    EXPECT(strncmp(*at, text, len) == 0);
    *at += len;
}

static bool skip_if(const char **at, const char *text)
{
    if (strncmp(*at, text, strlen(text)) != 0)
        return false;
    *at += strlen(text);
    return true;
}

static uint64_t skip_number(const char **at)
{
    char *end;
    EXPECT(**at >= '0' && **at <= '9');
    uint64_t n = strtoull(*at, &end, 10);
    *at = end;
    return n;
}

/* Goes on to a text, and behind it. */
static void skip_to(const char **at, const char *text)
{
    *at = strstr(*at, text);
    EXPECT(*at);
    *at += strlen(text);
}

int said_status(const char *text, size_t len)
{
    EXPECT(len > 12 && strncmp(text, "Status: ", 8) == 0);
    return atoi(text + 8);
}

/* ---- commands ---- */

static void skip_members(const char **at, unsigned who)
{
    const struct person *self = &model.people[who];
    unsigned n = 0, expected = 0;
    for (unsigned i = 0; i < PERSONS; i++) {
        const struct person *p = &model.people[i];
        bool is_member = i != who && p->present && p->room == self->room;
        expected += is_member;
        char quoted[ID_TEXT + 3];
        snprintf(quoted, sizeof quoted, "\"%s\"", p->id);
        const char *there = strstr(*at, quoted), *end = strchr(*at, ']');
        n += there && there < end;
        EXPECT(!is_member || (there && there < end));
    }
    EXPECT(n == expected);
    skip_to(at, "]");
}

static void skip_init(const char **at, unsigned who)
{
    const struct person *p = &model.people[who];
    char room[32];
    snprintf(room, sizeof room, "r%u\",\"members\":[", p->room);
    skip(at, "[\"init\",\"");
    skip(at, p->id);
    skip(at, "\",{\"token\":\"");
    skip(at, p->token);
    skip(at, "\",\"name\":\"");
    skip_to(at, "\",\"room\":\"");
    skip(at, room);
    skip_members(at, who);
    skip_to(at, "}]");
}

/* Of what fell due at once the order is the daemon's. */
static void take_in_any_order(struct person *p, size_t i, const char *at)
{
    for (size_t j = i; j < p->n_entries && p->entries[j].batch == p->entries[i].batch; j++) {
        if (!p->entries[j].text || strncmp(at, p->entries[j].text, p->entries[j].len) != 0)
            continue;
        struct entry first = p->entries[i];
        p->entries[i] = p->entries[j];
        p->entries[j] = first;
        return;
    }
}

/* Reads "seq" and "commands", which begin with the i-th of its entries. How many. */
static size_t skip_commands(const char **at, unsigned who, size_t i)
{
    struct person *p = &model.people[who];
    size_t n = 0;
    skip(at, "\"seq\":");
    uint64_t seq = skip_number(at);
    skip(at, ",\"commands\":[");
    for (; **at != ']'; n++, i++) {
        if (n > 0)
            skip(at, ",");
        EXPECT(i < p->n_entries); /* or it is said twice */
        if (model_front(p) + i > p->sent && p->entries[i].text)
            take_in_any_order(p, i, *at);
        if (p->entries[i].text)
            skip(at, p->entries[i].text);
        else
            skip_init(at, who);
    }
    skip(at, "]");
    EXPECT(seq == (n > 0 ? model_front(p) + i - 1 : p->acked));
    model.n_delivered += (unsigned)n;
    return n;
}

/* ---- answers ---- */

static void said_error(struct asked *asked, const char *body, int status)
{
    cJSON *json = cJSON_Parse(body);
    const char *code = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(json, "error"));
    EXPECT(code && cJSON_GetObjectItemCaseSensitive(json, "detail"));
    cJSON_Delete(json);
    if (!asked->parked)
        return;
    model_unpark(asked);
    EXPECT((status == 503 && shortage_has_failed()) ||
           (status == 410 && !model.people[asked->who[0]].present));
}

/* One part of an answer to a poll. How many commands it has; `numbers`: the last. */
static size_t skip_part(struct asked *asked, const char **at, unsigned i, uint64_t *number)
{
    unsigned who = asked->who[i];
    struct person *p = &model.people[who];
    size_t n;
    if (!p->present || (!asked->due_at && asked->acks[i] > p->acked)) {
        skip(at, p->present ? "\"error\":\"bad_request\"" : "\"error\":\"unknown_client\"");
        skip(at, ",\"detail\":\"");
        skip_to(at, "\"");
        *number = 0;
        return 1;
    }
    const char *commands = strstr(*at, "\"commands\":[");
    if (p->n_entries > 0 && commands && commands[12] != ']')
        model_prepare(who);
    n = skip_commands(at, who, 0);
    *number = n > 0 ? model_front(p) + n - 1 : 0;
    if (!skip_if(at, ",\"superseded\":true"))
        return n;
    EXPECT(n == 0 && model.current && (model.current->kind == 'j' || model.current->kind == 'p'));
    return 1;
}

static void said_poll(struct asked *asked, const char *at)
{
    uint64_t numbers[PERSONS];
    size_t n = 0;
    bool waits = false, was_parked = asked->parked, has_waiting = false;
    model_unpark(asked);
    skip(&at, asked->shared ? "{\"polls\":[" : "{");
    for (unsigned i = 0; i < asked->n; i++) {
        const struct person *p = &model.people[asked->who[i]];
        if (asked->shared) {
            skip(&at, i > 0 ? ",{\"id\":\"" : "{\"id\":\"");
            skip(&at, p->id);
            skip(&at, "\",");
        }
        has_waiting = has_waiting || (p->present && p->n_entries > 0);
        n += skip_part(asked, &at, i, &numbers[i]);
        if (asked->shared)
            skip(&at, "}");
    }
    skip(&at, asked->shared ? "]" : "");
    if (skip_if(&at, ",\"wait\":")) {
        waits = true;
        skip_to(&at, "}");
    } else {
        skip(&at, "}");
    }
    EXPECT(*at == '\0');
    EXPECT(waits == (asked->may_wait && was_parked));
    EXPECT(n > 0 || !has_waiting);                               /* or it is kept back */
    EXPECT(n > 0 || asked->hold_ms == 0 || asked->due || waits); /* or it was not held */
    for (unsigned i = 0; i < asked->n; i++)
        if (numbers[i] > 0)
            model_note_sent(asked->who[i], numbers[i]);
}

static void said_join(const struct asked *asked, const char *at)
{
    unsigned who = asked->who[0];
    model_prepare(who);
    skip(&at, "{");
    EXPECT(skip_commands(&at, who, 0) == 1);
    EXPECT(!model.people[who].entries[0].text);
    skip(&at, "}");
    EXPECT(*at == '\0');
    model_note_sent(who, model_front(&model.people[who]));
}

static void said_probe(const struct asked *asked, const char *at)
{
    if (shortage_has_failed() && strcmp(at, "{") == 0)
        return; /* it is shorter than its Content-Length */
    skip(&at, "{\"received\":");
    EXPECT(skip_number(&at) == asked->body_len);
    skip(&at, ",\"fill\":\"");
    EXPECT(strspn(at, "x") == asked->fill && strcmp(at + asked->fill, "\"}") == 0);
}

/* What an operator is told is what the model holds. */
static void said_counts(const char *body)
{
    cJSON *json = cJSON_Parse(body);
    const char *const names[] = {"clients", "rooms", "parked", "streams"};
    unsigned expected[4] = {model_n_present(), 0, 0, 0};
    for (unsigned room = 0; room < ROOMS; room++) {
        bool used = false;
        for (unsigned i = 0; i < PERSONS; i++)
            used = used || (model.people[i].present && model.people[i].room == room);
        expected[1] += used;
    }
    for (unsigned w = 0; w < WIRES; w++)
        for (unsigned id = 0; id < WIRE_IDS; id++) {
            const struct asked *a = wired.asked[w][id];
            expected[2] += a && a->parked && a->kind != 'b';
            expected[3] += a && a->parked && a->kind == 'f';
        }
    EXPECT(json);
    for (unsigned i = 0; i < 4; i++) {
        const cJSON *count = cJSON_GetObjectItemCaseSensitive(json, names[i]);
        if (!cJSON_IsNumber(count) || count->valuedouble != expected[i])
            fprintf(stderr, "%s: %.200s\ninstead of %u\n", names[i], body, expected[i]);
        EXPECT(cJSON_IsNumber(count) && count->valuedouble == expected[i]);
    }
    cJSON_Delete(json);
}

void said_accepted(struct asked *asked, const char *body)
{
    cJSON *json = cJSON_Parse(body);
    const cJSON *accepted = cJSON_GetObjectItemCaseSensitive(json, "accepted");
    EXPECT(cJSON_GetArraySize(accepted) == (int)asked->n_says);
    for (unsigned i = 0; i < asked->n_says; i++) {
        struct saying *s = &asked->says[i];
        const cJSON *one = cJSON_GetArrayItem(accepted, (int)i);
        const char *id = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(one, "id"));
        double ts = cJSON_GetNumberValue(cJSON_GetObjectItemCaseSensitive(one, "ts"));
        char front[128];
        EXPECT(id);
        snprintf(front, sizeof front, "{\"id\":\"%s\",\"ts\":%.0f,", id, ts);
        if (!s->bare) {
            EXPECT(strncmp(s->text, front, strlen(front)) == 0);
            continue;
        }
        EXPECT((int64_t)ts == wired.now.unix);
        size_t size = strlen(front) + strlen(s->text);
        char *whole = malloc(size);
        EXPECT(whole);
        snprintf(whole, size, "%s%s", front, s->text + 1);
        free(s->text);
        s->text = whole;
        s->bare = false;
    }
    cJSON_Delete(json);
}

void said_whole(struct asked *asked, const char *text, size_t len)
{
    int status = said_status(text, len);
    const char *body = strstr(text, "\r\n\r\n"), *length = strstr(text, "Content-Length: ");
    EXPECT(body && strlen(text) == len);
    body += 4;
    bool is_cut = asked->kind == 'b' && shortage_has_failed();
    EXPECT(is_cut || (status == 204) == (length == NULL || length > body));
    EXPECT(is_cut || status == 204 || (size_t)atoi(length + 16) == strlen(body));
    if (status >= 400) {
        said_error(asked, body, status);
        return;
    }
    switch (asked->kind) {
    case 'j': said_join(asked, body); break;
    case 'p': said_poll(asked, body); break;
    case 'b': said_probe(asked, body); break;
    case 'g': said_counts(body); break;
    case 's': break; /* it was read before */
    default: EXPECT(status == 204 && *body == '\0'); break;
    }
    if (asked->parked)
        model_unpark(asked);
}

/* ---- streams ---- */

static void said_end(struct asked *asked, const char *at)
{
    struct person *p = &model.people[asked->who[0]];
    int64_t now = wired.now.monotonic;
    if (*at == '\0') {
        EXPECT(shortage_has_failed());
    } else if (skip_if(&at, "{\"error\":\"unknown_client\"")) {
        EXPECT(!p->present);
    } else {
        skip(&at, "{");
        EXPECT(skip_commands(&at, asked->who[0], p->n_entries) == 0);
        if (skip_if(&at, ",\"superseded\":true")) {
            EXPECT(model.current && model.current->who[0] == asked->who[0]);
        } else {
            skip(&at, ",\"end\":true");
            EXPECT(skip_if(&at, ",\"wait\":") == asked->may_wait);
            EXPECT(asked->may_wait || now >= p->ends);
        }
    }
    model_unpark(asked);
}

void said_line(struct asked *asked, const char *at, bool final)
{
    unsigned who = asked->who[0];
    struct person *p = &model.people[who];
    int64_t now = wired.now.monotonic;
    if (final) {
        said_end(asked, at);
        return;
    }
    model_prepare(who);
    uint64_t front = model_front(p);
    size_t first = p->stream_sent + 1 > front ? (size_t)(p->stream_sent + 1 - front) : 0;
    skip(&at, "{");
    size_t n = skip_commands(&at, who, first);
    bool beat = skip_if(&at, ",\"heartbeat\":true");
    EXPECT(!beat || (n == 0 && (p->beats || p->may_beat)));
    EXPECT(n > 0 || beat || !asked->begun);
    skip(&at, "}\n");
    EXPECT(*at == '\0');
    for (size_t i = first; i < first + n; i++)
        p->in_flight += p->entries[i].cost;
    EXPECT(n <= 1 || p->in_flight <= WINDOW);
    if (n > 0)
        p->stream_sent = front + first + n - 1;
    p->beat = now + BEAT_MS < p->ends ? now + BEAT_MS : p->ends;
    p->beats = p->may_beat = p->may_pause = false;
    p->delayed = 0;
    if (n > 0)
        model_note_sent(who, p->stream_sent);
}
