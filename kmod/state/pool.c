// SPDX-License-Identifier: GPL-2.0-only
/* See pool.h. */
#include <linux/bitmap.h>
#include <linux/random.h>
#include <linux/slab.h>

#include "state/pool.h"

/* Addresses at most that are asked whether they hold ports. */
enum { HELD_LOOK = 64 };

static void state_free_rcu(struct rcu_head *rcu)
{
	struct natgw_pool_state *state = container_of(rcu, struct natgw_pool_state, rcu);
	int i;

	bitmap_free(state->bound);
	for (i = 0; i < NATGW_PORTMAPS; i++) {
		bitmap_free(state->full[i][0]);
		bitmap_free(state->full[i][1]);
	}
	kfree(state);
}

struct natgw_pool_state *natgw_pool_state_create(u32 n)
{
	struct natgw_pool_state *state = kzalloc(sizeof(*state), GFP_KERNEL_ACCOUNT);
	bool failed;
	int i;

	if (!state)
		return NULL;
	refcount_set(&state->ref, 1);
	state->n = n;
	state->bound = bitmap_zalloc(n + 1, GFP_KERNEL_ACCOUNT);
	failed = !state->bound;
	for (i = 0; i < NATGW_PORTMAPS * 2; i++) {
		state->full[i / 2][i % 2] = bitmap_zalloc(n + 1, GFP_KERNEL_ACCOUNT);
		failed |= !state->full[i / 2][i % 2];
	}
	if (!failed)
		return state;
	state_free_rcu(&state->rcu);
	return NULL;
}

void natgw_pool_state_put(struct natgw_pool_state *state)
{
	if (state && refcount_dec_and_test(&state->ref))
		call_rcu(&state->rcu, state_free_rcu);
}

/* Where the search for a host's address starts: the same each time, and not to be guessed. */
static u32 host_start(__be32 inside, u32 n)
{
	return reciprocal_scale(hsiphash_1u32((__force u32)inside, &natgw_hash_key), n);
}

/* The first clear bit at or after @start, going round; @n when all are set. */
static u32 next_clear(const unsigned long *map, u32 n, u32 start)
{
	u32 found = find_next_zero_bit(map, n, start);

	if (found < n || !start)
		return found;
	found = find_next_zero_bit(map, start, 0);
	return found < start ? found : n;
}

/* Addresses of a dynamic pool that hosts may be bound to. */
static u32 bindable(const struct natgw_pool *pool)
{
	return pool->config.dry == NATGW_DRY_PAT && pool->n_usable ? pool->n_usable - 1 :
								     pool->n_usable;
}

int natgw_pool_bind(const struct natgw_pool *pool, __be32 inside, __be32 *addr)
{
	u32 n = bindable(pool), i;

	if (!n)
		return -ENOSPC;
	do {
		i = next_clear(pool->state->bound, n, host_start(inside, n));
		if (i >= n)
			return -ENOSPC;
	} while (test_and_set_bit(i, pool->state->bound));
	*addr = natgw_pool_address(pool, i);
	return 0;
}

void natgw_pool_unbind(const struct natgw_pool *pool, __be32 addr)
{
	int i = natgw_pool_address_index(pool, addr);

	if (i >= 0)
		clear_bit(i, pool->state->bound);
}

bool natgw_pool_bind_exact(const struct natgw_pool *pool, __be32 addr)
{
	int i = natgw_pool_address_index(pool, addr);

	return i >= 0 && !test_and_set_bit(i, pool->state->bound);
}

__be32 natgw_pool_dry_address(const struct natgw_pool *pool)
{
	if (pool->config.type != NATGW_POOL_TYPE_DYNAMIC || pool->config.dry != NATGW_DRY_PAT ||
	    !pool->n_usable)
		return 0;
	return natgw_pool_address(pool, pool->n_usable - 1);
}

static unsigned long *full_map(const struct natgw_pool *pool, u8 proto, __be16 port)
{
	bool high = proto == IPPROTO_ICMP || ntohs(port) >= NATGW_PORT_SPLIT;

	return pool->state->full[natgw_portmap_column(proto)][high];
}

__be32 natgw_pool_first_address(const struct natgw_pool *pool, __be32 inside)
{
	u32 n = pool->n_usable;

	return n ? natgw_pool_address(pool, host_start(inside, n)) : 0;
}

int natgw_pool_claim(struct natgw_net *nn, const struct natgw_policy *policy,
		     const struct natgw_pool *pool, __be32 inside, struct natgw_claim *claim,
		     __be16 *port)
{
	unsigned long *full = full_map(pool, claim->proto, claim->port);
	u32 n = pool->n_usable, start, i;
	int ret;

	if (!n)
		return -EADDRNOTAVAIL;
	start = pool->config.paired == NATGW_PAIRED_OFF ? reciprocal_scale(get_random_u32(), n) :
							  host_start(inside, n);
	while ((i = next_clear(full, n, start)) < n) {
		claim->addr = natgw_pool_address(pool, i);
		ret = natgw_extaddr_claim(nn, policy, claim, port);
		if (ret != -ENOSPC)
			return ret;
		/*
		 * A port may have been freed between the claim and the mark; who
		 * frees one clears the mark after it (natgw_pool_port_freed()), so
		 * one more claim after the mark settles it.
		 */
		set_bit(i, full);
		smp_mb__after_atomic();	/* pairs with natgw_pool_port_freed() */
		ret = natgw_extaddr_claim(nn, policy, claim, port);
		if (ret != -ENOSPC) {
			clear_bit(i, full);
			return ret;
		}
	}
	return -ENOSPC;
}

void natgw_pool_port_freed(const struct natgw_pool *pool, __be32 addr, u8 proto)
{
	int i = natgw_pool_address_index(pool, addr);
	unsigned long **full;
	int class;

	if (i < 0)
		return;
	full = pool->state->full[natgw_portmap_column(proto)];
	/* After the port's bit is clear; pairs with the barrier in natgw_pool_claim(). */
	smp_mb__before_atomic();
	/* Both classes: the inside port's, by which the mark is set, may be the other one. */
	for (class = 0; class < 2; class++) {
		if (test_bit(i, full[class]))
			clear_bit(i, full[class]);
	}
}

void natgw_pool_free_port(struct natgw_net *nn, __be32 addr, u8 proto, __be16 port)
{
	const struct natgw_pool *pool = natgw_extaddr_pool(rcu_dereference(nn->policy), addr);

	natgw_extaddr_release(nn, addr, proto, port);
	if (pool)
		natgw_pool_port_freed(pool, addr, proto);
}

bool natgw_pool_has_held(struct natgw_net *nn, const struct natgw_pool *pool,
			 const struct natgw_claim *claim)
{
	u32 i;

	if (!pool)
		return natgw_extaddr_held(nn, claim->addr, claim->proto);
	for (i = 0; i < min_t(u32, pool->n_usable, HELD_LOOK); i++) {
		if (natgw_extaddr_held(nn, natgw_pool_address(pool, i), claim->proto))
			return true;
	}
	return false;
}

u32 natgw_pool_bound(const struct natgw_pool *pool)
{
	return bitmap_weight(pool->state->bound, pool->state->n);
}
