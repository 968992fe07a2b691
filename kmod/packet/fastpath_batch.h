/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Packets for the fast path, taken together where there are many sessions.
 *
 * With few sessions all that a packet asks for is in the processor's caches. With many its session
 * has to come from memory, in two steps that depend on one another: first the bucket of the table,
 * then the session. So packets wait for each other, a few of them on each CPU, while all of their
 * buckets are on their way, and then all of their sessions.
 */
#ifndef _NATGW_PACKET_FASTPATH_BATCH_H
#define _NATGW_PACKET_FASTPATH_BATCH_H

#include <linux/netdevice.h>

#include "state/net.h"

/**
 * natgw_fastpath_take() - take a packet at ingress, at once or with those that follow
 * @nn: the namespace
 * @dev: the device it came in by
 * @outside: @dev leads to the outside realm
 * @skb: the packet, at its network header
 *
 * Packets of a CPU stay in their order, those that the stack gets included.
 *
 * Context: softirq, or bottom halves off, under rcu_read_lock().
 * Return: true if the packet is taken; false: the stack goes on with it.
 */
bool natgw_fastpath_take(struct natgw_net *nn, struct net_device *dev, bool outside,
			 struct sk_buff *skb);

/* A packet that the fast path does not look at goes on to the stack: those before it go first. */
void natgw_fastpath_let_through(const struct sk_buff *skb);

/**
 * natgw_fastpath_drain() - have no packet wait any more that was taken before
 *
 * Context: process, may sleep; RTNL may be held. Who wants to be rid of a device's packets has seen
 * to it that no more come, and to a grace period since.
 */
void natgw_fastpath_drain(void);

int natgw_fastpath_batch_init(void);
/* Nothing has a hook any more. */
void natgw_fastpath_batch_exit(void);

#endif
