#include "slabs.h"

#include "../base/pages.h"

void slabs_init(struct slabs *slabs)
{
    slabs->memory = pages_new((size_t)SLABS * SLAB_BYTES);
    slabs->n_free = 0;
    for (unsigned i = SLABS; slabs->memory && i-- > 0;)
        slabs_put(slabs, slabs->memory + (size_t)i * SLAB_BYTES);
}

void slabs_fini(struct slabs *slabs)
{
    if (slabs->memory)
        pages_free(slabs->memory, (size_t)SLABS * SLAB_BYTES);
    slabs->memory = NULL;
    slabs->n_free = 0;
}

char *slabs_take(struct slabs *slabs)
{
    return slabs->n_free > 0 ? slabs->free[--slabs->n_free] : NULL;
}

void slabs_put(struct slabs *slabs, char *slab)
{
    slabs->free[slabs->n_free++] = slab;
}
