/* SPDX-License-Identifier: GPL-2.0-only */
/* The fast path's look-up of a session, in two steps. */
#ifndef _NATGW_STATE_SESSION_FIND_H
#define _NATGW_STATE_SESSION_FIND_H

#include <linux/prefetch.h>

#include "state/session.h"

/* Where a tuple's flow would stand; good for one look-up under the same rcu_read_lock(). */
struct natgw_session_place {
	const struct bucket_table *buckets;
	u32 bucket;
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
	struct rhashtable *table = &nn->sessions;
	const struct bucket_table *buckets = rht_dereference_rcu(table->tbl, table);
	u32 hash = natgw_tuple_hash(tuple, buckets->hash_rnd, &natgw_session_key);
	u32 bucket = rht_bucket_index(buckets, hash);

	prefetch(rht_bucket(buckets, bucket));
	return (struct natgw_session_place){ .buckets = buckets, .bucket = bucket };
}

/**
 * natgw_session_find_at() - natgw_session_find() in a place that was located before
 * @nn: the namespace
 * @tuple: the same tuple
 * @place: its place
 *
 * Context: under rcu_read_lock(). Return: the flow or NULL, which may also be one that is being
 * moved at that moment: the full path finds it.
 */
static inline struct natgw_flow *natgw_session_find_at(struct natgw_net *nn,
						       const struct natgw_tuple *tuple,
						       const struct natgw_session_place *place)
{
	struct rhash_lock_head __rcu *const *bucket = rht_bucket(place->buckets, place->bucket);
	struct rhash_head *node;

	rht_for_each_rcu_from(node, rht_ptr_rcu(bucket), place->buckets, place->bucket) {
		struct natgw_flow *flow = container_of(node, struct natgw_flow, node);

		/* The other direction's line is needed too; a session is aligned to its size. */
		prefetch((const void *)((unsigned long)flow ^ sizeof(*flow)));
		if (natgw_tuple_equal(&flow->tuple, tuple))
			return flow;
	}
	/* In a table that is growing it may stand where it goes; else there is none. */
	return rcu_access_pointer(place->buckets->future_tbl) ? natgw_session_find(nn, tuple) :
								NULL;
}

#endif
