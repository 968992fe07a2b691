// SPDX-License-Identifier: GPL-2.0-only
/* See subscriber.h. */
#include <linux/slab.h>
#include <linux/ktime.h>

#include "state/subscriber.h"

static u32 key_hash(const void *data, u32 len, u32 seed)
{
	const struct natgw_subscriber_key *key = data;

	return hsiphash_2u32((__force u32)key->addr ^ seed, (u32)key->pool << 16 | key->zone,
			     &natgw_hash_key);
}

static const struct rhashtable_params params = {
	.head_offset = offsetof(struct natgw_subscriber, node),
	.key_offset = offsetof(struct natgw_subscriber, key),
	.key_len = sizeof(struct natgw_subscriber_key),
	.hashfn = key_hash,
	.automatic_shrinking = true,
};

int natgw_subscriber_init(struct natgw_net *nn)
{
	return rhashtable_init(&nn->subscribers, &params);
}

static void free_subscriber(void *ptr, void *arg)
{
	kfree(ptr);
}

void natgw_subscriber_exit(struct natgw_net *nn)
{
	rhashtable_free_and_destroy(&nn->subscribers, free_subscriber, NULL);
}

struct natgw_subscriber *natgw_subscriber_find(struct natgw_net *nn,
					       const struct natgw_subscriber_key *key)
{
	return rhashtable_lookup(&nn->subscribers, key, params);
}

struct natgw_subscriber *natgw_subscriber_create(struct natgw_net *nn,
						 const struct natgw_subscriber_key *key)
{
	struct natgw_subscriber *subscriber = natgw_subscriber_find(nn, key);

	lockdep_assert_held(natgw_net_host_lock(nn, key->addr));
	if (subscriber)
		return subscriber;
	subscriber = kzalloc(sizeof(*subscriber), GFP_ATOMIC | __GFP_NOWARN);
	if (!subscriber)
		return NULL;
	subscriber->key = *key;
	subscriber->created = ktime_get_seconds();
	if (rhashtable_insert_fast(&nn->subscribers, &subscriber->node, params)) {
		kfree(subscriber);
		return NULL;
	}
	atomic_inc(&nn->n_subscribers);
	return subscriber;
}

void natgw_subscriber_kill(struct natgw_net *nn, struct natgw_subscriber *subscriber)
{
	lockdep_assert_held(natgw_net_host_lock(nn, subscriber->key.addr));
	rhashtable_remove_fast(&nn->subscribers, &subscriber->node, params);
	atomic_dec(&nn->n_subscribers);
	kfree_rcu(subscriber, rcu);
}
