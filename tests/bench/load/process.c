#include "process.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "channel.h"

static void read_of(int pid, const char *file, char *text, size_t size)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/%s", pid, file);
    FILE *f = fopen(path, "r");
    size_t len = f ? fread(text, 1, size - 1, f) : 0;
    if (len == 0)
        fail("process %d has ended", pid);
    text[len] = '\0';
    fclose(f);
}

double process_cpu(int pid)
{
    char text[1024];
    unsigned long user, kernel;
    read_of(pid, "stat", text, sizeof text);
    const char *after_name = strrchr(text, ')');
    if (!after_name || sscanf(after_name, ") %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu",
                              &user, &kernel) != 2)
        fail("/proc/%d/stat is not as proc(5) says", pid);
    return (double)(user + kernel) / (double)sysconf(_SC_CLK_TCK);
}

/* Not statm, which may be many pages behind (proc(5)). */
double process_resident(int pid)
{
    char text[2048];
    unsigned long kilobytes;
    read_of(pid, "smaps_rollup", text, sizeof text);
    const char *line = strstr(text, "\nRss:");
    if (!line || sscanf(line, " Rss: %lu kB", &kilobytes) != 1)
        fail("/proc/%d/smaps_rollup is not as proc(5) says", pid);
    return (double)kilobytes * 1024;
}
