/* SPDX-License-Identifier: GPL-2.0-only */
/* What natgw remembers of a pool: which addresses are bound or full. */
#ifndef _NATGW_STATE_POOL_H
#define _NATGW_STATE_POOL_H

#include "state/extaddr.h"

/**
 * struct natgw_pool_state - the addresses of a pool by their index
 * @ref: held by each version of the pool that has the same addresses
 * @rcu: frees it
 * @n: number of addresses
 * @bound: dynamic pools: the address belongs to one host
 * @full: PAT, by port map and class (below and from NATGW_PORT_SPLIT): a hint
 *	  that no port of the address is free
 */
struct natgw_pool_state {
	refcount_t ref;
	struct rcu_head rcu;
	u32 n;
	unsigned long *bound;
	unsigned long *full[NATGW_PORTMAPS][2];
};

/* A state for @n addresses (n may be 0), or NULL without memory. Context: process. */
struct natgw_pool_state *natgw_pool_state_create(u32 n);

/* Drops a reference; freed after a grace period. NULL is allowed. */
void natgw_pool_state_put(struct natgw_pool_state *state);

/**
 * natgw_pool_bind() - bind a whole address of a dynamic pool to a host
 * @pool: the pool
 * @inside: the host; the search starts at an unpredictable but fixed place for it
 * @addr: set to the address
 *
 * Context: under rcu_read_lock(). Return: 0 or -ENOSPC.
 */
int natgw_pool_bind(const struct natgw_pool *pool, __be32 inside, __be32 *addr);

/* Gives a bound address back; a no-op where @addr is no longer the pool's. */
void natgw_pool_unbind(const struct natgw_pool *pool, __be32 addr);

/* Binds that very address, for a mapping that outlives a change of ranges. False if taken. */
bool natgw_pool_bind_exact(const struct natgw_pool *pool, __be32 addr);

/* The address a dynamic pool with dry=pat keeps for PAT, or 0. */
__be32 natgw_pool_dry_address(const struct natgw_pool *pool);

/* Where natgw_pool_claim() begins for a host of a paired pool; 0: the pool has no address now. */
__be32 natgw_pool_first_address(const struct natgw_pool *pool, __be32 inside);

/**
 * natgw_pool_claim() - claim a port of any address of a pool
 * @nn: the namespace
 * @policy: the current snapshot
 * @pool: the pool
 * @inside: the inside host
 * @claim: its addr is set, the rest is the caller's
 * @port: set to the port claimed
 *
 * Addresses are tried from the host's own start on, full ones passed over, so
 * that hosts spread evenly and none fails while a port is free.
 *
 * Context: bottom halves off, under rcu_read_lock(). Return: 0, -ENOSPC, -EADDRNOTAVAIL
 * (the pool has no address now) or -ENOMEM.
 */
int natgw_pool_claim(struct natgw_net *nn, const struct natgw_policy *policy,
		     const struct natgw_pool *pool, __be32 inside, struct natgw_claim *claim,
		     __be16 *port);

/* Gives a port of an external address back. Context: under rcu_read_lock(). */
void natgw_pool_free_port(struct natgw_net *nn, __be32 addr, u8 proto, __be16 port);

/**
 * natgw_pool_has_held() - whether ports are held, for want of which a claim may have failed
 * @nn: the namespace
 * @pool: the pool, of which a few addresses are looked at; NULL: @claim's address only
 * @claim: what was wanted
 *
 * Context: under rcu_read_lock().
 */
bool natgw_pool_has_held(struct natgw_net *nn, const struct natgw_pool *pool,
			 const struct natgw_claim *claim);

/* A port of @addr is free again. */
void natgw_pool_port_freed(const struct natgw_pool *pool, __be32 addr, u8 proto);

/* Number of bound addresses. */
u32 natgw_pool_bound(const struct natgw_pool *pool);

#endif
