// SPDX-License-Identifier: GPL-2.0-only
/* See mapping.h. How a new mapping gets its external endpoint is in mapping_make.c. */
#include <linux/slab.h>
#include <linux/ktime.h>

#include "state/hold.h"
#include "state/mapping.h"
#include "state/mapping_make.h"

static struct kmem_cache *mapping_cache;

u32 natgw_mapping_inside_hash(const void *data, u32 len, u32 seed)
{
	const struct natgw_mapping_inside *key = data;

	return hsiphash_4u32((__force u32)key->addr ^ seed, (__force u32)key->remote,
			     (__force u32)key->port << 16 | (__force u32)key->remote_port,
			     ((u32)key->pool << 16 | key->zone) ^ (u32)key->proto << 8,
			     &natgw_hash_key);
}

static u32 external_hash(const void *data, u32 len, u32 seed)
{
	const struct natgw_mapping_external *key = data;

	return hsiphash_2u32((__force u32)key->addr ^ seed,
			     (__force u32)key->port << 16 | key->proto, &natgw_hash_key);
}

static const struct rhashtable_params inside_params = {
	.head_offset = offsetof(struct natgw_mapping, inside_node),
	.key_offset = offsetof(struct natgw_mapping, inside),
	.key_len = sizeof(struct natgw_mapping_inside),
	.hashfn = natgw_mapping_inside_hash,
	.automatic_shrinking = true,
};

static const struct rhashtable_params external_params = {
	.head_offset = offsetof(struct natgw_mapping, external_node),
	.key_offset = offsetof(struct natgw_mapping, external),
	.key_len = sizeof(struct natgw_mapping_external),
	.hashfn = external_hash,
	.automatic_shrinking = true,
};

int natgw_mapping_cache_init(void)
{
	BUILD_BUG_ON(sizeof(struct natgw_mapping) > 56);
	mapping_cache = KMEM_CACHE(natgw_mapping, 0);
	return mapping_cache ? 0 : -ENOMEM;
}

void natgw_mapping_cache_exit(void)
{
	kmem_cache_destroy(mapping_cache);
}

int natgw_mapping_init(struct natgw_net *nn)
{
	int ret = rhashtable_init(&nn->mappings_inside, &inside_params);

	if (ret)
		return ret;
	ret = rhashtable_init(&nn->mappings_external, &external_params);
	if (ret) {
		rhashtable_destroy(&nn->mappings_inside);
		return ret;
	}
	natgw_graveyard_init(&nn->mapping_graves, mapping_cache);
	return 0;
}

static void free_mapping(void *ptr, void *arg)
{
	kmem_cache_free(mapping_cache, ptr);
}

void natgw_mapping_exit(struct natgw_net *nn)
{
	rhashtable_destroy(&nn->mappings_inside);
	rhashtable_free_and_destroy(&nn->mappings_external, free_mapping, NULL);
	natgw_graveyard_exit(&nn->mapping_graves);
}

struct natgw_mapping *natgw_mapping_find_inside(struct natgw_net *nn,
						const struct natgw_mapping_inside *key)
{
	return rhashtable_lookup(&nn->mappings_inside, key, inside_params);
}

struct natgw_mapping *natgw_mapping_find_exact(struct natgw_net *nn, u8 proto, __be32 addr,
					       __be16 port)
{
	struct natgw_mapping_external key = { .addr = addr, .port = port, .proto = proto };

	return rhashtable_lookup(&nn->mappings_external, &key, external_params);
}

struct natgw_mapping *natgw_mapping_find_external(struct natgw_net *nn, u8 proto, __be32 addr,
						  __be16 port)
{
	struct natgw_mapping *mapping = natgw_mapping_find_exact(nn, proto, addr, port);

	return mapping ?: natgw_mapping_find_exact(nn, 0, addr, 0);
}

struct natgw_subscriber *natgw_mapping_subscriber(struct natgw_net *nn,
						  const struct natgw_mapping *mapping)
{
	struct natgw_subscriber_key key = {
		.addr = mapping->inside.addr, .pool = mapping->inside.pool,
		.zone = mapping->inside.zone,
	};

	return key.pool ? natgw_subscriber_find(nn, &key) : NULL;
}

struct natgw_mapping *natgw_mapping_create(struct natgw_net *nn,
					   const struct natgw_mapping *template,
					   struct natgw_subscriber *subscriber)
{
	struct natgw_mapping *mapping = kmem_cache_alloc(mapping_cache, GFP_ATOMIC | __GFP_NOWARN);
	int ret;

	if (!mapping)
		return ERR_PTR(-ENOMEM);
	*mapping = *template;
	refcount_set(&mapping->sessions, 1);
	mapping->last_outbound = ktime_get_seconds();
	/*
	 * Inside keys are looked up under the host's lock, which we hold; external
	 * ones by anybody, so that the mapping has to be whole by then.
	 */
	ret = rhashtable_lookup_insert_fast(&nn->mappings_inside, &mapping->inside_node,
					    inside_params);
	if (ret)
		goto err_free;
	ret = rhashtable_lookup_insert_fast(&nn->mappings_external, &mapping->external_node,
					    external_params);
	if (ret)
		goto err_remove;
	if (subscriber)
		subscriber->mappings++;
	atomic_inc(&nn->n_mappings);
	natgw_stats_inc(nn->stats, NATGW_STAT_MAPPINGS_CREATED);
	if (natgw_event_ops)
		natgw_event_ops->mapping_new(nn, mapping);
	return mapping;

err_remove:
	rhashtable_remove_fast(&nn->mappings_inside, &mapping->inside_node, inside_params);
	natgw_graveyard_bury(&nn->mapping_graves, mapping);
	return ERR_PTR(ret);
err_free:
	kmem_cache_free(mapping_cache, mapping);
	return ERR_PTR(ret);
}

static void unlink_mapping(struct natgw_net *nn, struct natgw_mapping *mapping, u8 cause)
{
	struct natgw_subscriber *subscriber = natgw_mapping_subscriber(nn, mapping);

	lockdep_assert_held(natgw_net_host_lock(nn, mapping->inside.addr));
	rhashtable_remove_fast(&nn->mappings_inside, &mapping->inside_node, inside_params);
	rhashtable_remove_fast(&nn->mappings_external, &mapping->external_node, external_params);
	atomic_dec(&nn->n_mappings);
	natgw_stats_inc(nn->stats, NATGW_STAT_MAPPINGS_ENDED);
	if (natgw_event_ops)
		natgw_event_ops->mapping_end(nn, mapping, cause);
	if (!natgw_hold_add(nn, mapping))
		natgw_mapping_release(nn, mapping);
	if (subscriber && !--subscriber->mappings)
		natgw_subscriber_kill(nn, subscriber);
	natgw_graveyard_bury(&nn->mapping_graves, mapping);
}

void natgw_mapping_put(struct natgw_net *nn, struct natgw_mapping *mapping, u8 cause)
{
	spinlock_t *lock = natgw_net_host_lock(nn, mapping->inside.addr);

	if (refcount_dec_not_one(&mapping->sessions))
		return;
	spin_lock_bh(lock);
	if (refcount_dec_and_test(&mapping->sessions))
		unlink_mapping(nn, mapping, cause);
	spin_unlock_bh(lock);
}

struct natgw_mapping *natgw_mapping_get_inbound(struct natgw_net *nn,
						const struct natgw_policy *policy,
						const struct natgw_tuple *tuple, u8 *reason)
{
	struct natgw_mapping *mapping;

	/* Whoever takes a mapping may have to bury it, if its other sessions end meanwhile. */
	if (!natgw_graveyard_reserve(&nn->mapping_graves)) {
		*reason = NATGW_REASON_DROP_MEMORY;
		return NULL;
	}
	mapping = natgw_mapping_find_external(nn, tuple->proto, tuple->daddr, tuple->dport);
	if (mapping && READ_ONCE(mapping->doomed)) {
		*reason = NATGW_REASON_DROP_NO_MAPPING;
		return NULL;
	}
	if (mapping && refcount_inc_not_zero(&mapping->sessions))
		return mapping;
	return natgw_mapping_make_forward(nn, policy, tuple, reason);
}
