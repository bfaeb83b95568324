#include "sandboxed.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "../../../src/base/pages.h"
#include "../../../src/daemon/sandbox.h"
#include "../../../src/daemon/syscalls.h"

static int result(long returned)
{
    return returned < 0 ? errno : 0;
}

static int opens(const char *path, int flags)
{
    return result(open(path, flags | O_CLOEXEC, 0600));
}

static int makes_executable(void)
{
    return result(mprotect(pages_new(4096), 4096, PROT_READ | PROT_EXEC));
}

/* What serving takes. */
static int serves(void)
{
    char *large = malloc(1U << 20), byte;
    int there = open("there", O_RDONLY | O_CLOEXEC);
    int made = open("made", O_RDONLY | O_CREAT | O_CLOEXEC, 0600);
    void *pages = pages_new(65536);
    pages_lock(pages, 65536);
    memset(pages, 1, 65536);
    pages_free(pages, 65536);
    if (!large || there < 0 || made < 0 || read(there, &byte, 1) < 0)
        return errno;
    memset(large, 1, 1U << 20);
    free(large);
    return unlink("made") == 0 && write(STDERR_FILENO, "x", 1) == 1 ? 0 : errno;
}

static int writes_to(int fd)
{
    signal(SIGXFSZ, SIG_IGN);
    return result(write(fd, "x", 1));
}

static int reads_elsewhere(void)
{
    return opens("/etc/passwd", O_RDONLY);
}

static int makes_elsewhere(void)
{
    return opens("/var/tmp/onetimechat-made", O_RDONLY | O_CREAT);
}

static int opens_to_write(void)
{
    return opens("there", O_WRONLY);
}

static int truncates(void)
{
    return opens("there", O_RDONLY | O_TRUNC);
}

static int calls_what_is_unknown(void)
{
    return result(getpriority(PRIO_PROCESS, 0));
}

static int makes_a_socket(void)
{
    return result(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
}

static int makes_another_socket(void)
{
    return result(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
}

static int listens(void)
{
    return result(listen(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), 1));
}

static int executes(void)
{
    return result(execl("/bin/true", "true", (char *)NULL));
}

static int forks(void)
{
    return result(fork());
}

static int signals_another(void)
{
    return result(syscall(SYS_tgkill, getppid(), getppid(), 0));
}

static int aborts(void)
{
    abort();
}

static const struct {
    const char *name;
    int (*try)(void);
} deeds[] = {
    {"serve", serves},
    {"read-elsewhere", reads_elsewhere},
    {"make-elsewhere", makes_elsewhere},
    {"open-to-write", opens_to_write},
    {"truncate", truncates},
    {"make-executable", makes_executable},
    {"unknown-call", calls_what_is_unknown},
    {"socket", makes_a_socket},
    {"another-socket", makes_another_socket},
    {"listen", listens},
    {"execute", executes},
    {"fork", forks},
    {"signal-another", signals_another},
    {"abort", aborts},
};

/* The version that the kernel has, or -1 with errno. */
static long finds_landlock(void)
{
#ifdef SYS_landlock_create_ruleset
    return syscall(SYS_landlock_create_ruleset, NULL, 0, 1);
#else
    errno = ENOSYS;
    return -1;
#endif
}

int sandboxed_try(const char *deed)
{
    int file = open("there", O_WRONLY | O_CLOEXEC);
    if (strcmp(deed, "find-landlock") == 0)
        return result(finds_landlock());
    if (strcmp(deed, "filter-alone") == 0) {
        prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
        return syscalls_filter(false) != 0 ? 201 : opens_to_write();
    }
    sandbox_prepare();
    struct sandbox_reach reach = {.connects = strncmp(deed, "connecting-", 11) == 0};
    if (reach.connects)
        deed += 11;
    sandbox_enter(".", &reach);
    if (strcmp(deed, "write-to-open-file") == 0)
        return writes_to(file);
    for (size_t i = 0; i < sizeof deeds / sizeof *deeds; i++)
        if (strcmp(deed, deeds[i].name) == 0)
            return deeds[i].try();
    return 200;
}
