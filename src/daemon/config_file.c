#include "config_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../base/log.h"

static const char blanks[] = " \t\r\v\f";

ssize_t config_file_read(const char *path, char *text)
{
    const size_t size = CONFIG_FILE_MAX + 1;
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (fd < 0)
        return -1;
    size_t len = 0;
    ssize_t n;
    while ((n = read(fd, text + len, size - len)) > 0)
        len += (size_t)n;
    int why = errno;
    close(fd);
    errno = why;
    return n < 0 ? -1 : (ssize_t)len;
}

static bool refuse(struct config_file *f, const char *why)
{
    log_event(LOG_ERROR, "config_unreadable", "{file}: {why}", LOG_TEXT("file", f->path),
              LOG_TEXT("why", why));
    config_file_close(f);
    return false;
}

bool config_file_open(struct config_file *f, const char *path, bool wanted,
                      const struct config_bytes *bytes)
{
    *f = (struct config_file){.path = path, .text = malloc(CONFIG_FILE_MAX + 1)};
    if (!f->text)
        return refuse(f, "out of memory");
    ssize_t len = bytes ? (ssize_t)bytes->len : config_file_read(path, f->text);
    int fault = bytes ? bytes->fault : len < 0 ? errno : 0;
    if (fault == ENOENT && !wanted) {
        config_file_close(f);
        return true;
    }
    if (fault != 0)
        return refuse(f, strerror(fault));
    if (len > CONFIG_FILE_MAX)
        return refuse(f, "it has more than 65536 bytes");
    if (bytes)
        memcpy(f->text, bytes->text, (size_t)len);
    if (memchr(f->text, '\0', (size_t)len))
        return refuse(f, "it is no text");
    f->text[len] = '\0';
    f->at = f->text;
    return true;
}

/* Cuts off blanks at the end. */
static void trim(char *text)
{
    size_t len = strlen(text);
    while (len > 0 && strchr(blanks, text[len - 1]))
        text[--len] = '\0';
}

static void cut_comment(char *text)
{
    for (char *at = text; (at = strchr(at, '#')) != NULL; at++)
        if (at == text || strchr(blanks, at[-1])) {
            *at = '\0';
            return;
        }
}

bool config_file_next(struct config_file *f, struct config_line *line)
{
    while (f->at && *f->at) {
        char *text = f->at, *end = strchr(text, '\n');
        f->at = end ? end + 1 : NULL;
        if (end)
            *end = '\0';
        f->line++;
        cut_comment(text);
        trim(text);
        text += strspn(text, blanks);
        if (!*text)
            continue;
        char *value = text + strcspn(text, " \t\r\v\f=");
        char *after = value + strspn(value, blanks);
        if (*after == '=')
            after += 1 + strspn(after + 1, blanks);
        *value = '\0'; /* `after` is behind it, or is the same end of the text */
        *line = (struct config_line){text, after, f->line};
        return true;
    }
    return false;
}

void config_file_close(struct config_file *f)
{
    free(f->text);
    *f = (struct config_file){0};
}
