/* SPDX-License-Identifier: GPL-2.0-only */
/* How the fast path has a packet routed, and sends it; for its own files. */
#ifndef _NATGW_PACKET_FASTPATH_ROUTE_H
#define _NATGW_PACKET_FASTPATH_ROUTE_H

#include <net/gso.h>
#include <net/ip.h>
#include <net/route.h>
#include <net/xfrm.h>

#include "packet/context.h"

static inline bool natgw_route_forwards(const struct rtable *rt)
{
	return rt->rt_type == RTN_UNICAST && rt->dst.output == ip_output && !rt->dst.lwtstate &&
	       !dst_xfrm(&rt->dst);
}

/**
 * natgw_route_find() - look up where a packet leads
 * @skb: from a device, to be forwarded
 * @daddr: to there
 * @hairpin: back to where it came from is a good way, and its sender is not to be told of another
 *
 * Context: softirq, under rcu_read_lock(). Return: the route, which the packet has as well; NULL:
 * the stack is to say what becomes of it.
 */
static inline struct rtable *natgw_route_find(struct sk_buff *skb, __be32 daddr, bool hairpin)
{
	const struct iphdr *iph = ip_hdr(skb);
	struct rtable *rt;

	memset(IPCB(skb), 0, sizeof(*IPCB(skb)));
	if (ip_route_input_noref(skb, daddr, iph->saddr, iph->tos, skb->dev))
		return NULL;
	rt = skb_rtable(skb);
	/* A redirect is due: the stack sends it. */
	if (!natgw_route_forwards(rt) || (IPCB(skb)->flags & IPSKB_DOREDIRECT && !hairpin)) {
		skb_dst_drop(skb);
		return NULL;
	}
	return rt;
}

/* Keeps @dst for the flow's next packets; a session on its way out gets none any more. */
static inline void natgw_route_keep(struct natgw_flow *flow, struct dst_entry *dst, u32 iif)
{
	struct natgw_session *session = natgw_flow_session(flow);
	struct dst_entry *former = NULL;

	if (!dst_hold_safe(dst))
		return;
	spin_lock(natgw_session_lock(session));
	if (natgw_session_head(session)->flags & NATGW_SESSION_DEAD)
		former = dst;
	else
		former = xchg(&flow->dst, dst);
	WRITE_ONCE(flow->iif, iif);
	spin_unlock(natgw_session_lock(session));
	dst_release(former);
}

/* Whether a packet may be sent whole. */
static inline bool natgw_route_fits(const struct sk_buff *skb, const struct rtable *rt)
{
	u32 mtu = ip_dst_mtu_maybe_forward(&rt->dst, true);

	if (skb->len <= mtu)
		return true;
	return skb_is_gso(skb) && skb_gso_validate_network_len(skb, mtu);
}

/* As ip_rcv_core(), ip_forward() and ip_finish_output2() would; its TTL is lowered already. */
static inline void natgw_route_send(struct sk_buff *skb, struct rtable *rt)
{
	struct net_device *dev = rt->dst.dev;
	struct neighbour *neigh;
	bool is_v6gw = false;

	skb_orphan(skb);
	skb->priority = rt_tos2priority(ip_hdr(skb)->tos);
	skb_forward_csum(skb);
	skb_clear_tstamp(skb);
	skb->dev = dev;
	if (!skb_dst(skb))
		skb_dst_set_noref(skb, &rt->dst);
	neigh = ip_neigh_for_gw(rt, skb, &is_v6gw);
	if (IS_ERR(neigh))
		kfree_skb(skb);
	else
		neigh_output(neigh, skb, is_v6gw);
}

#endif
