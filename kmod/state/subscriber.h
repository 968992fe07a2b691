/* SPDX-License-Identifier: GPL-2.0-only */
/* One inside host and what it has of a pool. */
#ifndef _NATGW_STATE_SUBSCRIBER_H
#define _NATGW_STATE_SUBSCRIBER_H

#include "state/net.h"

/* What a subscriber is found by. */
struct natgw_subscriber_key {
	__be32 addr;
	u16 pool;
	u16 zone;
};

/**
 * struct natgw_subscriber - one inside host in one pool
 * @key: inside address, pool id, zone
 * @external: its paired or bound external address; 0 before the first mapping
 * @mappings: its mappings; it ends with the last one
 * @sessions: its sessions
 * @created: seconds, ktime_get_seconds()
 * @rcu: frees it
 *
 * Made, changed and ended under the host's lock; @sessions is atomic.
 */
struct natgw_subscriber {
	struct natgw_subscriber_key key;
	__be32 external;
	u32 mappings;
	atomic_t sessions;
	u32 created;
	struct rcu_head rcu;
};

int natgw_subscriber_init(struct natgw_net *nn);
void natgw_subscriber_exit(struct natgw_net *nn);

/* Context: under rcu_read_lock(). Return: the subscriber or NULL. */
struct natgw_subscriber *natgw_subscriber_find(struct natgw_net *nn,
					       const struct natgw_subscriber_key *key);

/*
 * Asks for the bucket of a subscriber, and, when that has come from memory, for the subscriber.
 * Context: under rcu_read_lock().
 */
void natgw_subscriber_expect(struct natgw_net *nn, const struct natgw_subscriber_key *key);
void natgw_subscriber_expect_found(struct natgw_net *nn, const struct natgw_subscriber_key *key);

/* Finds or makes one. Context: host lock held. Return: NULL without memory. */
struct natgw_subscriber *natgw_subscriber_create(struct natgw_net *nn,
						 const struct natgw_subscriber_key *key);

/* Ends one that has no mapping. Context: host lock held. */
void natgw_subscriber_kill(struct natgw_net *nn, struct natgw_subscriber *subscriber);

#endif
