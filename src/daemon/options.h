/*
 * The command line, the environment and the configuration file.
 */
#ifndef DAEMON_OPTIONS_H
#define DAEMON_OPTIONS_H

#include "option_values.h"

enum options_result {
    OPTIONS_RUN,
    OPTIONS_DONE, /* --help or --version was answered */
    OPTIONS_BAD,  /* the reason has been logged */
};

/* Reads the command line; for options that it does not give, the environment; for those that
 * this does not give, the file. The strings in *o point into all three: argv and the environment
 * must not change while *o is in use. */
enum options_result options_read(struct options *o, int argc, char **argv);

/* The path of the file, whether there is one or not. */
const char *options_config_path(const struct options *o);

/* Reads them all again, with what the file holds now, for a server that was started with `started`
 * and now goes by `now`, which may be the same. True: *next is what was read, and events are
 * logged as it says; of an option that needs a restart, and has changed since `now`, that was
 * logged. False: there is no file, or something is wrong, which was logged; *next holds nothing. */
bool options_reload(struct options *next, const struct options *now, const struct options *started,
                    const struct config_bytes *bytes);

/* Has events logged as the options say. */
void options_apply_log(const struct options *o);

/* Frees what was read. Call it after OPTIONS_RUN. */
void options_fini(struct options *o);

#endif
