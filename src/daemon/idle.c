#include "idle.h"

int64_t idle_note(struct idle *idle, bool anybody, int64_t now)
{
    if (!anybody && !idle->nobody)
        idle->since = now;
    idle->nobody = !anybody;
    return anybody || idle->limit_ms == 0 ? INT64_MAX : idle->since + idle->limit_ms;
}
