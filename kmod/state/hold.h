/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * External ports that nobody has, but which only their former inside endpoint
 * gets (RFC 6888 REQ-8): else a new one would receive what is still sent to the former.
 */
#ifndef _NATGW_STATE_HOLD_H
#define _NATGW_STATE_HOLD_H

#include "state/mapping.h"

/**
 * struct natgw_hold - a held port: its bit in the port map stays set
 * @link: in natgw_extmap.holds, the oldest first
 * @rcu: frees it, once it is in neither
 * @inside: whose it was
 * @addr: external address
 * @port: external port
 * @over: taken or given up; under natgw_extmap.hold_lock
 * @freed: seconds, ktime_get_seconds()
 */
struct natgw_hold {
	union {
		struct list_head link;
		struct rcu_head rcu;
	};
	struct natgw_mapping_inside inside;
	__be32 addr;
	__be16 port;
	bool over;
	u32 freed;
};

int natgw_hold_init(struct natgw_net *nn);
void natgw_hold_exit(struct natgw_net *nn);

/**
 * natgw_hold_add() - hold the port of a mapping that has ended
 * @nn: the namespace
 * @mapping: unlinked
 *
 * Context: under rcu_read_lock(), the host's lock held.
 * Return: false where it is not to be held, or no more can be: it is the caller's to free.
 */
bool natgw_hold_add(struct natgw_net *nn, const struct natgw_mapping *mapping);

/* Asks for the line of the table that natgw_hold_find() will look at. Under rcu_read_lock(). */
void natgw_hold_expect(struct natgw_net *nn, const struct natgw_mapping_inside *inside);

/* What is held for an inside endpoint, or NULL. Context: under rcu_read_lock(). */
const struct natgw_hold *natgw_hold_find(struct natgw_net *nn,
					 const struct natgw_mapping_inside *inside);

/**
 * natgw_hold_take() - give a held port to its former owner
 * @nn: the namespace
 * @hold: from natgw_hold_find()
 *
 * Context: under rcu_read_lock(). Return: whether it was still held; it is the caller's then.
 */
bool natgw_hold_take(struct natgw_net *nn, const struct natgw_hold *hold);

/**
 * natgw_hold_sweep() - free ports whose time is over, or which are too many
 * @nn: the namespace
 *
 * Context: process. Return: whether there may be more.
 */
bool natgw_hold_sweep(struct natgw_net *nn);

/**
 * natgw_hold_withhold() - forget held ports that the configuration withholds now
 * @nn: the namespace
 * @map: the port map; no packet runs by a former configuration
 * @ports: bitmap of the ports, whose bits in @map stay set
 *
 * Context: process.
 */
void natgw_hold_withhold(struct natgw_net *nn, struct natgw_extmap *map,
			 const unsigned long *ports);

/* Forgets all held ports of an address that goes. Context: process. */
void natgw_hold_forget(struct natgw_net *nn, struct natgw_extaddr *extaddr);

/* Bytes of held ports, without their table. */
static inline u64 natgw_hold_memory(const struct natgw_net *nn)
{
	return (u64)atomic_read(&nn->n_held) * sizeof(struct natgw_hold);
}

#endif
