/*
 * Memory that runs short when a test says so. For programs linked with
 * --wrap=malloc, --wrap=calloc and --wrap=pool_get.
 */
#ifndef SUPPORT_SHORTAGE_H
#define SUPPORT_SHORTAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "../../../src/base/pool.h"

/* From now on the n-th allocation fails (from 0), and with `lasting` all that
 * follow it. */
void shortage_begin(size_t nth, bool lasting);

/* Memory is plenty again; whether an allocation failed meanwhile. */
bool shortage_end(void);

void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_pool_get(struct pool *pool);

#endif
