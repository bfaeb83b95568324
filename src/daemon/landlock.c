#include "landlock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/prctl.h>
#include <sys/syscall.h>
#endif

#if defined __linux__ && defined SYS_landlock_create_ruleset && defined O_PATH

/* From linux/landlock.h, of which the one installed may know less than the kernel does. */
enum { CREATE_VERSION = 1, RULE_PATH_BENEATH = 1, RULE_NET_PORT = 2 };
enum { NET_CONNECT_TCP = 1 << 1 };
enum { FS_READ_FILE = 1 << 2, FS_REMOVE_FILE = 1 << 5, FS_MAKE_REG = 1 << 8 };

struct ruleset {
    uint64_t fs, net, scoped; /* what is forbidden, unless a rule allows it */
};

struct path_beneath {
    uint64_t allowed;
    int32_t fd;
} __attribute__((packed));

struct net_port {
    uint64_t allowed, port;
};

/* All that each version of Landlock can forbid. */
static struct ruleset all_of(long version)
{
    static const unsigned fs_bits[] = {0, 13, 14, 15, 15, 16};
    const long last = sizeof fs_bits / sizeof *fs_bits - 1;
    return (struct ruleset){
        .fs = (UINT64_C(1) << fs_bits[version < last ? version : last]) - 1,
        .net = version >= 4 ? 3 : 0,    /* TCP: to bind, to connect */
        .scoped = version >= 6 ? 3 : 0, /* abstract Unix sockets, signals */
    };
}

/* Kernels that know fewer members take a shorter structure. */
static size_t size_for(long version)
{
    return version >= 6 ? sizeof(struct ruleset) : version >= 4 ? 16 : 8;
}

/* False, with errno. */
static bool allow(int rules, const char *directory)
{
    struct path_beneath rule = {.allowed = FS_READ_FILE | FS_REMOVE_FILE | FS_MAKE_REG};
    rule.fd = open(directory, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (rule.fd < 0)
        return false;
    bool added = syscall(SYS_landlock_add_rule, rules, RULE_PATH_BENEATH, &rule, 0) == 0;
    int why = errno;
    close(rule.fd);
    errno = why;
    return added;
}

static bool allow_ports(int rules, const struct ruleset *ruleset, const uint16_t *ports, unsigned n)
{
    bool added = true;
    for (unsigned i = 0; added && ruleset->net && i < n; i++) {
        const struct net_port rule = {.allowed = NET_CONNECT_TCP, .port = ports[i]};
        added = syscall(SYS_landlock_add_rule, rules, RULE_NET_PORT, &rule, 0) == 0;
    }
    return added;
}

int landlock_enter(const char *directory, const uint16_t *ports, unsigned n)
{
    long version = syscall(SYS_landlock_create_ruleset, NULL, 0, CREATE_VERSION);
    if (version < 0)
        return errno;
    struct ruleset ruleset = all_of(version);
    long rules = syscall(SYS_landlock_create_ruleset, &ruleset, size_for(version), 0);
    if (rules < 0)
        return errno;
    bool entered = (!directory || allow((int)rules, directory)) &&
                   allow_ports((int)rules, &ruleset, ports, n) &&
                   syscall(SYS_landlock_restrict_self, rules, 0) == 0;
    int why = entered ? 0 : errno;
    close((int)rules);
    return why;
}

#else

int landlock_enter(const char *directory, const uint16_t *ports, unsigned n)
{
    (void)directory;
    (void)ports;
    (void)n;
    return ENOSYS;
}

#endif
