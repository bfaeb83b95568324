/*
 * The rooms that the directory knows: on which list each is, and who waits for it. For the
 * directory's own files only.
 */
#ifndef DIRECTORY_HOLDINGS_H
#define DIRECTORY_HOLDINGS_H

#include "state.h"

/* The first room of a list of rooms, or of those that are waited for; or NULL. */
struct holding *holdings_first(const struct list *list);
struct holding *holdings_first_waited(const struct directory *d);

/* Nobody waits for a room any more; or all who do are told. */
void holdings_stop_waiting(struct directory *d, struct holding *h);
void holdings_settle(struct directory *d, struct holding *h, enum directory_holder holder,
                     const char *node);

/* What becomes of a room that is on no list and not in flight: it is to be claimed, it is held
 * and renewed when it is due, or nothing is known of it any more; who waits is told so. */
void holdings_claim(struct directory *d, struct holding *h);
void holdings_keep(struct directory *d, struct holding *h, int64_t due);
void holdings_forget(struct directory *d, struct holding *h);

/* It may have become another's: then that one has it longer. */
void holdings_doubt(struct holding *h);

/* All that is held is asked for at once; `is_unsure`: it may have become another's. */
void holdings_renew_all(struct directory *d, int64_t now, bool is_unsure);

/* To be called first with each time. A process that was stopped until its lease was over may
 * have lost every room. One that runs, but cannot reach the directory, is not doubted. */
void holdings_note_pause(struct directory *d, int64_t now);

/* Lets the people of a held room go without telling the directory: its lease ends by itself.
 * Or those of all, and forgets every claim. */
void holdings_drop(struct directory *d, struct holding *h);
void holdings_drop_all(struct directory *d);

#endif
