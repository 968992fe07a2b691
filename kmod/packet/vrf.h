/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Routing domains. Inside hosts of several VRFs may have the same addresses
 * (RFC 4787 section 9): they are told apart by the VRF's device, tuple.zone.
 * External addresses are one realm, whichever VRF their interface is in.
 */
#ifndef _NATGW_PACKET_VRF_H
#define _NATGW_PACKET_VRF_H

#include <linux/netfilter.h>

#include "packet/context.h"

/**
 * natgw_vrf_in() - the interface that a packet came in by
 * @skb: the packet, in the IP layer
 * @state: of the hook
 *
 * Behind the VRF's own receive path the hooks have the VRF's device; the
 * enslaved one is meant. Context: under rcu_read_lock(). Return: NULL for what was never
 * received.
 */
const struct net_device *natgw_vrf_in(const struct sk_buff *skb, const struct nf_hook_state *state);

/* The zone of an interface, NULL allowed. Context: under rcu_read_lock(). */
u16 natgw_vrf_zone(const struct net_device *dev);

/**
 * natgw_vrf_enter() - lead a packet into the routing domain of an inside host
 * @context: before its destination is rewritten
 * @to: the inside host
 *
 * Nothing to do where the packet is in it, which is what the stack routes by.
 * Otherwise the route is found here. The way there leads by an interface of the
 * domain, or the packet is refused: elsewhere its address is another host's.
 *
 * Context: under rcu_read_lock(). Return: 0 or NATGW_REASON_DROP_ROUTE.
 */
u8 natgw_vrf_enter(struct natgw_context *context, const struct natgw_endpoint *to);

/* Whether a packet that comes in from @dev may be @addr there: the route back leads outside. */
bool natgw_vrf_is_outside_address(const struct natgw_context *context, __be32 addr);

#endif
