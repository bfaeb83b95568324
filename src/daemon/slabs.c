#include "slabs.h"

#include <assert.h>

#include "../base/account.h"
#include "../base/pages.h"

void slabs_init(struct slabs *slabs)
{
    slabs->memory = pages_new((size_t)SLABS * SLAB_BYTES);
    slabs->n_free = 0;
    if (slabs->memory)
        account_add(ACCOUNT_SLABS, (size_t)SLABS * SLAB_BYTES);
    for (unsigned i = SLABS; slabs->memory && i-- > 0;)
        slabs_put(slabs, slabs->memory + (size_t)i * SLAB_BYTES);
}

void slabs_fini(struct slabs *slabs)
{
    if (slabs->memory) {
        pages_free(slabs->memory, (size_t)SLABS * SLAB_BYTES);
        account_remove(ACCOUNT_SLABS, (size_t)SLABS * SLAB_BYTES);
    }
    slabs->memory = NULL;
    slabs->n_free = 0;
}

char *slabs_take(struct slabs *slabs)
{
    return slabs->n_free > 0 ? slabs->free[--slabs->n_free] : NULL;
}

void slabs_put(struct slabs *slabs, char *slab)
{
    assert(slabs->n_free < SLABS);
    slabs->free[slabs->n_free++] = slab;
}
