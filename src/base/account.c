#include "account.h"

#include <assert.h>

static size_t booked[N_ACCOUNTS];
static size_t total;
static size_t limit = SIZE_MAX;

void account_set_limit(size_t bytes)
{
    limit = bytes > 0 ? bytes : SIZE_MAX;
}

size_t account_limit(void)
{
    return limit == SIZE_MAX ? 0 : limit;
}

void account_add(enum account account, size_t bytes)
{
    booked[account] += bytes;
    total += bytes;
}

bool account_take(enum account account, size_t bytes)
{
    if (total > limit || bytes > limit - total)
        return false;
    account_add(account, bytes);
    return true;
}

bool account_take_large(enum account account, size_t bytes)
{
    const size_t half = limit / 2;
    bool fits = booked[account] <= half && bytes <= half - booked[account];
    if (!fits || total > limit - limit / 16 || bytes > limit - limit / 16 - total)
        return false;
    account_add(account, bytes);
    return true;
}

bool account_is_short(void)
{
    return total > limit - limit / 8;
}

bool account_has_plenty(void)
{
    return total <= limit - limit / 4;
}

void account_remove(enum account account, size_t bytes)
{
    assert(bytes <= booked[account]);
    booked[account] -= bytes;
    total -= bytes;
}

size_t account_bytes(enum account account)
{
    return booked[account];
}

size_t account_total(void)
{
    return total;
}
