// SPDX-License-Identifier: GPL-2.0-only
/* See permit.h. */
#include <linux/slab.h>

#include "state/permit.h"

struct natgw_permit_key {
	struct natgw_mapping_external external;
	__be32 remote;
};

struct natgw_permit {
	struct rhash_head node;
	struct natgw_permit_key key;
	refcount_t ref;
	struct rcu_head rcu;
};

static u32 key_hash(const void *data, u32 len, u32 seed)
{
	const struct natgw_permit_key *key = data;

	return hsiphash_3u32((__force u32)key->external.addr ^ seed,
			     (__force u32)key->external.port << 16 | key->external.proto,
			     (__force u32)key->remote, &natgw_hash_key);
}

static const struct rhashtable_params params = {
	.head_offset = offsetof(struct natgw_permit, node),
	.key_offset = offsetof(struct natgw_permit, key),
	.key_len = sizeof(struct natgw_permit_key),
	.hashfn = key_hash,
	.automatic_shrinking = true,
};

int natgw_permit_init(struct natgw_net *nn)
{
	return rhashtable_init(&nn->permits, &params);
}

static void free_permit(void *ptr, void *arg)
{
	kfree(ptr);
}

void natgw_permit_exit(struct natgw_net *nn)
{
	rhashtable_free_and_destroy(&nn->permits, free_permit, NULL);
}

bool natgw_permit_get(struct natgw_net *nn, const struct natgw_mapping_external *external,
		      __be32 remote)
{
	struct natgw_permit_key key = { .external = *external, .remote = remote };
	struct natgw_permit *permit, *other;
	int tries = 3;	/* one that is on its way out is gone by the next try */

again:
	permit = rhashtable_lookup(&nn->permits, &key, params);
	if (permit && refcount_inc_not_zero(&permit->ref))
		return true;
	permit = kmalloc(sizeof(*permit), GFP_ATOMIC | __GFP_NOWARN);
	if (!permit)
		return false;
	permit->key = key;
	refcount_set(&permit->ref, 1);
	other = rhashtable_lookup_get_insert_fast(&nn->permits, &permit->node, params);
	if (!other)
		return true;
	kfree(permit);
	if (IS_ERR(other))
		return false;
	if (refcount_inc_not_zero(&other->ref))
		return true;
	if (--tries)
		goto again;
	return false;
}

void natgw_permit_put(struct natgw_net *nn, const struct natgw_mapping_external *external,
		      __be32 remote)
{
	struct natgw_permit_key key = { .external = *external, .remote = remote };
	struct natgw_permit *permit = rhashtable_lookup(&nn->permits, &key, params);

	if (!permit || !refcount_dec_and_test(&permit->ref))
		return;
	rhashtable_remove_fast(&nn->permits, &permit->node, params);
	kfree_rcu(permit, rcu);
}

bool natgw_permit_test(struct natgw_net *nn, const struct natgw_mapping_external *external,
		       __be32 remote)
{
	struct natgw_permit_key key = { .external = *external, .remote = remote };

	return rhashtable_lookup(&nn->permits, &key, params);
}
