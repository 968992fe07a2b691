// SPDX-License-Identifier: GPL-2.0-only
/* See fastpath_open.h. */
#include <linux/in.h>
#include <net/l3mdev.h>

#include "lib/reason.h"
#include "packet/fastpath_aside.h"
#include "packet/fastpath_open.h"
#include "packet/fastpath_route.h"
#include "packet/translate.h"

/*
 * What natgw_translate_in() and natgw_translate_out() would both have nothing to say of, but that a
 * rule may claim it. All else is theirs, and so are routing domains.
 */
static bool may_open(const struct natgw_context *context)
{
	const struct natgw_packet *packet = &context->packet;
	const struct natgw_tuple *tuple = &packet->tuple;
	__be32 external;

	return tuple->realm == NATGW_INSIDE && !netif_is_l3_slave(context->in) &&
	       (tuple->proto == IPPROTO_UDP || packet->tcp_flags == NATGW_TCP_SYN) &&
	       !natgw_policy_find_external(context->policy, tuple->daddr) &&
	       !natgw_policy_find_external(context->policy, tuple->saddr) &&
	       !natgw_context_static(context, tuple->saddr, &external) &&
	       natgw_fastpath_may_run(context->nn, context->policy) &&
	       !ip_fast_csum(ip_hdr(packet->skb), 5);
}

/* The rule that has the packet translated on its way, if it can go there as it is. */
static const struct natgw_rule *find_rule(const struct natgw_context *context,
					  const struct rtable *rt)
{
	struct natgw_match match = natgw_context_match(context, &context->packet.tuple);
	struct sk_buff *skb = context->packet.skb;
	const struct natgw_rule *rule;

	if (netif_is_l3_master(context->out) || context->out->flags & IFF_LOOPBACK)
		return NULL;
	rule = natgw_policy_find_rule(context->policy, &match);
	if (!rule || rule->action != NATGW_ACTION_POOL || !natgw_route_fits(skb, rt) ||
	    skb_cow_head(skb, LL_RESERVED_SPACE(rt->dst.dev)))
		return NULL;
	return rule;
}

void natgw_fastpath_open_prepare(struct natgw_context *context, struct natgw_opening *opening)
{
	struct sk_buff *skb = context->packet.skb;
	const struct natgw_rule *rule;
	struct rtable *rt;

	opening->rt = NULL;
	context->zone = 0;
	context->to_zone = 0;
	if (!may_open(context))
		return;
	rt = natgw_route_find(skb, context->packet.tuple.daddr, false);
	if (!rt)
		return;
	context->out = rt->dst.dev;
	skb_set_transport_header(skb, sizeof(struct iphdr));
	rule = find_rule(context, rt);
	if (!rule) {
		skb_dst_drop(skb);
		return;
	}
	opening->rt = rt;
	natgw_foresee_buckets(context->nn, &opening->foresight, &context->packet.tuple, rule);
}

bool natgw_fastpath_open(struct natgw_context *context, const struct natgw_opening *opening,
			 const struct natgw_session_place *place)
{
	struct natgw_stats __percpu *stats = context->nn->stats;
	struct sk_buff *skb = context->packet.skb;
	struct natgw_flow *flow;
	u8 reason;

	/* Of one that came together with it. */
	if (natgw_session_find_at(context->nn, &context->packet.tuple, place)) {
		skb_dst_drop(skb);
		return false;
	}
	ip_decrease_ttl(ip_hdr(skb));
	reason = natgw_translate_open(context, &opening->foresight.request, &flow);
	natgw_stats_inc(stats, NATGW_STAT_FAST_PATH);
	natgw_stats_reason(stats, reason);
	if (natgw_reason_is_drop(reason)) {
		if (natgw_event_ops)
			natgw_event_ops->dropped(context->nn, skb, reason);
		kfree_skb(skb);
		return true;
	}
	natgw_route_keep(flow, &opening->rt->dst, context->in->ifindex);
	natgw_route_send(skb, opening->rt);
	return true;
}
