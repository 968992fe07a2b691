// SPDX-License-Identifier: GPL-2.0-only
/* See subscriber.h. */
#include <linux/kmemleak.h>
#include <linux/ktime.h>
#include <linux/slab.h>

#include "state/subscriber.h"

static u32 key_hash(const void *data, u32 seed)
{
	const struct natgw_subscriber_key *key = data;

	return natgw_words_hash((__force u32)key->addr, (u32)key->pool << 16 | key->zone, seed,
				&natgw_table_key);
}

static bool key_equal(const void *a, const void *b)
{
	return !memcmp(a, b, sizeof(struct natgw_subscriber_key));
}

static const struct natgw_table_params params = {
	.key = offsetof(struct natgw_subscriber, key),
	.hash = key_hash,
	.equal = key_equal,
};

int natgw_subscriber_init(struct natgw_net *nn)
{
	return natgw_table_init(&nn->subscribers, &params);
}

static void free_subscriber(void *subscriber)
{
	kfree(subscriber);
}

void natgw_subscriber_exit(struct natgw_net *nn)
{
	natgw_table_destroy(&nn->subscribers, free_subscriber);
}

struct natgw_subscriber *natgw_subscriber_find(struct natgw_net *nn,
					       const struct natgw_subscriber_key *key)
{
	return natgw_table_find(&nn->subscribers, key, params);
}

void natgw_subscriber_expect(struct natgw_net *nn, const struct natgw_subscriber_key *key)
{
	natgw_table_prefetch(&nn->subscribers, key, params);
}

void natgw_subscriber_expect_found(struct natgw_net *nn, const struct natgw_subscriber_key *key)
{
	const struct natgw_table_line *line;
	u32 hash;

	line = natgw_table_bucket(rcu_dereference(nn->subscribers.lines), key, &hash, params);
	natgw_table_prefetch_in(line, hash, params);
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
	/* Tables keep addresses in a form that kmemleak does not know. */
	kmemleak_ignore(subscriber);
	if (natgw_table_insert(&nn->subscribers, subscriber, params)) {
		kfree(subscriber);
		return NULL;
	}
	atomic_inc(&nn->n_subscribers);
	return subscriber;
}

void natgw_subscriber_kill(struct natgw_net *nn, struct natgw_subscriber *subscriber)
{
	lockdep_assert_held(natgw_net_host_lock(nn, subscriber->key.addr));
	natgw_table_remove(&nn->subscribers, subscriber, params);
	atomic_dec(&nn->n_subscribers);
	kfree_rcu(subscriber, rcu);
}
