#include "check_fronts.h"

#include <ctype.h>
#include <glob.h>
#include <inttypes.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { PLACES = 7, LINE = 1024 };

struct front {
    const char *name;
    const char *places[PLACES];
    const char *setting; /* how many requests, or descriptors, it takes at a time */
    int64_t value;       /* -1: it is set nowhere */
    char where[PATH_MAX];
    bool serves_chat;
};

/* The value of a line "name value", "name = value" or "name value;". -1: it is of another. */
static int64_t value_in(const char *line, const char *name)
{
    size_t len = strlen(name);
    line += strspn(line, " \t");
    if (strncasecmp(line, name, len) != 0 || !strchr(" \t=:", line[len]) || line[len] == '\0')
        return -1;
    line += len;
    line += strspn(line, " \t=:");
    char *end;
    long long value = isdigit((unsigned char)*line) ? strtoll(line, &end, 10) : -1;
    return value >= 0 && strchr(" \t\r\n;s", *end) ? (int64_t)value : -1;
}

static void read_line(struct front *front, const char *path, const char *line)
{
    const char *text = line + strspn(line, " \t");
    if (*text == '#')
        return;
    if (strstr(text, "onetimechat"))
        front->serves_chat = true;
    int64_t value = value_in(text, front->setting);
    if (value < 0)
        return;
    front->value = value; /* the last one counts */
    snprintf(front->where, sizeof front->where, "%s", path);
}

static void read_file(struct front *front, const char *path)
{
    char line[LINE];
    FILE *file = fopen(path, "re");
    if (!file)
        return;
    while (fgets(line, sizeof line, file))
        read_line(front, path, line);
    fclose(file);
}

static void look(struct front *front, const char *root)
{
    for (size_t i = 0; i < PLACES && front->places[i]; i++) {
        char pattern[PATH_MAX];
        glob_t found;
        int len = snprintf(pattern, sizeof pattern, "%s%s", root, front->places[i]);
        if (len < 0 || (size_t)len >= sizeof pattern || glob(pattern, 0, NULL, &found) != 0)
            continue;
        for (size_t k = 0; k < found.gl_pathc; k++)
            read_file(front, found.gl_pathv[k]);
        globfree(&found);
    }
}

/* A parked poll takes two descriptors, the browser's and the daemon's. */
static void advise_descriptors(const struct front *f, const struct check_numbers *n, int64_t polls,
                               char *to, size_t size)
{
    if (f->value < 2 * polls)
        snprintf(to, size,
                 "%s: %s %" PRId64 " in %s carries about %" PRId64 " parked polls: %" PRId64
                 " would carry %" PRId64 "\n",
                 f->name, f->setting, f->value, f->where, f->value / 2, n->lighttpd_fds, polls);
}

/* A parked poll takes a worker. */
static void advise_workers(const struct front *f, const struct options *o,
                           const struct check_numbers *n, char *to, size_t size)
{
    struct options own = *o;
    struct check_numbers for_them;
    own.workers = f->value > 0 && f->value < UINT32_MAX ? (uint32_t)f->value : 1;
    check_compute(&for_them, &own, 0);
    if (o->max_parked == 0)
        snprintf(to, size,
                 "%s: polls may hold all of the %" PRId64
                 " workers (%s in %s): use --max-parked %" PRId64 "\n",
                 f->name, f->value, f->setting, f->where, for_them.max_parked);
    else if (n->apache_workers > f->value)
        snprintf(to, size,
                 "%s: %s is %" PRId64 " in %s: use %" PRId64 ", or --max-parked %" PRId64 "\n",
                 f->name, f->setting, f->value, f->where, n->apache_workers, for_them.max_parked);
}

unsigned check_fronts(const char *root, const struct options *o, const struct check_numbers *n,
                      char *text, size_t size)
{
    struct front fronts[] = {
        {"lighttpd",
         {"/etc/lighttpd/lighttpd.conf", "/etc/lighttpd/conf-enabled/*.conf",
          "/etc/lighttpd/conf.d/*.conf", "/usr/local/etc/lighttpd/lighttpd.conf"},
         .setting = "server.max-fds"},
        {"Apache",
         {"/etc/apache2/apache2.conf", "/etc/apache2/mods-enabled/*.conf",
          "/etc/apache2/conf-enabled/*.conf", "/etc/apache2/sites-enabled/*.conf",
          "/etc/httpd/conf/httpd.conf", "/etc/httpd/conf.d/*.conf",
          "/usr/local/etc/apache24/httpd.conf"},
         .setting = "MaxRequestWorkers"},
        {"nginx",
         {"/etc/nginx/nginx.conf", "/etc/nginx/conf.d/*.conf", "/etc/nginx/sites-enabled/*",
          "/usr/local/etc/nginx/nginx.conf"},
         .setting = "worker_connections"},
    };
    const int64_t polls = o->max_parked > 0 ? o->max_parked : o->max_clients;
    unsigned serving = 0;
    text[0] = '\0';
    for (struct front *f = fronts; f < fronts + sizeof fronts / sizeof *fronts; f++) {
        f->value = -1;
        look(f, root);
        if (!f->serves_chat)
            continue;
        serving++;
        size_t used = strlen(text);
        if (f->value >= 0 && strcmp(f->name, "Apache") == 0)
            advise_workers(f, o, n, text + used, size - used);
        else if (f->value >= 0)
            advise_descriptors(f, n, polls, text + used, size - used);
    }
    return serving;
}
