/*
 * A file of options: `name value` or `name = value`, one a line; # begins a comment at the
 * start of a line or behind a blank.
 */
#ifndef DAEMON_CONFIG_FILE_H
#define DAEMON_CONFIG_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

enum { CONFIG_FILE_MAX = 65536 }; /* bytes */

struct config_file {
    const char *path; /* borrowed; NULL: there is none */
    char *text;
    char *at; /* of the line that is read next */
    unsigned line;
};

/* What a file holds. */
struct config_bytes {
    const char *text; /* CONFIG_FILE_MAX + 1 of them: it has more */
    size_t len;
    int fault; /* errno, if it could not be read, else 0 */
};

/* Reads up to CONFIG_FILE_MAX + 1 bytes to `text`. Returns how many, or -1 with errno. A pipe is
 * not waited for. */
ssize_t config_file_read(const char *path, char *text);

/* Takes what the file at `path` holds, or reads it (`bytes` is NULL). `path` must not change while
 * *f is in use. That it is not there is no fault unless it is `wanted`: then f->path is NULL.
 * False: the reason has been logged, and there is nothing to free. */
bool config_file_open(struct config_file *f, const char *path, bool wanted,
                      const struct config_bytes *bytes);

struct config_line {
    const char *name, *value; /* in f->text; the value may be empty */
    unsigned number;
};

/* The next line that says something. False: the file ends. */
bool config_file_next(struct config_file *f, struct config_line *line);

void config_file_close(struct config_file *f);

#endif
