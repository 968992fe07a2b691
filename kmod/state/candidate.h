/* SPDX-License-Identifier: GPL-2.0-only */
/* The next configuration: a copy of the running one, changed step by step, committed whole. */
#ifndef _NATGW_STATE_CANDIDATE_H
#define _NATGW_STATE_CANDIDATE_H

#include "state/policy.h"

struct netlink_ext_ack;

struct natgw_candidate;

/**
 * natgw_candidate_create() - begin a change
 * @policy: the running snapshot; the caller holds the namespace's config mutex
 *
 * Context: process. Return: the candidate or ERR_PTR(-ENOMEM).
 */
struct natgw_candidate *natgw_candidate_create(const struct natgw_policy *policy);

/* Abandon a candidate; NULL is allowed. Context: process. */
void natgw_candidate_destroy(struct natgw_candidate *candidate);

/* Remove everything and set every knob and timeout to its default. */
void natgw_candidate_flush(struct natgw_candidate *candidate);

/*
 * Each of these checks what can be checked at once and returns 0 or a negative
 * errno with a sentence in @extack (-EEXIST duplicate, -ENOENT unknown,
 * -EINVAL wrong, -ERANGE out of bounds, -E2BIG too many, -ENOMEM); the
 * candidate is then as before. Checks that span objects (overlaps, a rule's
 * pool, a static in a pool) are made again at natgw_candidate_finish(), so
 * the order of statements in a transaction does not matter. Plain structs are
 * copied, also the arrays they point to. Context: process.
 */

/*
 * A pool's type, dry, paired and behaviours may be 0 for the default; where the type goes from
 * dynamic to PAT and dry is as before, dry is forgotten.
 */
int natgw_candidate_pool_add(struct natgw_candidate *candidate,
			     const struct natgw_pool_config *config,
			     struct netlink_ext_ack *extack);
int natgw_candidate_pool_set(struct natgw_candidate *candidate,
			     const struct natgw_pool_config *config,
			     struct netlink_ext_ack *extack);
int natgw_candidate_pool_del(struct natgw_candidate *candidate, const char *name,
			     struct netlink_ext_ack *extack);
const struct natgw_pool_config *natgw_candidate_pool_get(const struct natgw_candidate *candidate,
							 const char *name);
/* @rule->index 0: behind the last one, on the next multiple of ten; the index is written back. */
int natgw_candidate_rule_add(struct natgw_candidate *candidate, struct natgw_rule *rule,
			     struct netlink_ext_ack *extack);
int natgw_candidate_rule_del(struct natgw_candidate *candidate, u32 index,
			     struct netlink_ext_ack *extack);
int natgw_candidate_static_add(struct natgw_candidate *candidate, const struct natgw_static *fixed,
			       struct netlink_ext_ack *extack);
int natgw_candidate_static_del(struct natgw_candidate *candidate, const struct natgw_prefix *inside,
			       struct netlink_ext_ack *extack);
int natgw_candidate_forward_add(struct natgw_candidate *candidate,
				const struct natgw_forward *forward,
				struct netlink_ext_ack *extack);
/* Found by protocol, external (or ifname) and external ports, all equal. */
int natgw_candidate_forward_del(struct natgw_candidate *candidate,
				const struct natgw_forward *forward,
				struct netlink_ext_ack *extack);
int natgw_candidate_timeout_set(struct natgw_candidate *candidate, u8 timeout, u32 seconds,
				struct netlink_ext_ack *extack);
int natgw_candidate_override_set(struct natgw_candidate *candidate,
				 const struct natgw_timeout_override *override,
				 struct netlink_ext_ack *extack);
int natgw_candidate_override_del(struct natgw_candidate *candidate,
				 const struct natgw_timeout_override *override,
				 struct netlink_ext_ack *extack);

/* The knobs of the candidate, to be read and changed in place (timeouts by the calls above). */
struct natgw_settings *natgw_candidate_settings(struct natgw_candidate *candidate);

/**
 * natgw_candidate_finish() - validate a candidate as a whole and make a snapshot of it
 * @candidate: stays the caller's
 * @running: the snapshot in force now, not the one the candidate was begun from; the caller
 *	     holds the namespace's config mutex until the new one is published
 * @net: the namespace, for the addresses of interfaces
 * @extack: the sentence
 *
 * The caller publishes the snapshot (natgw_net_commit()) or destroys it. A pool that is in
 * @running under the same name keeps its id, and where nothing of it has changed it is the same
 * object in both, with its state.
 * Context: process; takes rcu_read_lock() for interface addresses, never RTNL.
 * Return: the snapshot, the state of its new pools NULL (natgw_net_commit() attaches it), or
 * ERR_PTR().
 */
struct natgw_policy *natgw_candidate_finish(struct natgw_candidate *candidate,
					    const struct natgw_policy *running, struct net *net,
					    struct netlink_ext_ack *extack);

/**
 * natgw_candidate_follow() - make the next snapshot because an interface's address has changed
 * @running: the snapshot in force; the caller holds the namespace's config mutex
 * @net: the namespace
 *
 * As a candidate begun and finished with no change, but an address that is in use otherwise is
 * no reason to refuse: the pool or forward that follows the interface has no address then, and
 * later changes that have nothing to do with it are accepted.
 * Context: process. Return: the snapshot or ERR_PTR(-ENOMEM).
 */
struct natgw_policy *natgw_candidate_follow(const struct natgw_policy *running, struct net *net);

#endif
