/*
 * The endpoints of the contract: a request comes in and an answer goes out, or
 * the request is parked and answered later. The api knows HTTP as CGI shows it,
 * and knows no FastCGI, sockets or clocks.
 *
 * A request is a pointer of the caller's, which the api does not look into. Each
 * request is answered exactly once, through the output that api_new was given,
 * unless api_forget takes it back.
 */
#ifndef API_API_H
#define API_API_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../chat/parked.h"
#include "cgi.h"
#include "failure.h"
#include "setup.h"

struct api;

/* NULL without memory. */
struct api *api_new(const struct api_config *config, struct api_time start,
                    struct api_output output);
void api_free(struct api *api); /* NULL is fine; nothing is answered */

/* Looks at a request of which only the params have come. True: it was answered, with an
 * error or as what browsers ask before others, and its body is not needed. */
bool api_refuse(struct api *api, void *request, const struct cgi_params *params);

/* Handles a whole request that api_refuse let pass. body[len] is a NUL; the body
 * may be written to. Returns NULL if the request was answered. Else it is parked:
 * the result is valid until the request is answered or forgotten. */
struct parked *api_handle(struct api *api, void *request, const struct cgi_params *params,
                          char *body, size_t len, struct api_time now);

/* Answers a request whose params or whose body are larger than they may be, that
 * came on a connection with too many unfinished bodies, or for which memory was
 * short. */
void api_answer_bad_params(struct api *api, void *request);
void api_answer_too_large(struct api *api, void *request);
void api_answer_crowded(struct api *api, void *request);
void api_answer_busy(struct api *api, void *request);

/* Takes back a parked request, because its peer has gone. It is not answered. */
void api_forget(struct api *api, struct parked *parked, struct api_time now);

/* Does what is due, and answers every parked request that is to be answered.
 * To be called after each batch of the calls above, and when api_next_deadline
 * (on the monotonic clock; INT64_MAX: never) has come. */
void api_run(struct api *api, struct api_time now);
int64_t api_next_deadline(const struct api *api);

/* Does a part of that, so that the answers can be written before there are more
 * of them. True: there is more to do. */
bool api_run_some(struct api *api, struct api_time now);

/* Makes the next api_run answer a parked request, or all of them, and tell their
 * clients to wait a little before they come again. False: the request is a
 * probe or a join, which are answered when their time is over; api_ask_all_to_wait ends it. */
bool api_ask_to_wait(struct api *api, struct parked *parked);
void api_ask_all_to_wait(struct api *api);

/* The peer has taken all that was passed to it: lets those on its list go on, in
 * the next api_run. */
void api_resume(struct api *api, struct list *blocked);

/* The loop has worked for `us` microseconds since it waited, and has so many connections: for
 * the metrics. */
void api_note_pass(struct api *api, uint64_t us, uint32_t connections);

/* Tells those who wait for an answer of api_holders.ask, on this list, who holds their room;
 * takes all of them off. `node`: for API_HELD_ELSEWHERE. */
void api_settle(struct api *api, struct list *waiters, enum api_holder holder, const char *node,
                struct api_time now);

/* Whether this node cannot renew what it holds, so that others may hold the same rooms: people
 * are told so with whatever they are answered. */
void api_note_cut_off(struct api *api, bool is_cut_off);

/* How many are in a room; and lets everybody in it go, since another node holds it. */
uint32_t api_n_members(const struct api *api, const char *room);
void api_end_room(struct api *api, const char *room, struct api_time now);

/* How many clients are present, and more of what an operator sees. */
uint64_t api_n_clients(const struct api *api);
struct chat_counts api_counts(const struct api *api);

/* Whether nobody else can come in. */
bool api_is_full(const struct api *api);

/* Takes over what of a configuration can change while it serves: limits but for the body's,
 * and who is trusted or may see counts. The lists of the one before may then be freed. */
void api_configure(struct api *api, const struct api_config *config);

/* Whether api_run should be called before more requests are handled: much waits
 * for a client that can be answered at once. */
bool api_pressed(const struct api *api);

#endif
