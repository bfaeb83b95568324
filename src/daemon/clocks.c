#include "clocks.h"

#include "../base/clock.h"

struct api_time clocks_read(void)
{
    return (struct api_time){.monotonic = clock_monotonic_ms(), .unix = clock_unix_ms()};
}

void clocks_init(struct clocks *c)
{
    *c = (struct clocks){.read = clocks_read, .read_us = clock_monotonic_us};
}

struct api_time clocks_now(struct clocks *c)
{
    if (!c->is_known)
        c->now = c->read();
    c->is_known = true;
    return c->now;
}

void clocks_forget(struct clocks *c)
{
    c->is_known = false;
}
