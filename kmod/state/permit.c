// SPDX-License-Identifier: GPL-2.0-only
/* See permit.h. */
#include <linux/kmemleak.h>
#include <linux/slab.h>

#include "state/permit.h"

struct natgw_permit_key {
	struct natgw_mapping_external external;
	__be32 remote;
};

struct natgw_permit {
	struct natgw_permit_key key;
	refcount_t ref;
	struct rcu_head rcu;
};

static u32 key_hash(const void *data, u32 seed)
{
	const struct natgw_permit_key *key = data;

	return natgw_words_hash(*(const u64 *)&key->external, (__force u32)key->remote, seed,
				&natgw_table_key);
}

static bool key_equal(const void *a, const void *b)
{
	const struct natgw_permit_key *x = a, *y = b;

	return *(const u64 *)&x->external == *(const u64 *)&y->external && x->remote == y->remote;
}

static const struct natgw_table_params params = {
	.key = offsetof(struct natgw_permit, key),
	.hash = key_hash,
	.equal = key_equal,
};

int natgw_permit_init(struct natgw_net *nn)
{
	return natgw_table_init(&nn->permits, &params);
}

static void free_permit(void *permit)
{
	kfree(permit);
}

void natgw_permit_exit(struct natgw_net *nn)
{
	natgw_table_destroy(&nn->permits, free_permit);
}

bool natgw_permit_get(struct natgw_net *nn, const struct natgw_mapping_external *external,
		      __be32 remote)
{
	struct natgw_permit_key key = { .external = *external, .remote = remote };
	struct natgw_permit *permit, *other;
	int tries = 3;	/* one that is on its way out is gone by the next try */

again:
	permit = natgw_table_find(&nn->permits, &key, params);
	if (permit && refcount_inc_not_zero(&permit->ref))
		return true;
	permit = kmalloc(sizeof(*permit), GFP_ATOMIC | __GFP_NOWARN);
	if (!permit)
		return false;
	permit->key = key;
	refcount_set(&permit->ref, 1);
	/* Tables keep addresses in a form that kmemleak does not know. */
	kmemleak_ignore(permit);
	other = natgw_table_insert(&nn->permits, permit, params);
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
	struct natgw_permit *permit = natgw_table_find(&nn->permits, &key, params);

	if (!permit || !refcount_dec_and_test(&permit->ref))
		return;
	natgw_table_remove(&nn->permits, permit, params);
	kfree_rcu(permit, rcu);
}

bool natgw_permit_test(struct natgw_net *nn, const struct natgw_mapping_external *external,
		       __be32 remote)
{
	struct natgw_permit_key key = { .external = *external, .remote = remote };

	return natgw_table_find(&nn->permits, &key, params);
}
