#include "account.h"

#include <assert.h>

static size_t booked[N_ACCOUNTS];

void account_add(enum account account, size_t bytes)
{
    booked[account] += bytes;
}

void account_remove(enum account account, size_t bytes)
{
    assert(bytes <= booked[account]);
    booked[account] -= bytes;
}

size_t account_bytes(enum account account)
{
    return booked[account];
}

size_t account_total(void)
{
    size_t total = 0;
    for (unsigned i = 0; i < N_ACCOUNTS; i++)
        total += booked[i];
    return total;
}
