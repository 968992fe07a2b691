/* SPDX-License-Identifier: GPL-2.0-only */
/* Answers ARP requests for the external addresses that lie on a link (RFC 826). */
#ifndef _NATGW_PACKET_ARP_H
#define _NATGW_PACKET_ARP_H

#include <linux/skbuff.h>

#include "state/net.h"

/**
 * natgw_arp_in() - an ARP packet came in
 * @nn: the namespace
 * @dev: the interface it came in by
 * @skb: the packet, checked by the stack
 *
 * Answered is a request for an external address that the gateway does not have
 * itself, if it lies in a subnet of @dev: the stack answers for the others.
 *
 * One in which another host says that an external address is its own is told
 * of in the kernel's log, now and then, and counted.
 *
 * Context: softirq, under rcu_read_lock(). Return: true if it was answered.
 */
bool natgw_arp_in(struct natgw_net *nn, struct net_device *dev, struct sk_buff *skb);

/* Whether hosts on @dev find each other by ARP. */
static inline bool natgw_arp_is_spoken(const struct net_device *dev)
{
	return dev->addr_len && !(dev->flags & (IFF_NOARP | IFF_LOOPBACK));
}

/* Whether @addr lies in a subnet of @dev. Context: under rcu_read_lock(). */
bool natgw_arp_is_on_link(const struct net_device *dev, __be32 addr);

#endif
