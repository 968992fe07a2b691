/* SPDX-License-Identifier: GPL-2.0-only */
/* Mappings: (protocol, inside endpoint) <-> (protocol, external endpoint); the BIB of RFC 6146. */
#ifndef _NATGW_STATE_MAPPING_H
#define _NATGW_STATE_MAPPING_H

#include "state/net.h"
#include "state/pool.h"
#include "state/subscriber.h"

/**
 * struct natgw_mapping_inside - the inside key
 * @addr: inside address
 * @remote: ADM and APDM: the remote address; a forward: the external one; else 0
 * @port: inside port or identifier; 0 for a whole address
 * @remote_port: APDM: the remote port; a forward: the external one; else 0
 * @pool: id of the pool; 0 for a forward and for the gateway's own traffic
 * @zone: of the inside host
 * @proto: IP protocol; 0 for a whole address
 */
struct natgw_mapping_inside {
	__be32 addr;
	__be32 remote;
	__be16 port;
	__be16 remote_port;
	u16 pool;
	u16 zone;
	u8 proto;
	u8 pad[3];
};

/* The external key; port and proto 0 for a whole address. Hashed and compared as one word. */
struct natgw_mapping_external {
	__be32 addr;
	__be16 port;
	u8 proto;
	u8 pad;
} __aligned(8);

/**
 * struct natgw_mapping - one mapping; at most 48 bytes
 * @subscriber: the inside host, which stays as long as the mapping does; NULL: a forward's, or
 *		the gateway's own
 * @inside: inside key
 * @kind: enum natgw_mapping_kind
 * @behaviour: enum natgw_mapping_behaviour
 * @exposed: a session of it ended whose remote end may still be sending
 * @filtering: enum natgw_filtering_behaviour
 * @doomed: the configuration no longer allows it; its sessions are being ended
 * @external: external key
 * @sessions: number of its sessions, and of those who are making one; the
 *	      last one to go takes the mapping along, under the host's lock
 * @last_outbound: seconds, ktime_get_seconds(): when a packet from inside was last known to pass.
 *		   A session made by a packet from outside starts with this age, so that
 *		   strangers cannot keep a mapping alive (RFC 4787 REQ-6)
 */
struct natgw_mapping {
	struct natgw_subscriber *subscriber;
	struct natgw_mapping_inside inside;
	u8 kind : 4;
	u8 behaviour : 4;
	u8 exposed;
	u8 filtering;
	u8 doomed;
	struct natgw_mapping_external external;
	refcount_t sessions;
	u32 last_outbound;
};

/**
 * struct natgw_mapping_request - what the packet that needs a mapping brings
 * @tuple: as it came from inside
 * @rule: that claims it; NULL for the gateway's own traffic
 * @own: the external address for the gateway's own traffic, which is also the inside one
 * @random: for the choice of a port, where it was drawn ahead; else 0
 */
struct natgw_mapping_request {
	const struct natgw_tuple *tuple;
	const struct natgw_rule *rule;
	__be32 own;
	u32 random;
};

/* What struct natgw_table_params wants of tables with a struct natgw_mapping_inside as key. */
static inline u32 natgw_mapping_inside_hash(const void *data, u32 seed)
{
	const struct natgw_mapping_inside *key = data;
	u64 hosts = (u64)(__force u32)key->addr << 32 | (__force u32)key->remote;
	u64 rest = (u64)(__force u16)key->port << 48 | (u64)(__force u16)key->remote_port << 32 |
		   (u32)key->pool << 16 | key->zone;

	/* A protocol moves it by a secret distance. */
	return natgw_words_hash(hosts, rest + key->proto * natgw_table_key.word[2], seed,
				&natgw_table_key);
}

static inline bool natgw_mapping_inside_equal(const void *a, const void *b)
{
	const struct natgw_mapping_inside *x = a, *y = b;

	return x->addr == y->addr && x->port == y->port && x->proto == y->proto &&
	       x->remote == y->remote && x->remote_port == y->remote_port &&
	       x->pool == y->pool && x->zone == y->zone;
}

int natgw_mapping_init(struct natgw_net *nn);
void natgw_mapping_exit(struct natgw_net *nn);
int natgw_mapping_cache_init(void);
void natgw_mapping_cache_exit(void);

/**
 * natgw_mapping_get_outbound() - the mapping for a packet from inside, made if there is none
 * @nn: the namespace
 * @policy: the current snapshot
 * @request: the packet
 * @reason: on NULL: enum natgw_reason, why not
 *
 * 1) a mapping that is there; 2) the forward whose inside endpoint it is;
 * 3) a new one by the pool's type, pairing and ports.
 *
 * Context: bottom halves off, under rcu_read_lock(); takes the host's lock.
 * Return: the mapping with one session counted for the caller, or NULL.
 */
struct natgw_mapping *natgw_mapping_get_outbound(struct natgw_net *nn,
						 const struct natgw_policy *policy,
						 const struct natgw_mapping_request *request,
						 u8 *reason);

/**
 * natgw_mapping_get_inbound() - the mapping that an external endpoint leads to
 * @nn: the namespace
 * @policy: the current snapshot
 * @tuple: as it came from outside
 * @reason: on NULL: NATGW_REASON_DROP_NO_MAPPING, or why a forward's mapping could not be made
 *
 * A live mapping, a host bound to the whole address, or a forward. Filtering is the caller's.
 *
 * Context: as natgw_mapping_get_outbound(). Return: likewise.
 */
struct natgw_mapping *natgw_mapping_get_inbound(struct natgw_net *nn,
						const struct natgw_policy *policy,
						const struct natgw_tuple *tuple, u8 *reason);

/*
 * Ask for the lines of the tables where a mapping or a held port stands or is to stand, which come
 * from memory while others are waited for. Context: under rcu_read_lock().
 */
void natgw_mapping_expect_inside(struct natgw_net *nn, const struct natgw_mapping_inside *key);
/* When that has come: for the mapping itself. Return: false if most likely there is none. */
bool natgw_mapping_expect_found(struct natgw_net *nn, const struct natgw_mapping_inside *key);
void natgw_mapping_expect_external(struct natgw_net *nn,
				   const struct natgw_mapping_external *key);

/**
 * natgw_mapping_inside_key() - what the mapping of a packet from inside is found by
 * @rule: that claims the packet, with a pool
 * @tuple: the packet's
 *
 * Return: the key of a mapping by PAT.
 */
struct natgw_mapping_inside natgw_mapping_inside_key(const struct natgw_rule *rule,
						     const struct natgw_tuple *tuple);

/* The mapping of an external endpoint or address. Context: under rcu_read_lock(). No reference. */
struct natgw_mapping *natgw_mapping_find_external(struct natgw_net *nn, u8 proto, __be32 addr,
						  __be16 port);

/* The same, no whole address taken for an endpoint of it. Context: under rcu_read_lock(). */
struct natgw_mapping *natgw_mapping_find_exact(struct natgw_net *nn, u8 proto, __be32 addr,
					       __be16 port);

/* By what rules a mapping of a protocol behaves. */
static inline enum natgw_behaviour_column natgw_mapping_column(u8 proto)
{
	return proto == IPPROTO_TCP ? NATGW_BEHAVIOUR_TCP : NATGW_BEHAVIOUR_UDP;
}

/* The external port of inside port @port under @mapping: a whole address keeps it. */
static inline __be16 natgw_mapping_external_port(const struct natgw_mapping *mapping, __be16 port)
{
	return mapping->inside.proto ? mapping->external.port : port;
}

/**
 * natgw_mapping_put() - one session of a mapping is gone
 * @nn: the namespace
 * @mapping: the mapping; ends with the last one
 * @cause: enum natgw_end_cause, for the event
 *
 * Context: softirq or process; takes the host's lock.
 */
void natgw_mapping_put(struct natgw_net *nn, struct natgw_mapping *mapping, u8 cause);

/* Whether @policy would still make or keep @mapping. Context: under rcu_read_lock(). */
bool natgw_mapping_allowed(const struct natgw_policy *policy, const struct natgw_mapping *mapping);

/* Gives an allowed mapping the filtering that its rule has in @policy. Under rcu_read_lock(). */
void natgw_mapping_refilter(const struct natgw_policy *policy, struct natgw_mapping *mapping);

#endif
