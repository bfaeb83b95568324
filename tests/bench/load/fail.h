#ifndef LOAD_FAIL_H
#define LOAD_FAIL_H

/* Ends the program: the server, or the way to it, is not as it must be. */
_Noreturn void fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
