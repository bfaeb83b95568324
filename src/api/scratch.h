/*
 * Scratch buffers. They keep a moderate size, so that a shortage of memory shows
 * before anything has happened and not while an answer is written.
 */
#ifndef API_SCRATCH_H
#define API_SCRATCH_H

#include "../base/buf.h"

/* Makes room for a moderate size in the buffer, which is empty then. False: out of
 * memory. */
bool scratch_prepare(struct buf *b);

/* After use: wipes the buffer, and makes it anew if it has grown large. */
void scratch_settle(struct buf *b);

#endif
