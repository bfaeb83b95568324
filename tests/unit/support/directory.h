/*
 * A directory of a test's own, which is the working directory while it runs.
 */
#ifndef SUPPORT_DIRECTORY_H
#define SUPPORT_DIRECTORY_H

#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static struct {
    char path[PATH_MAX];
    int before; /* the working directory before it */
} directory;

static inline bool directory_enter(void)
{
    const char *parent = getenv("TMPDIR");
    snprintf(directory.path, sizeof directory.path, "%s/otc-XXXXXX", parent ? parent : "/tmp");
    directory.before = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return directory.before >= 0 && mkdtemp(directory.path) && chdir(directory.path) == 0;
}

static inline bool directory_leave(void)
{
    char command[PATH_MAX + 16];
    snprintf(command, sizeof command, "rm -rf '%s'", directory.path);
    bool gone = fchdir(directory.before) == 0 && system(command) == 0;
    close(directory.before);
    return gone;
}

#endif
