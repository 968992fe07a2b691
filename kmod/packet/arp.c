// SPDX-License-Identifier: GPL-2.0-only
/* See arp.h. */
#include <linux/if_arp.h>
#include <linux/inetdevice.h>
#include <net/arp.h>
#include <net/route.h>

#include "packet/arp.h"

static bool is_on_link(const struct net_device *dev, __be32 addr)
{
	const struct in_device *in_dev = __in_dev_get_rcu(dev);
	const struct in_ifaddr *ifa;

	if (!in_dev)
		return false;
	in_dev_for_each_ifa_rcu(ifa, in_dev) {
		if (inet_ifa_match(addr, ifa))
			return true;
	}
	return false;
}

bool natgw_arp_in(struct natgw_net *nn, struct net_device *dev, struct sk_buff *skb)
{
	const struct natgw_policy *policy = rcu_dereference(nn->policy);
	const u8 *sender = skb->data + sizeof(struct arphdr);
	__be32 from, target;

	if (arp_hdr(skb)->ar_op != htons(ARPOP_REQUEST) || dev->addr_len == 0 ||
	    dev->flags & (IFF_NOARP | IFF_LOOPBACK))
		return false;
	/* The stack made sure that both addresses of both sides are in the linear part. */
	memcpy(&from, sender + dev->addr_len, sizeof(from));
	memcpy(&target, sender + 2 * dev->addr_len + sizeof(from), sizeof(target));
	if (!natgw_policy_find_external(policy, target) || from == target)
		return false;
	if (!is_on_link(dev, target) || inet_addr_type_dev_table(nn->net, dev, target) == RTN_LOCAL)
		return false;
	arp_send(ARPOP_REPLY, ETH_P_ARP, from, dev, target, sender, dev->dev_addr, sender);
	natgw_stats_inc(nn->stats, NATGW_STAT_ARP_REPLIES);
	return true;
}
