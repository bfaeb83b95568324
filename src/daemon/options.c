#include "options.h"

#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/log.h"
#include "config.h"

enum kind { TEXT, OCTAL, DECIMAL, WHOLE, FLAG };

/* Where a member of struct options is; does not compile if it is of another type
 * than options of this kind are. */
/* NOLINTBEGIN(bugprone-macro-parentheses): a type cannot stand in them */
#define AT(member, type)                                                                           \
    (offsetof(struct options, member) + 0 * sizeof(_Generic(((struct options *)NULL)->member, type \
                                                            : (char)0)))
/* NOLINTEND(bugprone-macro-parentheses) */
#define TEXT_AT(member) TEXT, AT(member, const char *)
#define OCTAL_AT(member) OCTAL, AT(member, unsigned)
#define DECIMAL_AT(member) DECIMAL, AT(member, double)
#define WHOLE_AT(member) WHOLE, AT(member, uint32_t)
#define FLAG_AT(member) FLAG, AT(member, bool)

static const struct row {
    const char *name, *value, *fallback;
    const char *behind_relay; /* the default of a relay's hub, where it differs */
    enum kind kind;
    size_t offset;
    double min, max;
    const char *help;
} rows[] = {
    {"listen", "ADDRESS", NULL, NULL, TEXT_AT(listen), 0, 0,
     "/path.sock, host:port, [v6]:port or :port (loopback); without\n"
     "it descriptor 0 or systemd's, where that is a listening socket"},
    {"socket-mode", "OCTAL", "0660", NULL, OCTAL_AT(socket_mode), 0, 0777,
     "permissions of the socket file"},
    {"hold", "S", "25", NULL, DECIMAL_AT(hold), 0, 3600, "seconds that a poll is parked"},
    {"max-hold", "S", "50", "30", DECIMAL_AT(max_hold), 0, 3600,
     "the most a poll may ask for; --hold where only that is given"},
    {"grace", "S", "90", NULL, DECIMAL_AT(grace), 0.1, 86400,
     "seconds without a request after which a client is gone"},
    {"max-clients", "N", "10000", NULL, WHOLE_AT(max_clients), 1, 1e6, "clients present at a time"},
    {"max-room", "N", "1000", NULL, WHOLE_AT(max_room), 1, 1e6, "clients in one room"},
    {"max-parked", "N", "0", "40", WHOLE_AT(max_parked), 0, 1e6,
     "polls parked at a time; past it the longest parked is answered\n"
     "early, and clients poll at intervals; 0: no limit"},
    {"max-parked-per-address", "N", "0", NULL, WHOLE_AT(max_parked_per_address), 0, 1e6,
     "the same for one address"},
    {"max-body", "BYTES", "98304", "61440", WHOLE_AT(max_body), 256, 16777216,
     "size of a request's body"},
    {"max-answer", "BYTES", "262144", NULL, WHOLE_AT(max_answer), 256, 262144,
     "what one answer to a poll brings, but one message at least"},
    {"max-queue", "BYTES", "1048576", NULL, WHOLE_AT(max_queue), 256, 1073741824,
     "what may wait for one client"},
    {"rate", "N", "20", NULL, DECIMAL_AT(rate), 0, 1e6,
     "messages a second of one client, bursts of 5 N; 0: no limit"},
    {"rate-bytes", "N", "65536", NULL, DECIMAL_AT(rate_bytes), 0, 1e9,
     "bytes a second of one client, bursts of a quarter of\n--max-queue; 0: no limit"},
    {"join-rate", "N", "600", NULL, DECIMAL_AT(join_rate), 0, 1e9,
     "joins a minute of one address, bursts of 1000; 0: no limit"},
    {"trusted-proxy", "LIST", NULL, NULL, TEXT_AT(trusted_proxy), 0, 0,
     "addresses and networks, such as 192.0.2.1,10.0.0.0/8,::1,\n"
     "whose X-Forwarded-For is believed"},
    {"idle-exit", "S", "0", "600", DECIMAL_AT(idle_exit), 0, 1e9,
     "ends when nobody has been there for so long; 0: never"},
    {"relay", NULL, NULL, NULL, FLAG_AT(relay), 0, 0,
     "pass the requests on descriptor 0 to the hub, and start it if\n"
     "there is none; so does a program whose name ends in .fcgi"},
    {"hub", "PATH", NULL, NULL, TEXT_AT(hub), 0, 0,
     "the hub's socket, in a directory of the user's own\n"
     "(.onetimechat/hub.sock in the home directory)"},
    {"check", NULL, NULL, NULL, FLAG_AT(check), 0, 0,
     "check the settings, print the numbers for this host, and end"},
    {"workers", "N", "100", NULL, WHOLE_AT(workers), 1, 1e6,
     "with --check: workers or processes of the front server"},
};

enum { N_ROWS = sizeof rows / sizeof *rows, HELP = N_ROWS, VERSION_ASKED, N_OPTIONS };

static bool read_number(const struct row *row, const char *text, double *value)
{
    char *end;
    errno = 0;
    *value = strtod(text, &end);
    bool plain = strspn(text, "0123456789.") == strlen(text); /* no sign, hex, inf or nan */
    return plain && end != text && *end == '\0' && errno == 0 &&
           (row->kind == DECIMAL || *value == floor(*value));
}

static bool read_flag(bool *flag, const char *where, const char *text)
{
    *flag = strcmp(text, "1") == 0;
    if (*flag || strcmp(text, "0") == 0)
        return true;
    log_event(LOG_ERROR, "option_value_refused", "{option}: '{value}' is neither 1 nor 0",
              LOG_TEXT("option", where), LOG_TEXT("value", text));
    return false;
}

/* Sets one option; `where` is how the user called it. False: said why not. */
static bool set_option(struct options *o, const struct row *row, const char *where,
                       const char *text)
{
    void *to = (char *)o + row->offset;
    double value;
    if (row->kind == TEXT) {
        *(const char **)to = text;
        return true;
    }
    if (row->kind == FLAG)
        return read_flag(to, where, text);
    if (row->kind == OCTAL) {
        char *end;
        unsigned long mode = strtoul(text, &end, 8);
        if (!isdigit((unsigned char)text[0]) || *end || mode > (unsigned long)row->max) {
            log_event(LOG_ERROR, "option_value_refused",
                      "{option}: '{value}' is not an octal mode such as {example}",
                      LOG_TEXT("option", where), LOG_TEXT("value", text),
                      LOG_TEXT("example", row->fallback));
            return false;
        }
        *(unsigned *)to = (unsigned)mode;
        return true;
    }
    if (!read_number(row, text, &value)) {
        log_event(LOG_ERROR, "option_value_refused", "{option}: '{value}' is not a {kind}",
                  LOG_TEXT("option", where), LOG_TEXT("value", text),
                  LOG_TEXT("kind", row->kind == WHOLE ? "whole number" : "number"));
        return false;
    }
    if (value < row->min || value > row->max) {
        log_event(LOG_ERROR, "option_value_refused",
                  "{option}: {value} is not between {min} and {max}", LOG_TEXT("option", where),
                  LOG_TEXT("value", text), LOG_NUMBER("min", row->min),
                  LOG_NUMBER("max", row->max));
        return false;
    }
    if (row->kind == WHOLE)
        *(uint32_t *)to = (uint32_t)value; /* row->max is less than 2^32 */
    else
        *(double *)to = value;
    return true;
}

/* Takes what the command line has not given. */
static bool read_environment(struct options *o, bool given[N_ROWS])
{
    for (size_t i = 0; i < N_ROWS; i++) {
        if (given[i])
            continue;
        char name[64];
        int len = snprintf(name, sizeof name, "ONETIMECHAT_%s", rows[i].name);
        for (int at = 0; at < len; at++)
            name[at] = name[at] == '-' ? '_' : (char)toupper((unsigned char)name[at]);
        const char *text = getenv(name);
        given[i] = text && *text;
        if (given[i] && !set_option(o, &rows[i], name, text))
            return false;
    }
    return true;
}

enum { HELP_COLUMN = 30 };

static void print_help(void)
{
    puts("Usage: onetimechatd [options]\n"
         "The FastCGI daemon of One Time Chat, in the foreground. Options:\n");
    for (size_t i = 0; i < N_ROWS; i++) {
        int column = printf("  --%s %s", rows[i].name, rows[i].value ? rows[i].value : "");
        for (const char *line = rows[i].help; line; column = 0) {
            const char *end = strchr(line, '\n');
            int len = end ? (int)(end - line) : (int)strlen(line);
            printf("%*s%.*s", HELP_COLUMN - column, "", len, line);
            line = end ? end + 1 : NULL;
            if (line)
                putchar('\n');
        }
        if (rows[i].behind_relay)
            printf(" (%s; behind a relay %s)", rows[i].fallback, rows[i].behind_relay);
        else if (rows[i].fallback)
            printf(" (%s)", rows[i].fallback);
        putchar('\n');
    }
    puts("  --version\n  --help\n\n"
         "Every option can be given as an environment variable too, such as\n"
         "ONETIMECHAT_MAX_ROOM for --max-room.");
}

static enum options_result read_command_line(struct options *o, int argc, char **argv,
                                             bool given[N_ROWS])
{
    struct option known[N_OPTIONS + 1] = {0};
    for (int i = 0; i < N_ROWS; i++)
        known[i] = (struct option){rows[i].name,
                                   rows[i].kind == FLAG ? no_argument : required_argument, NULL, i};
    known[HELP] = (struct option){"help", no_argument, NULL, HELP};
    known[VERSION_ASKED] = (struct option){"version", no_argument, NULL, VERSION_ASKED};

    opterr = 0;
    for (int i; (i = getopt_long(argc, argv, ":", known, NULL)) != -1;) {
        if (i == HELP) {
            print_help();
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
        if (i < 0 || i >= N_ROWS) {
            log_event(LOG_ERROR, "option_unknown", "'{option}' is not an option; see --help",
                      LOG_TEXT("option", argv[optind - 1]));
            return OPTIONS_BAD;
        }
        given[i] = true;
        char where[32];
        snprintf(where, sizeof where, "--%s", rows[i].name);
        if (!set_option(o, &rows[i], where, rows[i].kind == FLAG ? "1" : optarg))
            return OPTIONS_BAD;
    }
    if (optind < argc) {
        log_event(LOG_ERROR, "option_unknown", "'{option}' is not an option; see --help",
                  LOG_TEXT("option", argv[optind]));
        return OPTIONS_BAD;
    }
    return OPTIONS_RUN;
}

static bool is_given(const bool given[N_ROWS], size_t offset)
{
    for (size_t i = 0; i < N_ROWS; i++)
        if (rows[i].offset == offset)
            return given[i];
    return false;
}

static void set_defaults(struct options *o, const bool given[N_ROWS])
{
    for (size_t i = 0; i < N_ROWS; i++) {
        const char *text = o->relay && rows[i].behind_relay ? rows[i].behind_relay
                                                            : rows[i].fallback;
        if (text && !given[i])
            set_option(o, &rows[i], rows[i].name, text);
    }
    bool hold = is_given(given, offsetof(struct options, hold));
    if (hold && !is_given(given, offsetof(struct options, max_hold)))
        o->max_hold = o->hold;
    if (o->hold > o->max_hold)
        o->hold = o->max_hold;
}

static void warn(const struct options *o)
{
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

static bool read_trusted(struct options *o)
{
    const char *fault;
    size_t len;
    switch (networks_read(&o->trusted, o->trusted_proxy, true, &fault, &len)) {
    case NETWORKS_READ: return true;
    case NETWORKS_MALFORMED:
        log_event(LOG_ERROR, "trusted_proxy_malformed",
                  "--trusted-proxy: '{text}' is neither an address nor a network",
                  LOG_SPAN("text", fault, len));
        return false;
    case NETWORKS_NO_MEMORY: break;
    }
    log_event(LOG_ERROR, "out_of_memory", "out of memory");
    return false;
}

/* Front servers that start one process a request know it by this name. */
static bool is_named_as_relay(const char *program)
{
    static const char ending[] = ".fcgi";
    size_t len = program ? strlen(program) : 0;
    return len >= sizeof ending - 1 && strcmp(program + len - (sizeof ending - 1), ending) == 0;
}

enum options_result options_read(struct options *o, int argc, char **argv)
{
    bool given[N_ROWS] = {false};
    *o = (struct options){.relay = is_named_as_relay(argv[0])};
    enum options_result result = read_command_line(o, argc, argv, given);
    if (result == OPTIONS_RUN && !read_environment(o, given))
        return OPTIONS_BAD;
    if (result != OPTIONS_RUN)
        return result;
    set_defaults(o, given);
    if (!read_trusted(o))
        return OPTIONS_BAD;
    warn(o);
    return OPTIONS_RUN;
}

void options_fini(struct options *o)
{
    networks_fini(&o->trusted);
}
