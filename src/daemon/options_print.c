#include "options_print.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "option_table.h"

enum { HELP_COLUMN = 30 };

void options_print_help(void)
{
    puts("Usage: onetimechatd [options]\n"
         "The FastCGI daemon of One Time Chat, in the foreground. Options:\n");
    for (size_t i = 0; i < OPTIONS_N; i++) {
        int column = printf("  --%s %s", option_rows[i].name,
                            option_rows[i].value ? option_rows[i].value : "");
        for (const char *line = option_rows[i].help; line; column = 0) {
            const char *end = strchr(line, '\n');
            int len = end ? (int)(end - line) : (int)strlen(line);
            printf("%*s%.*s", HELP_COLUMN - column, "", len, line);
            line = end ? end + 1 : NULL;
            if (line)
                putchar('\n');
        }
        if (option_rows[i].behind_relay)
            printf(" (%s; behind a relay %s)", option_rows[i].fallback,
                   option_rows[i].behind_relay);
        else if (option_rows[i].fallback)
            printf(" (%s)", option_rows[i].fallback);
        putchar('\n');
    }
    puts("  --version\n  --help\n\n"
         "Every option can be given as an environment variable too, such as\n"
         "ONETIMECHAT_MAX_ROOM for --max-room, or in the configuration file.");
}

static void print_source(const struct options *o, size_t i)
{
    const struct option_source *source = &o->sources[i];
    switch (source->origin) {
    case FROM_DEFAULT: puts("default"); break;
    case FROM_RELAY_DEFAULT: puts("default behind a relay"); break;
    case FROM_HOLD: puts("as hold"); break;
    case FROM_PROGRAM_NAME: puts("name of the program"); break;
    case FROM_FILE: printf("%s:%u\n", o->file.path, source->line); break;
    case FROM_ENVIRONMENT: puts("environment"); break;
    case FROM_COMMAND_LINE: puts("command line"); break;
    }
}

void options_explain(const struct options *o)
{
    for (size_t i = 0; i < OPTIONS_N; i++) {
        char text[OPTION_TEXT_MAX];
        const char *value = option_text(o, &option_rows[i], text);
        if (value && value == o->directory && strchr(value, '@'))
            value = "(with a password)";
        printf("%-24s %-24s ", option_rows[i].name, value ? value : "-");
        print_source(o, i);
    }
    printf("# %s%s\n",
           o->file.path ? o->file.path : "no file of options: there is no " OPTIONS_CONFIG_FILE,
           o->file.path ? " was read" : "");
}
