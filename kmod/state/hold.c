// SPDX-License-Identifier: GPL-2.0-only
/*
 * See hold.h.
 *
 * A hold is in the table and in its map's list from natgw_hold_add() until
 * whoever sets @over under the map's lock: its former owner, the sweep, or a
 * new configuration. The lists are in the order of time, so that the sweep
 * looks at the heads only.
 */
#include <linux/slab.h>

#include "lib/hold.h"
#include "state/hold.h"

enum {
	SWEEP_MAP = 256,	/* ports of one map freed in one go */
	SWEEP_ADDRESSES = 64,	/* addresses looked at in one go */
};

static const struct natgw_table_params params = {
	.key = offsetof(struct natgw_hold, inside),
	.hash = natgw_mapping_inside_hash,
	.equal = natgw_mapping_inside_equal,
};

int natgw_hold_init(struct natgw_net *nn)
{
	return natgw_table_init(&nn->holds, &params);
}

void natgw_hold_exit(struct natgw_net *nn)
{
	natgw_table_destroy(&nn->holds, NULL);
}

static struct natgw_extmap *map_of(struct natgw_net *nn, __be32 addr, u8 proto)
{
	struct natgw_extaddr *extaddr = xa_load(&nn->extaddrs, ntohl(addr));

	return extaddr ? READ_ONCE(extaddr->maps[natgw_portmap_column(proto)]) : NULL;
}

/* Takes a hold out of table and list. Its bit is the caller's to clear or to keep. */
static void end_hold(struct natgw_net *nn, struct natgw_extmap *map, struct natgw_hold *hold)
{
	lockdep_assert_held(&map->hold_lock);
	hold->over = true;
	natgw_table_remove(&nn->holds, hold, params);
	list_del(&hold->link);
	WRITE_ONCE(map->n_held, map->n_held - 1);
	atomic_dec(&nn->n_held);
	natgw_quota_uncharge(&nn->quota, NATGW_QUOTA_HOLD);
}

static bool link_hold(struct natgw_net *nn, struct natgw_extmap *map, struct natgw_hold *hold,
		      u32 max)
{
	bool linked = false;

	if (!natgw_quota_charge(&nn->quota, NATGW_QUOTA_HOLD))
		return false;
	spin_lock_bh(&map->hold_lock);
	if (map->n_held < max &&
	    !natgw_table_insert(&nn->holds, hold, params)) {
		list_add_tail(&hold->link, &map->holds);
		WRITE_ONCE(map->n_held, map->n_held + 1);
		atomic_inc(&nn->n_held);
		linked = true;
	}
	spin_unlock_bh(&map->hold_lock);
	if (!linked)
		natgw_quota_uncharge(&nn->quota, NATGW_QUOTA_HOLD);
	return linked;
}

bool natgw_hold_add(struct natgw_net *nn, const struct natgw_mapping *mapping)
{
	const struct natgw_policy *policy = rcu_dereference(nn->policy);
	const struct natgw_mapping_external *external = &mapping->external;
	struct natgw_extmap *map;
	struct natgw_hold *hold;

	/* As many as there may be sessions, which bounds the memory in all. */
	if (!policy->settings.port_hold ||
	    (u32)atomic_read(&nn->n_held) >= READ_ONCE(nn->max_sessions) ||
	    !natgw_hold_applies(external->proto, mapping->kind, mapping->filtering,
				READ_ONCE(mapping->exposed)) ||
	    !natgw_policy_find_external(policy, external->addr) ||
	    natgw_extaddr_is_withheld(policy, external->addr, external->proto,
				      ntohs(external->port)))
		return false;
	map = map_of(nn, external->addr, external->proto);
	if (!map || READ_ONCE(map->n_held) >= policy->settings.port_hold_max)
		return false;
	hold = kmalloc(sizeof(*hold), GFP_ATOMIC | __GFP_NOWARN);
	if (!hold)
		return false;
	hold->inside = mapping->inside;
	hold->addr = external->addr;
	hold->port = external->port;
	hold->over = false;
	hold->freed = ktime_get_seconds();
	if (link_hold(nn, map, hold, policy->settings.port_hold_max))
		return true;
	kfree(hold);
	return false;
}

void natgw_hold_expect(struct natgw_net *nn, const struct natgw_mapping_inside *inside)
{
	if (atomic_read(&nn->n_held))
		natgw_table_prefetch(&nn->holds, inside, params);
}

const struct natgw_hold *natgw_hold_find(struct natgw_net *nn,
					 const struct natgw_mapping_inside *inside)
{
	if (!atomic_read(&nn->n_held))
		return NULL;
	return natgw_table_find(&nn->holds, inside, params);
}

bool natgw_hold_take(struct natgw_net *nn, const struct natgw_hold *hold)
{
	struct natgw_extmap *map = map_of(nn, hold->addr, hold->inside.proto);
	struct natgw_hold *taken = (struct natgw_hold *)hold;
	bool held;

	if (!map)
		return false;
	spin_lock_bh(&map->hold_lock);
	held = !taken->over;
	if (held)
		end_hold(nn, map, taken);
	spin_unlock_bh(&map->hold_lock);
	if (held)
		kfree_rcu(taken, rcu);
	return held;
}

/* The oldest hold of a map, ended, if it is to go. */
static struct natgw_hold *end_oldest(struct natgw_net *nn, struct natgw_extmap *map,
				     const struct natgw_settings *settings)
{
	struct natgw_hold *hold;

	spin_lock_bh(&map->hold_lock);
	hold = list_first_entry_or_null(&map->holds, struct natgw_hold, link);
	if (hold && map->n_held <= settings->port_hold_max &&
	    !natgw_hold_is_over(hold->freed, ktime_get_seconds(), settings->port_hold))
		hold = NULL;
	if (hold)
		end_hold(nn, map, hold);
	spin_unlock_bh(&map->hold_lock);
	return hold;
}

static bool sweep_map(struct natgw_net *nn, const struct natgw_policy *policy,
		      struct natgw_extmap *map)
{
	struct natgw_hold *hold;
	u32 n = 0;

	while ((hold = end_oldest(nn, map, &policy->settings))) {
		natgw_pool_free_port(nn, hold->addr, hold->inside.proto, hold->port);
		kfree_rcu(hold, rcu);
		if (++n == SWEEP_MAP)
			return true;
	}
	return false;
}

bool natgw_hold_sweep(struct natgw_net *nn)
{
	struct natgw_extaddr *extaddr;
	unsigned long index;
	bool more = false;
	u32 n = 0;
	int i;

	if (!atomic_read(&nn->n_held))
		return false;
	rcu_read_lock();
	xa_for_each(&nn->extaddrs, index, extaddr) {
		for (i = 0; i < NATGW_PORTMAP_ICMP; i++) {
			struct natgw_extmap *map = READ_ONCE(extaddr->maps[i]);

			if (map && READ_ONCE(map->n_held))
				more |= sweep_map(nn, rcu_dereference(nn->policy), map);
		}
		if (++n % SWEEP_ADDRESSES)
			continue;
		rcu_read_unlock();	/* the walk goes on by the index */
		cond_resched();
		rcu_read_lock();
	}
	rcu_read_unlock();
	return more;
}

void natgw_hold_withhold(struct natgw_net *nn, struct natgw_extmap *map,
			 const unsigned long *ports)
{
	struct natgw_hold *hold, *next;

	spin_lock_bh(&map->hold_lock);
	list_for_each_entry_safe(hold, next, &map->holds, link) {
		if (!test_bit(ntohs(hold->port), ports))
			continue;
		end_hold(nn, map, hold);
		kfree_rcu(hold, rcu);
	}
	spin_unlock_bh(&map->hold_lock);
}

void natgw_hold_forget(struct natgw_net *nn, struct natgw_extaddr *extaddr)
{
	struct natgw_hold *hold, *next;
	int i;

	for (i = 0; i < NATGW_PORTMAPS; i++) {
		struct natgw_extmap *map = extaddr->maps[i];

		if (!map)
			continue;
		spin_lock_bh(&map->hold_lock);
		list_for_each_entry_safe(hold, next, &map->holds, link) {
			end_hold(nn, map, hold);
			kfree_rcu(hold, rcu);
		}
		spin_unlock_bh(&map->hold_lock);
	}
}
