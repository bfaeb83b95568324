/* Every system call and every allocation of the loop fails once, during a conversation over
 * several connections: polls, a shared poll, a stream, what is said, acknowledgements, leaves.
 * Clients do what the page does: they open a lost connection again and ask again. Nobody waits
 * for ever, no line that was accepted is lost, and what was answered 503 has not happened. */
#include "support/unit.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "../../src/base/account.h"
#include "support/count.h"
#include "support/fronts.h"
#include "support/syscalls.h"

enum { PEOPLE = 4, LINES = 12, TRIES = 40, IDS_MAX = 64, TEXT_MAX = 1048576, DUE_S = 3 };

/* Of what is said: from what fits anywhere to what fits into no slab. */
static const int lengths[] = {9, 900, 30000, 3000};

enum { END_REQUEST = 3, STDOUT = 6, HEADER = 8 }; /* of FastCGI */

/* Who is there, and what it has of all that was said, by the number of its id. */
static struct person {
    char id[33], token[33];
    double ack;
    unsigned has[IDS_MAX];
} people[PEOPLE];

/* A connection on which one request at a time is waited for. */
static struct line {
    struct front front;
    unsigned id;    /* of the request; 0: none yet */
    unsigned first; /* of people: for whom it polls, and how many they are */
    unsigned n;
    bool is_stream;
    size_t read; /* of the stream's text */
} lines[3], desk;

static unsigned n_ids, n_said;
static bool accepted[IDS_MAX], refused[IDS_MAX], asked_twice[IDS_MAX];

static void turn(void)
{
    syscalls_arm(true);
    house_turn(&house);
    syscalls_arm(false);
}

/* ---- what comes back ---- */

/* The text of the answer to a request so far, with a NUL; whether it has ended. */
static bool answer_of(const struct front *f, unsigned id, char text[TEXT_MAX])
{
    size_t len = 0;
    bool ended = false;
    const uint8_t *at = f->got.bytes, *end = at ? at + f->got.len : at;
    while (at && end - at >= HEADER) {
        size_t length = (size_t)at[4] << 8 | at[5];
        if ((size_t)(end - at) < HEADER + length + at[6])
            break;
        bool ours = ((unsigned)at[2] << 8 | at[3]) == id;
        if (ours && at[1] == STDOUT) {
            assert_true(len + length < TEXT_MAX);
            memcpy(text + len, at + HEADER, length);
            len += length;
        }
        ended = ended || (ours && at[1] == END_REQUEST);
        at += HEADER + length + at[6];
    }
    text[len] = '\0';
    return ended;
}

static int status_of(const char *text)
{
    int status = 0;
    return sscanf(text, "Status: %d", &status) == 1 ? status : 0;
}

static void hears(struct person *p, const cJSON *answer)
{
    const cJSON *commands = cJSON_GetObjectItem(answer, "commands"), *command;
    int n = cJSON_GetArraySize(commands);
    if (!commands || n == 0)
        return;
    double seq = cJSON_GetObjectItem(answer, "seq")->valuedouble, number = seq - n;
    assert_true(number <= p->ack); /* without a gap */
    cJSON_ArrayForEach(command, commands)
    {
        unsigned id;
        if (++number <= p->ack || strcmp(cJSON_GetArrayItem(command, 0)->valuestring, "add") != 0)
            continue;
        const cJSON *message = cJSON_GetArrayItem(command, 2);
        assert_int_equal(sscanf(cJSON_GetObjectItem(message, "id")->valuestring, "m%u", &id), 1);
        assert_true(id < IDS_MAX);
        assert_false(refused[id]);
        assert_true(p->has[id] == 0 || asked_twice[id]);
        p->has[id]++;
    }
    if (seq > p->ack)
        p->ack = seq;
}

static void hears_json(struct line *l, const char *text)
{
    cJSON *answer = cJSON_Parse(text);
    assert_non_null(answer);
    const cJSON *polls = cJSON_GetObjectItem(answer, "polls");
    assert_true(!polls || cJSON_GetArraySize(polls) == (int)l->n);
    for (unsigned i = 0; polls && i < l->n; i++)
        hears(&people[l->first + i], cJSON_GetArrayItem(polls, (int)i));
    if (!polls)
        hears(&people[l->first], answer);
    cJSON_Delete(answer);
}

/* ---- lines that stay open ---- */

static void reopen(struct line *l)
{
    if (l->front.fd >= 0)
        front_close(&l->front);
    front_open(&house, &l->front);
    l->id = 0;
}

static void ask_again(struct line *l)
{
    char body[1024];
    int len = 0;
    const struct person *p = &people[l->first];
    if (l->n == 1)
        snprintf(body, sizeof body, "{\"id\":\"%s\",\"token\":\"%s\",\"ack\":%.0f}", p->id,
                 p->token, p->ack);
    for (unsigned i = 0; l->n > 1 && i < l->n; i++)
        len += snprintf(body + len, sizeof body - (size_t)len,
                        "%s{\"id\":\"%s\",\"token\":\"%s\",\"ack\":%.0f}",
                        i > 0 ? "," : "{\"polls\":[", p[i].id, p[i].token, p[i].ack);
    if (l->n > 1)
        snprintf(body + len, sizeof body - (size_t)len, "]}");
    l->read = 0;
    front_post(&l->front, ++l->id, l->is_stream ? "stream" : "poll", "%s", body);
}

/* Takes the whole lines of a stream that have come. */
static void read_stream(struct line *l, char *text)
{
    char *body = strstr(text, "\r\n\r\n");
    if (!body || status_of(text) != 200)
        return;
    body += 4;
    for (char *end; (end = strchr(body + l->read, '\n')) != NULL;
         l->read = (size_t)(end + 1 - body)) {
        *end = '\0';
        hears_json(l, body + l->read);
    }
}

static void listen_on(struct line *l)
{
    static char text[TEXT_MAX];
    front_read(&l->front);
    bool ended = l->id > 0 && answer_of(&l->front, l->id, text);
    if (l->id > 0 && l->is_stream)
        read_stream(l, text);
    else if (ended && status_of(text) == 200)
        hears_json(l, strstr(text, "\r\n\r\n"));
    assert_true(!ended || status_of(text) == 0 || status_of(text) == 200 || status_of(text) == 503);
    if (l->front.ended)
        reopen(l);
    if (ended || l->id == 0)
        ask_again(l);
}

static void listen_on_all(void)
{
    size_t before, after = 0;
    do {
        before = after;
        after = 0;
        turn();
        for (unsigned i = 0; i < COUNT_OF(lines); i++) {
            listen_on(&lines[i]);
            after += lines[i].front.got.len;
        }
    } while (after > before);
    turn();
}

/* ---- requests one after the other ---- */

/* The status of the answer, and its text; 0: the connection was lost, and is a new one. */
static int ask_once(const char *endpoint, const char *body, char text[TEXT_MAX])
{
    front_post(&desk.front, ++desk.id, endpoint, "%s", body);
    for (int i = 0; i < TRIES; i++) {
        turn();
        front_read(&desk.front);
        if (answer_of(&desk.front, desk.id, text))
            return status_of(text); /* 0 also where the daemon had no place for the request */
        if (desk.front.ended)
            break;
    }
    assert_true(desk.front.ended); /* else it waits for ever */
    reopen(&desk);
    return 0;
}

__attribute__((format(printf, 3, 4))) static int ask(char text[TEXT_MAX], const char *endpoint,
                                                     const char *format, ...)
{
    static char body[65536];
    va_list args;
    va_start(args, format);
    vsnprintf(body, sizeof body, format, args);
    va_end(args);
    int status = ask_once(endpoint, body, text);
    if (status == 503)
        house_wait(&house, 1000);
    return status;
}

static void joins(struct person *p)
{
    static char text[TEXT_MAX];
    static unsigned number;
    int status;
    snprintf(p->token, sizeof p->token, "someone%025u", number++);
    do {
        uint64_t before = api_n_clients(house.api);
        status = ask(text, "join", "{\"room\":\"r\",\"token\":\"%s\"}", p->token);
        assert_true(status == 200 || status == 503 || status == 0);
        if (status == 503)
            assert_int_equal(api_n_clients(house.api), before);
    } while (status != 200);
    cJSON *answer = cJSON_Parse(strstr(text, "\r\n\r\n"));
    const cJSON *init = cJSON_GetArrayItem(cJSON_GetObjectItem(answer, "commands"), 0);
    snprintf(p->id, sizeof p->id, "%s", cJSON_GetArrayItem(init, 1)->valuestring);
    p->ack = cJSON_GetObjectItem(answer, "seq")->valuedouble;
    cJSON_Delete(answer);
}

/* Says it until it is accepted: again under its id where the answer was lost, under another one
 * where it was refused. */
static void says(struct person *p)
{
    static char text[TEXT_MAX];
    int status;
    do {
        unsigned id = n_ids;
        assert_true(id < IDS_MAX);
        status = ask(text, "send",
                     "{\"id\":\"%s\",\"token\":\"%s\",\"ack\":%.0f,\"commands\":"
                     "[[\"send\",\"%s\",{\"id\":\"m%u\",\"text\":\"%0*d\"}]]}",
                     p->id, p->token, p->ack, p->id, id, lengths[n_said % COUNT_OF(lengths)], 0);
        assert_true(status == 200 || status == 503 || status == 0);
        accepted[id] = status == 200;
        refused[id] = status == 503 && !asked_twice[id];
        asked_twice[id] = asked_twice[id] || status == 0;
        n_ids += status != 0;
    } while (status != 200);
}

/* An answer may have been lost, and it has left nevertheless. */
static void leaves(struct person *p)
{
    static char text[TEXT_MAX];
    int status;
    bool lost = false;
    do {
        status = ask(text, "leave", "{\"id\":\"%s\",\"token\":\"%s\"}", p->id, p->token);
        assert_true(status == 204 || status == 503 || status == 0 || (lost && status == 410));
        lost = lost || status == 0;
    } while (status != 204 && status != 410);
}

/* ---- the conversation ---- */

static bool all_have_all(void)
{
    for (unsigned i = 0; i < PEOPLE; i++)
        for (unsigned id = 0; id < n_ids; id++)
            if (accepted[id] && people[i].has[id] == 0)
                return false;
    return true;
}

static void converse(void)
{
    memset(people, 0, sizeof people);
    memset(accepted, 0, sizeof accepted);
    memset(refused, 0, sizeof refused);
    memset(asked_twice, 0, sizeof asked_twice);
    n_ids = n_said = 0;
    lines[0] = (struct line){.front.fd = -1, .first = 0, .n = 1};
    lines[1] = (struct line){.front.fd = -1, .first = 1, .n = 1, .is_stream = true};
    lines[2] = (struct line){.front.fd = -1, .first = 2, .n = 2};
    desk = (struct line){.front.fd = -1};
    house_start(&house);
    reopen(&desk);
    for (unsigned i = 0; i < PEOPLE; i++)
        joins(&people[i]);
    for (unsigned i = 0; i < 3; i++)
        reopen(&lines[i]);
    listen_on_all();
    for (unsigned i = 0; i < LINES; i++) {
        says(&people[i % PEOPLE]);
        n_said++;
        listen_on_all();
    }
    for (unsigned i = 0; i < 2 * DUE_S && !all_have_all(); i++) {
        house_wait(&house, 500);
        listen_on_all();
    }
    assert_true(all_have_all());
    for (unsigned i = 0; i < PEOPLE; i++)
        leaves(&people[i]);
    assert_int_equal(api_n_clients(house.api), 0);
    house_stop(&house);
    front_close(&desk.front);
    for (unsigned i = 0; i < 3; i++)
        front_close(&lines[i].front);
}

/* One conversation for each n: its n-th call fails, until there are no more calls. */
static void fail_each(enum faulty which, const int faults[], size_t n_faults, unsigned step)
{
    const bool is_long = getenv("OTC_LONG") && *getenv("OTC_LONG");
    size_t before = account_total();
    for (size_t i = 0; i < n_faults; i++) {
        bool failed = true;
        for (unsigned n = is_long ? 0 : (unsigned)i % step; failed; n += is_long ? 1 : step) {
            unit_limit_time();
            syscalls_fail(which, n, faults[i]);
            converse();
            failed = syscalls_end();
            assert_int_equal(account_total(), before);
        }
    }
}

static void it_goes_well_without_a_fault(void **state)
{
    (void)state;
    converse();
    assert_int_equal(n_ids, LINES);
}

static void each_recv_fails(void **state)
{
    static const int faults[] = {EINTR, EAGAIN, ECONNRESET, ENOMEM, FAULT_SHORT, FAULT_END};
    (void)state;
    fail_each(FAULTY_RECV, faults, COUNT_OF(faults), 2);
}

static void each_send_fails(void **state)
{
    static const int faults[] = {EINTR, EAGAIN, EPIPE, ECONNRESET, ENOBUFS, ENOMEM, FAULT_SHORT};
    (void)state;
    fail_each(FAULTY_SEND, faults, COUNT_OF(faults), 4);
}

static void each_epoll_ctl_fails(void **state)
{
    static const int faults[] = {ENOMEM, ENOSPC};
    (void)state;
    fail_each(FAULTY_EPOLL_CTL, faults, COUNT_OF(faults), 1);
}

static void each_epoll_wait_is_interrupted(void **state)
{
    static const int faults[] = {EINTR};
    (void)state;
    fail_each(FAULTY_EPOLL_WAIT, faults, COUNT_OF(faults), 17);
}

static void each_allocation_fails(void **state)
{
    static const int faults[] = {ENOMEM};
    (void)state;
    fail_each(FAULTY_MEMORY, faults, COUNT_OF(faults), 1);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_goes_well_without_a_fault),
        cmocka_unit_test(each_recv_fails),
        cmocka_unit_test(each_send_fails),
        cmocka_unit_test(each_epoll_ctl_fails),
        cmocka_unit_test(each_epoll_wait_is_interrupted),
        cmocka_unit_test(each_allocation_fails),
    };
    return cmocka_run_group_tests_name("faults", tests, NULL, NULL);
}
