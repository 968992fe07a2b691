// SPDX-License-Identifier: GPL-2.0-only
/* See fastpath_port.h. */
#include <linux/netfilter.h>
#include <linux/netfilter_ipv4.h>
#include <linux/netfilter_netdev.h>
#include <linux/rculist.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>
#include <net/fib_rules.h>
#include <net/net_namespace.h>

#include "packet/fastpath.h"
#include "packet/fastpath_port.h"
#include "packet/hooks.h"

/**
 * struct natgw_fastpath_port - one device's hook
 * @list: in natgw_net.ports: changed under RTNL and the config mutex, read under RCU
 * @rcu: frees it
 * @ops: the hook; its dev is held
 * @nn: the namespace
 * @outside: the device leads to the outside realm
 */
struct natgw_fastpath_port {
	struct list_head list;
	struct rcu_head rcu;
	struct nf_hook_ops ops;
	struct natgw_net *nn;
	bool outside;
};

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

/*
 * A chain never changes, another one takes its place: one that was found good is known again by
 * its address. Should that memory have become another chain since, its length tells: what is
 * tolerated stays as long as we are there, so that one more hook makes a chain longer.
 */
static bool is_good(struct natgw_net *nn, unsigned int hook)
{
	const struct nf_hook_entries *chain = rcu_dereference(nn->net->nf.hooks_ipv4[hook]);
	struct natgw_chain *known = &nn->good_chains[hook];

	if (!chain)
		return true;
	if (READ_ONCE(known->address) == chain &&
	    READ_ONCE(known->length) == chain->num_hook_entries)
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

static bool has_ipsec(const struct net *net)
{
#ifdef CONFIG_XFRM
	return net->xfrm.policy_count[XFRM_POLICY_FWD] || net->xfrm.policy_count[XFRM_POLICY_OUT];
#else
	return false;
#endif
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
	if (has_ipsec(nn->net))
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

u32 natgw_fastpath_devices(const struct natgw_net *nn, natgw_fastpath_visit visit, void *data)
{
	const struct natgw_fastpath_port *port;
	u32 n = 0;

	list_for_each_entry_rcu(port, &nn->ports, list) {
		if (rcu_access_pointer(port->ops.dev->rx_handler))
			continue;
		visit(port->ops.dev, data);
		n++;
	}
	return n;
}

static unsigned int hook_ingress(void *priv, struct sk_buff *skb,
				 const struct nf_hook_state *state)
{
	const struct natgw_fastpath_port *port = priv;

	if (rcu_access_pointer(state->in->rx_handler) ||
	    (READ_ONCE(port->nn->fastpath_aside) && natgw_fastpath_steps_aside(port->nn)))
		return NF_ACCEPT;
	if (!natgw_fastpath_packet(port->nn, state->in, READ_ONCE(port->outside), skb))
		return NF_ACCEPT;
	return NF_STOLEN;
}

static struct natgw_fastpath_port *find_port(const struct natgw_net *nn,
					     const struct net_device *dev)
{
	struct natgw_fastpath_port *port;

	list_for_each_entry(port, &nn->ports, list) {
		if (port->ops.dev == dev)
			return port;
	}
	return NULL;
}

static void remove_port(struct natgw_fastpath_port *port)
{
	list_del_rcu(&port->list);
	nf_unregister_net_hook(port->nn->net, &port->ops);
	dev_put(port->ops.dev);
	kfree_rcu(port, rcu);
}

/* Without a port the full path has all of the device's packets. */
static void add_port(struct natgw_net *nn, struct net_device *dev)
{
	struct natgw_fastpath_port *port = kzalloc(sizeof(*port), GFP_KERNEL);

	if (!port)
		return;
	port->nn = nn;
	port->ops = (struct nf_hook_ops){
		.hook = hook_ingress,
		.priv = port,
		.dev = dev,
		.pf = NFPROTO_NETDEV,
		.hooknum = NF_NETDEV_INGRESS,
		.priority = INT_MAX,
	};
	if (nf_register_net_hook(nn->net, &port->ops)) {
		kfree(port);
		return;
	}
	dev_hold(dev);
	list_add_rcu(&port->list, &nn->ports);
}

static bool is_served(const struct net_device *dev)
{
	return !(dev->flags & IFF_LOOPBACK) && dev->reg_state == NETREG_REGISTERED;
}

static void sync_ports(struct natgw_net *nn)
{
	const struct natgw_policy *policy = natgw_net_policy_locked(nn);
	bool wanted = nn->enabled && policy->settings.fastpath != NATGW_FASTPATH_OFF;
	struct natgw_fastpath_port *port, *next;
	struct net_device *dev;

	ASSERT_RTNL();
	lockdep_assert_held(&nn->config_mutex);
	list_for_each_entry_safe(port, next, &nn->ports, list) {
		if (!wanted)
			remove_port(port);
	}
	if (!wanted)
		return;
	for_each_netdev(nn->net, dev) {
		if (is_served(dev) && !find_port(nn, dev))
			add_port(nn, dev);
	}
	list_for_each_entry(port, &nn->ports, list)
		WRITE_ONCE(port->outside, natgw_policy_is_outside(policy, port->ops.dev));
}

/* Devices must not move while they are looked at: RTNL, which is taken before the config mutex. */
static void ports_work(struct work_struct *work)
{
	struct natgw_net *nn = container_of(work, struct natgw_net, ports_work);

	rtnl_lock();
	natgw_fastpath_sync(nn);
	rtnl_unlock();
}

void natgw_fastpath_sync(struct natgw_net *nn)
{
	mutex_lock(&nn->config_mutex);
	sync_ports(nn);
	mutex_unlock(&nn->config_mutex);
}

void natgw_fastpath_init(struct natgw_net *nn)
{
	INIT_LIST_HEAD(&nn->ports);
	INIT_WORK(&nn->ports_work, ports_work);
}

void natgw_fastpath_changed(struct natgw_net *nn)
{
	schedule_work(&nn->ports_work);
}

void natgw_fastpath_exit(struct natgw_net *nn)
{
	struct natgw_fastpath_port *port, *next;

	cancel_work_sync(&nn->ports_work);
	rtnl_lock();
	list_for_each_entry_safe(port, next, &nn->ports, list)
		remove_port(port);
	rtnl_unlock();
}

void natgw_fastpath_forget(struct natgw_net *nn, const struct net_device *dev)
{
	struct natgw_fastpath_port *port;

	ASSERT_RTNL();
	mutex_lock(&nn->config_mutex);
	port = find_port(nn, dev);
	if (port)
		remove_port(port);
	mutex_unlock(&nn->config_mutex);
}
