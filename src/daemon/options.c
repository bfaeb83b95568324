#include "options.h"

#include <ctype.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/log.h"
#include "config.h"
#include "option_table.h"
#include "options_print.h"

enum { HELP = OPTIONS_N, VERSION_ASKED, N_KNOWN };

static size_t index_of(const struct option_row *row)
{
    return (size_t)(row - option_rows);
}

static bool is_given(const struct options *o, const char *name)
{
    return o->sources[index_of(option_find(name))].origin >= FROM_FILE;
}

/* ---- what is given ---- */

/* Takes what the command line has not given. */
static bool read_environment(struct options *o)
{
    for (size_t i = 0; i < OPTIONS_N; i++) {
        if (o->sources[i].origin == FROM_COMMAND_LINE)
            continue;
        char name[64];
        int len = snprintf(name, sizeof name, "ONETIMECHAT_%s", option_rows[i].name);
        for (int at = 0; at < len; at++)
            name[at] = name[at] == '-' ? '_' : (char)toupper((unsigned char)name[at]);
        const char *text = getenv(name);
        if (!text || !*text)
            continue;
        o->sources[i].origin = FROM_ENVIRONMENT;
        if (!option_set(o, &option_rows[i], name, text))
            return false;
    }
    return true;
}

static bool refuse_line(const struct options *o, const struct config_line *line, const char *why)
{
    log_event(LOG_ERROR, "config_line_refused", "{file}:{line}: '{option}' {why}",
              LOG_TEXT("file", o->file.path), LOG_INTEGER("line", line->number),
              LOG_TEXT("option", line->name), LOG_TEXT("why", why));
    return false;
}

const char *options_config_path(const struct options *o)
{
    return o->config ? o->config : OPTIONS_CONFIG_FILE;
}

/* Every line is looked at, also one that something else goes before. */
static bool take_line(struct options *o, const struct config_line *line, unsigned seen[OPTIONS_N])
{
    const struct option_row *row = option_find(line->name);
    if (!row)
        return refuse_line(o, line, "is not an option");
    if (row->use == NOT_IN_FILE)
        return refuse_line(o, line, "is for the command line alone");
    if (!*line->value)
        return refuse_line(o, line, "needs a value");
    if (seen[index_of(row)])
        return refuse_line(o, line, "is there twice");
    seen[index_of(row)] = line->number;
    struct option_source *source = &o->sources[index_of(row)];
    struct options ignored;
    bool goes_first = source->origin < FROM_FILE;
    char where[256];
    snprintf(where, sizeof where, "%.200s:%u: %s", o->file.path, line->number, row->name);
    if (goes_first)
        *source = (struct option_source){FROM_FILE, line->number};
    return option_set(goes_first ? o : &ignored, row, where, line->value);
}

/* `bytes`: what it holds, or NULL. */
static bool read_file(struct options *o, const struct config_bytes *bytes)
{
    struct config_line line;
    unsigned seen[OPTIONS_N] = {0};
    if (!config_file_open(&o->file, options_config_path(o), o->config != NULL, bytes))
        return false;
    while (config_file_next(&o->file, &line))
        if (!take_line(o, &line, seen))
            return false;
    return true;
}

static enum options_result read_command_line(struct options *o, int argc, char **argv)
{
    struct option known[N_KNOWN + 1] = {0};
    for (int i = 0; i < OPTIONS_N; i++)
        known[i] = (struct option){option_rows[i].name,
                                   option_rows[i].kind == FLAG ? no_argument : required_argument,
                                   NULL, i};
    known[HELP] = (struct option){"help", no_argument, NULL, HELP};
    known[VERSION_ASKED] = (struct option){"version", no_argument, NULL, VERSION_ASKED};

    opterr = 0;
    for (int i; (i = getopt_long(argc, argv, ":", known, NULL)) != -1;) {
        if (i == HELP) {
            options_print_help();
            return OPTIONS_DONE;
        }
        if (i == VERSION_ASKED) {
            puts("onetimechatd " PACKAGE_VERSION);
            return OPTIONS_DONE;
        }
        if (i == ':') {
            log_event(LOG_ERROR, "option_value_missing", "{option} needs a value",
                      LOG_TEXT("option", argv[optind - 1]));
            return OPTIONS_BAD;
        }
        if (i == '?' && optopt) {
            const char letter = (char)optopt;
            log_event(LOG_ERROR, "option_unknown", "'-{option}' is not an option; see --help",
                      LOG_SPAN("option", &letter, 1));
            return OPTIONS_BAD;
        }
        if (i < 0 || i >= OPTIONS_N) {
            log_event(LOG_ERROR, "option_unknown", "'{option}' is not an option; see --help",
                      LOG_TEXT("option", argv[optind - 1]));
            return OPTIONS_BAD;
        }
        o->sources[i].origin = FROM_COMMAND_LINE;
        char where[32];
        snprintf(where, sizeof where, "--%s", option_rows[i].name);
        if (!option_set(o, &option_rows[i], where, option_rows[i].kind == FLAG ? "1" : optarg))
            return OPTIONS_BAD;
    }
    if (optind < argc) {
        log_event(LOG_ERROR, "option_unknown", "'{option}' is not an option; see --help",
                  LOG_TEXT("option", argv[optind]));
        return OPTIONS_BAD;
    }
    return OPTIONS_RUN;
}

/* ---- what is not ---- */

static void set_defaults(struct options *o)
{
    for (size_t i = 0; i < OPTIONS_N; i++) {
        const struct option_row *row = &option_rows[i];
        bool behind_relay = o->relay && row->behind_relay;
        const char *text = behind_relay ? row->behind_relay : row->fallback;
        if (o->sources[i].origin >= FROM_PROGRAM_NAME)
            continue;
        if (text)
            option_set(o, row, row->name, text);
        o->sources[i].origin = behind_relay ? FROM_RELAY_DEFAULT : FROM_DEFAULT;
    }
    if (is_given(o, "hold") && !is_given(o, "max-hold")) {
        o->max_hold = o->hold;
        o->sources[index_of(option_find("max-hold"))].origin = FROM_HOLD;
    }
    if (o->hold > o->max_hold)
        o->hold = o->max_hold;
}

/* Whether the budget is enough to work in. */
static bool check_memory(const struct options *o)
{
    if (o->max_memory == 0 || o->max_memory >= OPTIONS_MEMORY_LEAST)
        return true;
    log_event(LOG_ERROR, "memory_small",
              "--max-memory: {value} bytes are too few: at least {min}, or 0 for no limit",
              LOG_INTEGER("value", o->max_memory), LOG_INTEGER("min", OPTIONS_MEMORY_LEAST));
    return false;
}

static void warn(const struct options *o)
{
    if (o->max_memory > 0 && o->max_memory / 4 < o->max_queue)
        log_event(LOG_WARNING, "memory_tight",
                  "warning: one full queue ({max_queue} bytes) takes over a fourth of the memory "
                  "({max_memory} bytes)",
                  LOG_INTEGER("max_queue", o->max_queue), LOG_INTEGER("max_memory", o->max_memory));
    if (o->max_queue / 2 < o->max_body)
        log_event(LOG_WARNING, "queue_small",
                  "warning: the queue is under twice the body: a large message may overflow it",
                  LOG_INTEGER("max_queue", o->max_queue), LOG_INTEGER("max_body", o->max_body));
    if (o->grace < o->hold)
        log_event(LOG_WARNING, "grace_short",
                  "warning: the grace ({grace} s) is under the hold ({hold} s): who polls slowly "
                  "will be taken for gone",
                  LOG_NUMBER("grace", o->grace), LOG_NUMBER("hold", o->hold));
}

static bool read_networks(const char *option, const char *list, struct networks *networks)
{
    const char *fault;
    size_t len;
    switch (networks_read(networks, list, true, &fault, &len)) {
    case NETWORKS_READ: return true;
    case NETWORKS_MALFORMED:
        log_event(LOG_ERROR, "networks_malformed",
                  "{option}: '{text}' is neither an address nor a network",
                  LOG_TEXT("option", option), LOG_SPAN("text", fault, len));
        return false;
    case NETWORKS_NO_MEMORY: break;
    }
    log_event(LOG_ERROR, "out_of_memory", "out of memory");
    return false;
}

static bool read_origins(const char *list, struct origins *origins)
{
    const char *fault;
    size_t len;
    if (origins_read(origins, list, &fault, &len))
        return true;
    if (len == 0)
        log_event(LOG_ERROR, "origins_too_many", "--allow-origin: {max} origins are the most",
                  LOG_INTEGER("max", ORIGINS_MAX));
    else
        log_event(LOG_ERROR, "origins_malformed",
                  "--allow-origin: '{text}' is not an origin as browsers write it, such as "
                  "https://example.org or http://example.org:8080",
                  LOG_SPAN("text", fault, len));
    return false;
}

/* A hub works in its user's directory, and is started by relays. */
static bool fits_relay(const struct options *o)
{
    const char *option = o->user ? "--user" : o->chroot ? "--chroot" : NULL;
    if (!o->relay || !option)
        return true;
    log_event(LOG_ERROR, "option_not_for_relay", "{option} cannot be used with --relay",
              LOG_TEXT("option", option));
    return false;
}

/* Front servers that start one process a request know it by this name. */
static bool is_named_as_relay(const char *program)
{
    static const char ending[] = ".fcgi";
    size_t len = program ? strlen(program) : 0;
    return len >= sizeof ending - 1 && strcmp(program + len - (sizeof ending - 1), ending) == 0;
}

/* All but the command line. */
static bool read_rest(struct options *o, const struct config_bytes *bytes)
{
    if (!read_environment(o) || !read_file(o, bytes))
        return false;
    set_defaults(o);
    return fits_relay(o) && check_memory(o) && read_origins(o->allow_origin, &o->origins) &&
           read_networks("--trusted-proxy", o->trusted_proxy, &o->trusted) &&
           read_networks("--status-from", o->status_from, &o->status_networks);
}

static enum options_result read_all(struct options *o, int argc, char **argv,
                                    const struct config_bytes *bytes)
{
    *o = (struct options){.argc = argc, .argv = argv, .relay = is_named_as_relay(argv[0])};
    if (o->relay)
        o->sources[index_of(option_find("relay"))].origin = FROM_PROGRAM_NAME;
    enum options_result result = read_command_line(o, argc, argv);
    if (result == OPTIONS_RUN && !read_rest(o, bytes))
        result = OPTIONS_BAD;
    if (result != OPTIONS_RUN)
        options_fini(o);
    return result;
}

enum options_result options_read(struct options *o, int argc, char **argv)
{
    enum options_result result = read_all(o, argc, argv, NULL);
    if (result == OPTIONS_RUN && !o->check && !o->explain && !o->top)
        options_apply_log(o);
    if (result == OPTIONS_RUN)
        warn(o);
    return result;
}

static bool differs(const struct options *a, const struct options *b, const struct option_row *row)
{
    char of_a[OPTION_TEXT_MAX], of_b[OPTION_TEXT_MAX];
    const char *one = option_text(a, row, of_a), *other = option_text(b, row, of_b);
    return one && other ? strcmp(one, other) != 0 : one != other;
}

bool options_reload(struct options *next, const struct options *now, const struct options *started,
                    const struct config_bytes *bytes)
{
    optind = 1;
    if (read_all(next, started->argc, started->argv, bytes) != OPTIONS_RUN)
        return false;
    if (!next->file.path) {
        if (now->file.path)
            log_event(LOG_ERROR, "config_unreadable", "{file}: it has gone; nothing is changed",
                      LOG_TEXT("file", now->file.path));
        options_fini(next);
        return false;
    }
    for (size_t i = 0; i < OPTIONS_N; i++) {
        const struct option_row *row = &option_rows[i];
        if (row->use == FIXED && differs(next, now, row) && differs(next, started, row))
            log_event(LOG_WARNING, "option_needs_restart",
                      "{option} has changed, which needs a restart", LOG_TEXT("option", row->name));
    }
    next->log_to = started->log_to; /* it needs a restart */
    options_apply_log(next);
    warn(next);
    log_event(LOG_INFO, "config_read", "{file} was read again", LOG_TEXT("file", next->file.path));
    return true;
}

void options_apply_log(const struct options *o)
{
    const struct log_settings settings = {(enum log_format)o->log_format,
                                          (enum log_level)o->log_level, (enum log_target)o->log_to};
    log_configure(&settings);
}

void options_fini(struct options *o)
{
    networks_fini(&o->trusted);
    networks_fini(&o->status_networks);
    config_file_close(&o->file);
}
