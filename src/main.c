#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <sys/resource.h>
#include <unistd.h>

#include <ev.h>
#include <sodium.h>

#include "api/json.h"
#include "api/site.h"
#include "base/log.h"
#include "config.h"
#include "daemon/check.h"
#include "daemon/check_fronts.h"
#include "daemon/check_socket.h"
#include "daemon/listener.h"
#include "daemon/nodes.h"
#include "daemon/options.h"
#include "daemon/options_print.h"
#include "daemon/peers.h"
#include "daemon/privileges.h"
#include "daemon/server.h"
#include "daemon/top.h"
#include "relay/hub_directory.h"
#include "relay/relay.h"

#ifndef PAGE_DIRECTORY /* the makefile says where the page is installed */
#define PAGE_DIRECTORY "/usr/local/share/onetimechat/www"
#endif

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
    sigset_t signals;
    server_signals(&signals);
    sigprocmask(SIG_BLOCK, &signals, NULL);

    struct peers peers;
    struct privileges privileges;
    struct listener listener;
    struct nodes_setup nodes;
    enum nodes_read read = nodes_read(&nodes, options);
    if (read == NODES_BAD)
        return EXIT_USAGE;
    if (!privileges_read(&privileges, options->user, options->chroot) ||
        !peers_init(&peers, getenv("FCGI_WEB_SERVER_ADDRS")))
        return EXIT_USAGE;
    int status = EXIT_USAGE;
    if (listener_open(&listener, listen, options->socket_mode)) {
        if (!privileges.changes || listener_give(&listener, privileges.uid, privileges.gid))
            status = server_run(options, &privileges, &listener, &peers,
                                read == NODES_READ ? &nodes : NULL);
        else
            listener_close(&listener);
    }
    peers_fini(&peers);
    sodium_memzero(&nodes, sizeof nodes);
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

/* Looks at the page's site.json; `said` takes what is wrong with it. That the installed one
 * is not there is nothing wrong: the page may lie elsewhere. */
static void look_at_site(struct check_host *host, const char *path, char *said, size_t size)
{
    static char text[SITE_BYTES_MAX + 1];
    host->site = path ? path : PAGE_DIRECTORY "/site.json";
    FILE *file = fopen(host->site, "re");
    size_t len = file ? fread(text, 1, sizeof text, file) : 0;
    bool unread = !file || ferror(file);
    int reason = errno;
    if (file)
        fclose(file);
    host->site_faults = said;
    host->site_state = "wrong";
    if (unread && !path && reason == ENOENT) {
        host->site_state = "missing";
        host->site_faults = NULL;
    } else if (unread) {
        snprintf(said, size, "site.json: '%s' cannot be read: %s\n", host->site, strerror(reason));
    } else if (len > SITE_BYTES_MAX) {
        snprintf(said, size, "site.json: it has more than %d bytes\n", SITE_BYTES_MAX);
    } else {
        text[len] = '\0';
        if (site_faults(text, len, said, size) == 0) {
            host->site_state = "fine";
            host->site_faults = NULL;
        }
    }
}

static int check(const struct options *options)
{
    char said[2048], libraries[128], fronts[2048], directory_said[2048];
    struct check_numbers numbers;
    struct check_socket place;
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
    struct nodes_setup nodes;
    enum nodes_read read = nodes_read(&nodes, options);
    if (read == NODES_BAD)
        return EXIT_USAGE;
    if (read == NODES_READ) {
        if (nodes_check(&nodes, directory_said, sizeof directory_said) > 0)
            host.directory_fault = "--directory: not every address answers as it must\n";
        host.directory = directory_said;
    }
    look_at_site(&host, options->site, said, sizeof said);
    check_socket_look(&place, options->listen);
    host.socket_state = place.state;
    host.socket_fault = place.fault[0] ? place.fault : NULL;
    snprintf(libraries, sizeof libraries, "libev %d.%d, cJSON %s, libsodium %s", ev_version_major(),
             ev_version_minor(), json_library(), sodium_version_string());
    host.libraries = libraries;
    check_compute(&numbers, options, host.descriptors);
    host.fronts = check_fronts("", options, &numbers, fronts, sizeof fronts);
    host.front_advice = fronts[0] ? fronts : NULL;
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

/* Until a server takes them. A relay has nothing to read again at SIGHUP, and a terminal that
 * closes is no reason to end. */
static void ignore_signals(void)
{
    static const int ignored[] = {SIGPIPE, SIGHUP, SIGUSR2};
    for (size_t i = 0; i < sizeof ignored / sizeof *ignored; i++)
        signal(ignored[i], SIG_IGN);
}

static int run(const struct options *options)
{
    if (options->explain) {
        options_explain(options);
        return EXIT_SUCCESS;
    }
    if (options->top)
        return top_run(options->top) ? EXIT_SUCCESS : EXIT_FAILURE;
    if (options->check)
        return check(options);
    return options->relay ? relay(options) : serve(options, options->listen);
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
    int status = run(&options);
    options_fini(&options);
    return status;
}
