/* SPDX-License-Identifier: GPL-2.0-only */
/* An external address in use: which of its ports, and identifiers, are taken. */
#ifndef _NATGW_STATE_EXTADDR_H
#define _NATGW_STATE_EXTADDR_H

#include "lib/portmap.h"
#include "state/net.h"

/* Protocols with a port map of their own. */
enum natgw_portmap_column {
	NATGW_PORTMAP_TCP,
	NATGW_PORTMAP_UDP,
	NATGW_PORTMAP_ICMP,
	NATGW_PORTMAPS,
};

/**
 * struct natgw_extmap - one port map
 * @ports: a bit is set while a mapping has the port, or while the configuration
 *	   withholds it (outside the pool's ranges, or a forward's), or while it is
 *	   held for its former owner
 * @generation: of the snapshot by which it was made
 * @hold_lock: for what follows
 * @holds: struct natgw_hold, the oldest first
 * @n_held: number of @holds
 */
struct natgw_extmap {
	struct natgw_portmap ports;
	u32 generation;
	spinlock_t hold_lock;	/* see above */
	struct list_head holds;
	u32 n_held;
};

/**
 * struct natgw_extaddr - ports of one external address
 * @addr: the address
 * @maps: by enum natgw_portmap_column; NULL until first used
 * @own: the gateway has the address too: ports of its sockets are left alone
 * @rcu: frees it
 *
 * Made at the first allocation from the address; goes when the address leaves the configuration.
 */
struct natgw_extaddr {
	__be32 addr;
	struct natgw_extmap *maps[NATGW_PORTMAPS];
	bool own;
	struct rcu_head rcu;
};

/**
 * struct natgw_claim - what port is wanted
 * @pool: from this pool; NULL for the gateway's own traffic and forwards: any port that is free
 * @addr: of this external address
 * @proto: TCP, UDP or ICMP
 * @port: the inside port: preserved if it may be; its class and parity count
 * @random: for the choice of another one, where it was drawn ahead; else 0
 * @local: for the gateway's own socket, which has the port already
 * @exact: only @port will do
 */
struct natgw_claim {
	const struct natgw_pool *pool;
	__be32 addr;
	u8 proto;
	__be16 port;
	u32 random;
	bool local;
	bool exact;
};

/**
 * natgw_extaddr_claim() - claim a free port
 * @nn: the namespace
 * @policy: the current snapshot
 * @claim: what is wanted
 * @port: set to the port claimed
 *
 * 1) the inside port itself, where the pool preserves ports (RFC 4787 REQ-3);
 * 2) any port of its class (REQ-3a) and, where asked, parity (REQ-4), the
 *    first free one from an unpredictable start (RFC 6056).
 * ICMP identifiers know no classes. Bounded: see portmap.h.
 *
 * Context: bottom halves off, under rcu_read_lock().
 * Return: 0, -ENOSPC (none is free), or -ENOMEM.
 */
int natgw_extaddr_claim(struct natgw_net *nn, const struct natgw_policy *policy,
			const struct natgw_claim *claim, __be16 *port);

/**
 * natgw_extaddr_expect() - ask for what a claim will look at in memory
 * @nn: the namespace
 * @claim: what will be claimed; with @random
 *
 * Context: under rcu_read_lock(). Return: the port map for natgw_extaddr_foresee(), or NULL.
 */
const struct natgw_portmap *natgw_extaddr_expect(struct natgw_net *nn,
						 const struct natgw_claim *claim);

/* The port that @claim will most likely get, or 0. Context: any. */
__be16 natgw_extaddr_foresee(const struct natgw_portmap *map, const struct natgw_claim *claim);

/* Give a port back. Context: under rcu_read_lock(). */
void natgw_extaddr_release(struct natgw_net *nn, __be32 addr, u8 proto, __be16 port);

/* Ports of @addr that mappings or the configuration hold, and whether the address has a map. */
u32 natgw_extaddr_used(struct natgw_net *nn, __be32 addr, enum natgw_portmap_column column);

/* The pool that has an external address, or NULL. Context: under rcu_read_lock(). */
const struct natgw_pool *natgw_extaddr_pool(const struct natgw_policy *policy, __be32 addr);

/* The protocol of a port map column. */
u8 natgw_portmap_proto(enum natgw_portmap_column column);

/* Whether PAT can never give @port of @addr out, for it lies outside the pool's ranges. */
bool natgw_extaddr_is_reserved(const struct natgw_policy *policy, __be32 addr, u8 proto,
			       __be16 port);

/* Whether the configuration keeps @port from PAT, whoever has it. Under rcu_read_lock(). */
bool natgw_extaddr_is_withheld(const struct natgw_policy *policy, __be32 addr, u8 proto, u16 port);

typedef void (*natgw_ports_visit)(void *data, u32 first, u32 last);

/* Calls @visit for all ports that are withheld so, by ranges. Under rcu_read_lock(). */
void natgw_extaddr_each_withheld(const struct natgw_policy *policy, __be32 addr, u8 proto,
				 natgw_ports_visit visit, void *data);

/* Whether a socket of the gateway's has @port, so that @claim cannot. Under rcu_read_lock(). */
bool natgw_extaddr_has_socket(struct natgw_net *nn, const struct natgw_claim *claim, __be16 port);

/* Ports of @addr that are held for their former owners. Context: under rcu_read_lock(). */
u32 natgw_extaddr_held(struct natgw_net *nn, __be32 addr, u8 proto);

/* Forgets addresses that @policy no longer has; no mapping is left on them. Context: process. */
void natgw_extaddr_prune(struct natgw_net *nn, const struct natgw_policy *policy);

/* Looks again which addresses are the gateway's own. Context: process, under rcu_read_lock(). */
void natgw_extaddr_refresh(struct natgw_net *nn);

/* The port map column of a protocol, or -1 where it has none. */
int natgw_portmap_column(u8 proto);

/* Frees all; no packet and no mapping is left. Context: process. */
void natgw_extaddr_flush(struct natgw_net *nn);

/* Bytes of all port maps. Context: process. */
u64 natgw_extaddr_memory(struct natgw_net *nn);

#endif
