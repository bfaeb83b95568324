#include "option_table.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/log.h"

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
#define CHOICE_AT(member) CHOICE, AT(member, unsigned)
#define WHOLE_AT(member) WHOLE, AT(member, uint32_t)
#define SIZE_AT(member) SIZE, AT(member, int64_t)
#define FLAG_AT(member) FLAG, AT(member, bool)

const struct option_row option_rows[] = {
    {"listen", "ADDRESS", NULL, NULL, TEXT_AT(listen), 0, 0, FIXED,
     "/path.sock, host:port, [v6]:port or :port (loopback); without\n"
     "it descriptor 0 or systemd's, where that is a listening socket"},
    {"socket-mode", "OCTAL", "0660", NULL, OCTAL_AT(socket_mode), 0, 0777, FIXED,
     "permissions of the socket file"},
    {"hold", "S", "25", NULL, DECIMAL_AT(hold), 0, 3600, RELOADS, "seconds that a poll is parked"},
    {"max-hold", "S", "50", "30", DECIMAL_AT(max_hold), 0, 3600, RELOADS,
     "the most a poll may ask for; --hold where only that is given"},
    {"grace", "S", "90", NULL, DECIMAL_AT(grace), 0.1, 86400, RELOADS,
     "seconds without a request after which a client is gone"},
    {"max-clients", "N", "10000", NULL, WHOLE_AT(max_clients), 1, 1e6, RELOADS,
     "clients present at a time"},
    {"max-room", "N", "1000", NULL, WHOLE_AT(max_room), 1, 1e6, RELOADS, "clients in one room"},
    {"max-parked", "N", "0", "40", WHOLE_AT(max_parked), 0, 1e6, RELOADS,
     "polls parked at a time; past it the longest parked is answered\n"
     "early, and clients poll at intervals; 0: no limit"},
    {"max-parked-per-address", "N", "0", NULL, WHOLE_AT(max_parked_per_address), 0, 1e6, RELOADS,
     "the same for one address"},
    {"max-body", "BYTES", "98304", "61440", WHOLE_AT(max_body), 256, 16777216, FIXED,
     "size of a request's body"},
    {"max-answer", "BYTES", "262144", NULL, WHOLE_AT(max_answer), 256, 262144, RELOADS,
     "what one answer to a poll brings, but one message at least"},
    {"max-queue", "BYTES", "1048576", NULL, WHOLE_AT(max_queue), 256, 1073741824, RELOADS,
     "what may wait for one client"},
    {"max-memory", "BYTES", "1G", "256M", SIZE_AT(max_memory), 0, 1e15, RELOADS,
     "what all queues, bodies and answers may take together, 8M at\n"
     "least; K, M and G are 1024 of the one before; 0: no limit"},
    {"rate", "N", "20", NULL, DECIMAL_AT(rate), 0, 1e6, RELOADS,
     "messages a second of one client, bursts of 5 N; 0: no limit"},
    {"rate-bytes", "N", "65536", NULL, DECIMAL_AT(rate_bytes), 0, 1e9, RELOADS,
     "bytes a second of one client, bursts of a quarter of\n--max-queue; 0: no limit"},
    {"join-rate", "N", "600", NULL, DECIMAL_AT(join_rate), 0, 1e9, RELOADS,
     "joins a minute of one address, bursts of 1000; 0: no limit"},
    {"trusted-proxy", "LIST", NULL, NULL, TEXT_AT(trusted_proxy), 0, 0, RELOADS,
     "addresses and networks, such as 192.0.2.1,10.0.0.0/8,::1,\n"
     "whose X-Forwarded-For is believed"},
    {"status-from", "LIST", "127.0.0.0/8,::1", NULL, TEXT_AT(status_from), 0, 0, RELOADS,
     "addresses and networks that may read chat/status, chat/metrics\nand chat/health"},
    {"allow-origin", "LIST", NULL, NULL, TEXT_AT(allow_origin), 0, 0, FIXED,
     "other sites whose pages may ask, such as https://a.example,\n"
     "https://b.example:8443; without it only pages of the same site"},
    {"node", "NAME", NULL, NULL, TEXT_AT(node), 0, 0, FIXED,
     "where many daemons make one chat: the name of this one"},
    {"directory", "URL[,URL]", NULL, NULL, TEXT_AT(directory), 0, 0, FIXED,
     "the Redis or Valkey by which they agree on who has which room:\n"
     "redis://[user:password@]host[:port] or unix:///path.sock"},
    {"directory-key", "FILE", NULL, NULL, TEXT_AT(directory_key), 0, 0, FIXED,
     "a secret of all of them, under which it knows rooms"},
    {"rebalance", NULL, NULL, NULL, FLAG_AT(rebalance), 0, 0, FIXED,
     "at its start, have the others give this one a share of their rooms"},
    {"user", "NAME", NULL, NULL, TEXT_AT(user), 0, 0, FIXED,
     "user to become once the socket is open, or NAME:GROUP"},
    {"chroot", "DIR", NULL, NULL, TEXT_AT(chroot), 0, 0, FIXED,
     "directory to take for the root once the socket is open"},
    {"no-sandbox", NULL, NULL, NULL, FLAG_AT(no_sandbox), 0, 0, FIXED,
     "keep what is given up at start: system calls, files, debuggers"},
    {"idle-exit", "S", "0", "600", DECIMAL_AT(idle_exit), 0, 1e9, RELOADS,
     "ends when nobody has been there for so long; 0: never"},
    {"log-format", "text|json", "text", NULL, CHOICE_AT(log_format), 0, 0, RELOADS,
     "how events are logged, one a line"},
    {"log-level", "error|warning|info|debug", "info", NULL, CHOICE_AT(log_level), 0, 0, RELOADS,
     "the least important events that are logged"},
    {"log-to", "stderr|syslog", "stderr", NULL, CHOICE_AT(log_to), 0, 0, FIXED,
     "where to; standard error may be systemd's journal"},
    {"config", "FILE", NULL, NULL, TEXT_AT(config), 0, 0, NOT_IN_FILE,
     "a file of options, `name value` a line; read again on SIGHUP\n"
     "(" OPTIONS_CONFIG_FILE ", if there)"},
    {"explain", NULL, NULL, NULL, FLAG_AT(explain), 0, 0, NOT_IN_FILE,
     "print every option, its value and where it is from, and end"},
    {"top", "ADDRESS", NULL, NULL, TEXT_AT(top), 0, 0, NOT_IN_FILE,
     "show the counts of the daemon that listens there, once a second"},
    {"relay", NULL, NULL, NULL, FLAG_AT(relay), 0, 0, FIXED,
     "pass the requests on descriptor 0 to the hub, and start it if\n"
     "there is none; so does a program whose name ends in .fcgi"},
    {"hub", "PATH", NULL, NULL, TEXT_AT(hub), 0, 0, FIXED,
     "the hub's socket, in a directory of the user's own\n"
     "(.onetimechat/hub.sock in the home directory)"},
    {"check", NULL, NULL, NULL, FLAG_AT(check), 0, 0, NOT_IN_FILE,
     "check the settings, print the numbers for this host, and end"},
    {"workers", "N", "100", NULL, WHOLE_AT(workers), 1, 1e6, RELOADS,
     "with --check: workers or processes of the front server"},
    {"site", "FILE", NULL, NULL, TEXT_AT(site), 0, 0, RELOADS,
     "with --check: the site.json beside the page (the installed one)"},
};

_Static_assert(sizeof option_rows / sizeof *option_rows == OPTIONS_N, "OPTIONS_N counts them");

const struct option_row *option_find(const char *name)
{
    for (size_t i = 0; i < OPTIONS_N; i++)
        if (strcmp(option_rows[i].name, name) == 0)
            return &option_rows[i];
    return NULL;
}

/* ---- setting ---- */

/* What a suffix stands for; 0: it is none. */
static double unit_of(const char *suffix)
{
    static const char letters[] = "KMG";
    const char *at = *suffix ? strchr(letters, toupper((unsigned char)*suffix)) : NULL;
    if (!at || suffix[1] != '\0')
        return *suffix ? 0 : 1;
    return pow(1024, (double)(at - letters + 1));
}

static bool read_number(const struct option_row *row, const char *text, double *value)
{
    char *end;
    errno = 0;
    *value = strtod(text, &end);
    /* no sign, hex, inf or nan */
    bool plain = end != text && strspn(text, "0123456789.") == (size_t)(end - text);
    double unit = row->kind == SIZE ? unit_of(end) : *end == '\0';
    *value *= unit;
    return plain && unit > 0 && errno == 0 && (row->kind == DECIMAL || *value == floor(*value));
}

/* The position of a word in a list with | between the words, or -1. */
static int choice_of(const char *words, const char *text)
{
    size_t len = strlen(text);
    for (int i = 0;; i++) {
        size_t word = strcspn(words, "|");
        if (word == len && memcmp(words, text, len) == 0)
            return i;
        if (!words[word])
            return -1;
        words += word + 1;
    }
}

static bool read_choice(const struct option_row *row, unsigned *to, const char *where,
                        const char *text)
{
    int choice = choice_of(row->value, text);
    if (choice >= 0) {
        *to = (unsigned)choice;
        return true;
    }
    log_event(LOG_ERROR, "option_value_refused", "{option}: '{value}' is none of {words}",
              LOG_TEXT("option", where), LOG_TEXT("value", text), LOG_TEXT("words", row->value));
    return false;
}

static bool read_mode(const struct option_row *row, unsigned *to, const char *where,
                      const char *text)
{
    char *end;
    unsigned long mode = strtoul(text, &end, 8);
    if (isdigit((unsigned char)text[0]) && !*end && mode <= (unsigned long)row->max) {
        *to = (unsigned)mode;
        return true;
    }
    log_event(LOG_ERROR, "option_value_refused",
              "{option}: '{value}' is not an octal mode such as {example}",
              LOG_TEXT("option", where), LOG_TEXT("value", text),
              LOG_TEXT("example", row->fallback));
    return false;
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
bool option_set(struct options *o, const struct option_row *row, const char *where,
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
    if (row->kind == CHOICE)
        return read_choice(row, to, where, text);
    if (row->kind == OCTAL)
        return read_mode(row, to, where, text);
    if (!read_number(row, text, &value)) {
        log_event(LOG_ERROR, "option_value_refused", "{option}: '{value}' is not a {kind}",
                  LOG_TEXT("option", where), LOG_TEXT("value", text),
                  LOG_TEXT("kind", row->kind == WHOLE  ? "whole number"
                                   : row->kind == SIZE ? "number of bytes, such as 256M"
                                                       : "number"));
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
    else if (row->kind == SIZE)
        *(int64_t *)to = (int64_t)value;
    else
        *(double *)to = value;
    return true;
}

/* ---- showing ---- */

const char *option_text(const struct options *o, const struct option_row *row,
                        char text[OPTION_TEXT_MAX])
{
    const void *at = (const char *)o + row->offset;
    const char *word = row->value;
    switch (row->kind) {
    case TEXT: return *(const char *const *)at;
    case FLAG: return *(const bool *)at ? "1" : "0";
    case OCTAL: snprintf(text, OPTION_TEXT_MAX, "%04o", *(const unsigned *)at); break;
    case DECIMAL: snprintf(text, OPTION_TEXT_MAX, "%.10g", *(const double *)at); break;
    case WHOLE: snprintf(text, OPTION_TEXT_MAX, "%" PRIu32, *(const uint32_t *)at); break;
    case SIZE: snprintf(text, OPTION_TEXT_MAX, "%" PRId64, *(const int64_t *)at); break;
    case CHOICE:
        for (unsigned i = *(const unsigned *)at; i > 0; i--)
            word = strchr(word, '|') + 1;
        snprintf(text, OPTION_TEXT_MAX, "%.*s", (int)strcspn(word, "|"), word);
        break;
    }
    return text;
}
