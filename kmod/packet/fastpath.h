/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The fast path: packets of established sessions are taken at the device's
 * ingress, rewritten and sent, past the IP stack. Whatever is unusual is left
 * to the full path, which gives the same result.
 */
#ifndef _NATGW_PACKET_FASTPATH_H
#define _NATGW_PACKET_FASTPATH_H

#include <linux/netdevice.h>

#include "state/net.h"

/**
 * natgw_fastpath_packet() - take a packet at ingress
 * @nn: the namespace
 * @dev: the device it came in by
 * @outside: @dev leads to the outside realm
 * @skb: the packet, at its network header
 *
 * Context: softirq, under rcu_read_lock().
 * Return: true if the packet was sent or dropped; false: the stack goes on with it.
 */
bool natgw_fastpath_packet(struct natgw_net *nn, struct net_device *dev, bool outside,
			   struct sk_buff *skb);

#endif
