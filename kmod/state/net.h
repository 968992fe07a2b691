/* SPDX-License-Identifier: GPL-2.0-only */
/* All that natgw keeps of one network namespace. */
#ifndef _NATGW_STATE_NET_H
#define _NATGW_STATE_NET_H

#include <linux/mutex.h>
#include <linux/netfilter.h>
#include <linux/ratelimit_types.h>
#include <linux/siphash.h>
#include <linux/workqueue.h>
#include <linux/xarray.h>

#include "lib/tuple_hash.h"
#include "state/event.h"
#include "state/graveyard.h"
#include "state/policy.h"
#include "state/quota.h"
#include "state/stats.h"
#include "state/table.h"

struct natgw_candidate;
struct natgw_net;
struct netlink_ext_ack;

enum { NATGW_SYN_BUCKETS = 64 };

/**
 * struct natgw_syns - SYNs from outside that nobody has asked for (yet)
 * @lock: for all
 * @fifo: the oldest first
 * @buckets: the same by their endpoints
 * @n: how many there are
 * @open: they are remembered
 * @work: comes when the first one's time is over
 */
struct natgw_syns {
	spinlock_t lock;	/* see above */
	struct list_head fifo;
	struct hlist_head buckets[NATGW_SYN_BUCKETS];
	u32 n;
	bool open;
	struct delayed_work work;
};

/* One lock for all that is made for an inside host, found by the hash of its address. */
enum { NATGW_HOST_LOCKS = 64 };

/* A chain of hooks that was looked at: its address, never used as a pointer, and its length. */
struct natgw_chain {
	const void *address;
	u32 length;
};

/**
 * struct natgw_net_ops - what the packet room does when a namespace's configuration comes and goes
 * @init: the namespace is being set up; 0 or a negative errno, and then no @exit
 * @exit: the namespace is going, its devices are still there; may take RTNL
 * @enable: the first configuration: register hooks; may sleep, takes no RTNL
 * @disable: the last one is gone, or the namespace is
 * @changed: a configuration was committed; takes no RTNL
 */
struct natgw_net_ops {
	int (*init)(struct natgw_net *nn);
	void (*exit)(struct natgw_net *nn);
	void (*changed)(struct natgw_net *nn);
	int (*enable)(struct net *net, struct netlink_ext_ack *extack);
	void (*disable)(struct net *net);
};

struct natgw_announcer;
struct natgw_fragments;

/**
 * struct natgw_net - one network namespace
 * @net: the namespace
 * @policy: the configuration; written under @config_mutex
 * @config_mutex: serialises changes of the configuration; taken inside RTNL by
 *		  the address notifier, so RTNL is never taken under it
 * @candidate: an open transaction's, under @config_mutex
 * @candidate_owner: netlink port of the socket that opened it, under @config_mutex
 * @enabled: hooks are registered, under @config_mutex
 * @sessions: struct natgw_flow by tuple
 * @mappings_inside: struct natgw_mapping by inside endpoint
 * @mappings_external: struct natgw_mapping by external endpoint
 * @subscribers: struct natgw_subscriber by inside address and pool
 * @permits: struct natgw_permit by external endpoint and remote address
 * @extaddrs: struct natgw_extaddr by address in host order
 * @holds: struct natgw_hold by inside endpoint
 * @host_locks: serialise what is made for one inside host
 * @n_sessions: in @sessions now
 * @n_mappings: in @mappings_external now
 * @n_subscribers: in @subscribers now
 * @n_held: in @holds now
 * @n_local: sessions between the gateway itself and an inside host
 * @max_sessions: bound of @n_sessions that holds now
 * @quota: what is charged to it, where a user namespace owns it
 * @stats: counters
 * @session_graves: ended sessions waiting for readers
 * @mapping_graves: ended mappings waiting for readers
 * @refresh: natgw_net_refresh() again, for which there was no memory
 * @sweep: see expire.h
 * @sweep_walk: where the sweep is
 * @sweep_started: it runs; under @config_mutex
 * @good_chains: where packets may take the fast path as far as the hooks there go, by hook
 * @fastpath_aside: the last packet could not take the fast path, none may, see fastpath_port.h
 * @ports: the fast path's, under RTNL and @config_mutex
 * @ports_work: brings @ports up to date
 * @syns: SYNs that wait for their answer (packet/unsolicited.c)
 * @announcer: external addresses announced, see packet/announce.h
 * @fragments: datagrams that wait for fragments, see packet/fragment.h
 * @event_sequence: number of the last event
 */
struct natgw_net {
	struct net *net;
	struct natgw_policy __rcu *policy;
	struct mutex config_mutex;	/* see above */
	struct natgw_candidate *candidate;
	u32 candidate_owner;
	bool enabled;
	struct natgw_table sessions;
	struct natgw_table mappings_inside;
	struct natgw_table mappings_external;
	struct natgw_table subscribers;
	struct natgw_table permits;
	struct xarray extaddrs;
	struct natgw_table holds;
	spinlock_t host_locks[NATGW_HOST_LOCKS];	/* see above */
	atomic_t n_sessions ____cacheline_aligned_in_smp;
	atomic_t n_mappings;
	atomic_t n_subscribers;
	atomic_t n_held;
	atomic_t n_local;
	u32 max_sessions;
	struct natgw_quota quota;
	struct natgw_stats __percpu *stats;
	struct natgw_graveyard session_graves;
	struct natgw_graveyard mapping_graves;
	struct delayed_work refresh;
	struct delayed_work sweep;
	struct natgw_table_walk sweep_walk;
	bool sweep_started;
	struct natgw_chain good_chains[NF_INET_NUMHOOKS];
	bool fastpath_aside;
	struct list_head ports;
	struct work_struct ports_work;
	struct natgw_syns syns;
	struct ratelimit_state resets;
	struct natgw_announcer *announcer;
	struct natgw_fragments *fragments;
	atomic_t event_sequence;
};

/* Keys the tables; set once at load (attackers choose ports). */
extern struct natgw_tuple_key natgw_table_key;
/* Keys all other hashes; likewise. */
extern hsiphash_key_t natgw_hash_key;

/* The natgw of a namespace. Context: any, while the module is loaded. */
struct natgw_net *natgw_net_get(const struct net *net);

/* The lock of an inside host. */
static inline spinlock_t *natgw_net_host_lock(struct natgw_net *nn, __be32 addr)
{
	return &nn->host_locks[hsiphash_1u32((__force u32)addr, &natgw_hash_key) %
			       NATGW_HOST_LOCKS];
}

/**
 * natgw_net_commit() - make a snapshot the namespace's configuration
 * @nn: the namespace; its config mutex is held
 * @policy: from natgw_candidate_finish(); consumed, also on error
 * @extack: the sentence on error
 *
 * Mappings and sessions that @policy no longer allows end, with events; the
 * others live on. Waits for readers of the former snapshot.
 *
 * Context: process, may sleep. Return: 0, -ENOMEM, or what registering hooks returned.
 */
int natgw_net_commit(struct natgw_net *nn, struct natgw_policy *policy,
		     struct netlink_ext_ack *extack);

/**
 * natgw_net_refresh() - take account of an interface's changed address
 * @nn: the namespace
 *
 * Context: process, RTNL may be held. Resolves interface addresses anew; a no-op if none changed.
 */
void natgw_net_refresh(struct natgw_net *nn);

/**
 * natgw_net_end_zone() - end all that inside hosts of a VRF have
 * @nn: the namespace
 * @zone: of the VRF, whose device is going: its index may come again
 *
 * Context: process, RTNL may be held, may sleep.
 */
void natgw_net_end_zone(struct natgw_net *nn, u16 zone);

/* The snapshot for a holder of the config mutex. */
static inline struct natgw_policy *natgw_net_policy_locked(struct natgw_net *nn)
{
	return rcu_dereference_protected(nn->policy, lockdep_is_held(&nn->config_mutex));
}

/* Bytes that the namespace's tables and objects take now, all included. Context: process. */
u64 natgw_net_memory(struct natgw_net *nn);

/* Module and namespace set-up, in main.c's order. */
int natgw_net_init(const struct natgw_net_ops *ops);
void natgw_net_exit(void);

#endif
