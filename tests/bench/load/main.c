/*
 * A load generator: clients of a chat server on one event loop, and one line
 * of figures as JSON on standard output; before it "measuring" on standard error,
 * when it begins to. Anything unexpected, a message lost, repeated or out of order
 * above all, is said there too, exit status 1.
 */
#include <getopt.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sys/resource.h>

#include "bench.h"

static const char usage[] =
    "usage: load [options] TARGET\n"
    "  TARGET            fcgi:/path.sock or http://127.0.0.1:8080/chat\n"
    "  --speech NAME     chat (default), stream, floor, nchan, socketio\n"
    "  --work NAME       fanout (default), pairs, paced, parked, joins\n"
    "  --clients N       1000\n"
    "  --rooms N         1\n"
    "  --prefix TEXT     what their names begin with, in chat and stream: r\n"
    "  --connections N   shared by all clients; 0 (default): one for each client\n"
    "  --flight N        fanout, paced: senders in each room, one message of each at once; 1\n"
    "  --rate N          paced: messages a second; 50\n"
    "  --size BYTES      of text in a message; 32\n"
    "  --warmup S        0.5\n"
    "  --seconds S       2\n"
    "  --watch PID       a process under test; may be given several times\n";

_Noreturn static void refuse(const char *what, const char *value)
{
    fprintf(stderr, "load: %s: %s\n%s", what, value, usage);
    exit(2);
}

static const struct speech *find_speech(const char *name)
{
    static const struct speech *const all[] = {&speech_chat, &speech_stream, &speech_floor,
                                               &speech_nchan, &speech_socketio};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (strcmp(all[i]->name, name) == 0)
            return all[i];
    refuse("unknown speech", name);
}

static const struct work *find_work(const char *name)
{
    static const struct work *const all[] = {&work_fanout, &work_pairs, &work_paced, &work_parked,
                                             &work_joins};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (strcmp(all[i]->name, name) == 0)
            return all[i];
    refuse("unknown work", name);
}

static double read_number(const char *text, double min, double max)
{
    char *end;
    double value = strtod(text, &end);
    if (end == text || *end != '\0' || !(value >= min && value <= max))
        refuse("not a number in range", text);
    return value;
}

static void set_option(struct options *o, int letter, const char *value)
{
    switch (letter) {
    case 's': o->speech = find_speech(value); break;
    case 'w': o->work = find_work(value); break;
    case 'c': o->clients = (unsigned)read_number(value, 1, 1e6); break;
    case 'r': o->rooms = (unsigned)read_number(value, 1, 1e6); break;
    case 'x':
        if (strlen(value) > PREFIX_MAX)
            refuse("too long a prefix", value);
        o->prefix = value;
        break;
    case 'n': o->connections = (unsigned)read_number(value, 0, 1e6); break;
    case 'f': o->flight = (unsigned)read_number(value, 1, SENDERS_MAX); break;
    case 'R': o->rate = read_number(value, 0.001, 1e6); break;
    case 'b': o->size = (unsigned)read_number(value, 0, TEXT_MAX); break;
    case 'u': o->warmup = read_number(value, 0, 3600); break;
    case 't': o->seconds = read_number(value, 0.01, 3600); break;
    case 'p':
        if (o->n_pids == PIDS_MAX)
            refuse("too many processes", value);
        o->pids[o->n_pids++] = (int)read_number(value, 1, 1e9);
        break;
    default: refuse("see", "the options"); /* getopt_long has said which is wrong */
    }
}

static void read_options(struct bench *b, int argc, char **argv)
{
    static const struct option names[] = {
        {"speech", 1, NULL, 's'},      {"work", 1, NULL, 'w'},   {"clients", 1, NULL, 'c'},
        {"rooms", 1, NULL, 'r'},       {"flight", 1, NULL, 'f'}, {"rate", 1, NULL, 'R'},
        {"connections", 1, NULL, 'n'}, {"size", 1, NULL, 'b'},   {"warmup", 1, NULL, 'u'},
        {"seconds", 1, NULL, 't'},     {"watch", 1, NULL, 'p'},  {"prefix", 1, NULL, 'x'},
        {0},
    };
    struct options *o = &b->options;
    *o = (struct options){.speech = &speech_chat,
                          .work = &work_fanout,
                          .clients = 1000,
                          .rooms = 1,
                          .prefix = "r",
                          .flight = 1,
                          .rate = 50,
                          .size = 32,
                          .warmup = 0.5,
                          .seconds = 2};
    for (int letter; (letter = getopt_long(argc, argv, "", names, NULL)) != -1;)
        set_option(o, letter, optarg);
    if (optind + 1 != argc)
        refuse("one target is needed", optind < argc ? argv[optind + 1] : "none is given");
    if (!target_read(&b->target, argv[optind]))
        refuse("no target", argv[optind]);
    b->senders = o->work->senders > 0 ? o->work->senders : o->flight;
    if (o->clients < (uint64_t)o->rooms * b->senders)
        refuse("too few clients for the rooms", "each needs its senders");
}

static void print_latencies(const struct histogram *h)
{
    static const struct {
        const char *name;
        double share;
    } shares[] = {{"p50", .5}, {"p90", .9}, {"p99", .99}, {"p999", .999}};
    printf(",\"latency_us\":{");
    for (size_t i = 0; i < sizeof shares / sizeof *shares; i++)
        printf("\"%s\":%" PRIu64 ",", shares[i].name, histogram_share_us(h, shares[i].share));
    printf("\"max\":%" PRIu64 "}", h->max_us);
}

static void print_figures(const struct bench *b)
{
    const struct options *o = &b->options;
    printf("{\"speech\":\"%s\",\"work\":\"%s\",\"clients\":%u,\"rooms\":%u,\"connections\":%u,"
           "\"flight\":%u",
           o->speech->name, o->work->name, o->clients, o->rooms, o->connections, o->flight);
    printf(",\"seconds\":%.4f,\"deliveries\":%" PRIu64 ",\"messages\":%" PRIu64
           ",\"requests\":%" PRIu64 ",\"own_cpu\":%.3f",
           b->to.at - b->from.at, b->to.deliveries - b->from.deliveries,
           b->to.messages - b->from.messages, b->to.requests - b->from.requests,
           b->to.own_cpu - b->from.own_cpu);
    print_latencies(&b->latencies);
    printf(",\"processes\":[");
    for (unsigned i = 0; i < o->n_pids; i++)
        printf("%s{\"pid\":%d,\"cpu\":%.2f,\"resident_before\":%.0f,\"resident\":%.0f}",
               i > 0 ? "," : "", o->pids[i], b->to.cpu[i] - b->from.cpu[i], b->resident_from[i],
               b->resident_to[i]);
    printf("]}\n");
}

int main(int argc, char **argv)
{
    static struct bench b;
    struct rlimit files;
    read_options(&b, argc, argv);
    memset(b.text, 'x', b.options.size);
    signal(SIGPIPE, SIG_IGN);
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    bench_run(&b);
    print_figures(&b);
    return 0;
}
