/*
 * A process that has entered the sandbox.
 */
#ifndef SUPPORT_SANDBOXED_H
#define SUPPORT_SANDBOXED_H

/* Enters the sandbox as the daemon does, and then tries what `deed` says. The working
 * directory is the one in which a socket may be removed; in it is a file "there".
 * 0 if it could be done, else the errno; 200: there is no such deed. */
int sandboxed_try(const char *deed);

#endif
