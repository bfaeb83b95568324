/*
 * System calls and allocations of which one fails, when a test says so. For programs linked
 * with --wrap of recv, send, malloc, calloc, realloc, pages_new, pages_new_aligned and
 * pool_get; epoll_wait and epoll_ctl are libev's, and found here before the C library's.
 */
#ifndef SUPPORT_SYSCALLS_H
#define SUPPORT_SYSCALLS_H

#include <stdbool.h>

enum faulty { FAULTY_RECV, FAULTY_SEND, FAULTY_EPOLL_CTL, FAULTY_EPOLL_WAIT, FAULTY_MEMORY };

enum { FAULT_SHORT = -1, FAULT_END = -2 }; /* one byte alone moves; the peer has ended */

/* The n-th call (from 0) from now on fails with this errno, or as above. Only calls
 * between syscalls_arm(true) and syscalls_arm(false) count. */
void syscalls_fail(enum faulty which, unsigned nth, int how);
void syscalls_arm(bool armed);

/* Whether the call that was to fail was made. Nothing fails any more. */
bool syscalls_end(void);

#endif
