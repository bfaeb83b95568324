/*
 * What the kernel says of processes: those under test, and our own.
 */
#ifndef LOAD_PROCESS_H
#define LOAD_PROCESS_H

/* Seconds of CPU that a process has used, in user and kernel mode. */
double process_cpu(int pid);

/* Its resident memory in bytes. */
double process_resident(int pid);

#endif
