#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <sys/resource.h>
#include <unistd.h>

#include <sodium.h>

#include "base/log.h"
#include "config.h"
#include "daemon/check.h"
#include "daemon/listener.h"
#include "daemon/options.h"
#include "daemon/peers.h"
#include "daemon/server.h"
#include "relay/hub_directory.h"
#include "relay/relay.h"

enum { EXIT_USAGE = 2, LARGE_ALLOCATION = 128 * 1024 };

/* Serves until the end; `listen` as in struct options. */
static int serve(const struct options *options, const char *listen)
{
    if (sodium_init() < 0) {
        log_event(LOG_ERROR, "libsodium_unusable", "libsodium cannot be used");
        return EXIT_FAILURE;
    }
#ifdef __GLIBC__
    /* Fixed, or a large answer would teach malloc to keep as much for ever. */
    mallopt(M_MMAP_THRESHOLD, LARGE_ALLOCATION);
#endif
    /* What would end it waits until the loop can end it in order. */
    sigset_t ends;
    server_end_signals(&ends);
    sigprocmask(SIG_BLOCK, &ends, NULL);

    struct peers peers;
    struct listener listener;
    if (!peers_init(&peers, getenv("FCGI_WEB_SERVER_ADDRS")))
        return EXIT_USAGE;
    int status = EXIT_USAGE;
    if (listener_open(&listener, listen, options->socket_mode))
        status = server_run(options, &listener, &peers);
    peers_fini(&peers);
    return status;
}

static int serve_hub(const void *options)
{
    return serve(options, NULL);
}

static int relay(const struct options *options)
{
    struct relay_config config = {options->hub, PACKAGE_VERSION, serve_hub, options};
    struct peers peers;
    struct listener listener;
    if (!peers_init(&peers, getenv("FCGI_WEB_SERVER_ADDRS")))
        return EXIT_USAGE;
    int status = EXIT_USAGE;
    if (listener_open(&listener, options->listen, options->socket_mode))
        status = relay_run(&config, &listener, &peers);
    peers_fini(&peers);
    return status;
}

static int check(const struct options *options)
{
    struct check_host host = {0};
    struct rlimit limit = {0};
    struct hub_directory directory;
    getrlimit(RLIMIT_NOFILE, &limit);
    host.descriptors = limit.rlim_max < INT64_MAX ? (int64_t)limit.rlim_max : INT64_MAX;
    if (options->relay || options->hub) {
        bool missing;
        if (!hub_directory_init(&directory, options->hub))
            return EXIT_USAGE;
        host.hub_directory = directory.path;
        host.hub_fault = hub_directory_look(&directory, &missing);
        host.hub_state = missing ? "missing" : host.hub_fault ? "refused" : "private";
    }
    return check_print(options, &host) ? EXIT_SUCCESS : EXIT_USAGE;
}

/* FastCGI programs may be started without them (section 2.2): else what is
 * logged would go to whatever had their numbers. */
static void open_standard_descriptors(void)
{
    int fd;
    do {
        fd = open("/dev/null", O_RDWR);
    } while (fd >= 0 && fd <= STDERR_FILENO);
    if (fd > STDERR_FILENO)
        close(fd);
}

/* There is nothing to read again at SIGHUP, and a terminal that closes is no reason
 * to end: the daemon stays where it was started. */
static void ignore_signals(void)
{
    static const int ignored[] = {SIGPIPE, SIGHUP, SIGUSR2};
    for (size_t i = 0; i < sizeof ignored / sizeof *ignored; i++)
        signal(ignored[i], SIG_IGN);
}

int main(int argc, char **argv)
{
    open_standard_descriptors();
    struct options options;
    switch (options_read(&options, argc, argv)) {
    case OPTIONS_DONE: return EXIT_SUCCESS;
    case OPTIONS_BAD: return EXIT_USAGE;
    case OPTIONS_RUN: break;
    }
    /* What people say must not reach a disk in a core file either. */
    setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
    ignore_signals();
    int status = options.check   ? check(&options)
                 : options.relay ? relay(&options)
                                 : serve(&options, options.listen);
    options_fini(&options);
    return status;
}
