#include "redis.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/log.h"
#include "config.h"

#ifdef HAVE_HIREDIS

#include <hiredis/async.h>
#include <hiredis/hiredis.h>

enum {
    CONNECT_MS = 2000,
    RETRY_MS = 100, /* twice as long each time, up to RETRY_MOST_MS */
    RETRY_MOST_MS = 1000,
    UNREAD_MAX = 64 * 1024, /* bytes of an answer that is not whole yet */
};

struct redis {
    struct ev_loop *loop;
    const struct redis_addresses *addresses;
    struct redis_owner owner;
    redisAsyncContext *context; /* NULL: waits for the next attempt */
    const char *why;            /* the connection is given up */
    unsigned at;                /* the address */
    unsigned failures;          /* since a command was answered */
    unsigned owed;              /* replies */
    const redisReplyObjectFunctions *plain; /* of hiredis */
    redisReplyObjectFunctions guarded;
    bool ready;                 /* commands may be sent */
    bool unsent;                /* for one there was no memory: it is to be given up */
    bool ending;
    ev_io reading, writing;
    ev_timer timer; /* to the next attempt, or until one has taken too long */
};

bool redis_is_built_in(void)
{
    return true;
}

/* ---- what is taken ---- */

/* hiredis ends the process at a reply that nobody has asked for, and makes room for as many
 * elements as a server says. So neither is made: it takes that for a lack of memory, which ends
 * the connection. */
static bool is_foreign(const redisReadTask *task)
{
    struct redis *r = task->privdata;
    if (task->parent || r->owed > 0)
        return false;
    r->why = "its answers make no sense";
    return true;
}

static const redisReplyObjectFunctions *plain_of(const redisReadTask *task)
{
    return ((struct redis *)task->privdata)->plain;
}

static void *make_string(const redisReadTask *task, char *text, size_t len)
{
    return is_foreign(task) ? NULL : plain_of(task)->createString(task, text, len);
}

static void *make_integer(const redisReadTask *task, long long number)
{
    return is_foreign(task) ? NULL : plain_of(task)->createInteger(task, number);
}

static void *make_nil(const redisReadTask *task)
{
    return is_foreign(task) ? NULL : plain_of(task)->createNil(task);
}

#if HIREDIS_MAJOR >= 1
typedef size_t array_length;

static void *make_double(const redisReadTask *task, double number, char *text, size_t len)
{
    return is_foreign(task) ? NULL : plain_of(task)->createDouble(task, number, text, len);
}

static void *make_bool(const redisReadTask *task, int is_true)
{
    return is_foreign(task) ? NULL : plain_of(task)->createBool(task, is_true);
}
#else
typedef int array_length;
#endif

static void *make_array(const redisReadTask *task, array_length n)
{
    struct redis *r = task->privdata;
    if (is_foreign(task))
        return NULL;
    if (n <= (array_length)COMMAND_ROOMS_MAX)
        return r->plain->createArray(task, n);
    r->why = "its answers make no sense";
    return NULL;
}

static void guard(struct redis *r, redisReader *reader)
{
    r->owed = 0;
    r->plain = reader->fn;
    r->guarded = *reader->fn;
    r->guarded.createString = make_string;
    r->guarded.createInteger = make_integer;
    r->guarded.createNil = make_nil;
    r->guarded.createArray = make_array;
#if HIREDIS_MAJOR >= 1
    r->guarded.createDouble = make_double;
    r->guarded.createBool = make_bool;
#endif
    reader->fn = &r->guarded;
    reader->privdata = r;
}

/* ---- the loop: as hiredis' own adapter, but with a limit of what is read ---- */

static void on_readable(struct ev_loop *loop, ev_io *watcher, int events)
{
    struct redis *r = watcher->data;
    (void)loop;
    (void)events;
    redisAsyncHandleRead(r->context);
    if (r->context && r->context->c.reader && r->context->c.reader->len > UNREAD_MAX)
        redis_drop(r, "its answers make no sense");
}

static void on_writable(struct ev_loop *loop, ev_io *watcher, int events)
{
    struct redis *r = watcher->data;
    (void)loop;
    (void)events;
    redisAsyncHandleWrite(r->context);
}

static void add_read(void *data)
{
    struct redis *r = data;
    ev_io_start(r->loop, &r->reading);
}

static void end_read(void *data)
{
    struct redis *r = data;
    ev_io_stop(r->loop, &r->reading);
}

static void add_write(void *data)
{
    struct redis *r = data;
    ev_io_start(r->loop, &r->writing);
}

static void end_write(void *data)
{
    struct redis *r = data;
    ev_io_stop(r->loop, &r->writing);
}

static void arm(struct redis *r, int64_t ms)
{
    ev_timer_stop(r->loop, &r->timer);
    ev_timer_set(&r->timer, (double)ms / 1000, 0);
    ev_timer_start(r->loop, &r->timer);
}

/* However a connection ends, it ends here. All its commands have had their replies. */
static void on_end(void *data)
{
    struct redis *r = data;
    end_read(r);
    end_write(r);
    r->context = NULL;
    r->ready = false;
    r->at = (r->at + 1) % r->addresses->n;
    if (r->ending)
        return;
    int64_t wait = r->failures < 4 ? RETRY_MS << r->failures : RETRY_MOST_MS;
    r->failures++;
    arm(r, wait);
    r->owner.disconnected(r->owner.ctx, r->why ? r->why : "the connection has ended");
}

static void watch(struct redis *r)
{
    redisAsyncContext *c = r->context;
    guard(r, c->c.reader);
    ev_io_init(&r->reading, on_readable, c->c.fd, EV_READ);
    ev_io_init(&r->writing, on_writable, c->c.fd, EV_WRITE);
    r->reading.data = r->writing.data = r;
    c->data = r;
    c->ev.data = r;
    c->ev.addRead = add_read;
    c->ev.delRead = end_read;
    c->ev.addWrite = add_write;
    c->ev.delWrite = end_write;
    c->ev.cleanup = on_end;
}

void redis_drop(struct redis *r, const char *why)
{
    if (!r->context || r->why)
        return;
    r->why = why;
    r->ready = false;
    redisAsyncFree(r->context); /* within a reply: when that is over */
}

/* ---- replies ---- */

static struct directory_value value_of(const redisReply *reply)
{
    struct directory_value value = {.kind = DIRECTORY_OTHER};
    if (reply->type == REDIS_REPLY_STRING || reply->type == REDIS_REPLY_STATUS)
        value.kind = DIRECTORY_TEXT;
    else if (reply->type == REDIS_REPLY_ERROR)
        value.kind = DIRECTORY_ERROR;
    else
        return value;
    value.text = reply->str;
    value.len = reply->len;
    return value;
}

/* A server that says this is of no use, another may be. Before Redis 7 what a script ran into
 * stands behind "ERR Error running script ... -". */
static bool is_of_no_use(const redisReply *reply)
{
    static const char *const words[] = {"-NOAUTH",     "-WRONGPASS", "-NOPERM", "-READONLY",
                                        "-MASTERDOWN", "-LOADING",   "-MISCONF"};
    if (reply->type != REDIS_REPLY_ERROR)
        return false;
    bool within = strncmp(reply->str, "ERR ", 4) == 0;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        const char *inner = within ? strstr(reply->str, words[i]) : NULL;
        if ((inner && inner[-1] == ' ') ||
            strncmp(reply->str, words[i] + 1, strlen(words[i] + 1)) == 0)
            return true;
    }
    return false;
}

static void on_reply(redisAsyncContext *context, void *answer, void *tag)
{
    struct redis *r = context->data;
    const redisReply *reply = answer;
    struct directory_value items[COMMAND_ROOMS_MAX], value;
    if (!reply) {
        r->owner.reply(r->owner.ctx, (unsigned)(uintptr_t)tag, NULL);
        return;
    }
    r->owed--;
    value = value_of(reply);
    if (reply->type == REDIS_REPLY_ARRAY && reply->elements <= COMMAND_ROOMS_MAX) {
        for (size_t i = 0; i < reply->elements; i++)
            items[i] = value_of(reply->element[i]);
        value = (struct directory_value){
            .kind = DIRECTORY_ARRAY, .items = items, .n = reply->elements};
    }
    bool useless = is_of_no_use(reply);
    if (!useless)
        r->failures = 0;
    r->owner.reply(r->owner.ctx, (unsigned)(uintptr_t)tag, &value);
    if (useless)
        redis_drop(r, "it refuses what is asked");
}

bool redis_send(struct redis *r, const struct directory_command *command, unsigned tag)
{
    const char *argv[COMMAND_ARGS_MAX];
    memcpy(argv, command->argv, sizeof argv);
    if (!r->ready)
        return false;
    if (redisAsyncCommandArgv(r->context, on_reply, (void *)(uintptr_t)tag, command->argc, argv,
                              command->len) != REDIS_OK) {
        r->ready = false;
        r->unsent = true;
        arm(r, 0); /* not here: its other commands would get their replies within this one */
        return false;
    }
    r->owed++;
    return true;
}

/* ---- connecting ---- */

static void begin(struct redis *r)
{
    ev_timer_stop(r->loop, &r->timer);
    r->ready = true;
    r->owner.connected(r->owner.ctx);
}

static void on_password(redisAsyncContext *context, void *answer, void *unused)
{
    struct redis *r = context->data;
    const redisReply *reply = answer;
    (void)unused;
    if (!reply)
        return;
    r->owed--;
    if (reply->type == REDIS_REPLY_STATUS && strcmp(reply->str, "OK") == 0)
        begin(r);
    else
        redis_drop(r, "it refuses our password");
}

static void on_connected(const redisAsyncContext *context, int status)
{
    struct redis *r = context->data;
    const struct redis_address *address = &r->addresses->of[r->at];
    if (status != REDIS_OK) {
        r->why = "it cannot be reached";
        return;
    }
    if (address->password[0] == '\0') {
        begin(r);
        return;
    }
    int asked = address->user[0] ? redisAsyncCommand(r->context, on_password, NULL, "AUTH %s %s",
                                                     address->user, address->password)
                                 : redisAsyncCommand(r->context, on_password, NULL, "AUTH %s",
                                                     address->password);
    r->owed += asked == REDIS_OK;
}

static void connect_to(struct redis *r, const struct redis_address *address)
{
    r->why = NULL;
    r->unsent = false;
    r->context = address->host[0] ? redisAsyncConnect(address->host, address->port)
                                  : redisAsyncConnectUnix(address->path);
    if (r->context && !r->context->err) {
        watch(r);
        arm(r, CONNECT_MS);
        redisAsyncSetConnectCallback(r->context, on_connected);
        return;
    }
    redisAsyncContext *failed = r->context;
    r->why = "it cannot be reached";
    if (failed)
        redisAsyncFree(failed);
    on_end(r);
}

static void on_timer(struct ev_loop *loop, ev_timer *timer, int events)
{
    struct redis *r = timer->data;
    (void)loop;
    (void)events;
    if (r->context)
        redis_drop(r, r->unsent ? "there is no memory for a command" : "it cannot be reached");
    else
        connect_to(r, &r->addresses->of[r->at]);
}

struct redis *redis_new(struct ev_loop *loop, const struct redis_addresses *addresses,
                        struct redis_owner owner)
{
    struct redis *r = calloc(1, sizeof *r);
    if (!r)
        return NULL;
    r->loop = loop;
    r->addresses = addresses;
    r->owner = owner;
    ev_init(&r->reading, on_readable); /* they may be stopped before they were ever started */
    ev_init(&r->writing, on_writable);
    ev_timer_init(&r->timer, on_timer, 0, 0);
    r->timer.data = r;
    ev_timer_start(loop, &r->timer);
    return r;
}

void redis_free(struct redis *r)
{
    if (!r)
        return;
    r->ending = true;
    ev_timer_stop(r->loop, &r->timer);
    if (r->context)
        redisAsyncFree(r->context);
    free(r);
}

/* ---- at once ---- */

static bool is_well(redisContext *c, const struct redis_address *address)
{
    static const char script[] = "redis.call('TIME') redis.call('SET',KEYS[1],'','PX',1) "
                                 "return redis.call('SRANDMEMBER',KEYS[2],1)";
    redisReply *reply = NULL;
    bool fine = true;
    if (address->password[0]) {
        reply = address->user[0] ? redisCommand(c, "AUTH %s %s", address->user, address->password)
                                 : redisCommand(c, "AUTH %s", address->password);
        fine = reply && reply->type == REDIS_REPLY_STATUS;
        freeReplyObject(reply);
    }
    if (fine) {
        reply = redisCommand(c, "EVAL %s 2 otc1:check otc1:check-nodes", script);
        fine = reply && reply->type == REDIS_REPLY_ARRAY;
        freeReplyObject(reply);
    }
    return fine;
}

bool redis_try(const struct redis_address *address, char *text, size_t size)
{
    const struct timeval limit = {.tv_sec = CONNECT_MS / 1000};
    redisContext *c = address->host[0]
                          ? redisConnectWithTimeout(address->host, address->port, limit)
                          : redisConnectUnixWithTimeout(address->path, limit);
    bool reached = c && !c->err, fine = false;
    if (reached) {
        redisSetTimeout(c, limit);
        fine = is_well(c, address);
    }
    snprintf(text, size, "%s",
             fine      ? "answers"
             : reached ? "does not do what a directory must: the password, its "
                         "rights or its version (5 at least)"
                       : "cannot be reached");
    if (c)
        redisFree(c);
    return fine;
}

#else

bool redis_is_built_in(void)
{
    return false;
}

struct redis *redis_new(struct ev_loop *loop, const struct redis_addresses *addresses,
                        struct redis_owner owner)
{
    (void)loop;
    (void)addresses;
    (void)owner;
    return NULL;
}

void redis_free(struct redis *redis)
{
    (void)redis;
}

bool redis_send(struct redis *redis, const struct directory_command *command, unsigned tag)
{
    (void)redis;
    (void)command;
    (void)tag;
    return false;
}

void redis_drop(struct redis *redis, const char *why)
{
    (void)redis;
    (void)why;
}

bool redis_try(const struct redis_address *address, char *text, size_t size)
{
    (void)address;
    snprintf(text, size, "this build has no hiredis");
    return false;
}

#endif
