// SPDX-License-Identifier: GPL-2.0-only
/* See ipsec.h. */
#include <linux/in.h>
#include <linux/netfilter.h>
#include <net/flow.h>
#include <net/inet_dscp.h>
#include <net/route.h>

#include "lib/reason.h"
#include "packet/ipsec.h"

#ifdef CONFIG_XFRM

/* As the wire has the packet now. */
static void fill_flow(struct flowi4 *flow, const struct natgw_packet *packet,
		      const struct dst_entry *dst)
{
	const struct sk_buff *skb = packet->skb;
	const struct iphdr *iph = ip_hdr(skb);
	const __be16 *ports = (const __be16 *)(skb_network_header(skb) + packet->l4_offset);

	*flow = (struct flowi4){
		.saddr = iph->saddr, .daddr = iph->daddr, .flowi4_proto = iph->protocol,
		.flowi4_oif = dst->dev->ifindex, .flowi4_mark = skb->mark,
	};
	natgw_compat_flow_dscp(flow, inet_dsfield_to_dscp(iph->tos));
	if (iph->protocol == IPPROTO_TCP || iph->protocol == IPPROTO_UDP) {
		flow->fl4_sport = ports[0];
		flow->fl4_dport = ports[1];
	} else if (iph->protocol == IPPROTO_ICMP) {
		flow->fl4_icmp_type = packet->icmp_type;
		flow->fl4_icmp_code = packet->icmp_code;
	}
}

u8 natgw_ipsec_route(const struct natgw_context *context)
{
	struct sk_buff *skb = context->packet.skb;
	unsigned int headroom;
	struct dst_entry *dst;
	struct flowi4 flow;

	dst = skb_dst(skb);
	if (dst_xfrm(dst))
		dst = ((struct xfrm_dst *)dst)->route;
	if (!dst || !dst_hold_safe(dst))
		return NATGW_REASON_DROP_ROUTE;
	fill_flow(&flow, &context->packet, dst);
	dst = xfrm_lookup(context->nn->net, dst, flowi4_to_flowi(&flow), skb->sk, 0);
	if (IS_ERR(dst))
		return NATGW_REASON_DROP_ROUTE;
	skb_dst_drop(skb);
	skb_dst_set(skb, dst);
	headroom = dst->dev->hard_header_len;
	if (skb_headroom(skb) < headroom &&
	    pskb_expand_head(skb, HH_DATA_ALIGN(headroom - skb_headroom(skb)), 0, GFP_ATOMIC))
		return NATGW_REASON_DROP_MEMORY;
	return 0;
}

#else

u8 natgw_ipsec_route(const struct natgw_context *context)
{
	return 0;
}

#endif
