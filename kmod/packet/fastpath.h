/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The fast path: packets of established sessions are taken at the device's
 * ingress, rewritten and sent, past the IP stack. Whatever is unusual is left
 * to the full path, which gives the same result.
 */
#ifndef _NATGW_PACKET_FASTPATH_H
#define _NATGW_PACKET_FASTPATH_H

#include <linux/netdevice.h>

#include "packet/context.h"
#include "state/session_find.h"

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

/**
 * natgw_fastpath_read() - the first half: see whether a packet may be for the fast path
 * @context: its packet is filled in
 * @skb: the packet, at its network header
 * @outside: it came from the outside realm
 *
 * Context: softirq, under rcu_read_lock(). Return: false if it is for the full path for sure.
 */
bool natgw_fastpath_read(struct natgw_context *context, struct sk_buff *skb, bool outside);

/**
 * natgw_fastpath_process() - the second half: find its session and send it
 * @context: its nn, in and packet are set
 * @place: of its tuple
 *
 * Context: softirq, under rcu_read_lock(), which may be another one than the first half's.
 * Return: as natgw_fastpath_packet().
 */
bool natgw_fastpath_process(struct natgw_context *context, const struct natgw_session_place *place);

#endif
