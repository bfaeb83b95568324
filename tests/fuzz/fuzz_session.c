/*
 * A connection's byte stream. The input is a list of letters, each with digits or
 * bytes behind it, from which records are made (see `steps`); after a '!' all of
 * it is the stream itself.
 *
 * The same stream is fed whole, byte by byte and in pieces: what the owner is told
 * and what is answered must be the same. Bodies and params must be what was sent,
 * each request must be answered once or abandoned, and all memory must come back.
 */
#include <string.h>

#include <fastcgi.h>

#include "../../src/base/account.h"
#include "../../src/fastcgi/session.h"
#include "../unit/support/answers.h"
#include "../unit/support/stream.h"
#include "input.h"

enum {
    STEPS_MAX = 256,
    IDS = 16,
    BODY_MAX = 300,
    KEPT_MAX = 8,
    OUTPUT_MAX = 65536,
    PIECE = 7,
};

enum { PARAM_URI, PARAM_METHOD, PARAM_HEADER };
static const char *const names[] = {"REQUEST_URI", "REQUEST_METHOD", "HTTP_X", "SERVER_NAME"};

/* ---- the stream ---- */

/* Some bytes, and then perhaps an answer to a request that is kept. */
struct step {
    size_t end;
    unsigned answer; /* 0: none, or which */
};

static struct {
    struct records stream;
    struct step steps[STEPS_MAX];
    size_t n;
    bool pure; /* records alone: no bytes from elsewhere are between them */
    struct records body[IDS], uri[IDS]; /* what was sent for each id, since its begin */
} made;

static void add_letters(struct records *s, struct input *in)
{
    static const char text[] = "abcdefghijklmnopqrstuvwxyz";
    for (unsigned n = input_digit(in); n > 0; n--)
        stream_add(s, text, (size_t)1 << (n & 3));
}

static void add_pair(struct records *s, struct input *in, unsigned id)
{
    struct records pair = {0}, value = {0};
    unsigned which = input_digit(in) & 3;
    add_letters(&value, in);
    stream_pair(&pair, names[which], value.bytes, value.len, value.len & 1);
    stream_record(s, FCGI_PARAMS, id, pair.bytes, pair.len, (uint8_t)(which * 3));
    stream_free(&pair);
    stream_free(&value);
}

static void add_raw(struct records *s, struct input *in)
{
    made.pure = false;
    for (unsigned n = input_digit(in); n > 0; n--) {
        uint8_t byte = input_byte(in);
        stream_add(s, &byte, 1);
    }
}

static void add_body(struct records *s, struct input *in, unsigned id)
{
    struct records bytes = {0};
    add_letters(&bytes, in);
    if (bytes.len > 0)
        stream_record(s, FCGI_STDIN, id, bytes.bytes, bytes.len, (uint8_t)(bytes.len & 7));
    stream_free(&bytes);
}

static void add_values(struct records *s)
{
    struct records pairs = {0};
    stream_pair(&pairs, "FCGI_MAX_CONNS", "", 0, false);
    stream_pair(&pairs, "FCGI_MPXS_CONNS", "", 0, true);
    stream_record(s, FCGI_GET_VALUES, 0, pairs.bytes, pairs.len, 3);
    stream_free(&pairs);
}

/* One letter becomes a record, most with the id that the digit behind it says. */
static void add_step(struct input *in)
{
    struct records *s = &made.stream;
    char letter = input_letter(in);
    unsigned id = letter && letter != 'x' && letter != 'g' ? input_digit(in) : 0;
    unsigned answer = 0;
    switch (letter) {
    case 'b': stream_begin(s, id, true); break;
    case 'c': stream_begin(s, id, false); break;
    case 'r': stream_begin_role(s, id, input_digit(in), id & 1); break;
    case 'p': add_pair(s, in, id); break;
    case 'e': stream_params_end(s, id); break;
    case 's': add_body(s, in, id); break;
    case 't': stream_record(s, FCGI_STDIN, id, NULL, 0, (uint8_t)id); break;
    case 'a': stream_record(s, FCGI_ABORT_REQUEST, id, NULL, 0, 0); break;
    case 'd': stream_record(s, FCGI_DATA, id, "data", 4, 1); break;
    case 'u': stream_record(s, 11 + id, 0, "what?", 5, 2); break;
    case 'g': add_values(s); break;
    case 'x': add_raw(s, in); break;
    case 'k': answer = 1 + id; break;
    default: return;
    }
    made.steps[made.n++] = (struct step){s->len, answer};
}

static void make(struct input in)
{
    stream_free(&made.stream);
    made.n = 0;
    made.pure = true;
    if (in.left > 0 && *in.at == '!') {
        made.pure = false;
        stream_add(&made.stream, in.at + 1, in.left - 1);
        made.steps[made.n++] = (struct step){made.stream.len, 0};
        return;
    }
    while (in.left > 0 && made.n < STEPS_MAX)
        add_step(&in);
}

/* ---- the owner of the session ---- */

struct owner {
    struct fcgi_session session;
    struct fcgi_request *kept[KEPT_MAX];
    size_t n_kept;
    size_t begun, ended; /* requests that were complete or refused; their ends */
    bool checks;         /* that what comes is what was sent */
    struct records told, output;
};

static struct pool requests;
static struct request_input *spare;

static void tell(struct owner *o, const char *what, const struct fcgi_request *r)
{
    char line[64];
    int n = snprintf(line, sizeof line, "%s %u %d;", what, r->id,
                     fcgi_request_fault(r) != FCGI_SOUND);
    stream_add(&o->told, line, (size_t)n);
}

static void answer(struct owner *o, struct fcgi_request *r, size_t bytes)
{
    static const char body[4096];
    o->ended++;
    fcgi_request_answer(r, "head", 4, body, bytes);
}

static void on_params(void *ctx, struct fcgi_request *r)
{
    struct owner *o = ctx;
    const struct span *params = fcgi_request_params(r);
    const struct span uri = params[PARAM_URI], header = params[PARAM_HEADER];
    tell(o, "params", r);
    if (uri.text)
        stream_add(&o->told, uri.text, uri.len);
    stream_add_text(&o->told, header.text ? ",header " : ",");
    if (header.text)
        stream_add(&o->told, header.text, header.len);
    if (uri.text && uri.len % 4 == 3) { /* early, before its body */
        o->begun++;
        answer(o, r, 0);
    }
}

static void check_sent(struct fcgi_request *r, const char *body, size_t len)
{
    const struct records *sent = &made.body[r->id];
    EXPECT(r->id < IDS);
    EXPECT(len == sent->len && (len == 0 || memcmp(body, sent->bytes, len) == 0));
}

static void on_complete(void *ctx, struct fcgi_request *r)
{
    struct owner *o = ctx;
    tell(o, "complete", r);
    o->begun++;
    if (fcgi_request_fault(r) == FCGI_SOUND) {
        size_t len;
        const char *body = fcgi_request_body(r, &len);
        EXPECT(body[len] == '\0');
        stream_add(&o->told, body, len);
        if (o->checks && made.pure)
            check_sent(r, body, len);
        if (len % 2 == 0 && o->n_kept < KEPT_MAX) {
            fcgi_request_keep(r, o);
            o->kept[o->n_kept++] = r;
            return;
        }
    }
    answer(o, r, r->id * 100u);
}

static void on_abandoned(void *ctx, struct fcgi_request *r)
{
    struct owner *o = ctx;
    size_t i = 0;
    tell(o, "abandoned", r);
    EXPECT(fcgi_request_user(r) == o);
    while (i < o->n_kept && o->kept[i] != r)
        i++;
    EXPECT(i < o->n_kept);
    o->kept[i] = o->kept[--o->n_kept];
    o->ended++;
}

static void on_output(void *ctx)
{
    struct owner *o = ctx;
    EXPECT(buf_len(fcgi_session_output(&o->session)) > 0);
}

static struct fcgi_config config = {
    .handler = {on_params, on_complete, on_abandoned, on_output},
    .requests = &requests,
    .spare = &spare,
    .body_max = BODY_MAX,
    .held_max = 8 * BODY_MAX,
    .output_max = OUTPUT_MAX,
    .max_conns = 3,
    .max_reqs = KEPT_MAX,
};

/* Answers a kept request, with several pieces where there is room. */
static void answer_kept(struct owner *o, unsigned which)
{
    if (o->n_kept == 0)
        return;
    size_t i = which % o->n_kept;
    struct fcgi_request *r = o->kept[i];
    o->kept[i] = o->kept[--o->n_kept];
    if (which % 2 == 0 && fcgi_request_has_room(r, 20))
        fcgi_request_pass(r, "a piece of an answer", 20);
    answer(o, r, which * 50u);
}

/* Writes down what an id was sent until here, as the session must tell it. */
static void note_sent(size_t from, size_t end)
{
    for (const uint8_t *bytes = made.stream.bytes; made.pure && from < end;) {
        unsigned type = bytes[from + 1], id = bytes[from + 3];
        size_t len = (size_t)bytes[from + 4] << 8 | bytes[from + 5];
        if (type == FCGI_BEGIN_REQUEST)
            stream_free(&made.body[id]);
        if (type == FCGI_STDIN)
            stream_add(&made.body[id], bytes + from + 8, len);
        from += 8 + len + bytes[from + 6];
    }
}

static bool feed(struct owner *o, size_t from, size_t end, size_t piece)
{
    bool ok = true;
    for (size_t n; ok && from < end; from += n) {
        n = end - from < piece ? end - from : piece;
        uint8_t *apart = malloc(n); /* so that overruns are seen */
        EXPECT(apart);
        memcpy(apart, made.stream.bytes + from, n);
        ok = fcgi_session_feed(&o->session, apart, n);
        free(apart);
    }
    return ok && fcgi_session_sound(&o->session);
}

/* Feeds all in pieces of at most this size. */
static void run(struct owner *o, size_t piece, bool checks)
{
    size_t from = 0;
    bool ok = true, peer_sends;
    *o = (struct owner){.checks = checks};
    for (unsigned i = 0; i < IDS; i++)
        stream_free(&made.body[i]);
    fcgi_session_init(&o->session, &config, o);
    for (size_t i = 0; ok && i < made.n; i++) {
        if (checks)
            note_sent(from, made.steps[i].end);
        ok = feed(o, from, made.steps[i].end, piece);
        from = made.steps[i].end;
        if (ok && made.steps[i].answer)
            answer_kept(o, made.steps[i].answer);
        ok = ok && fcgi_session_sound(&o->session);
    }
    stream_add_text(&o->told, ok ? ";sound " : ";broken ");
    if (ok) {
        bool closing = fcgi_session_closing(&o->session, &peer_sends);
        stream_add_text(&o->told, closing ? "closing " : "open ");
        stream_add_text(&o->told, fcgi_session_receiving(&o->session) ? "receiving" : "");
    }
    struct buf *out = fcgi_session_output(&o->session);
    stream_add(&o->output, buf_bytes(out), buf_len(out));
    if (o->n_kept == 1)
        EXPECT(!ok || !fcgi_session_sole_kept(&o->session) ||
               fcgi_session_sole_kept(&o->session) == o->kept[0]);
    fcgi_session_fini(&o->session);
    EXPECT(o->n_kept == 0 && o->begun == o->ended);
}

static void check_output(const struct owner *o)
{
    struct answers answers;
    const char *wrong = answers_decode(&answers, o->output.bytes, o->output.len);
    if (wrong)
        fprintf(stderr, "%s\n", wrong);
    EXPECT(!wrong);
    answers_free(&answers);
}

static bool same(const struct records *a, const struct records *b)
{
    return a->len == b->len && (a->len == 0 || memcmp(a->bytes, b->bytes, a->len) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    static const size_t pieces[] = {1, PIECE};
    static struct owner whole, other;
    if (!config.params[0].name) {
        pool_init(&requests, sizeof(struct fcgi_request));
        for (unsigned i = 0; i < 3; i++)
            fcgi_config_want(&config, i, names[i]);
    }
    make((struct input){bytes, len});
    run(&whole, OUTPUT_MAX, true);
    check_output(&whole);
    for (unsigned i = 0; i < 2; i++) {
        run(&other, pieces[i], false);
        EXPECT(same(&whole.told, &other.told) && same(&whole.output, &other.output));
        stream_free(&other.told);
        stream_free(&other.output);
    }
    stream_free(&whole.told);
    stream_free(&whole.output);
    request_input_free(spare);
    spare = NULL;
    pool_fini(&requests);
    EXPECT(account_total() == 0);
    return 0;
}
