// SPDX-License-Identifier: GPL-2.0-only
/* See fastpath_port.h. */
#include <linux/netfilter_netdev.h>
#include <linux/rculist.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>
#include <net/net_namespace.h>

#include "packet/fastpath_aside.h"
#include "packet/fastpath_batch.h"
#include "packet/fastpath_port.h"

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
	struct natgw_net *nn = port->nn;

	if (rcu_access_pointer(state->in->rx_handler))
		return NF_ACCEPT;
	if (READ_ONCE(nn->fastpath_aside) && natgw_fastpath_steps_aside(nn)) {
		natgw_fastpath_let_through(skb);
		return NF_ACCEPT;
	}
	if (!natgw_fastpath_take(nn, state->in, READ_ONCE(port->outside), skb))
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

/*
 * Takes @dev's port away, or all: the hooks first, then, when no CPU is in one any more, the
 * packets that wait, so that whatever device one is of has a port, and its namespace is there.
 */
static void remove_ports(struct natgw_net *nn, const struct net_device *dev)
{
	struct natgw_fastpath_port *port, *next;
	bool any = false;

	list_for_each_entry(port, &nn->ports, list) {
		if (dev && port->ops.dev != dev)
			continue;
		nf_unregister_net_hook(nn->net, &port->ops);
		any = true;
	}
	if (!any)
		return;
	synchronize_net();
	natgw_fastpath_drain();
	list_for_each_entry_safe(port, next, &nn->ports, list) {
		if (dev && port->ops.dev != dev)
			continue;
		list_del_rcu(&port->list);
		dev_put(port->ops.dev);
		kfree_rcu(port, rcu);
	}
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
	struct natgw_fastpath_port *port;
	struct net_device *dev;

	ASSERT_RTNL();
	lockdep_assert_held(&nn->config_mutex);
	if (!wanted) {
		remove_ports(nn, NULL);
		return;
	}
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
	cancel_work_sync(&nn->ports_work);
	rtnl_lock();
	remove_ports(nn, NULL);
	rtnl_unlock();
}

void natgw_fastpath_forget(struct natgw_net *nn, const struct net_device *dev)
{
	ASSERT_RTNL();
	mutex_lock(&nn->config_mutex);
	remove_ports(nn, dev);
	mutex_unlock(&nn->config_mutex);
}
