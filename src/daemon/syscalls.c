#include "syscalls.h"

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>

#include "config.h"

#ifdef HAVE_SECCOMP

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <seccomp.h>

/* By name, since each architecture has its own: those it has not are passed over. */
static const char *const allowed[] = {
    /* connections */
    "accept",
    "accept4",
    "recv",
    "recvfrom",
    "recvmsg",
    "send",
    "sendto",
    "sendmsg",
    "read",
    "readv",
    "write",
    "writev",
    "close",
    "shutdown",
    "getsockopt",
    "setsockopt",
    "fcntl",
    "fcntl64",
    /* the loop: whatever of these libev has chosen */
    "epoll_ctl",
    "epoll_wait",
    "epoll_pwait",
    "epoll_pwait2",
    "poll",
    "ppoll",
    "ppoll_time64",
    "select",
    "_newselect",
    "pselect6",
    "pselect6_time64",
    "timerfd_settime",
    "timerfd_settime64",
    "restart_syscall",
    /* clocks, where the kernel does not lend them */
    "clock_gettime",
    "clock_gettime64",
    "clock_getres",
    "gettimeofday",
    "time",
    "clock_nanosleep",
    "clock_nanosleep_time64",
    "nanosleep",
    /* memory */
    "brk",
    "munmap",
    "mremap",
    "madvise",
    "mlock",
    "mlock2",
    "sysinfo",
    /* random bytes */
    "getrandom",
    /* signals, and the end; an assertion that fails too */
    "rt_sigaction",
    "rt_sigprocmask",
    "rt_sigreturn",
    "sigreturn",
    "getpid",
    "gettid",
    "futex",
    "futex_time64",
    "exit",
    "exit_group",
    /* to remove the socket's file, under its lock */
    "stat",
    "stat64",
    "lstat",
    "lstat64",
    "fstat",
    "fstat64",
    "fstatat64",
    "newfstatat",
    "statx",
    "flock",
    "unlink",
    "unlinkat",
};

/* Allowed where none of the bits of `mask` is set in an argument. */
static const struct restricted {
    const char *name;
    unsigned argument;
    unsigned mask;
} restricted[] = {
    {"open", 1, O_ACCMODE | O_TRUNC}, {"openat", 2, O_ACCMODE | O_TRUNC}, {"mmap", 2, PROT_EXEC},
    {"mmap2", 2, PROT_EXEC},          {"mprotect", 2, PROT_EXEC},
};

/* To connect to the directory again. */
static const char *const connecting[] = {"socket", "connect"};

static const char *const deadly[] = {
    "execve",
    "execveat",
    "fork",
    "vfork",
    "clone",
    "clone3",
    "ptrace",
    "process_vm_readv",
    "process_vm_writev",
    "socket",
    "socketpair",
    "connect",
    "bind",
    "listen",
    "kill",
    "tkill",
    "mount",
    "umount2",
    "chroot",
    "pivot_root",
    "unshare",
    "setns",
    "setuid",
    "setgid",
    "setresuid",
    "setresgid",
    "setgroups",
    "capset",
    "bpf",
    "userfaultfd",
    "perf_event_open",
    "io_uring_setup",
    "keyctl",
    "add_key",
    "memfd_create",
    "init_module",
    "finit_module",
    "kexec_load",
    "open_by_handle_at",
    "pidfd_getfd",
};

/* 0, or a negative error. A call that the library or this architecture has not needs no rule.
 * `only`: the argument that is looked at, or NULL. */
static int add(scmp_filter_ctx filter, uint32_t action, const char *name,
               const struct scmp_arg_cmp *only)
{
    int call = seccomp_syscall_resolve_name(name);
    if (call == __NR_SCMP_ERROR)
        return 0;
    int status = seccomp_rule_add_array(filter, action, call, only ? 1 : 0, only);
    return status == -EDOM ? 0 : status;
}

static bool is_for_connecting(const char *name)
{
    for (size_t i = 0; i < sizeof connecting / sizeof *connecting; i++)
        if (strcmp(name, connecting[i]) == 0)
            return true;
    return false;
}

/* Sockets of these kinds alone; others fail. */
static int add_connecting(scmp_filter_ctx filter)
{
    enum { KIND = 0xf }; /* of SOCK_STREAM | SOCK_NONBLOCK */
    static const scmp_datum_t families[] = {AF_UNIX, AF_INET, AF_INET6};
    int status = add(filter, SCMP_ACT_ALLOW, "connect", NULL);
    for (size_t i = 0; status == 0 && i < sizeof families / sizeof *families; i++) {
        const struct scmp_arg_cmp kind[] = {
            SCMP_CMP(0, SCMP_CMP_EQ, families[i]),
            SCMP_CMP(1, SCMP_CMP_MASKED_EQ, KIND, SOCK_STREAM),
        };
        status = seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, SCMP_SYS(socket), 2, kind);
    }
    return status;
}

static int add_all(scmp_filter_ctx filter, bool connects)
{
    int status = 0;
    for (size_t i = 0; status == 0 && i < sizeof allowed / sizeof *allowed; i++)
        status = add(filter, SCMP_ACT_ALLOW, allowed[i], NULL);
    for (size_t i = 0; status == 0 && i < sizeof restricted / sizeof *restricted; i++) {
        const struct restricted *r = &restricted[i];
        struct scmp_arg_cmp unset = SCMP_CMP(r->argument, SCMP_CMP_MASKED_EQ, r->mask, 0);
        status = add(filter, SCMP_ACT_ALLOW, r->name, &unset);
    }
    for (size_t i = 0; status == 0 && i < sizeof deadly / sizeof *deadly; i++)
        if (!connects || !is_for_connecting(deadly[i]))
            status = add(filter, SCMP_ACT_KILL_PROCESS, deadly[i], NULL);
    if (status == 0 && connects)
        status = add_connecting(filter);
    /* So abort() ends this process, and no other. */
    struct scmp_arg_cmp itself = SCMP_CMP(0, SCMP_CMP_EQ, (scmp_datum_t)getpid(), 0);
    return status == 0 ? add(filter, SCMP_ACT_ALLOW, "tgkill", &itself) : status;
}

int syscalls_filter(bool connects)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(ENOSYS));
    if (!filter)
        return ENOMEM;
    int status = add_all(filter, connects);
    if (status == 0)
        status = seccomp_load(filter);
    seccomp_release(filter);
    return -status;
}

#else

int syscalls_filter(bool connects)
{
    (void)connects;
    return ENOSYS;
}

#endif
