#include "privileges.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/log.h"

enum { NAME_BYTES_MAX = 255 };

/* A whole number that an id can be. */
static bool read_id(const char *text, id_t *id)
{
    size_t len = strlen(text);
    if (len == 0 || len > 10 || strspn(text, "0123456789") != len)
        return false;
    unsigned long long value = strtoull(text, NULL, 10);
    *id = (id_t)value;
    return value < UINT32_MAX; /* (uid_t)-1 means "unchanged" to setuid's kin */
}

static bool find_group(const char *name, gid_t *gid)
{
    const struct group *group = getgrnam(name);
    id_t id;
    if (group)
        *gid = group->gr_gid;
    else if (read_id(name, &id))
        *gid = id;
    else
        return false;
    return true;
}

/* The user's own group is unknown where only a number is given that no user has. */
static bool find_user(const char *name, uid_t *uid, gid_t *gid, bool *has_group)
{
    const struct passwd *user = getpwnam(name);
    id_t id;
    if (!user && read_id(name, &id)) {
        *uid = id;
        user = getpwuid(id);
        if (!user)
            return true;
    }
    if (!user)
        return false;
    *uid = user->pw_uid;
    *gid = user->pw_gid;
    *has_group = true;
    return true;
}

static bool refuse(const char *option, const char *value, const char *why)
{
    log_event(LOG_ERROR, "privileges_refused", "{option}: '{value}': {why}",
              LOG_TEXT("option", option), LOG_TEXT("value", value), LOG_TEXT("why", why));
    return false;
}

static bool read_user(struct privileges *p, const char *text)
{
    char name[NAME_BYTES_MAX + 1];
    const char *colon = strchr(text, ':');
    size_t len = colon ? (size_t)(colon - text) : strlen(text);
    bool has_group = false;
    if (len == 0 || len > NAME_BYTES_MAX)
        return refuse("--user", text, "there is no such user");
    memcpy(name, text, len);
    name[len] = '\0';
    if (!find_user(name, &p->uid, &p->gid, &has_group))
        return refuse("--user", text, "there is no such user");
    if (colon && !find_group(colon + 1, &p->gid))
        return refuse("--user", text, "there is no such group");
    if (!colon && !has_group)
        return refuse("--user", text, "this user has no group: give one, as in USER:GROUP");
    p->changes = geteuid() != p->uid || getegid() != p->gid;
    if (p->changes && geteuid() != 0)
        return refuse("--user", text, "only root can become another user");
    return true;
}

bool privileges_read(struct privileges *p, const char *user, const char *root)
{
    struct stat st;
    *p = (struct privileges){.root = root};
    if (user && !read_user(p, user))
        return false;
    if (!root)
        return true;
    if (stat(root, &st) != 0)
        return refuse("--chroot", root, strerror(errno));
    if (!S_ISDIR(st.st_mode))
        return refuse("--chroot", root, "it is no directory");
    if (geteuid() != 0)
        return refuse("--chroot", root, "only root can change the root directory");
    if (!p->changes)
        log_event(LOG_WARNING, "chroot_weak",
                  "--chroot holds back root only a little: give --user as well");
    return true;
}

static bool fail(const char *step)
{
    log_event(LOG_ERROR, "privileges_kept", "cannot leave privileges behind: {step}: {why}",
              LOG_TEXT("step", step), LOG_ERRNO("why", errno));
    return false;
}

bool privileges_drop(const struct privileges *p)
{
    if (p->root && (chroot(p->root) != 0 || chdir("/") != 0))
        return fail("--chroot");
    if (!p->changes)
        return true;
    if (setgroups(1, &p->gid) != 0)
        return fail("setgroups");
    if (setresgid(p->gid, p->gid, p->gid) != 0)
        return fail("setresgid");
    if (setresuid(p->uid, p->uid, p->uid) != 0)
        return fail("setresuid");
    /* It has to be for good. */
    errno = EPERM;
    if (p->uid != 0 && setuid(0) == 0)
        return fail("root can be had again");
    return true;
}
