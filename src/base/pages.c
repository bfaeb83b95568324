#include "pages.h"

#include <stdint.h>
#include <sys/mman.h>

void *pages_new(size_t size)
{
    void *pages = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (pages == MAP_FAILED)
        return NULL;
#ifdef MADV_DONTDUMP
    madvise(pages, size, MADV_DONTDUMP);
#elif defined MADV_NOCORE
    madvise(pages, size, MADV_NOCORE);
#endif
    return pages;
}

void *pages_new_aligned(size_t size)
{
    char *wide = pages_new(2 * size);
    if (!wide)
        return NULL;
    size_t before = (size_t)(-(uintptr_t)wide & (size - 1));
    if (before > 0)
        munmap(wide, before);
    munmap(wide + before + size, size - before);
    return wide + before;
}

void pages_lock(void *pages, size_t size)
{
#ifdef MLOCK_ONFAULT
    (void)mlock2(pages, size, MLOCK_ONFAULT);
#else
    (void)mlock(pages, size);
#endif
}

void pages_free(void *pages, size_t size)
{
    munmap(pages, size);
}
