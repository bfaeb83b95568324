#include "health.h"

#include "../base/log.h"

enum { SAID_AGAIN_MS = 60000, CODE_MAX = 32 };

/* A word in capitals, as servers begin their errors; 0: it is none. */
static size_t word_of(const char *text, size_t len)
{
    size_t n = 0;
    while (n < len && n < CODE_MAX && text[n] >= 'A' && text[n] <= 'Z')
        n++;
    return n < len && text[n] != ' ' ? 0 : n;
}

void health_fault(struct directory_health *health, const char *why, const char *code, size_t len,
                  int64_t now)
{
    size_t word = word_of(code, len);
    health->faults++;
    health->is_ill = true;
    if (health->is_told || (health->said != 0 && now - health->said < SAID_AGAIN_MS))
        return;
    health->is_told = true;
    health->said = now;
    if (word > 0)
        log_event(LOG_WARNING, "directory_fault",
                  "the directory fails: {why} ({code}); rooms that are held here go on",
                  LOG_TEXT("why", why), LOG_SPAN("code", code, word));
    else
        log_event(LOG_WARNING, "directory_fault",
                  "the directory fails: {why}; rooms that are held here go on",
                  LOG_TEXT("why", why));
}

void health_answer(struct directory_health *health)
{
    if (health->is_told)
        log_event(LOG_INFO, "directory_well", "the directory answers again");
    health->is_ill = health->is_told = false;
}
