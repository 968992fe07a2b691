/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The configuration of one namespace: an immutable snapshot behind an RCU
 * pointer. Packets read it; candidate.h makes the next one.
 */
#ifndef _NATGW_STATE_POLICY_H
#define _NATGW_STATE_POLICY_H

#include <linux/if.h>
#include <linux/natgw.h>
#include <linux/netdevice.h>
#include <linux/rcupdate.h>
#include <linux/refcount.h>

#include "lib/limits.h"
#include "lib/tuple.h"

struct natgw_pool_state;
struct natgw_policy_index;

/* Which of a behaviour's two columns a protocol uses; ICMP queries go with UDP. */
enum natgw_behaviour_column {
	NATGW_BEHAVIOUR_TCP,
	NATGW_BEHAVIOUR_UDP,
	NATGW_BEHAVIOUR_COLUMNS,
};

/**
 * struct natgw_behaviour - how endpoints are mapped and filtered (RFC 4787, RFC 5382)
 * @mapping: enum natgw_mapping_behaviour by column; 0: not said, inherit
 * @filtering: enum natgw_filtering_behaviour by column; 0: not said, inherit
 */
struct natgw_behaviour {
	u8 mapping[NATGW_BEHAVIOUR_COLUMNS];
	u8 filtering[NATGW_BEHAVIOUR_COLUMNS];
};

/* Inclusive, host order. */
struct natgw_addr_range {
	u32 first;
	u32 last;
};

/* Inclusive, host order. */
struct natgw_port_range {
	u16 first;
	u16 last;
};

/* An address and the number of leading bits that count; host bits are zero. */
struct natgw_prefix {
	__be32 addr;
	u8 length;
};

/**
 * struct natgw_pool_config - a pool as the operator wrote it
 * @name: unique
 * @type: enum natgw_pool_type
 * @dry: enum natgw_dry; 0 for a pool that is not dynamic
 * @paired: enum natgw_paired (RFC 4787 REQ-2, RFC 7857 section 4)
 * @parity: keep the port's parity (RFC 4787 REQ-4)
 * @preserve: keep the inside port where it is free
 * @mss: largest segment a SYN may announce; NATGW_MSS_ROUTE: what the route has
 *	 room for; 0: any
 * @behaviour: never 0 in a snapshot; EIM and EIF where nothing was said
 * @ifname: the interface whose primary address the pool has, or ""
 * @n_addresses: number of @addresses
 * @n_excludes: number of @excludes
 * @n_ports: number of @ports; 0 stands for all of 1-65535
 * @addresses: as written
 * @excludes: as written
 * @ports: sorted, not overlapping, adjacent ones merged
 */
struct natgw_pool_config {
	char name[NATGW_NAME_MAX];
	u8 type;
	u8 dry;
	u8 paired;
	bool parity;
	bool preserve;
	u16 mss;
	struct natgw_behaviour behaviour;
	char ifname[IFNAMSIZ];
	u16 n_addresses;
	u16 n_excludes;
	u16 n_ports;
	struct natgw_addr_range *addresses;
	struct natgw_addr_range *excludes;
	struct natgw_port_range *ports;
};

/**
 * struct natgw_pool - a pool in a snapshot; immutable but for @state
 * @ref: held by each snapshot it is part of
 * @rcu: frees it
 * @id: the same for a name as long as a pool of that name exists; never 0
 * @config: what the operator wrote
 * @n_ranges: number of @ranges
 * @ranges: the usable addresses: @config.addresses less the excludes, sorted,
 *	    merged; for an interface pool the interface's address or none
 * @offsets: offsets[i] is the number of addresses in ranges before ranges[i]
 * @n_usable: number of usable addresses
 * @state: what natgw remembers of the pool (pool.h), shared by all versions of
 *	   the pool in successive snapshots while @ranges stay the same
 */
struct natgw_pool {
	refcount_t ref;
	struct rcu_head rcu;
	u16 id;
	struct natgw_pool_config config;
	u16 n_ranges;
	struct natgw_addr_range *ranges;
	u32 *offsets;
	u32 n_usable;
	struct natgw_pool_state *state;
};

/**
 * struct natgw_rule - which inside traffic is translated, by which pool
 * @index: position; unique; a snapshot's rules are sorted by it
 * @source: inside prefix; length 0 matches all
 * @destination: destination prefix; length 0 matches all
 * @iif: name of the interface the packet came in by, or ""
 * @oif: name of the interface the packet leaves by, or ""
 * @proto: IP protocol, or 0 for any
 * @sport: source ports, 0-65535 for any
 * @dport: destination ports, 0-65535 for any
 * @mark: value that skb->mark has under @mark_mask
 * @mark_mask: 0 where the mark is not looked at
 * @action: enum natgw_action
 * @pool: with action pool: part of the same snapshot, else NULL
 * @override: as written; 0 where nothing was said
 * @behaviour: what holds: @override, else the pool's
 */
struct natgw_rule {
	u32 index;
	struct natgw_prefix source;
	struct natgw_prefix destination;
	char iif[IFNAMSIZ];
	char oif[IFNAMSIZ];
	u8 proto;
	struct natgw_port_range sport;
	struct natgw_port_range dport;
	u32 mark;
	u32 mark_mask;
	u8 action;
	struct natgw_pool *pool;
	char pool_name[NATGW_NAME_MAX];
	struct natgw_behaviour override;
	struct natgw_behaviour behaviour;
};

/* A fixed one-to-one translation of a host or prefix, any protocol (RFC 3022 basic NAT). */
struct natgw_static {
	__be32 inside;
	__be32 external;
	u8 length;
};

/**
 * struct natgw_forward - external ports that always lead to an inside host (static NAPT)
 * @proto: TCP or UDP
 * @ifname: the interface whose primary address is meant, or ""
 * @external: the external address; with @ifname, its address now, or 0
 * @ports: external ports
 * @inside: the inside host
 * @inside_port: inside port of @ports.first; the others follow in order
 */
struct natgw_forward {
	u8 proto;
	char ifname[IFNAMSIZ];
	__be32 external;
	struct natgw_port_range ports;
	__be32 inside;
	u16 inside_port;
};

/* A timeout by destination port; for TCP it stands for the established one. */
struct natgw_timeout_override {
	u8 proto;
	struct natgw_port_range ports;
	u32 seconds;
};

/**
 * struct natgw_settings - knobs of a namespace
 * @fastpath: enum natgw_fastpath
 * @table_full: enum natgw_table_full
 * @icmp_refusal: enum natgw_icmp_refusal (RFC 5508 REQ-8, RFC 6888 REQ-11)
 * @ip_options: enum natgw_ip_options
 * @inbound_refresh: inbound packets refresh a session too (RFC 4787 REQ-6)
 * @allow_short_timeouts: timeouts below the RFCs' minimum are accepted
 * @syn_refusal: enum natgw_syn_refusal (RFC 5382 REQ-4)
 * @tcp_refusal: enum natgw_tcp_refusal (RFC 5382 REQ-5)
 * @port_hold: seconds for which a freed port is held; 0: it is not (RFC 6888 REQ-8)
 * @port_hold_max: ports of an address and protocol that may be held
 * @max_sessions: 0: sized by the machine's memory
 * @timeouts: seconds by enum natgw_timeout
 * @n_overrides: number of @overrides
 * @overrides: by destination port; first match wins
 */
struct natgw_settings {
	u8 fastpath;
	u8 table_full;
	u8 icmp_refusal;
	u8 ip_options;
	bool inbound_refresh;
	bool allow_short_timeouts;
	u8 syn_refusal;
	u8 tcp_refusal;
	u32 port_hold;
	u32 port_hold_max;
	u32 max_sessions;
	u32 timeouts[NATGW_TIMEOUT_MAX + 1];
	u16 n_overrides;
	struct natgw_timeout_override overrides[NATGW_TIMEOUT_OVERRIDES_MAX];
};

/* What an external address is used for. */
enum natgw_external_kind {
	NATGW_EXTERNAL_POOL,
	NATGW_EXTERNAL_STATIC,
	NATGW_EXTERNAL_FORWARD,	/* only forwards use it */
};

/**
 * struct natgw_external - a range of addresses that natgw answers for outside
 * @range: the addresses; no two of a snapshot overlap
 * @kind: enum natgw_external_kind
 * @pool: of kind pool
 * @fixed: of kind static
 */
struct natgw_external {
	struct natgw_addr_range range;
	u8 kind;
	struct natgw_pool *pool;
	const struct natgw_static *fixed;
};

/**
 * struct natgw_policy - one configuration of one namespace
 * @rcu: frees it
 * @generation: counts commits
 * @settings: knobs and timeouts
 * @n_pools: number of @pools
 * @n_rules: number of @rules
 * @n_statics: number of @statics
 * @n_forwards: number of @forwards
 * @n_forwards_inside: number of @forwards_inside
 * @n_externals: number of @externals
 * @n_outside: number of @outside
 * @home: zone (struct natgw_tuple) of the inside hosts of statics and forwards: the routing
 *	  domain of the first outside interface that is there
 * @last_pool_id: the id given last, so that ids come round late
 * @pools: sorted by name
 * @pools_by_id: the same, sorted by id
 * @rules: sorted by index
 * @statics: sorted by inside address
 * @forwards: sorted by protocol, external address, first external port; those whose
 *	      interface has no address now come first of their protocol, with address 0
 * @forwards_inside: sorted by protocol, inside address, inside port, and so by
 *		     last inside port too: one whose inside ports all belong to
 *		     another forward is left out, as is one without an address
 * @externals: sorted by address
 * @outside: names of the outside interfaces: each oif of a rule with action
 *	     pool, each interface a pool or a forward follows; sorted, unique
 * @index: what makes finding a rule and an outside interface quick (policy_index.h);
 *	   NULL where neither is there
 */
struct natgw_policy {
	struct rcu_head rcu;
	u32 generation;
	struct natgw_settings settings;
	u32 n_pools, n_rules, n_statics, n_forwards, n_forwards_inside, n_externals, n_outside;
	u16 home;
	u16 last_pool_id;
	struct natgw_pool **pools;
	struct natgw_pool **pools_by_id;
	struct natgw_rule *rules;
	struct natgw_static *statics;
	struct natgw_forward *forwards;
	const struct natgw_forward **forwards_inside;
	struct natgw_external *externals;
	char (*outside)[IFNAMSIZ];
	struct natgw_policy_index *index;
};

/**
 * struct natgw_match - what a rule is held against
 * @tuple: the packet's; realm is not looked at
 * @in: the interface the packet came in by; NULL for the gateway's own. A rule
 *	may name it or the VRF it is in, and so with @out
 * @out: the interface it leaves by; NULL where it is not routed yet (hairpin),
 *	 and then a rule's oif is taken as matching, as the packet would have
 *	 left by it
 * @mark: skb->mark
 */
struct natgw_match {
	const struct natgw_tuple *tuple;
	const struct net_device *in;
	const struct net_device *out;
	u32 mark;
};

/**
 * natgw_policy_find_rule() - the first rule that claims a packet
 * @policy: the snapshot
 * @match: the packet; protocols without ports match only rules that leave ports open
 *
 * A rule with a port range does not match a protocol other than TCP and UDP. A
 * rule without iif does not match a packet that came in by an outside interface:
 * what comes from outside is claimed only where the operator names its interface.
 * Cost: a binary search for each pair of source and destination prefix length
 * that the rules have, plus the rules that share the packet's prefixes.
 * Context: under rcu_read_lock(). Return: the rule or NULL.
 */
const struct natgw_rule *natgw_policy_find_rule(const struct natgw_policy *policy,
						const struct natgw_match *match);

/* Whether two snapshots have the same rules, by what they say. */
bool natgw_policy_same_rules(const struct natgw_policy *a, const struct natgw_policy *b);

/**
 * natgw_policy_is_outside() - whether an interface leads to the outside realm
 * @policy: the snapshot
 * @dev: an interface or NULL
 *
 * Context: under rcu_read_lock(). Return: true if @dev, or the VRF it is in, is one of
 * @policy->outside.
 */
bool natgw_policy_is_outside(const struct natgw_policy *policy, const struct net_device *dev);

/**
 * natgw_policy_static_to_external() - the external address of a statically mapped inside host
 * @policy: the snapshot
 * @inside: address of an inside host
 * @external: set where one is found
 *
 * Context: under rcu_read_lock(). Return: whether @inside is statically mapped.
 */
bool natgw_policy_static_to_external(const struct natgw_policy *policy, __be32 inside,
				     __be32 *external);

/* The reverse of natgw_policy_static_to_external(). */
bool natgw_policy_static_to_inside(const struct natgw_policy *policy, __be32 external,
				   __be32 *inside);

/**
 * natgw_policy_find_forward() - the forward of an external endpoint
 * @policy: the snapshot
 * @proto: TCP or UDP; others are never found
 * @external: external address
 * @port: external port
 *
 * Context: under rcu_read_lock(). Cost is logarithmic. Return: the forward or NULL.
 */
const struct natgw_forward *natgw_policy_find_forward(const struct natgw_policy *policy, u8 proto,
						      __be32 external, __be16 port);

/* The forward that leads to an inside endpoint, or NULL; always the same one where several do. */
const struct natgw_forward *natgw_policy_find_forward_inside(const struct natgw_policy *policy,
							     u8 proto, __be32 inside, __be16 port);

/* External port of the inside port @port under @forward, and the reverse. */
static inline __be16 natgw_forward_external_port(const struct natgw_forward *forward, __be16 port)
{
	return htons(forward->ports.first + (ntohs(port) - forward->inside_port));
}

static inline __be16 natgw_forward_inside_port(const struct natgw_forward *forward, __be16 port)
{
	return htons(forward->inside_port + (ntohs(port) - forward->ports.first));
}

/**
 * natgw_policy_find_external() - whether natgw answers for an outside address
 * @policy: the snapshot
 * @addr: a destination address
 *
 * Asked for every packet on the full path: a binary search.
 * Context: under rcu_read_lock(). Return: the range it is in or NULL.
 */
const struct natgw_external *natgw_policy_find_external(const struct natgw_policy *policy,
							__be32 addr);

/**
 * struct natgw_timeout_kind - what there is to know of a timeout
 * @name: as the operator writes it
 * @seconds: default
 * @minimum: the least that the RFC allows, 0 where none says
 * @clause: which RFC, and where
 */
struct natgw_timeout_kind {
	const char *name;
	u32 seconds;
	u32 minimum;
	const char *clause;
};

/* By enum natgw_timeout. */
extern const struct natgw_timeout_kind natgw_timeout_kinds[NATGW_TIMEOUT_MAX + 1];

/* Default of an enum natgw_timeout, and what an RFC wants at least (0: nothing), in seconds. */
u32 natgw_timeout_default(u8 timeout);
u32 natgw_timeout_minimum(u8 timeout);

/**
 * natgw_policy_timeout() - seconds a session may be idle
 * @policy: the snapshot
 * @timeout: enum natgw_timeout
 * @proto: IP protocol
 * @dport: the remote port, for the overrides
 *
 * Context: under rcu_read_lock(). Return: seconds.
 */
u32 natgw_policy_timeout(const struct natgw_policy *policy, u8 timeout, u8 proto, __be16 dport);

/* The pool of that name or id in the snapshot, or NULL. Context: under rcu_read_lock(). */
struct natgw_pool *natgw_policy_find_pool(const struct natgw_policy *policy, const char *name);
struct natgw_pool *natgw_policy_pool_by_id(const struct natgw_policy *policy, u16 id);

/* The @n-th usable address of @pool (n < pool->n_usable), and the reverse (-1 where not in it). */
__be32 natgw_pool_address(const struct natgw_pool *pool, u32 n);
int natgw_pool_address_index(const struct natgw_pool *pool, __be32 addr);

/* Whether PAT of @pool may hand out @port (host order): inside its port ranges. */
bool natgw_pool_has_port(const struct natgw_pool *pool, u16 port);

/**
 * natgw_pool_put() - drop a reference to a pool
 * @pool: a pool; NULL is allowed
 *
 * The last one frees it and puts its state, at once: the caller waited for readers
 * of the last snapshot that had it.
 * Context: any but hard interrupts.
 */
void natgw_pool_put(struct natgw_pool *pool);

/* Sets every knob and timeout to its default (the RFCs' for timeouts) and drops the overrides. */
void natgw_settings_reset(struct natgw_settings *settings);

/* The default snapshot: nothing configured, RFC timeouts. NULL without memory. Context: process. */
struct natgw_policy *natgw_policy_create(void);

/* Whether the snapshot translates nothing: no pool, rule, static or forward. */
static inline bool natgw_policy_is_empty(const struct natgw_policy *policy)
{
	return !policy->n_pools && !policy->n_rules && !policy->n_statics && !policy->n_forwards;
}

/**
 * natgw_policy_destroy() - free a snapshot and drop its pools, at once
 * @policy: a snapshot that no reader sees any more; NULL is allowed
 *
 * Context: any but hard interrupts.
 */
void natgw_policy_destroy(struct natgw_policy *policy);

/* The same after a grace period; the module waits for it with rcu_barrier() when it goes. */
void natgw_policy_destroy_rcu(struct natgw_policy *policy);

#endif
