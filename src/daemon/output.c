#include "output.h"

#include <assert.h>
#include <errno.h>
#include <sys/socket.h>

enum {
    AROUND_ANSWER = 64,  /* bytes of records, around an answer that fits into a slab */
    SMALL_ANSWER = 2048, /* more than any answer but an init, commands, and the like */
};

void output_note(struct connection *c)
{
    if (c->dirty)
        return;
    c->dirty = true;
    list_append(&c->set->dirty, &c->dirty_node);
}

/* ---- writing ---- */

static bool uses_slab(struct connection *c)
{
    return c->slab && fcgi_session_output(&c->session)->data == c->slab;
}

void output_return_slab(struct connection *c)
{
    if (!c->slab || uses_slab(c))
        return;
    slabs_put(&c->set->slabs, c->slab);
    c->slab = NULL;
}

/* The same as output_write, but that the api is not told. */
static bool send_output(struct connection *c)
{
    struct buf *out = fcgi_session_output(&c->session);
    while (buf_len(out) > 0) {
        ssize_t n = send(c->watcher.fd, buf_bytes(out), buf_len(out), MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0) {
            bool full = errno == EAGAIN || errno == EWOULDBLOCK;
            c->stuck = true;
            buf_own(out);
            output_return_slab(c);
            return full;
        }
        buf_consume(out, (size_t)n);
        c->progress = clocks_now(&c->set->clocks).monotonic;
    }
    buf_fini(out); /* a connection that waits costs no buffer */
    output_return_slab(c);
    c->stuck = false;
    return true;
}

bool output_write(struct connection *c)
{
    if (!send_output(c))
        return false;
    if (!c->stuck && c->blocked.head)
        api_resume(c->set->api, &c->blocked);
    return true;
}

/* ---- what the api answers ---- */

/* Finds a place for `len` bytes of an answer: in a slab, if one is free. What is
 * in the way is written now. Whether that has broken the connection, and whom of
 * the api it concerns, shows when the connection is flushed. */
static void make_room(struct connection *c, size_t len)
{
    struct buf *out = fcgi_session_output(&c->session);
    output_note(c);
    if (c->slab && len + AROUND_ANSWER > out->cap - out->end)
        (void)send_output(c);
    if (out->data)
        return;
    assert(!c->slab);
    c->slab = slabs_take(&c->set->slabs);
    if (c->slab)
        buf_lend(out, c->slab, SLAB_BYTES);
}

static bool find_room(struct fcgi_request *request, size_t len)
{
    make_room(fcgi_request_ctx(request), len);
    return fcgi_request_has_room(request, len);
}

bool output_has_room(struct fcgi_request *request)
{
    struct connection *c = fcgi_request_ctx(request);
    if (!fcgi_session_output(&c->session)->data && c->set->slabs.n_free > 0)
        return true; /* it will go into a slab */
    bool room = find_room(request, SMALL_ANSWER);
    output_return_slab(c);
    return room;
}

static bool answer(void *request, const char *head, size_t head_len, const char *body,
                   size_t body_len)
{
    struct connection *c = fcgi_request_ctx(request);
    bool room = find_room(request, head_len + body_len);
    if (room)
        fcgi_request_answer(request, head, head_len, body, body_len);
    output_return_slab(c);
    return room;
}

static bool pass(void *request, const char *bytes, size_t len)
{
    struct connection *c = fcgi_request_ctx(request);
    bool room = find_room(request, len);
    if (room)
        fcgi_request_pass(request, bytes, len);
    output_return_slab(c);
    return room;
}

static void finish_answer(void *request, const char *bytes, size_t len)
{
    struct connection *c = fcgi_request_ctx(request);
    make_room(c, len);
    fcgi_request_answer(request, bytes, len, "", 0);
    output_return_slab(c);
}

static struct list *blocked(void *request)
{
    struct connection *c = fcgi_request_ctx(request);
    return c->stuck ? &c->blocked : NULL;
}

static uint8_t *mark(void *request)
{
    return fcgi_request_mark(request);
}

const struct api_output connections_output = {answer, pass, finish_answer, blocked, mark};
