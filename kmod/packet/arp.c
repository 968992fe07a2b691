// SPDX-License-Identifier: GPL-2.0-only
/* See arp.h. */
#include <linux/if_arp.h>
#include <linux/inetdevice.h>
#include <net/arp.h>
#include <net/route.h>

#include "packet/arp.h"

bool natgw_arp_is_on_link(const struct net_device *dev, __be32 addr)
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

/* Another host says that it has one of ours (RFC 5227 section 2.4). */
static void note_conflict(struct natgw_net *nn, struct net_device *dev, __be32 addr,
			  const u8 *sender)
{
	if (!natgw_arp_is_on_link(dev, addr) ||
	    inet_addr_type_dev_table(nn->net, dev, addr) == RTN_LOCAL ||
	    dev_getbyhwaddr_rcu(nn->net, dev->type, sender))
		return;
	natgw_stats_inc(nn->stats, NATGW_STAT_ARP_CONFLICTS);
	net_warn_ratelimited("natgw: external address %pI4 is used by %*phC on %s, too\n",
			     &addr, dev->addr_len, sender, dev->name);
}

bool natgw_arp_in(struct natgw_net *nn, struct net_device *dev, struct sk_buff *skb)
{
	const struct natgw_policy *policy = rcu_dereference(nn->policy);
	const u8 *sender = skb->data + sizeof(struct arphdr);
	__be32 from, target;

	if (!natgw_arp_is_spoken(dev))
		return false;
	/* The stack made sure that both addresses of both sides are in the linear part. */
	memcpy(&from, sender + dev->addr_len, sizeof(from));
	memcpy(&target, sender + 2 * dev->addr_len + sizeof(from), sizeof(target));
	if (unlikely(natgw_policy_find_external(policy, from)))
		note_conflict(nn, dev, from, sender);
	if (arp_hdr(skb)->ar_op != htons(ARPOP_REQUEST) || from == target ||
	    !natgw_policy_find_external(policy, target))
		return false;
	if (!natgw_arp_is_on_link(dev, target) ||
	    inet_addr_type_dev_table(nn->net, dev, target) == RTN_LOCAL)
		return false;
	arp_send(ARPOP_REPLY, ETH_P_ARP, from, dev, target, sender, dev->dev_addr, sender);
	natgw_stats_inc(nn->stats, NATGW_STAT_ARP_REPLIES);
	return true;
}
