/*
 * What the options are, for people to read on standard output.
 */
#ifndef DAEMON_OPTIONS_PRINT_H
#define DAEMON_OPTIONS_PRINT_H

#include "option_values.h"

/* --help. */
void options_print_help(void);

/* --explain: a line for each option with its name, its value and where that comes from. */
void options_explain(const struct options *o);

#endif
