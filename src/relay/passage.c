#include "passage.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <sodium.h>

#include "../fastcgi/record.h"

enum { WAITING_MAX = 65536 }; /* bytes that wait for one side, before the other is not read */

#define UNREACHABLE_BODY                                                                           \
    "{\"error\":\"busy\",\"detail\":\"The chat cannot be started now. Try again soon.\"}"

static const char unreachable[] = "Status: 503 Service Unavailable\r\n"
                                  "Content-Type: application/json\r\n"
                                  "Content-Length: 75\r\n"
                                  "Cache-Control: no-store\r\n"
                                  "X-Content-Type-Options: nosniff\r\n"
                                  "Retry-After: 5\r\n"
                                  "\r\n" UNREACHABLE_BODY;
_Static_assert(sizeof UNREACHABLE_BODY - 1 == 75, "its Content-Length");

void passage_init(struct passage *p, int front)
{
    *p = (struct passage){.front = front, .hub = -1, .keeping = true};
    buf_init(&p->up, PASSAGE_KEPT_MAX + WAITING_MAX + PASSAGE_INPUT_MAX);
    buf_init(&p->down, WAITING_MAX + PASSAGE_INPUT_MAX);
}

static void close_hub(struct passage *p)
{
    if (p->hub >= 0)
        close(p->hub);
    p->hub = -1;
}

void passage_fini(struct passage *p)
{
    close_hub(p);
    close(p->front);
    buf_fini(&p->up);
    buf_fini(&p->down);
}

void passage_attach(struct passage *p, int hub)
{
    p->hub = hub;
    p->hubs++;
    p->hub_deaf = false;
    p->sent = 0;
}

static uint32_t unsent(const struct passage *p)
{
    return buf_len(&p->up) - p->sent;
}

/* Whether nobody wants any more of what the front server sends. */
static bool discards(const struct passage *p)
{
    return p->closing || (p->hub_deaf && !p->keeping);
}

int passage_front_events(const struct passage *p)
{
    bool more = discards(p) || unsent(p) < WAITING_MAX;
    return (more && !p->front_ended ? PASSAGE_READ : 0) |
           (buf_len(&p->down) > 0 ? PASSAGE_WRITE : 0);
}

int passage_hub_events(const struct passage *p)
{
    if (p->hub < 0)
        return 0;
    return (buf_len(&p->down) < WAITING_MAX ? PASSAGE_READ : 0) |
           (unsent(p) > 0 && !p->hub_deaf ? PASSAGE_WRITE : 0);
}

bool passage_waits_for_front(const struct passage *p)
{
    return p->closing || buf_len(&p->down) > 0 || buf_len(&p->up) + p->hubs == 0;
}

static bool would_block(void)
{
    return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
}

/* ---- a request that no hub can be found for ---- */

static void append_record(struct buf *b, uint8_t type, uint16_t id, const void *content,
                          uint16_t length)
{
    uint8_t header[FCGI_HEADER_LEN];
    record_encode(header, type, id, length, 0);
    buf_append(b, header, sizeof header);
    buf_append(b, content, length);
}

/* Answers it as soon as its number has come. */
static void answer_unreachable(struct passage *p)
{
    static const uint8_t complete[8] = {0}; /* FCGI_EndRequestBody: exit status 0 */
    if (buf_len(&p->up) < FCGI_HEADER_LEN)
        return;
    struct record first = record_decode((const uint8_t *)buf_bytes(&p->up));
    if (first.type == FCGI_BEGIN_REQUEST) {
        append_record(&p->down, FCGI_STDOUT, first.id, unreachable, sizeof unreachable - 1);
        append_record(&p->down, FCGI_STDOUT, first.id, "", 0);
        append_record(&p->down, FCGI_END_REQUEST, first.id, complete, sizeof complete);
    }
    p->broken = p->down.failed;
    p->refusing = false;
    p->closing = true;
}

void passage_refuse(struct passage *p)
{
    p->refusing = true;
    answer_unreachable(p);
}

/* ---- moving ---- */

/* From here on it cannot be sent again. */
static void drop_sent(struct passage *p)
{
    p->keeping = false;
    buf_consume(&p->up, p->sent);
    p->sent = 0;
    if (buf_len(&p->up) == 0)
        buf_fini(&p->up);
}

static void read_front(struct passage *p, uint8_t *input)
{
    ssize_t n = recv(p->front, input, PASSAGE_INPUT_MAX, 0);
    if (n < 0 && would_block())
        return;
    if (n <= 0) {
        p->front_ended = true;
        return;
    }
    if (!discards(p) && !buf_append(&p->up, input, (size_t)n))
        p->broken = true;
    sodium_memzero(input, (size_t)n);
    if (p->refusing)
        answer_unreachable(p);
    if (p->keeping && buf_len(&p->up) > PASSAGE_KEPT_MAX)
        drop_sent(p);
}

static void write_hub(struct passage *p)
{
    while (p->hub >= 0 && !p->hub_deaf && unsent(p) > 0) {
        ssize_t n = send(p->hub, buf_bytes(&p->up) + p->sent, unsent(p), MSG_NOSIGNAL);
        if (n < 0) {
            p->hub_deaf = !would_block(); /* an answer may have come all the same */
            return;
        }
        p->sent += (uint32_t)n;
        if (!p->keeping)
            drop_sent(p);
    }
}

static void read_hub(struct passage *p, uint8_t *input)
{
    ssize_t n = recv(p->hub, input, PASSAGE_INPUT_MAX, 0);
    if (n < 0 && would_block())
        return;
    if (n <= 0) {
        close_hub(p);
        if (!p->keeping)
            p->closing = true;
        return;
    }
    if (p->keeping)
        drop_sent(p);
    if (!buf_append(&p->down, input, (size_t)n))
        p->broken = true;
    sodium_memzero(input, (size_t)n);
}

static void write_front(struct passage *p)
{
    while (buf_len(&p->down) > 0) {
        ssize_t n = send(p->front, buf_bytes(&p->down), buf_len(&p->down), MSG_NOSIGNAL);
        if (n < 0) {
            p->broken = !would_block();
            return;
        }
        buf_consume(&p->down, (size_t)n);
    }
    buf_fini(&p->down); /* a passage that waits costs no buffer */
}

static enum passage_next next_step(struct passage *p)
{
    if (p->broken)
        return PASSAGE_OVER;
    /* A parked poll ends with its client; what was sent before it went counts. */
    if (p->front_ended && (p->hub < 0 || p->hub_deaf || unsent(p) == 0))
        return PASSAGE_OVER;
    if (!p->closing)
        return p->hub < 0 && !p->refusing && buf_len(&p->up) > 0 ? PASSAGE_WANTS_HUB
                                                                 : PASSAGE_GOES_ON;
    if (buf_len(&p->down) == 0 && !p->lingering) {
        /* Closing while the front server sends would reset it, and lose the answer. */
        p->lingering = true;
        shutdown(p->front, SHUT_WR);
        buf_fini(&p->up);
        p->sent = 0;
    }
    return PASSAGE_GOES_ON;
}

enum passage_next passage_move(struct passage *p, int front_events, int hub_events, uint8_t *input)
{
    if (front_events & PASSAGE_READ)
        read_front(p, input);
    write_hub(p);
    if (p->hub >= 0 && (hub_events & PASSAGE_READ))
        read_hub(p, input);
    write_front(p);
    return next_step(p);
}
