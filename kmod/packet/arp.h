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
 * Context: softirq, under rcu_read_lock(). Return: true if it was answered.
 */
bool natgw_arp_in(struct natgw_net *nn, struct net_device *dev, struct sk_buff *skb);

#endif
