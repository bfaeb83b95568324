#include "metrics.h"

#include <stdio.h>

#include "../base/account.h"

static const char *const account_names[N_ACCOUNTS] = {
    [ACCOUNT_BUFFERS] = "buffers",   [ACCOUNT_POOLS] = "clients", [ACCOUNT_SLABS] = "output",
    [ACCOUNT_MESSAGES] = "messages", [ACCOUNT_QUEUES] = "queues",
};

/* ---- lines ---- */

static void head(struct buf *b, const char *name, const char *type, const char *help)
{
    buf_append_string(b, "# HELP onetimechat_");
    buf_append_string(b, name);
    buf_append(b, " ", 1);
    buf_append_string(b, help);
    buf_append_string(b, "\n# TYPE onetimechat_");
    buf_append_string(b, name);
    buf_append(b, " ", 1);
    buf_append_string(b, type);
    buf_append(b, "\n", 1);
}

/* `label` is `key="value"` as a whole, or NULL. */
static void line(struct buf *b, const char *name, const char *label, double value)
{
    char number[32];
    snprintf(number, sizeof number, " %.17g\n", value);
    buf_append_string(b, "onetimechat_");
    buf_append_string(b, name);
    if (label) {
        buf_append(b, "{", 1);
        buf_append_string(b, label);
        buf_append(b, "}", 1);
    }
    buf_append_string(b, number);
}

static void single(struct buf *b, const char *name, const char *type, const char *help,
                   double value)
{
    head(b, name, type, help);
    line(b, name, NULL, value);
}

static void labelled(struct buf *b, const char *name, const char *key, const char *value,
                     uint64_t count)
{
    char label[64];
    snprintf(label, sizeof label, "%s=\"%s\"", key, value);
    line(b, name, label, (double)count);
}

/* The bounds that are shown are 2 to the power of `from` to `to`; `unit` is how many of the
 * histogram's units are one of what is shown. */
struct scale {
    unsigned from, to;
    double unit;
};

static const struct scale bytes = {6, 20, 1}, milliseconds = {0, 16, 1e3},
                          microseconds = {3, 20, 1e6};

static void histogram(struct buf *b, const char *name, const char *help, const struct histogram *h,
                      const struct scale *scale)
{
    char part[64], label[64];
    uint64_t total = 0;
    head(b, name, "histogram", help);
    snprintf(part, sizeof part, "%s_bucket", name);
    for (unsigned i = 0; i <= HISTOGRAM_BOUNDS; i++) {
        total += h->counts[i];
        if (i < scale->from || i > scale->to)
            continue;
        snprintf(label, sizeof label, "le=\"%.10g\"", (double)(1U << i) / scale->unit);
        line(b, part, label, (double)total);
    }
    line(b, part, "le=\"+Inf\"", (double)total);
    snprintf(part, sizeof part, "%s_sum", name);
    line(b, part, NULL, (double)h->sum / scale->unit);
    snprintf(part, sizeof part, "%s_count", name);
    line(b, part, NULL, (double)total);
}

/* ---- what they are ---- */

static void append_present(struct buf *b, const struct metrics *m, const struct chat_counts *counts)
{
    single(b, "clients", "gauge", "Clients that are present.", (double)counts->clients);
    single(b, "rooms", "gauge", "Rooms with somebody in them.", (double)counts->rooms);
    head(b, "parked_requests", "gauge", "Requests that are answered later.");
    labelled(b, "parked_requests", "kind", "poll", counts->parked - counts->streams);
    labelled(b, "parked_requests", "kind", "stream", counts->streams);
    single(b, "connections", "gauge", "Open connections of front servers.", (double)m->connections);
    single(b, "queued_bytes", "gauge", "Bytes that wait in the queues of clients, as JSON.",
           (double)counts->queued);
    head(b, "memory_bytes", "gauge", "Memory that is taken, by what it is for.");
    for (unsigned i = 0; i < N_ACCOUNTS; i++)
        labelled(b, "memory_bytes", "for", account_names[i], account_bytes((enum account)i));
    single(b, "memory_limit_bytes", "gauge", "The most that all of it may come to; 0: no limit.",
           (double)account_limit());
}

static void append_totals(struct buf *b, const struct metrics *m, const struct chat_counts *counts)
{
    single(b, "joins_total", "counter", "Clients that have come into a room.",
           (double)counts->joined);
    single(b, "messages_total", "counter", "Messages that were accepted.",
           (double)counts->accepted);
    single(b, "deliveries_total", "counter", "Commands that were put into answers.",
           (double)counts->delivered);
    single(b, "queue_overflows_total", "counter",
           "Queues that were full, so that their clients had to begin anew.",
           (double)counts->overflowed);
    single(b, "received_bytes_total", "counter", "Bytes of the bodies of requests.",
           (double)m->received);
    single(b, "sent_bytes_total", "counter", "Bytes of answers.", (double)m->sent);
    head(b, "requests_total", "counter", "Requests that came as a whole, by endpoint.");
    for (unsigned i = 0; i < ENDPOINT_NONE; i++)
        labelled(b, "requests_total", "endpoint", cgi_endpoint_name((enum endpoint)i),
                 m->requests[i]);
    head(b, "refusals_total", "counter", "Requests that were refused, by the code they got.");
    for (unsigned i = FAILURE_NONE + 1; i < FAILURE_KINDS; i++)
        labelled(b, "refusals_total", "reason", failure_code((enum failure_kind)i), m->refusals[i]);
}

static void append_nodes(struct buf *b, const struct api_nodes *n)
{
    static const struct scale answers = {0, 13, 1e3};
    char node[64];
    snprintf(node, sizeof node, "node=\"%s\"", n->node);
    head(b, "node_info", "gauge", "Always 1; the label says which node this is.");
    line(b, "node_info", node, 1);
    single(b, "rooms_held", "gauge", "Rooms that the directory has as this node's.",
           (double)n->held);
    single(b, "rooms_awaited", "gauge", "Rooms of which it is being asked who has them.",
           (double)n->waited);
    single(b, "rooms_claimed_total", "counter", "Rooms that became this node's.",
           (double)n->claimed);
    single(b, "rooms_given_total", "counter", "Rooms that this node gave back.", (double)n->given);
    single(b, "rooms_lost_total", "counter", "Rooms that became another node's meanwhile.",
           (double)n->lost);
    single(b, "rooms_elsewhere_total", "counter",
           "Rooms for which people were sent to another node.", (double)n->elsewhere);
    single(b, "directory_up", "gauge", "1 while the directory answers as it must.",
           n->directory_is_well);
    single(b, "directory_faults_total", "counter",
           "Answers without sense, refusals and lost connections of the directory.",
           (double)n->faults);
    histogram(b, "directory_seconds", "Time until the directory answers.", n->latency, &answers);
}

bool metrics_append(struct buf *b, const struct metrics *m, const struct metrics_more *more)
{
    char build[64];
    snprintf(build, sizeof build, "version=\"%s\"", more->version);
    head(b, "build_info", "gauge", "Always 1; the label says which version runs.");
    line(b, "build_info", build, 1);
    single(b, "start_time_seconds", "gauge", "When the daemon was started, as Unix time.",
           more->started);
    append_present(b, m, more->counts);
    append_totals(b, m, more->counts);
    histogram(b, "answer_bytes", "Sizes of whole answers; streams are not among them.", &m->answers,
              &bytes);
    histogram(b, "delivery_seconds",
              "Time from accepting a message to putting it into an answer, for each receiver.",
              &more->timings->delivery, &milliseconds);
    histogram(b, "hold_seconds", "How long polls were parked.", &more->timings->hold,
              &milliseconds);
    histogram(b, "loop_pass_seconds", "Work of the event loop between two waits.", &m->passes,
              &microseconds);
    if (more->nodes)
        append_nodes(b, more->nodes);
    return !b->failed;
}
