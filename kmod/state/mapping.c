// SPDX-License-Identifier: GPL-2.0-only
/* See mapping.h. How a new mapping gets its external endpoint is in mapping_make.c. */
#include <linux/slab.h>
#include <linux/ktime.h>

#include "state/hold.h"
#include "state/mapping.h"
#include "state/mapping_make.h"

static struct kmem_cache *mapping_cache;

static u32 external_hash(const void *key, u32 seed)
{
	return natgw_words_hash(*(const u64 *)key, 0, seed, &natgw_table_key);
}

static bool external_equal(const void *a, const void *b)
{
	return *(const u64 *)a == *(const u64 *)b;
}

static const struct natgw_table_params inside_params = {
	.key = offsetof(struct natgw_mapping, inside),
	.hash = natgw_mapping_inside_hash,
	.equal = natgw_mapping_inside_equal,
};

static const struct natgw_table_params external_params = {
	.key = offsetof(struct natgw_mapping, external),
	.hash = external_hash,
	.equal = external_equal,
};

int natgw_mapping_cache_init(void)
{
	BUILD_BUG_ON(sizeof(struct natgw_mapping) > 48);
	BUILD_BUG_ON(sizeof(struct natgw_mapping_external) != sizeof(u64));
	/* Tables keep addresses in a form that kmemleak does not know. */
	mapping_cache = KMEM_CACHE(natgw_mapping, SLAB_NOLEAKTRACE);
	return mapping_cache ? 0 : -ENOMEM;
}

void natgw_mapping_cache_exit(void)
{
	kmem_cache_destroy(mapping_cache);
}

int natgw_mapping_init(struct natgw_net *nn)
{
	int ret = natgw_table_init(&nn->mappings_inside, &inside_params);

	if (ret)
		return ret;
	ret = natgw_table_init(&nn->mappings_external, &external_params);
	if (ret) {
		natgw_table_destroy(&nn->mappings_inside, NULL);
		return ret;
	}
	natgw_graveyard_init(&nn->mapping_graves, mapping_cache);
	return 0;
}

static void free_mapping(void *mapping)
{
	kmem_cache_free(mapping_cache, mapping);
}

void natgw_mapping_exit(struct natgw_net *nn)
{
	natgw_table_destroy(&nn->mappings_inside, NULL);
	natgw_table_destroy(&nn->mappings_external, free_mapping);
	natgw_graveyard_exit(&nn->mapping_graves);
}

struct natgw_mapping *natgw_mapping_find_inside(struct natgw_net *nn,
						const struct natgw_mapping_inside *key)
{
	return natgw_table_find(&nn->mappings_inside, key, inside_params);
}

void natgw_mapping_expect_inside(struct natgw_net *nn, const struct natgw_mapping_inside *key)
{
	natgw_table_prefetch(&nn->mappings_inside, key, inside_params);
	natgw_hold_expect(nn, key);
}

bool natgw_mapping_expect_found(struct natgw_net *nn, const struct natgw_mapping_inside *key)
{
	const struct natgw_table_line *line;
	u32 hash;

	line = natgw_table_bucket(rcu_dereference(nn->mappings_inside.lines), key, &hash,
				  inside_params);
	return natgw_table_prefetch_in(line, hash, inside_params);
}

void natgw_mapping_expect_external(struct natgw_net *nn,
				   const struct natgw_mapping_external *key)
{
	natgw_table_prefetch(&nn->mappings_external, key, external_params);
}

struct natgw_mapping *natgw_mapping_find_exact(struct natgw_net *nn, u8 proto, __be32 addr,
					       __be16 port)
{
	struct natgw_mapping_external key = { .addr = addr, .port = port, .proto = proto };

	return natgw_table_find(&nn->mappings_external, &key, external_params);
}

struct natgw_mapping *natgw_mapping_find_external(struct natgw_net *nn, u8 proto, __be32 addr,
						  __be16 port)
{
	struct natgw_mapping *mapping = natgw_mapping_find_exact(nn, proto, addr, port);

	return mapping ?: natgw_mapping_find_exact(nn, 0, addr, 0);
}

/* What natgw_table_insert() returned, as an errno. */
static int insert_error(const void *other)
{
	return IS_ERR(other) ? PTR_ERR(other) : -EEXIST;
}

/*
 * Inside keys are looked up under the host's lock, which we hold; external
 * ones by anybody, so that the mapping has to be whole by then. Return: 0, or
 * why not: -EEXIST, -ENOMEM, -EBUSY; the mapping is gone or buried then.
 */
static int link_mapping(struct natgw_net *nn, struct natgw_mapping *mapping)
{
	void *other = natgw_table_insert(&nn->mappings_inside, mapping, inside_params);

	if (other) {
		kmem_cache_free(mapping_cache, mapping);
		return insert_error(other);
	}
	other = natgw_table_insert(&nn->mappings_external, mapping, external_params);
	if (other) {
		natgw_table_remove(&nn->mappings_inside, mapping, inside_params);
		natgw_graveyard_bury(&nn->mapping_graves, mapping);
		return insert_error(other);
	}
	return 0;
}

struct natgw_mapping *natgw_mapping_create(struct natgw_net *nn,
					   const struct natgw_mapping *template)
{
	struct natgw_mapping *mapping = kmem_cache_alloc(mapping_cache, GFP_ATOMIC | __GFP_NOWARN);
	int ret;

	if (!mapping)
		return ERR_PTR(-ENOMEM);
	*mapping = *template;
	refcount_set(&mapping->sessions, 1);
	mapping->last_outbound = ktime_get_seconds();
	ret = link_mapping(nn, mapping);
	if (ret)
		return ERR_PTR(ret);
	if (mapping->subscriber)
		mapping->subscriber->mappings++;
	atomic_inc(&nn->n_mappings);
	natgw_stats_inc(nn->stats, NATGW_STAT_MAPPINGS_CREATED);
	if (natgw_event_ops)
		natgw_event_ops->mapping_new(nn, mapping);
	return mapping;
}

static void unlink_mapping(struct natgw_net *nn, struct natgw_mapping *mapping, u8 cause)
{
	struct natgw_subscriber *subscriber = mapping->subscriber;

	lockdep_assert_held(natgw_net_host_lock(nn, mapping->inside.addr));
	natgw_table_remove(&nn->mappings_inside, mapping, inside_params);
	natgw_table_remove(&nn->mappings_external, mapping, external_params);
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
