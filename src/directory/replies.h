/*
 * What the answers to commands mean. For the directory's own files only.
 */
#ifndef DIRECTORY_REPLIES_H
#define DIRECTORY_REPLIES_H

#include "state.h"

/* See directory_reply. */
void replies_take(struct directory *d, unsigned tag, const struct directory_value *value,
                  int64_t now);

#endif
