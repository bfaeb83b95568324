#include "shortage.h"

#include "../../../src/base/reserve.h"

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_pool_get(struct pool *pool);

static bool is_short, is_lasting, has_failed;
static size_t until;

void shortage_begin(size_t nth, bool lasting)
{
    is_short = true;
    is_lasting = lasting;
    has_failed = false;
    until = nth;
}

bool shortage_end(void)
{
    is_short = false;
    return has_failed;
}

static bool fails(void)
{
    if (!is_short || (until > 0 && until-- > 0))
        return false;
    is_short = is_lasting;
    has_failed = true;
    return true;
}

void *__wrap_malloc(size_t size)
{
    return fails() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
    return fails() ? NULL : __real_calloc(count, size);
}

/* As if it had to grow. */
void *__wrap_pool_get(struct pool *pool)
{
    if (!fails())
        return __real_pool_get(pool);
    return pool->reserved ? reserve_take(pool->size) : NULL;
}
