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

enum kind { TEXT, OCTAL, DECIMAL, WHOLE };

static const struct row {
    const char *name, *value, *fallback;
    enum kind kind;
    size_t offset;
    double min, max;
    const char *help;
} rows[] = {
    {"listen", "ADDRESS", NULL, TEXT, offsetof(struct options, listen), 0, 0,
     "/path.sock, host:port, [v6]:port or :port (loopback); without\n"
     "it descriptor 0 or systemd's, where that is a listening socket"},
    {"socket-mode", "OCTAL", "0660", OCTAL, offsetof(struct options, socket_mode), 0, 0777,
     "permissions of the socket file"},
    {"hold", "S", "25", DECIMAL, offsetof(struct options, hold), 0, 3600,
     "seconds that a poll is parked"},
    {"grace", "S", "90", DECIMAL, offsetof(struct options, grace), 0.1, 86400,
     "seconds without a request after which a client is gone"},
    {"max-clients", "N", "10000", WHOLE, offsetof(struct options, max_clients), 1, 1e6,
     "clients present at a time"},
    {"max-room", "N", "1000", WHOLE, offsetof(struct options, max_room), 1, 1e6,
     "clients in one room"},
    {"max-body", "BYTES", "98304", WHOLE, offsetof(struct options, max_body), 256, 16777216,
     "size of a request's body"},
    {"max-queue", "BYTES", "1048576", WHOLE, offsetof(struct options, max_queue), 256, 1073741824,
     "what may wait for one client"},
    {"rate", "N", "20", DECIMAL, offsetof(struct options, rate), 0, 1e6,
     "messages a second of one client, bursts of 5 N; 0: no limit"},
    {"rate-bytes", "N", "65536", DECIMAL, offsetof(struct options, rate_bytes), 0, 1e9,
     "bytes a second of one client, bursts of a quarter of\n--max-queue; 0: no limit"},
    {"join-rate", "N", "600", DECIMAL, offsetof(struct options, join_rate), 0, 1e9,
     "joins a minute of one address, bursts of 1000; 0: no limit"},
};

enum { N_ROWS = sizeof rows / sizeof *rows, HELP = N_ROWS, VERSION_ASKED, N_OPTIONS };

static bool take_number(const struct row *row, const char *text, double *value)
{
    char *end;
    errno = 0;
    *value = strtod(text, &end);
    bool plain = strspn(text, "0123456789.") == strlen(text); /* no sign, hex, inf or nan */
    return plain && end != text && *end == '\0' && errno == 0 &&
           (row->kind == DECIMAL || *value == floor(*value));
}

/* Sets one option; `where` is how the user called it. False: said why not. */
static bool take(struct options *o, const struct row *row, const char *where, const char *text)
{
    void *to = (char *)o + row->offset;
    double value;
    if (row->kind == TEXT) {
        *(const char **)to = text;
        return true;
    }
    if (row->kind == OCTAL) {
        char *end;
        unsigned long mode = strtoul(text, &end, 8);
        if (!isdigit((unsigned char)text[0]) || *end || mode > (unsigned long)row->max) {
            log_line("%s: '%s' is not an octal mode such as %s", where, text, row->fallback);
            return false;
        }
        *(unsigned *)to = (unsigned)mode;
        return true;
    }
    if (!take_number(row, text, &value)) {
        log_line("%s: '%s' is not a %snumber", where, text, row->kind == WHOLE ? "whole " : "");
        return false;
    }
    if (value < row->min || value > row->max) {
        log_line("%s: %s is not between %.10g and %.10g", where, text, row->min, row->max);
        return false;
    }
    *(double *)to = value;
    return true;
}

/* Takes what the command line has not given. */
static bool take_environment(struct options *o, const bool given[N_ROWS])
{
    for (size_t i = 0; i < N_ROWS; i++) {
        if (given[i])
            continue;
        char name[64];
        int len = snprintf(name, sizeof name, "ONETIMECHAT_%s", rows[i].name);
        for (int at = 0; at < len; at++)
            name[at] = name[at] == '-' ? '_' : (char)toupper((unsigned char)name[at]);
        const char *text = getenv(name);
        if (text && *text && !take(o, &rows[i], name, text))
            return false;
    }
    return true;
}

static void print_help(void)
{
    puts("Usage: onetimechatd [options]\n"
         "The FastCGI daemon of One Time Chat, in the foreground. Options:\n");
    for (size_t i = 0; i < N_ROWS; i++) {
        int column = printf("  --%s %s", rows[i].name, rows[i].value);
        for (const char *line = rows[i].help; line; column = 0) {
            const char *end = strchr(line, '\n');
            int len = end ? (int)(end - line) : (int)strlen(line);
            printf("%*s%.*s", 26 - column, "", len, line);
            line = end ? end + 1 : NULL;
            if (line)
                putchar('\n');
        }
        if (rows[i].fallback)
            printf(" (%s)", rows[i].fallback);
        putchar('\n');
    }
    puts("  --version\n  --help\n\n"
         "Every option can be given as an environment variable too, such as\n"
         "ONETIMECHAT_MAX_ROOM for --max-room.");
}

static enum options_result take_command_line(struct options *o, int argc, char **argv,
                                             bool given[N_ROWS])
{
    struct option known[N_OPTIONS + 1] = {0};
    for (int i = 0; i < N_ROWS; i++)
        known[i] = (struct option){rows[i].name, required_argument, NULL, i};
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
            log_line("%s needs a value", argv[optind - 1]);
            return OPTIONS_BAD;
        }
        if (i == '?' && optopt) {
            log_line("'-%c' is not an option; see --help", optopt);
            return OPTIONS_BAD;
        }
        if (i < 0 || i >= N_ROWS) {
            log_line("'%s' is not an option; see --help", argv[optind - 1]);
            return OPTIONS_BAD;
        }
        given[i] = true;
        char where[32];
        snprintf(where, sizeof where, "--%s", rows[i].name);
        if (!take(o, &rows[i], where, optarg))
            return OPTIONS_BAD;
    }
    if (optind < argc) {
        log_line("'%s' is not an option; see --help", argv[optind]);
        return OPTIONS_BAD;
    }
    return OPTIONS_RUN;
}

enum options_result options_read(struct options *o, int argc, char **argv)
{
    *o = (struct options){0};
    for (size_t i = 0; i < N_ROWS; i++)
        if (rows[i].fallback)
            take(o, &rows[i], rows[i].name, rows[i].fallback);
    bool given[N_ROWS] = {false};
    enum options_result result = take_command_line(o, argc, argv, given);
    if (result == OPTIONS_RUN && !take_environment(o, given))
        return OPTIONS_BAD;
    if (result == OPTIONS_RUN && o->max_queue / 2 < o->max_body)
        log_line("warning: the queue is under twice the body: a large message may overflow it");
    if (result == OPTIONS_RUN && o->grace < o->hold)
        log_line("warning: the grace (%.10g s) is under the hold (%.10g s): who polls slowly "
                 "will be taken for gone",
                 o->grace, o->hold);
    return result;
}
