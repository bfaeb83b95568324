/*
 * A flood beside a quiet pair, and one line of figures as JSON on standard output. The flood
 * is a process of its own, with a lower priority than the pair and the daemon: it plays people
 * on other machines. A line of the pair that is lost, comes twice or out of order is said on
 * standard error, exit status 1.
 */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "../load/fail.h"
#include "flood.h"
#include "quiet.h"

static const char usage[] =
    "usage: flood [options] FLOOD SOCKET\n"
    "  FLOOD          none, silent, byte-by-byte, unread, joins, joins-of-one, shared-polls,\n"
    "                 large-rooms, queues, slow-reader, pieces, bodies\n"
    "  --scale N      how many connections, times the usual; 1\n"
    "  --warmup S     of flood before the pair talks; 1\n"
    "  --seconds S    5\n";

struct arguments {
    const struct flood *flood; /* NULL: none */
    const char *name;
    struct flooding flooding;
    double warmup, seconds;
};

_Noreturn static void refuse(const char *what, const char *value)
{
    fprintf(stderr, "flood: %s: %s\n%s", what, value, usage);
    exit(2);
}

static double read_number(const char *text, double min, double max)
{
    char *end;
    double value = strtod(text, &end);
    if (end == text || *end != '\0' || !(value >= min && value <= max))
        refuse("not a number in range", text);
    return value;
}

static const struct flood *find_flood(const char *name)
{
    for (const struct flood *f = floods; f->name; f++)
        if (strcmp(f->name, name) == 0)
            return f;
    if (strcmp(name, "none") != 0)
        refuse("unknown flood", name);
    return NULL;
}

static void read_arguments(struct arguments *a, int argc, char **argv)
{
    static const struct option names[] = {
        {"scale", 1, NULL, 's'}, {"warmup", 1, NULL, 'u'}, {"seconds", 1, NULL, 't'}, {0}};
    struct sockaddr_un *address = &a->flooding.address;
    *a = (struct arguments){.warmup = 1, .seconds = 5, .flooding.scale = 1};
    for (int letter; (letter = getopt_long(argc, argv, "", names, NULL)) != -1;) {
        switch (letter) {
        case 's': a->flooding.scale = read_number(optarg, 0.0001, 1); break;
        case 'u': a->warmup = read_number(optarg, 0, 3600); break;
        case 't': a->seconds = read_number(optarg, 0.01, 3600); break;
        default: refuse("see", "the options"); /* getopt_long has said which is wrong */
        }
    }
    if (optind + 2 != argc)
        refuse("needed", "a flood and a socket");
    a->name = argv[optind];
    a->flood = find_flood(a->name);
    address->sun_family = AF_UNIX;
    if ((size_t)snprintf(address->sun_path, sizeof address->sun_path, "%s", argv[optind + 1]) >=
        sizeof address->sun_path)
        refuse("too long", argv[optind + 1]);
}

_Noreturn static void run_flood(struct arguments *a)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    setpriority(PRIO_PROCESS, 0, getpriority(PRIO_PROCESS, 0) + 5);
    a->flooding.loop = ev_default_loop(EVFLAG_AUTO);
    a->flood->start(&a->flooding);
    ev_run(a->flooding.loop, 0);
    fail("the flood has ended");
}

static pid_t start_flood(struct arguments *a)
{
    pid_t pid = fork();
    if (pid < 0)
        fail("fork: %s", strerror(errno));
    if (pid == 0)
        run_flood(a);
    struct timespec pause = {(time_t)a->warmup,
                             (long)((a->warmup - (double)(time_t)a->warmup) * 1e9)};
    nanosleep(&pause, NULL);
    return pid;
}

static void stop_flood(pid_t pid)
{
    int status;
    if (waitpid(pid, &status, WNOHANG) != 0)
        fail("the flood has broken off");
    kill(pid, SIGKILL);
    waitpid(pid, &status, 0);
}

static void print_figures(const struct arguments *a, const struct quiet *q, struct strength from,
                          struct strength to, double seconds)
{
    const struct histogram *h = &q->latencies;
    printf("{\"flood\":\"%s\",\"connections\":%" PRIu64 ",\"answers\":%" PRIu64
           ",\"refused_answers\":%" PRIu64 ",\"closed\":%" PRIu64 ",\"opened_per_second\":%.0f"
           ",\"answers_per_second\":%.0f,\"bytes_per_second\":%.0f",
           a->name, to.opened - to.closed, to.answers, to.refused, to.closed,
           (double)(to.opened - from.opened) / seconds,
           (double)(to.answers - from.answers) / seconds,
           (double)(to.bytes - from.bytes) / seconds);
    printf(",\"lines\":%" PRIu64 ",\"refused\":%" PRIu64 ",\"cut\":%" PRIu64
           ",\"told_to_wait\":%" PRIu64,
           q->lines, q->refused, q->cut, q->told_to_wait);
    printf(",\"latency_us\":{\"p50\":%" PRIu64 ",\"p99\":%" PRIu64 ",\"max\":%" PRIu64 "}}\n",
           histogram_share_us(h, .5), histogram_share_us(h, .99), h->max_us);
}

int main(int argc, char **argv)
{
    static struct arguments a;
    static struct quiet quiet;
    struct rlimit files;
    read_arguments(&a, argc, argv);
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    struct strength *strength = mmap(NULL, sizeof *strength, PROT_READ | PROT_WRITE,
                                     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (strength == MAP_FAILED)
        fail("mmap: %s", strerror(errno));
    a.flooding.strength = strength;
    quiet_join(&a.flooding.address);
    pid_t pid = a.flood ? start_flood(&a) : 0;
    struct strength from = *strength;
    double start = quiet_now();
    quiet_talk(&quiet, a.seconds);
    struct strength to = *strength;
    double seconds = quiet_now() - start;
    if (pid > 0)
        stop_flood(pid);
    quiet_leave();
    print_figures(&a, &quiet, from, to, seconds);
    return 0;
}
