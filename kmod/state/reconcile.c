// SPDX-License-Identifier: GPL-2.0-only
/* See reconcile.h. */
#include <linux/bitmap.h>
#include <linux/mm.h>
#include <linux/sched.h>

#include "state/extaddr.h"
#include "state/hold.h"
#include "state/mapping.h"
#include "state/reconcile.h"

/**
 * struct natgw_reconcile - port maps brought in line with a new snapshot
 * @nn: the namespace
 * @former: the snapshot before
 * @policy: the snapshot now
 * @same_forwards: both have the same forwards
 * @yield: free what is withheld no more, rather than take what is withheld now
 * @before: ports withheld before, of the map at hand
 * @now: ports withheld now
 */
struct natgw_reconcile {
	struct natgw_net *nn;
	const struct natgw_policy *former;
	const struct natgw_policy *policy;
	bool same_forwards;
	bool yield;
	DECLARE_BITMAP(before, NATGW_PORTMAP_PORTS);
	DECLARE_BITMAP(now, NATGW_PORTMAP_PORTS);
};

static bool same_ports(const struct natgw_pool *a, const struct natgw_pool *b)
{
	if (!a || !b)
		return a == b;
	return a->config.n_ports == b->config.n_ports &&
	       !memcmp(a->config.ports, b->config.ports,
		       a->config.n_ports * sizeof(*a->config.ports));
}

static void set_ports(void *bits, u32 first, u32 last)
{
	bitmap_set(bits, first, last - first + 1);
}

static void fill_withheld(unsigned long *bits, const struct natgw_policy *policy, __be32 addr,
			  u8 proto)
{
	bitmap_zero(bits, NATGW_PORTMAP_PORTS);
	natgw_extaddr_each_withheld(policy, addr, proto, set_ports, bits);
}

static void yield_port(struct natgw_net *nn, __be32 addr, u8 proto, struct natgw_portmap *map,
		       u16 port)
{
	rcu_read_lock();
	if (!natgw_mapping_find_exact(nn, proto, addr, htons(port)))
		natgw_portmap_release(map, port);
	rcu_read_unlock();
}

static void reconcile_map(struct natgw_reconcile *change, __be32 addr, u8 proto,
			  struct natgw_extmap *extmap)
{
	const struct natgw_pool *pool = natgw_extaddr_pool(change->policy, addr);
	const struct natgw_pool *was = natgw_extaddr_pool(change->former, addr);
	struct natgw_portmap *map = &extmap->ports;
	u32 port;

	if (!natgw_policy_find_external(change->policy, addr))
		return;	/* the map is about to go */
	if (change->same_forwards && same_ports(pool, was))
		return;
	fill_withheld(change->before, change->former, addr, proto);
	fill_withheld(change->now, change->policy, addr, proto);
	if (change->yield) {
		bitmap_andnot(change->before, change->before, change->now, NATGW_PORTMAP_PORTS);
		for_each_set_bit(port, change->before, NATGW_PORTMAP_PORTS)
			yield_port(change->nn, addr, proto, map, port);
		/* An address that had no port left may have some now. */
		if (pool && !bitmap_empty(change->before, NATGW_PORTMAP_PORTS))
			natgw_pool_port_freed(pool, addr, proto);
	} else {
		natgw_hold_withhold(change->nn, extmap, change->now);
		bitmap_andnot(change->now, change->now, change->before, NATGW_PORTMAP_PORTS);
		for_each_set_bit(port, change->now, NATGW_PORTMAP_PORTS)
			natgw_portmap_claim(map, port);
	}
	cond_resched();
}

/*
 * A map made by the new snapshot is right already, and its bits are being
 * claimed. In an older one nobody can claim a port that was withheld, so that
 * a set bit without a mapping is the former configuration's. Addresses and
 * their maps go with the configuration only, whose mutex is held.
 */
static void reconcile(struct natgw_net *nn, struct natgw_reconcile *change)
{
	const struct natgw_policy *former = change->former, *policy = change->policy;
	struct natgw_extaddr *extaddr;
	struct natgw_extmap *map;
	unsigned long index;
	int i;

	change->nn = nn;
	change->same_forwards = former->n_forwards == policy->n_forwards &&
				!memcmp(former->forwards, policy->forwards,
					policy->n_forwards * sizeof(*policy->forwards));
	xa_for_each(&nn->extaddrs, index, extaddr) {
		for (i = 0; i < NATGW_PORTMAP_ICMP; i++) {
			map = READ_ONCE(extaddr->maps[i]);
			if (map && map->generation != policy->generation)
				reconcile_map(change, extaddr->addr, natgw_portmap_proto(i), map);
		}
	}
}

struct natgw_reconcile *natgw_reconcile_create(void)
{
	return kvzalloc(sizeof(struct natgw_reconcile), GFP_KERNEL);
}

void natgw_reconcile_destroy(struct natgw_reconcile *change)
{
	kvfree(change);
}

void natgw_reconcile_withhold(struct natgw_reconcile *change, struct natgw_net *nn,
			      const struct natgw_policy *former, const struct natgw_policy *policy)
{
	change->former = former;
	change->policy = policy;
	change->yield = false;
	reconcile(nn, change);
}

void natgw_reconcile_yield(struct natgw_reconcile *change)
{
	change->yield = true;
	reconcile(change->nn, change);
}
