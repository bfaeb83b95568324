#include "setup.h"

#include <assert.h>
#include <string.h>

void fcgi_config_want(struct fcgi_config *config, unsigned index, const char *name)
{
    struct fcgi_wanted *wanted = &config->params[index];
    size_t len = strlen(name);
    uint8_t *slot = &config->slots[pairs_slot(name, len)];
    assert(index < FCGI_PARAMS_WANTED_MAX && len <= PAIRS_NAME_MAX && !wanted->name);
    *wanted = (struct fcgi_wanted){.name = name,
                                   .len = (uint8_t)len,
                                   .next = *slot,
                                   .is_header = strncmp(name, "HTTP_", 5) == 0};
    *slot = (uint8_t)(index + 1);
}
