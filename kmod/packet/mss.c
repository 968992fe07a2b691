// SPDX-License-Identifier: GPL-2.0-only
/* See mss.h. */
#include <linux/in.h>
#include <linux/tcp.h>
#include <net/l3mdev.h>
#include <net/route.h>

#include "packet/mss.h"
#include "packet/rewrite.h"
#include "state/extaddr.h"

enum { HEADERS = sizeof(struct iphdr) + sizeof(struct tcphdr) };

/* The MTU of the route to an address, or @mtu where that is less or there is none. */
static u32 route_mtu(const struct natgw_context *context, __be32 addr, u32 mtu)
{
	const struct net_device *dev = context->in ?: context->out;
	struct flowi4 fl4 = {
		.daddr = addr, .flowi4_mark = context->packet.skb->mark,
		.flowi4_oif = l3mdev_master_ifindex_rcu(dev),
	};
	struct rtable *rt = ip_route_output_key(context->nn->net, &fl4);

	if (IS_ERR(rt))
		return mtu;
	mtu = min(mtu, dst_mtu(&rt->dst));
	ip_rt_put(rt);
	return mtu;
}

/* What fits on the ways to the inside host and to the remote one, in one packet. */
static u32 route_mss(const struct natgw_context *context, const struct natgw_flow *flow)
{
	const struct natgw_tuple *inside = &natgw_flow_session(flow)->flow[NATGW_INSIDE].tuple;
	const struct dst_entry *dst = skb_dst(context->packet.skb);
	u32 mtu = IP_MAX_MTU;

	/* The devices the packet comes and leaves by count however its answer is routed. */
	if (context->in)
		mtu = min(mtu, READ_ONCE(context->in->mtu));
	if (context->out && dst)
		mtu = min(mtu, dst_mtu(dst));
	mtu = route_mtu(context, inside->saddr, mtu);
	mtu = route_mtu(context, inside->daddr, mtu);
	return mtu > HEADERS ? mtu - HEADERS : 0;
}

int natgw_mss_clamp(struct natgw_context *context, const struct natgw_flow *flow)
{
	const struct natgw_tuple *outside = &natgw_flow_session(flow)->flow[NATGW_OUTSIDE].tuple;
	struct natgw_packet *packet = &context->packet;
	const struct natgw_pool *pool;
	u32 mss;

	if (packet->tuple.proto != IPPROTO_TCP || !(packet->tcp_flags & NATGW_TCP_SYN) ||
	    !packet->mss_offset)
		return 0;
	pool = natgw_extaddr_pool(context->policy, outside->daddr);
	if (!pool || !pool->config.mss)
		return 0;
	mss = pool->config.mss;
	if (mss == NATGW_MSS_ROUTE)
		mss = route_mss(context, flow);
	return natgw_rewrite_mss(packet, mss);
}
