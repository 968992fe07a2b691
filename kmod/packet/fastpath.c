// SPDX-License-Identifier: GPL-2.0-only
/* See fastpath.h. Which devices have it: fastpath_port.c; when it may run: fastpath_aside.h. */
#include <linux/if_vlan.h>
#include <linux/netfilter.h>
#include <net/ip.h>
#include <net/route.h>
#include <net/xfrm.h>

#include "packet/context.h"
#include "packet/fastpath.h"
#include "packet/fastpath_aside.h"
#include "packet/fastpath_route.h"
#include "packet/rewrite.h"
#include "packet/track.h"
#include "state/session_find.h"

/*
 * A plain, whole, unicast IPv4 packet of TCP or UDP, with nothing that the stack has to act on;
 * its header is yet to be summed up.
 */
static bool is_plain(struct sk_buff *skb)
{
	const struct iphdr *iph;
	u32 length;

	if (skb->protocol != htons(ETH_P_IP) || skb->pkt_type != PACKET_HOST ||
	    skb_shared(skb) || skb_vlan_tag_present(skb) || skb_sec_path(skb) || skb_dst(skb) ||
	    !pskb_may_pull(skb, sizeof(*iph)))
		return false;
	iph = ip_hdr(skb);
	if (iph->version != 4 || iph->ihl != 5 || iph->ttl <= 1 || ip_is_fragment(iph) ||
	    (iph->protocol != IPPROTO_TCP && iph->protocol != IPPROTO_UDP))
		return false;
	length = ntohs(iph->tot_len);
	/* A frame with padding behind the datagram is the stack's to trim. */
	return skb->len == length;
}

/* Each packet asks: no call. */
static __always_inline bool is_established(const struct natgw_context *context,
					   const struct natgw_flow *flow)
{
	const struct natgw_packet *packet = &context->packet;
	struct natgw_session *session = natgw_flow_session(flow);
	const struct natgw_flow *head = natgw_session_head(session);

	if (READ_ONCE(head->flags) & (NATGW_SESSION_DEAD | NATGW_SESSION_LOCAL))
		return false;
	if (flow->tuple.proto == IPPROTO_TCP &&
	    (READ_ONCE(head->tcp_state) != NATGW_TCP_STATE_ESTABLISHED ||
	     packet->tcp_flags & (NATGW_TCP_SYN | NATGW_TCP_FIN | NATGW_TCP_RST)))
		return false;
	return natgw_session_alive(context->policy, session, context->now);
}

/* What dst_check() asks for IPv4, without the call. */
static bool is_current(const struct rtable *rt)
{
	return READ_ONCE(rt->dst.obsolete) == DST_OBSOLETE_FORCE_CHK &&
	       rt->rt_genid == rt_genid_ipv4(dev_net(rt->dst.dev));
}

/*
 * The route to where the flow leads, from the last packet where it still holds. A hairpin's often
 * leads back to where the packet came from; the host asked for another address and is to be told
 * of no better way.
 */
static struct rtable *find_route(struct sk_buff *skb, struct natgw_flow *flow, __be32 daddr,
				 bool hairpin)
{
	struct dst_entry *dst = READ_ONCE(flow->dst);
	struct rtable *rt;

	if (dst && READ_ONCE(flow->iif) == skb->dev->ifindex) {
		rt = (struct rtable *)dst;
		if (is_current(rt) || dst_check(dst, 0))
			return rt;
	}
	rt = natgw_route_find(skb, daddr, hairpin);
	if (rt)
		natgw_route_keep(flow, &rt->dst, skb->dev->ifindex);
	return rt;
}

/*
 * Where a packet from inside to an external address leads: the session of the host it is for, seen
 * from outside.
 */
static noinline struct natgw_flow *find_hairpin(const struct natgw_context *context,
						struct natgw_flow *flow)
{
	const struct natgw_session *session = natgw_flow_session(flow);
	struct natgw_endpoint from = natgw_flow_source(flow);
	struct natgw_tuple tuple = context->packet.tuple;
	struct natgw_flow *target;

	natgw_tuple_set_source(&tuple, from.addr, from.port);
	tuple.realm = NATGW_OUTSIDE;
	tuple.zone = session->flow[NATGW_OUTSIDE].tuple.zone;
	target = natgw_session_find(context->nn, &tuple);
	return target && is_established(context, target) ? target : NULL;
}

/* Either of @source and @target may be NULL, not both. */
static bool rewrite(struct natgw_context *context, const struct natgw_flow *source,
		    const struct natgw_flow *target)
{
	struct natgw_packet *packet = &context->packet;
	struct natgw_endpoint to;

	if (source) {
		to = natgw_flow_source(source);
		if (natgw_rewrite_source(packet, to.addr, to.port))
			return false;
	}
	if (target) {
		to = natgw_flow_destination(target);
		if (natgw_rewrite_destination(packet, to.addr, to.port))
			return false;
	}
	/* No fragments here, so that the header's own word is enough. */
	if (natgw_session_shares(natgw_flow_session(source ?: target)))
		natgw_rewrite_id(packet, context->nn->net);
	return true;
}

static void count(const struct natgw_context *context, struct natgw_flow *source,
		  struct natgw_flow *target)
{
	u8 reason = target ? NATGW_REASON_TRANSLATED_IN : NATGW_REASON_TRANSLATED_OUT;

	if (target)
		natgw_track_established(context, target);
	if (source)
		natgw_track_established(context, source);
	natgw_stats_inc(context->nn->stats, NATGW_STAT_FAST_PATH);
	natgw_stats_reason(context->nn->stats, source && target ? NATGW_REASON_HAIRPIN : reason);
}

/* Finds the session, in a hairpin both: that of the sender and that of the host it is for. */
static bool find_sessions(struct natgw_context *context, struct natgw_flow **source,
			  struct natgw_flow **target, const struct natgw_session_place *place)
{
	struct natgw_flow *flow = natgw_session_find_at(context->nn, &context->packet.tuple, place);

	if (!flow || !is_established(context, flow))
		return false;
	*source = NULL;
	*target = NULL;
	if (flow->tuple.realm == NATGW_OUTSIDE) {
		*target = flow;
		return true;
	}
	*source = flow;
	if (!natgw_policy_find_external(context->policy, flow->tuple.daddr))
		return true;
	*target = find_hairpin(context, flow);
	return *target;
}

/* What is wrong with the packet, if anything, is for the full path to say. */
bool natgw_fastpath_read(struct natgw_context *context, struct sk_buff *skb, bool outside)
{
	if (!is_plain(skb) || natgw_packet_parse_plain(skb, &context->packet))
		return false;
	context->packet.tuple.realm = outside ? NATGW_OUTSIDE : NATGW_INSIDE;
	return true;
}

bool natgw_fastpath_process(struct natgw_context *context, const struct natgw_session_place *place)
{
	struct sk_buff *skb = context->packet.skb;
	struct natgw_flow *source, *target;
	struct rtable *rt;
	__be32 daddr;

	/* What is left to be looked at is looked at while the bucket comes from memory. */
	if (!natgw_fastpath_may_run(context->nn, context->policy) || ip_fast_csum(ip_hdr(skb), 5) ||
	    !find_sessions(context, &source, &target, place))
		return false;
	daddr = target ? natgw_flow_destination(target).addr : source->tuple.daddr;
	rt = find_route(skb, source ?: target, daddr, source && target);
	if (!rt)
		return false;
	/* Not every device says where it is, and segments are measured from it. */
	skb_set_transport_header(skb, sizeof(struct iphdr));
	if (!natgw_route_fits(skb, rt) || skb_cow_head(skb, LL_RESERVED_SPACE(rt->dst.dev)) ||
	    !rewrite(context, source, target)) {
		skb_dst_drop(skb);
		return false;
	}
	count(context, source, target);
	ip_decrease_ttl(ip_hdr(skb));
	natgw_route_send(skb, rt);
	return true;
}

bool natgw_fastpath_packet(struct natgw_net *nn, struct net_device *dev, bool outside,
			   struct sk_buff *skb)
{
	struct natgw_context context natgw_uninitialized;
	struct natgw_session_place place;

	context.nn = nn;
	context.policy = rcu_dereference(nn->policy);
	context.in = dev;
	context.now = ktime_get_seconds();
	if (!natgw_fastpath_read(&context, skb, outside))
		return false;
	place = natgw_session_locate(nn, &context.packet.tuple);
	return natgw_fastpath_process(&context, &place);
}
