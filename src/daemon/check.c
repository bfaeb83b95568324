#include "check.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>

enum {
    PARKED_PERCENT = 40,     /* of the workers; the others are for messages and the site */
    PEOPLE_FOR_A_WORKER = 8, /* that is not parked on, with a poll about every 2 seconds */
    PEOPLE_IN_TIME = 500,    /* more are told to wait longer */
    INTERVAL = 2,            /* seconds, about */
    FCGID_LENGTH = 131072,   /* mod_fcgid's own settings: bytes of a body at most, */
    FCGID_MEMORY = 65536,    /* of these in memory, */
    FCGID_IO_TIMEOUT = 40,   /* seconds of silence, */
    FCGID_BUSY = 300,        /* seconds of a request */
    MARGIN = 10,             /* seconds from the end of a hold to the end of a time-out */
    MARGIN_LEAST = 5,
    DESCRIPTORS_FOR_A_POLL = 2,     /* in a front server: the browser's and the daemon's */
    DESCRIPTORS_OF_A_SERVER = 1000, /* for what is not parked */
    RELAY_BYTES = 1048576,
    CLIENT_BYTES = 2048,              /* of a parked poll, beside its queue */
    PROGRAM_BYTES = 16 * 1024 * 1024, /* besides what --max-memory counts, about */
};

static int64_t larger(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static int64_t smaller(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

void check_compute(struct check_numbers *n, const struct options *o, int64_t descriptors)
{
    const int64_t workers = o->workers, max_clients = o->max_clients;
    *n = (struct check_numbers){0};
    n->max_parked = larger(1, workers * PARKED_PERCENT / 100);
    int64_t parked = o->max_parked > 0 ? o->max_parked : n->max_parked;
    int64_t held = smaller(parked, workers); /* more places than workers are none */
    int64_t waiting = larger(
        0, smaller((workers - held) * PEOPLE_FOR_A_WORKER, PEOPLE_IN_TIME - held));
    n->people = smaller(held + waiting, max_clients);
    n->fcgid_processes = workers;
    n->fcgid_length = larger(FCGID_LENGTH, o->max_body);
    n->fcgid_memory = larger(FCGID_MEMORY, o->max_body);
    n->fcgid_io_timeout = larger(FCGID_IO_TIMEOUT, (int64_t)ceil(o->max_hold) + MARGIN);
    n->fcgid_busy = larger(FCGID_BUSY, (int64_t)ceil(o->max_hold) + MARGIN);
    n->apache_workers = (parked * 100 + PARKED_PERCENT - 1) / PARKED_PERCENT;
    n->parked_most = descriptors - (descriptors + 15) / 16;
    int64_t carried = smaller(max_clients, o->max_parked > 0 ? parked : n->parked_most);
    n->lighttpd_fds = DESCRIPTORS_FOR_A_POLL * carried + DESCRIPTORS_OF_A_SERVER;
    n->nginx_connections = n->lighttpd_fds;
    int64_t hub = max_clients * ((int64_t)o->max_queue + CLIENT_BYTES);
    if (o->max_memory > 0)
        hub = smaller(hub, o->max_memory + PROGRAM_BYTES);
    n->memory_most = hub + (o->relay ? workers * RELAY_BYTES : 0);
}

/* ---- faults ---- */

struct faults {
    char *text;
    size_t size, used;
    unsigned count;
};

static void __attribute__((format(printf, 2, 3)))
add_fault(struct faults *f, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int len = vsnprintf(f->text + f->used, f->size - f->used, format, args);
    va_end(args);
    f->used += (size_t)len;
    if (f->used > f->size - 1)
        f->used = f->size - 1;
    f->count++;
}

unsigned check_faults(const struct options *o, const struct check_host *host, char *text,
                      size_t size)
{
    struct faults f = {.text = text, .size = size};
    struct check_numbers n;
    check_compute(&n, o, host->descriptors);
    text[0] = '\0';
    if (o->max_parked >= o->workers)
        add_fault(&f,
                  "--max-parked %" PRIu32 " would hold all of the %" PRIu32 " workers: use %" PRId64
                  "\n",
                  o->max_parked, o->workers, n.max_parked);
    if (o->relay && o->max_parked == 0)
        add_fault(&f, "--max-parked 0 would hold every worker of the site: use %" PRId64 "\n",
                  n.max_parked);
    const double hold_most = (double)FCGID_IO_TIMEOUT - (double)MARGIN_LEAST;
    if (o->relay && o->max_hold > hold_most)
        add_fault(&f,
                  "--max-hold %.10g is too long: mod_fcgid ends a request after %d silent "
                  "seconds (FcgidIOTimeout): use at most %d\n",
                  o->max_hold, FCGID_IO_TIMEOUT, FCGID_IO_TIMEOUT - MARGIN_LEAST);
    if (o->relay && o->max_body > FCGID_MEMORY)
        add_fault(&f,
                  "--max-body %" PRIu32 " is too large: mod_fcgid writes a body over %d bytes to a "
                  "temporary file: use at most %d\n",
                  o->max_body, FCGID_MEMORY, FCGID_MEMORY);
    if (o->max_parked > n.parked_most)
        add_fault(&f,
                  "--max-parked %" PRIu32 " needs more than the %" PRId64
                  " descriptors that there are\n",
                  o->max_parked, host->descriptors);
    if (host->hub_fault)
        add_fault(&f, "the hub's directory '%s' cannot be used: %s\n", host->hub_directory,
                  host->hub_fault);
    if (host->socket_fault)
        add_fault(&f, "%s", host->socket_fault);
    if (host->site_faults)
        add_fault(&f, "%s", host->site_faults);
    if (host->directory_fault)
        add_fault(&f, "%s", host->directory_fault);
    return f.count;
}

unsigned check_advice(const struct options *o, const struct check_host *host, char *text,
                      size_t size)
{
    struct faults f = {.text = text, .size = size};
    struct check_numbers n;
    const int64_t wanted = (int64_t)o->max_clients + (o->max_clients + 14) / 15;
    check_compute(&n, o, host->descriptors);
    text[0] = '\0';
    if (!o->relay && o->max_parked == 0 && o->max_clients > n.parked_most)
        add_fault(&f,
                  "--max-clients %" PRIu32 " are more than %" PRId64
                  " descriptors park: raise the limit to %" PRId64
                  " (ulimit -Hn; LimitNOFILE of systemd), or some poll at intervals\n",
                  o->max_clients, host->descriptors, wanted);
    if (host->front_advice)
        add_fault(&f, "%s", host->front_advice);
    return f.count;
}

/* ---- printing ---- */

static void print_number(const char *name, int64_t value, const char *reason)
{
    printf("%-27s %-9" PRId64 " %s\n", name, value, reason);
}

/* What the workers are for. */
static void print_sharing(const struct options *o, const struct check_numbers *n)
{
    char reason[128], now[32] = "";
    if (o->max_parked > 0 && o->max_parked != n->max_parked)
        snprintf(now, sizeof now, " (%" PRIu32 " now)", o->max_parked);
    snprintf(reason, sizeof reason,
             "polls that hold a worker; the others are for messages and the site%s", now);
    printf("# for a front server with %" PRIu32 " workers\n", o->workers);
    print_number("max-parked", n->max_parked, reason);
    print_number("interval", INTERVAL, "seconds between the polls of those who find no place");
    print_number("people", n->people, "who get each message within 3 seconds");
}

bool check_print(const struct options *o, const struct check_host *host)
{
    enum { MIB = 1048576 };
    struct check_numbers n;
    char faults[4096], advice[4096];
    check_compute(&n, o, host->descriptors);
    print_sharing(o, &n);
    puts("# mod_fcgid");
    print_number("FcgidMaxProcessesPerClass", n.fcgid_processes, "one for each request at a time");
    print_number("FcgidMaxRequestLen", n.fcgid_length, "bytes; at least --max-body");
    print_number("FcgidMaxRequestInMem", n.fcgid_memory, "bytes; more goes to a temporary file");
    print_number("FcgidIOTimeout", n.fcgid_io_timeout, "seconds; over --max-hold");
    print_number("FcgidBusyTimeout", n.fcgid_busy, "seconds; over --max-hold");
    puts("# a front server of your own");
    print_number("MaxRequestWorkers", n.apache_workers, "of Apache; a parked poll takes one");
    print_number("server.max-fds", n.lighttpd_fds, "of lighttpd; a parked poll takes two");
    print_number("worker_connections", n.nginx_connections, "of nginx; a parked poll takes two");
    puts("# this machine");
    print_number("descriptors", host->descriptors, "that a process may have");
    print_number("parked-at-most", n.parked_most,
                 "polls that they carry; others poll at intervals");
    print_number("memory-at-most", (n.memory_most + MIB - 1) / MIB,
                 "MiB, with full queues, within --max-memory; a few are usual");
    if (host->hub_directory)
        printf("%-27s %-9s %s\n", "hub-directory", host->hub_state, host->hub_directory);
    if (host->site)
        printf("%-27s %-9s %s\n", "site", host->site_state, host->site);
    if (host->socket_state)
        printf("%-27s %-9s %s, mode %04o\n", "socket", host->socket_state, o->listen,
               o->socket_mode);
    print_number("front-servers", host->fronts,
                 "on this machine whose configuration names the chat");
    if (host->directory)
        printf("# the directory\n%s", host->directory);
    if (host->libraries)
        printf("# %s\n", host->libraries);
    if (check_advice(o, host, advice, sizeof advice) > 0)
        printf("# better\n%s", advice);
    fflush(stdout);
    bool fine = check_faults(o, host, faults, sizeof faults) == 0;
    fputs(faults, stderr);
    return fine;
}
