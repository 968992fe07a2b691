// SPDX-License-Identifier: GPL-2.0-only
/* See fastpath_aside.h. */
#include <linux/netfilter_ipv4.h>
#include <linux/rculist.h>
#include <net/fib_rules.h>

#include "packet/fastpath_aside.h"
#include "packet/hooks.h"

/*
 * Ours, the defragmentation we asked for, and SELinux's, which Debian's kernels
 * always have: that one looks at packets only where secmark rules (a hook of
 * their own), IPsec or IP options label them, and none of those gets here.
 */
static bool is_tolerated(const struct nf_hook_ops *ops, void *priv)
{
	if (priv)
		return false;
	switch (ops->priority) {
	case NATGW_PRIORITY_FRAGMENT:
	case NATGW_PRIORITY_IN:
	case NATGW_PRIORITY_OUT:
	case NF_IP_PRI_CONNTRACK_DEFRAG:
	case NF_IP_PRI_SELINUX_FIRST:
	case NF_IP_PRI_SELINUX_LAST:
		return true;
	default:
		return false;
	}
}

static bool only_tolerated(const struct nf_hook_entries *chain)
{
	struct nf_hook_ops **ops = nf_hook_entries_get_hook_ops(chain);
	u32 i;

	for (i = 0; i < chain->num_hook_entries; i++) {
		if (!is_tolerated(ops[i], chain->hooks[i].priv))
			return false;
	}
	return true;
}

static bool is_good(struct natgw_net *nn, unsigned int hook)
{
	const struct nf_hook_entries *chain = rcu_dereference(nn->net->nf.hooks_ipv4[hook]);
	struct natgw_chain *known = &nn->good_chains[hook];

	if (natgw_fastpath_knows_chain(nn, hook))
		return true;
	if (!only_tolerated(chain))
		return false;
	WRITE_ONCE(known->address, chain);
	WRITE_ONCE(known->length, chain->num_hook_entries);
	return true;
}

static bool is_alone(struct natgw_net *nn)
{
	return is_good(nn, NF_INET_PRE_ROUTING) && is_good(nn, NF_INET_FORWARD) &&
	       is_good(nn, NF_INET_POST_ROUTING);
}

#ifdef CONFIG_IP_MULTIPLE_TABLES
/* One of the three that each namespace is born with. */
static bool is_default_rule(const struct fib_rule *rule)
{
	switch (rule->pref) {
	case 0:
		return rule->table == RT_TABLE_LOCAL;
	case 0x7ffe:
		return rule->table == RT_TABLE_MAIN;
	case 0x7fff:
		return rule->table == RT_TABLE_DEFAULT;
	default:
		return false;
	}
}

static bool has_rules(const struct net *net)
{
	const struct fib_rule *rule;

	/* Stays set when the last rule has gone. */
	if (!net->ipv4.fib_has_custom_rules)
		return false;
	list_for_each_entry_rcu(rule, &net->ipv4.rules_ops->rules_list, list) {
		if (!is_default_rule(rule))
			return true;
	}
	return false;
}
#else
static bool has_rules(const struct net *net)
{
	return false;
}
#endif

const char *natgw_fastpath_why_not(struct natgw_net *nn)
{
	const struct natgw_policy *policy = rcu_dereference(nn->policy);

	if (!READ_ONCE(nn->enabled))
		return "nothing is configured";
	if (policy->settings.fastpath == NATGW_FASTPATH_OFF)
		return "it is off";
	if (natgw_fastpath_has_ipsec(nn->net))
		return "there are IPsec policies";
	if (has_rules(nn->net))
		return "there are routing rules";
	if (policy->settings.fastpath == NATGW_FASTPATH_AUTO && !is_alone(nn))
		return "others hook IPv4 packets";
	return NULL;
}

bool natgw_fastpath_steps_aside(struct natgw_net *nn)
{
	bool aside = natgw_fastpath_why_not(nn);

	if (READ_ONCE(nn->fastpath_aside) != aside)
		WRITE_ONCE(nn->fastpath_aside, aside);
	return aside;
}
