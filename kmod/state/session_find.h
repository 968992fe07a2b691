/* SPDX-License-Identifier: GPL-2.0-only */
/* The fast path's look-up of a session, in steps. */
#ifndef _NATGW_STATE_SESSION_FIND_H
#define _NATGW_STATE_SESSION_FIND_H

#include "state/session.h"

/* Where a tuple's flow would stand; good for one look-up under the same rcu_read_lock(). */
struct natgw_session_place {
	const struct natgw_table_lines *lines;
	u32 hash;
};

static inline bool natgw_session_is(const void *a, const void *b)
{
	return natgw_tuple_equal(a, b);
}

static inline u32 natgw_session_hash(const void *key, u32 seed)
{
	return natgw_tuple_hash(key, seed, &natgw_table_key);
}

/* Of natgw_net.sessions. A session stands there twice: walks meet its flow from inside. */
static const struct natgw_table_params natgw_session_params = {
	.key = offsetof(struct natgw_flow, tuple),
	.twin = sizeof(struct natgw_flow),
	.hash = natgw_session_hash,
	.equal = natgw_session_is,
};

/**
 * natgw_session_locate() - get ready to look a flow up
 * @nn: the namespace
 * @tuple: of the packet
 *
 * Asks for the bucket's cache line, so that it is there when other things were looked at.
 *
 * Context: under rcu_read_lock(). Return: for natgw_session_find_at().
 */
static inline struct natgw_session_place natgw_session_locate(struct natgw_net *nn,
							      const struct natgw_tuple *tuple)
{
	struct natgw_session_place place = { .lines = rcu_dereference(nn->sessions.lines) };

	prefetch(natgw_table_bucket(place.lines, tuple, &place.hash, natgw_session_params));
	return place;
}

/* Asks for the bucket's line of one of a session's flows. Context: under rcu_read_lock(). */
static inline void natgw_session_expect(struct natgw_net *nn, const struct natgw_tuple *tuple)
{
	natgw_table_prefetch(&nn->sessions, tuple, natgw_session_params);
}

/* The same of the answers to a packet from inside that gets this external endpoint. */
static inline void natgw_session_expect_reply(struct natgw_net *nn, const struct natgw_tuple *tuple,
					      __be32 addr, __be16 port)
{
	struct natgw_tuple reply = natgw_tuple_swap(tuple);

	natgw_tuple_set_destination(&reply, addr, port);
	reply.realm = NATGW_OUTSIDE;
	reply.zone = 0;
	natgw_session_expect(nn, &reply);
}

/**
 * natgw_session_prefetch() - ask for what is most likely found in a place
 * @place: its bucket has come from memory meanwhile
 *
 * Context: under rcu_read_lock(). Return: false if most likely there is none.
 */
static inline bool natgw_session_prefetch(const struct natgw_session_place *place)
{
	return natgw_table_prefetch_in(natgw_table_line(place->lines, place->hash), place->hash,
				       natgw_session_params);
}

/**
 * natgw_session_find_at() - natgw_session_find() in a place that was located before
 * @nn: the namespace
 * @tuple: the same tuple
 * @place: its place
 *
 * Context: under rcu_read_lock(). Return: the flow or NULL.
 */
static inline struct natgw_flow *natgw_session_find_at(struct natgw_net *nn,
						       const struct natgw_tuple *tuple,
						       const struct natgw_session_place *place)
{
	const struct natgw_table_line *line = natgw_table_line(place->lines, place->hash);
	struct natgw_flow *flow;

	flow = natgw_table_find_in(line, place->hash, tuple, natgw_session_params);
	if (likely(flow))
		return flow;
	/* In a table that is growing it may stand where it goes; else there is none. */
	return rcu_access_pointer(place->lines->successor) ? natgw_session_find(nn, tuple) : NULL;
}

#endif
