/*
 * The options one by one: their names, kinds, bounds and defaults.
 */
#ifndef DAEMON_OPTION_TABLE_H
#define DAEMON_OPTION_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "option_values.h"

enum option_kind { TEXT, OCTAL, DECIMAL, WHOLE, SIZE, FLAG, CHOICE };

enum option_use {
    FIXED,       /* a change needs a restart */
    RELOADS,     /* a change takes effect when the file is read again */
    NOT_IN_FILE, /* for the command line */
};

struct option_row {
    const char *name;
    const char *value; /* what it is called in the help; NULL for FLAG; for CHOICE all words with |
                          between */
    const char *fallback;
    const char *behind_relay; /* the default of a relay's hub, where it differs */
    enum option_kind kind;
    size_t offset; /* in struct options: const char *, unsigned, double, uint32_t, int64_t, bool,
                      unsigned */
    double min, max;
    enum option_use use;
    const char *help; /* lines */
};

/* OPTIONS_N of them. */
extern const struct option_row option_rows[];

/* The row of a name, or NULL. */
const struct option_row *option_find(const char *name);

/* Sets one option; `where` is how the user called it. A text is borrowed. False: said why not. */
bool option_set(struct options *o, const struct option_row *row, const char *where,
                const char *text);

enum { OPTION_TEXT_MAX = 32 };

/* The value of an option as the user writes it: a string in *o, or `text` filled with it. NULL:
 * it has none. */
const char *option_text(const struct options *o, const struct option_row *row,
                        char text[OPTION_TEXT_MAX]);

#endif
