/* SPDX-License-Identifier: GPL-2.0-only */
/* When the fast path steps aside, as something is there that has to see the packets. */
#ifndef _NATGW_PACKET_FASTPATH_ASIDE_H
#define _NATGW_PACKET_FASTPATH_ASIDE_H

#include <linux/netfilter.h>
#include <net/net_namespace.h>

#include "state/net.h"

/**
 * natgw_fastpath_why_not() - what keeps packets off the fast path
 * @nn: the namespace
 *
 * Context: under rcu_read_lock(). Return: NULL where nothing does, else a sentence's end.
 */
const char *natgw_fastpath_why_not(struct natgw_net *nn);

/*
 * Whether something does, for a packet: natgw_net.fastpath_aside is what the last
 * one found, so that while packets are left alone none is looked into first.
 * Context: under rcu_read_lock().
 */
bool natgw_fastpath_steps_aside(struct natgw_net *nn);

/*
 * A chain never changes, another one takes its place: one that was found good is known again by
 * its address. Should that memory have become another chain since, its length tells: what is
 * tolerated stays as long as we are there, so that one more hook makes a chain longer.
 */
static inline bool natgw_fastpath_knows_chain(const struct natgw_net *nn, unsigned int hook)
{
	const struct nf_hook_entries *chain = rcu_dereference(nn->net->nf.hooks_ipv4[hook]);
	const struct natgw_chain *known = &nn->good_chains[hook];

	return !chain || (READ_ONCE(known->address) == chain &&
			  READ_ONCE(known->length) == chain->num_hook_entries);
}

static inline bool natgw_fastpath_has_ipsec(const struct net *net)
{
#ifdef CONFIG_XFRM
	return net->xfrm.policy_count[XFRM_POLICY_FWD] || net->xfrm.policy_count[XFRM_POLICY_OUT];
#else
	return false;
#endif
}

static inline bool natgw_fastpath_has_rules(const struct net *net)
{
#ifdef CONFIG_IP_MULTIPLE_TABLES
	return net->ipv4.fib_has_custom_rules;
#else
	return false;
#endif
}

/**
 * natgw_fastpath_may_run() - the same, as most packets have it answered
 * @nn: the namespace
 * @policy: its snapshot
 *
 * Context: under rcu_read_lock(). Return: true where nothing keeps a packet off the fast path.
 */
static inline bool natgw_fastpath_may_run(struct natgw_net *nn, const struct natgw_policy *policy)
{
	if (likely(policy->settings.fastpath == NATGW_FASTPATH_AUTO && READ_ONCE(nn->enabled) &&
		   !READ_ONCE(nn->fastpath_aside) && !natgw_fastpath_has_ipsec(nn->net) &&
		   !natgw_fastpath_has_rules(nn->net) &&
		   natgw_fastpath_knows_chain(nn, NF_INET_PRE_ROUTING) &&
		   natgw_fastpath_knows_chain(nn, NF_INET_FORWARD) &&
		   natgw_fastpath_knows_chain(nn, NF_INET_POST_ROUTING)))
		return true;
	return !natgw_fastpath_steps_aside(nn);
}

#endif
