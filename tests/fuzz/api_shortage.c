#include "api_shortage.h"

#include <stddef.h>

#include "../../src/base/pool.h"
#include "../../src/base/reserve.h"

static unsigned until; /* 0: no plan */
static bool is_lasting, is_running, has_failed;
static unsigned paused;

void shortage_plan(unsigned nth, bool lasting)
{
    until = nth;
    is_lasting = lasting;
    has_failed = false;
}

void shortage_start(void)
{
    is_running = true;
}

void shortage_rest(void)
{
    is_running = false;
}

void shortage_stop(void)
{
    is_running = has_failed = false;
    until = 0;
}

void shortage_pause(void)
{
    paused++;
}

void shortage_resume(void)
{
    paused--;
}

bool shortage_may_fail(void)
{
    return has_failed || until > 0;
}

bool shortage_has_failed(void)
{
    return has_failed;
}

static bool fails(void)
{
    if (!is_running || paused > 0 || until == 0 || (until > 1 && until-- > 1))
        return false;
    until = is_lasting;
    has_failed = true;
    return true;
}

#define MAY_FAIL(name, parameters, arguments)                                                      \
    void *__real_##name parameters;                                                                \
    void *__wrap_##name parameters;                                                                \
    void *__wrap_##name parameters                                                                 \
    {                                                                                              \
        return fails() ? NULL : __real_##name arguments;                                           \
    }

MAY_FAIL(malloc, (size_t size), (size))
MAY_FAIL(calloc, (size_t n, size_t size), (n, size))
MAY_FAIL(realloc, (void *old, size_t size), (old, size))
MAY_FAIL(pages_new, (size_t size), (size))

void *__real_pool_get(struct pool *pool);
void *__wrap_pool_get(struct pool *pool);

/* As if it had to grow. */
void *__wrap_pool_get(struct pool *pool)
{
    if (!fails())
        return __real_pool_get(pool);
    return pool->reserved ? reserve_take(pool->size) : NULL;
}
