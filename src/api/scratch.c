#include "scratch.h"

enum { SCRATCH_KEPT = 64 * 1024 };

bool scratch_prepare(struct buf *b)
{
    bool held = buf_reserve(b, SCRATCH_KEPT) != NULL;
    buf_clear(b);
    return held;
}

void scratch_settle(struct buf *b)
{
    buf_clear(b);
    if (b->cap <= SCRATCH_KEPT)
        return;
    buf_fini(b);
    scratch_prepare(b);
}
