/* SPDX-License-Identifier: GPL-2.0-only */
/* IPsec policies see packets as they are on the wire: with their source translated. */
#ifndef _NATGW_PACKET_IPSEC_H
#define _NATGW_PACKET_IPSEC_H

#include <net/ip.h>
#include <net/xfrm.h>

#include "packet/context.h"

/* Whether a packet is what IPsec made of another, which has been here already. */
static inline bool natgw_ipsec_is_outcome(const struct sk_buff *skb)
{
#ifdef CONFIG_XFRM
	return IPCB(skb)->flags & IPSKB_XFRM_TRANSFORMED;
#else
	return false;
#endif
}

/* Whether any policy could claim a packet on its way out. */
static inline bool natgw_ipsec_has_policies(const struct net *net)
{
#ifdef CONFIG_XFRM
	return net->xfrm.policy_count[XFRM_POLICY_OUT];
#else
	return false;
#endif
}

/**
 * natgw_ipsec_route() - look up the IPsec policy of a packet anew
 * @context: parsed, its source rewritten; routed
 *
 * What it was routed by before holds no more. Context: under rcu_read_lock().
 * Return: 0 or NATGW_REASON_DROP_ROUTE.
 */
u8 natgw_ipsec_route(const struct natgw_context *context);

#endif
