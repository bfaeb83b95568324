/*
 * The whole api over FastCGI sessions and the daemon's own connections, against the model
 * in api_model.h. The input is a list of letters with digits behind them, each something
 * that people, front servers, time or a lack of memory do (see `deeds`). Behind a small
 * letter the loop makes its turn; behind a capital the next deed comes before that.
 */
#include <stdarg.h>
#include <string.h>

#include <sodium.h>

#include "api_model.h"
#include "api_wire.h"
#include "input.h"

enum {
    DEEDS_MAX = 400,
    BODY_MAX = 98304,
    TEXT_MAX = 131072,
    ROUNDS_MAX = 2000,
    LONG_ID = 1,            /* a size of messages whose ids are as long as they may be */
    MESSAGE_ID_DIGITS = 63, /* behind a letter */
};

static struct {
    unsigned wire, counter;
    char body[TEXT_MAX];
    size_t len;
} fuzz;

/* ---- time and turns ---- */

static void turn(void)
{
    shortage_start();
    wires_run();
    wires_run(); /* those that a connection let go on */
    model_check_turn(wired.now.monotonic);
    shortage_stop();
}

static void wait_until(int64_t target)
{
    turn(); /* the loop waits behind one only */
    while (wired.now.monotonic < target && !model.lost) {
        int64_t next = model_next(), now = wired.now.monotonic;
        next = next <= now ? now + 1 : next < target ? next : target;
        wired.now.unix += next - now;
        wired.now.monotonic = next;
        clocks_forget(&wired.connections.clocks);
        connections_sweep(&wired.connections, next);
        turn();
    }
}

/* ---- requests ---- */

__attribute__((format(printf, 1, 2))) static void add(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int n = vsnprintf(fuzz.body + fuzz.len, sizeof fuzz.body - fuzz.len, format, args);
    va_end(args);
    EXPECT(n >= 0 && (size_t)n < sizeof fuzz.body - fuzz.len);
    fuzz.len += (size_t)n;
}

/* A request that goes over the wire at hand, for a person who says who it is. */
static struct asked *begin(char kind, unsigned who)
{
    fuzz.len = 0;
    add("{\"id\":\"%s\",\"token\":\"%s\"", model.people[who].id, model.people[who].token);
    return asked_new(kind, fuzz.wire, who);
}

static void ask(struct asked *asked, const char *method, const char *endpoint)
{
    unsigned wire = fuzz.wire, id = wire_open(wire) ? wire_free_id(wire) : 0;
    if (id == 0) {
        asked_free(asked);
        return;
    }
    asked->body_len = fuzz.len;
    wired.asked[wire][id] = asked;
    wire_ask(wire, id, method, endpoint, fuzz.body, fuzz.len);
    shortage_start();
    wires_read();
    shortage_pause();
    if (wired.asked[wire][id] == asked && !asked->parked && !wire_is_unread(wire)) {
        EXPECT(shortage_has_failed()); /* the session has refused it */
        wired.asked[wire][id] = NULL;
        asked_free(asked);
    }
    shortage_resume();
    shortage_rest();
}

/* What a person acknowledges: all; less by a number; or what was never sent. */
static uint64_t ack_of(unsigned who, unsigned digit)
{
    const struct person *p = &model.people[who];
    uint64_t seen = p->present ? p->sent : 0;
    return digit == 15 ? seen + 1 : digit > seen ? 0 : seen - digit;
}

static void add_ack(struct asked *asked, unsigned digit)
{
    asked->has_ack = true;
    asked->acks[0] = ack_of(asked->who[0], digit);
    add(",\"ack\":%llu", (unsigned long long)asked->acks[0]);
}

static unsigned person(struct input *in)
{
    return input_digit(in) % PERSONS;
}

static void do_join(struct input *in)
{
    struct asked *asked = asked_new('j', fuzz.wire, person(in));
    asked->room = input_digit(in) % ROOMS;
    fuzz.len = 0;
    add("{\"room\":\"r%u\",\"token\":\"%s\"}", asked->room, model.people[asked->who[0]].token);
    ask(asked, "POST", "join");
}

/* A message of about so many bytes, to somebody or to all. */
static void add_message(struct asked *asked, int to, size_t size, bool bare)
{
    char *text = malloc(size + 256);
    size_t n = 0;
    EXPECT(text);
    unsigned number = ++fuzz.counter;
    int digits = size == LONG_ID ? MESSAGE_ID_DIGITS : 1;
    if (bare)
        n += (size_t)sprintf(text, "{");
    else
        n += (size_t)sprintf(text, "{\"id\":\"m%0*u\",\"ts\":%u,", digits, number, number);
    if (to >= 0)
        n += (size_t)sprintf(text + n, "\"to\":\"%s\",", model.people[to].id);
    n += (size_t)sprintf(text + n, "\"t\":\"%u ", number);
    memset(text + n, 'x', size);
    memcpy(text + n + size, "\"}", 3);
    add("%s[\"send\",\"%s\",%s]", asked->n_says > 0 ? ", " : "", model.people[asked->who[0]].id,
        text);
    asked->says[asked->n_says++] = (struct saying){text, to, bare};
}

/* Some messages to all, small or one large; `to` one. */
static void do_send(struct input *in, bool leaves, bool to_one)
{
    unsigned who = person(in), kind = input_digit(in);
    struct asked *asked = begin('s', who);
    int to = to_one ? (int)person(in) : EVERYBODY;
    asked->leaves = leaves;
    if (kind & 1)
        add_ack(asked, 0);
    add(",\"commands\":[");
    if (kind >= 8)
        add_message(asked, to, (size_t)64 << (kind & 7) << (kind & 3), !leaves && kind == 9);
    for (unsigned i = 0; kind == 6 && i < SAYS_MAX; i++) /* their answer is long */
        add_message(asked, to, LONG_ID, false);
    for (unsigned i = 0; kind < 8 && kind != 6 && i <= kind; i++)
        add_message(asked, i == 3 ? EVERYBODY : to, i * 5, !leaves && i == 2);
    add("]}");
    ask(asked, "POST", leaves ? "leave" : "send");
}

static void do_leave(struct input *in)
{
    struct asked *asked = begin('s', person(in));
    asked->leaves = true;
    add("}");
    ask(asked, "POST", "leave");
}

static void do_poll(struct input *in, bool acks)
{
    struct asked *asked = begin('p', person(in));
    unsigned digit = input_digit(in);
    const struct person *p = &model.people[asked->who[0]];
    asked->hold_ms = digit * 3000;
    asked->has_ack = true;
    asked->acks[0] = acks ? ack_of(asked->who[0], 0) : p->present ? p->acked : 0;
    add(",\"ack\":%llu,\"hold\":%u}", (unsigned long long)asked->acks[0], digit * 3);
    ask(asked, "POST", "poll");
}

/* A poll for several: the digits' bits say for whom. */
static void do_shared_poll(struct input *in)
{
    unsigned whom = (input_digit(in) | input_digit(in) << 4) & ((1u << PERSONS) - 1);
    unsigned digit = input_digit(in);
    if (whom == 0)
        return;
    struct asked *asked = asked_new('p', fuzz.wire, 0);
    asked->shared = true;
    asked->n = 0;
    asked->hold_ms = (digit & 7) * 4000;
    fuzz.len = 0;
    add("{\"polls\":[");
    for (unsigned i = 0; i < PERSONS; i++) {
        if (!(whom & 1u << i))
            continue;
        uint64_t ack = ack_of(i, digit == 15 ? 15 : digit >> 3);
        add("%s{\"id\":\"%s\",\"token\":\"%s\",\"ack\":%llu}", asked->n > 0 ? "," : "",
            model.people[i].id, model.people[i].token, (unsigned long long)ack);
        asked->who[asked->n] = i;
        asked->acks[asked->n++] = ack;
    }
    add("],\"hold\":%u}", (digit & 7) * 4);
    ask(asked, "POST", "poll");
}

static void do_stream(struct input *in)
{
    struct asked *asked = begin('f', person(in));
    add_ack(asked, input_digit(in));
    add("}");
    ask(asked, "POST", "stream");
}

static void do_ack(struct input *in)
{
    struct asked *asked = begin('a', person(in));
    add_ack(asked, input_digit(in));
    add("}");
    ask(asked, "POST", "ack");
}

static void do_probe(struct input *in)
{
    struct asked *asked = begin('b', person(in));
    unsigned pause = input_digit(in) % 6;
    asked->hold_ms = pause * 1000;
    asked->fill = (size_t)input_digit(in) * 400;
    add(",\"pause\":%u,\"fill\":%zu", pause, asked->fill);
    if (asked->fill & 1024)
        add_ack(asked, 0);
    add("}");
    ask(asked, "POST", "probe");
}

static void do_count(struct input *in)
{
    struct asked *asked = asked_new('g', fuzz.wire, 0);
    (void)in;
    asked->status = 200;
    fuzz.len = 0;
    ask(asked, "GET", "status");
}

/* What must be refused: another's token, another's name, somebody unknown, no JSON. */
static void do_wrong(struct input *in)
{
    unsigned who = person(in), other = (who + 1) % PERSONS, kind = input_digit(in) % 4;
    struct asked *asked = asked_new('a', fuzz.wire, who);
    bool present = model.people[who].present;
    fuzz.len = 0;
    asked->status = kind == 3 ? 400 : !present ? 410 : kind == 0 ? 403 : 400;
    const char *token = model.people[kind == 0 ? other : who].token;
    if (kind == 3)
        add("{\"id\":\"%s\",\"id\":1}", model.people[who].id);
    else if (kind == 2)
        add("{\"id\":\"%s\",\"token\":\"%s\",\"ack\":-1}", model.people[who].id, token);
    else
        add("{\"id\":\"%s\",\"token\":\"%s\",\"ack\":0,\"commands\":[[\"send\",\"%s\",{}]]}",
            model.people[who].id, token, model.people[other].id);
    if (kind == 2)
        asked->status = 400;
    asked->kind = kind < 2 ? 's' : 'a';
    ask(asked, "POST", kind < 2 ? "send" : "ack");
}

/* ---- front servers, memory and time ---- */

static void do_wire(unsigned what, unsigned digit)
{
    static const unsigned times[16] = {1,     500,   1000,  2000,  5000,  9999,   10000,  15000,
                                       20000, 25000, 45000, 89999, 90000, 100000, 300000, 620000};
    unsigned wire = digit % WIRES;
    switch (what) {
    case 'w': fuzz.wire = wire; break;
    case 'x':
        if (wire_is_open(fuzz.wire) && digit > 0)
            wire_abort(fuzz.wire, digit);
        break;
    case 'c': wire_close(wire); break;
    case 'e': wire_end(wire); break;
    case 'z': wire_takes(fuzz.wire, digit * 100); break;
    case 'y': wire_takes(fuzz.wire, SIZE_MAX); break;
    case 'n': wait_until(wired.now.monotonic + times[digit]); break;
    case 'o': shortage_plan(1 + digit / 2, digit % 2); break;
    case 'h':
        api_ask_all_to_wait(wired.api);
        for (unsigned w = 0; w < WIRES; w++)
            for (unsigned id = 0; id < WIRE_IDS; id++)
                if (wired.asked[w][id] && wired.asked[w][id]->parked)
                    wired.asked[w][id]->may_wait = wired.asked[w][id]->ready = true;
        break;
    default: break;
    }
}

/* False: the letter is none of these. */
static bool do_deed(char letter, struct input *in)
{
    switch (letter) {
    case 'j': do_join(in); break;
    case 's': do_send(in, false, false); break;
    case 't': do_send(in, false, true); break;
    case 'k': do_send(in, true, false); break;
    case 'l': do_leave(in); break;
    case 'p': do_poll(in, true); break;
    case 'q': do_poll(in, false); break;
    case 'v': do_shared_poll(in); break;
    case 'f': do_stream(in); break;
    case 'a': do_ack(in); break;
    case 'b': do_probe(in); break;
    case 'g': do_count(in); break;
    case 'i': do_wrong(in); break;
    case '\0': return false;
    default: do_wire((unsigned)letter, input_digit(in)); break;
    }
    return true;
}

/* ---- the end of each run ---- */

/* Everybody hears all that waits for them. */
static void hear_all(void)
{
    bool more = true;
    for (unsigned round = 0; more && !model.lost; round++) {
        more = false;
        EXPECT(round < ROUNDS_MAX);
        for (unsigned i = 0; i < PERSONS && !model.lost; i++) {
            struct person *p = &model.people[i];
            if (!p->present || (p->n_entries == 0 && p->acked == p->sent))
                continue;
            do_poll(&(struct input){(const uint8_t[]){(uint8_t)i, 0}, 2}, true);
            turn();
            more = true;
        }
    }
}

static void settle(void)
{
    shortage_stop();
    for (unsigned wire = 0; wire < WIRES; wire++)
        wire_takes(wire, SIZE_MAX);
    turn();
    for (unsigned wire = 1; wire < WIRES; wire++)
        wire_close(wire);
    turn();
    fuzz.wire = 0;
    wire_close(0);
    turn();
    hear_all();
    do_count(NULL);
    wire_close(0);
    turn();
    wait_until(wired.now.monotonic + 2 * 90000 + 2000);
    for (unsigned i = 0; i < 5 && model.lost; i++) {
        wired.now.monotonic += 100000;
        clocks_forget(&wired.connections.clocks);
        wires_run();
    }
    EXPECT(model.lost || model_n_present() == 0);
}

static struct api_config config_of(unsigned digit)
{
    static struct network this_machine;
    address_read("127.0.0.0", 9, &this_machine.address);
    this_machine.bits = 96 + 8;
    model.max_queue = digit & 1 ? 1048576 : 1500;
    model.max_clients = digit & 4 ? 4 : PERSONS;
    model.max_room = digit & 8 ? 2 : PERSONS;
    return (struct api_config){
        .limits = {.hold_ms = 25000,
                   .max_hold_ms = 50000,
                   .grace_ms = 90000,
                   .max_clients = model.max_clients,
                   .max_room = model.max_room,
                   .max_queue = model.max_queue},
        .status_from = {&this_machine, 1},
        .body_max = BODY_MAX,
        .answer_max = digit & 2 ? 700 : 262144,
        .version = "0",
    };
}

/* The same numbers each time, so that each run can be had again. */
static uint64_t random_state;

static uint32_t some_number(void)
{
    random_state = random_state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(random_state >> 32);
}

static void some_bytes(void *const to, const size_t len)
{
    for (size_t i = 0; i < len; i++)
        ((uint8_t *)to)[i] = (uint8_t)some_number();
}

static const char *random_name(void)
{
    return "fuzzer";
}

static struct randombytes_implementation repeatable = {
    .implementation_name = random_name, .random = some_number, .buf = some_bytes};

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct input in = {bytes, len};
    randombytes_set_implementation(&repeatable);
    random_state = 1;
    model_start();
    memset(&fuzz, 0, offsetof(__typeof__(fuzz), body));
    struct api_config config = config_of(input_digit(&in));
    wires_start(&config);
    const bool tells = getenv("OTC_FUZZ_TELLS") != NULL;
    for (unsigned n = 0; in.left > 0 && n < DEEDS_MAX && !model.lost; n++) {
        if (tells)
            fprintf(stderr, "deed %u: %c, %zu left\n", n, *in.at, in.left);
        bool alone = *in.at >= 'a';
        if (do_deed(input_letter(&in), &in) && alone)
            turn();
    }
    settle();
    wires_stop();
    model_stop();
    return 0;
}
