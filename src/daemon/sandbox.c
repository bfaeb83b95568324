#include "sandbox.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#include <sys/sysinfo.h>
#endif

#include "../base/log.h"
#include "landlock.h"
#include "syscalls.h"

static void note_missing(const char *what, int why)
{
    bool absent = why == ENOSYS || why == EOPNOTSUPP;
    log_event(LOG_INFO, "sandbox_without", "it goes without {what}: {why}", LOG_TEXT("what", what),
              absent ? LOG_TEXT("why", "this system or this build has none")
                     : LOG_ERRNO("why", why));
}

void sandbox_prepare(void)
{
    const struct rlimit all = {RLIM_INFINITY, RLIM_INFINITY};
    setrlimit(RLIMIT_MEMLOCK, &all); /* sandbox_enter says if it did not work */
}

#ifdef WITH_SANITIZERS /* they look into files, threads and themselves */

void sandbox_enter(const char *directory, const struct sandbox_reach *reach)
{
    (void)directory;
    (void)reach;
    note_missing("a sandbox, for the sanitizers", ENOSYS);
}

#else

/* As far as the system says. */
static bool has_swap(void)
{
#ifdef __linux__
    struct sysinfo system;
    return sysinfo(&system) != 0 || system.totalswap > 0;
#else
    return true;
#endif
}

/* What people say must not reach the swap. All of the memory or, within a limit, what has
 * tokens in it (pages_lock): with all locked, memory would run out at the limit. Pages are
 * locked as they come into use. */
static void lock_memory(void)
{
    struct rlimit limit = {0, 0};
    getrlimit(RLIMIT_MEMLOCK, &limit);
    if (limit.rlim_cur != RLIM_INFINITY) {
        if (has_swap())
            log_event(LOG_INFO, "memory_lock_limited",
                      "only {bytes} bytes of memory may be locked: messages may be swapped out",
                      LOG_INTEGER("bytes", (int64_t)limit.rlim_cur));
        return;
    }
#ifdef MCL_ONFAULT
    if (mlockall(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT) != 0)
        note_missing("locked memory", errno);
#else
    note_missing("locked memory", ENOSYS);
#endif
}

/* A log that goes to a file grows, all else must not. */
static void end_writing(void)
{
    struct stat err;
    if (fstat(STDERR_FILENO, &err) != 0 || !S_ISREG(err.st_mode))
        setrlimit(RLIMIT_FSIZE, &(struct rlimit){0, 0});
}

/* Whether this process, and those it may start, can gain no privileges. */
static bool end_privileges(void)
{
#ifdef PR_SET_NO_NEW_PRIVS
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0)
        return true;
    note_missing("the end of new privileges", errno);
#else
    note_missing("the end of new privileges", ENOSYS);
#endif
    return false;
}

void sandbox_enter(const char *directory, const struct sandbox_reach *reach)
{
    setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
#ifdef PR_SET_DUMPABLE
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); /* nor to a program that takes core files */
#endif
    lock_memory();
    end_writing();
    if (!end_privileges())
        return; /* the kernel wants that for what follows */
    int why = landlock_enter(directory, reach->ports, reach->n_ports);
    if (why != 0)
        note_missing("Landlock", why);
    why = syscalls_filter(reach->connects); /* the last: it allows nothing of the above */
    if (why != 0)
        note_missing("a filter of system calls", why);
}

#endif
