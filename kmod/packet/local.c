// SPDX-License-Identifier: GPL-2.0-only
/* See local.h. */
#include <linux/icmp.h>
#include <linux/inetdevice.h>
#include <linux/netfilter_ipv4.h>

#include "lib/reason.h"
#include "packet/admit.h"
#include "packet/local.h"
#include "packet/mark.h"
#include "packet/rewrite.h"
#include "packet/track.h"
#include "packet/translate.h"
#include "packet/translate_icmp.h"
#include "packet/unsolicited.h"
#include "packet/vrf.h"

/*
 * An ICMP error that the gateway raised after the source was rewritten (no
 * neighbour, too big) goes to the external address: back to the inside host.
 */
static u8 error_out(struct natgw_context *context)
{
	u8 reason = natgw_translate_icmp_in(context);

	return reason == NATGW_REASON_ICMP_ERROR_IN ? reason : NATGW_REASON_NOT_CLAIMED;
}

/* The gateway's mappings lead to itself: nothing to translate between its own sockets. */
static bool leads_inside(const struct natgw_context *context, const struct natgw_tuple *tuple)
{
	const struct natgw_mapping *mapping;
	__be32 inside;

	if (natgw_policy_static_to_inside(context->policy, tuple->daddr, &inside))
		return true;
	mapping = natgw_mapping_find_external(context->nn, tuple->proto, tuple->daddr,
					      tuple->dport);
	if (mapping)
		return mapping->kind != NATGW_MAPPING_KIND_LOCAL;
	return natgw_policy_find_forward(context->policy, tuple->proto, tuple->daddr,
					 tuple->dport);
}

static void mark_local(struct natgw_net *nn, struct natgw_flow *flow)
{
	struct natgw_flow *head = natgw_session_head(natgw_flow_session(flow));

	if (READ_ONCE(head->flags) & NATGW_SESSION_LOCAL)
		return;
	spin_lock_bh(&head->lock);
	if (!(head->flags & (NATGW_SESSION_LOCAL | NATGW_SESSION_DEAD))) {
		WRITE_ONCE(head->flags, head->flags | NATGW_SESSION_LOCAL);
		atomic_inc(&nn->n_local);
	}
	spin_unlock_bh(&head->lock);
}

/* What a redirect of the gateway's quotes. Return: whether it is one. */
static bool redirected(const struct sk_buff *skb, struct natgw_tuple *tuple)
{
	unsigned int offset = skb_network_offset(skb) + ip_hdrlen(skb);
	const struct icmphdr *icmph;
	const struct iphdr *iph;
	const __be16 *ports;
	__be16 _ports[4];
	struct {
		struct icmphdr icmph;
		struct iphdr iph;
	} _headers;

	if (ip_hdr(skb)->protocol != IPPROTO_ICMP)
		return false;
	icmph = skb_header_pointer(skb, offset, sizeof(_headers), &_headers);
	if (!icmph || icmph->type != ICMP_REDIRECT)
		return false;
	iph = (const struct iphdr *)(icmph + 1);
	offset += sizeof(*icmph) + iph->ihl * 4;
	*tuple = (struct natgw_tuple){
		.saddr = iph->saddr, .daddr = iph->daddr, .proto = iph->protocol,
	};
	ports = skb_header_pointer(skb, offset, sizeof(_ports), _ports);
	if (!ports)
		return true;
	tuple->sport = iph->protocol == IPPROTO_ICMP ? ports[2] : ports[0];
	tuple->dport = iph->protocol == IPPROTO_ICMP ? ports[2] : ports[1];
	return true;
}

/*
 * A redirect would lead a host around the gateway, which translates what it
 * sends, to a neighbour with an address that it never spoke to. The packet that
 * it is about left by the interface it came in by, where the redirect goes now.
 */
static bool redirects_around(const struct natgw_context *context)
{
	const struct natgw_policy *policy = context->policy;
	const struct natgw_rule *rule;
	struct natgw_tuple tuple, answer;
	struct natgw_endpoint to;
	struct natgw_match match = {
		.tuple = &tuple, .in = context->out, .out = context->out,
		.mark = context->packet.skb->mark,
	};

	if (!redirected(context->packet.skb, &tuple))
		return false;
	if (natgw_mark_recall(context->nn->net, &tuple, &to) ||
	    natgw_policy_static_to_external(policy, tuple.saddr, &to.addr) ||
	    natgw_policy_static_to_external(policy, tuple.daddr, &to.addr))
		return true;
	answer = natgw_tuple_swap(&tuple);
	answer.realm = NATGW_INSIDE;
	answer.zone = natgw_vrf_zone(context->out);
	if (natgw_session_find(context->nn, &answer))
		return true;
	rule = natgw_policy_find_rule(policy, &match);
	return rule && rule->action == NATGW_ACTION_POOL;
}

u8 natgw_local_out(struct natgw_context *context, struct sock *sk)
{
	struct natgw_packet *packet = &context->packet;
	struct sk_buff *skb = packet->skb;
	struct natgw_flow *flow = NULL;
	struct natgw_tuple tuple;
	u8 reason;

	IPCB(skb)->flags &= ~(NATGW_MARK_IN | NATGW_MARK_HAIRPIN);
	if (redirects_around(context))
		return NATGW_REASON_DROP_REDIRECT;
	if (!natgw_policy_find_external(context->policy, ip_hdr(skb)->daddr))
		return NATGW_REASON_NOT_CLAIMED;
	if (natgw_packet_parse(skb, packet))
		return NATGW_REASON_NOT_CLAIMED;
	tuple = packet->tuple;
	tuple.realm = NATGW_OUTSIDE;
	if (packet->kind == NATGW_PACKET_ICMP_ERROR)
		reason = error_out(context);
	else if (leads_inside(context, &tuple))
		reason = natgw_translate_to_inside(context, &tuple, &flow);
	else
		reason = NATGW_REASON_NOT_CLAIMED;
	if (reason == NATGW_REASON_NOT_CLAIMED || natgw_reason_is_drop(reason))
		return reason;
	if (flow)
		mark_local(context->nn, flow);
	natgw_mark_in(context);
	if (ip_route_me_harder(context->nn->net, sk, skb, RTN_UNSPEC))
		return NATGW_REASON_DROP_ROUTE;
	return reason;
}

/*
 * A static host speaks to the outside side of the gateway as to any outside
 * host: by its external address, by which the gateway speaks to it.
 */
static bool is_static_outward(const struct natgw_context *context, __be32 *external)
{
	const struct iphdr *iph = ip_hdr(context->packet.skb);
	const struct net_device *dev;

	if (!natgw_context_static(context, iph->saddr, external))
		return false;
	dev = __ip_dev_find(context->nn->net, iph->daddr, false);
	return dev && natgw_policy_is_outside(context->policy, dev);
}

u8 natgw_local_in(struct natgw_context *context)
{
	bool sessions = atomic_read(&context->nn->n_local);
	struct natgw_packet *packet = &context->packet;
	struct natgw_endpoint from;
	struct natgw_flow *flow;
	bool outward;
	int ret;

	ret = natgw_unsolicited_local(context);
	if (ret)
		return ret;
	if (natgw_marked_in(packet->skb) || natgw_policy_is_outside(context->policy, context->in))
		return 0;
	outward = is_static_outward(context, &from.addr);
	if (!outward && !sessions)
		return 0;
	if (natgw_packet_parse(packet->skb, packet) || packet->kind == NATGW_PACKET_ICMP_ERROR)
		return 0;
	if (outward) {
		ret = natgw_rewrite_source(packet, from.addr, packet->tuple.sport);
		return ret ?: NATGW_REASON_STATIC_OUT;
	}
	packet->tuple.realm = NATGW_INSIDE;
	packet->tuple.zone = context->zone;
	flow = natgw_admit_find(context, &packet->tuple);
	if (!flow || !(natgw_session_head(natgw_flow_session(flow))->flags & NATGW_SESSION_LOCAL))
		return 0;
	natgw_track(context, flow);
	from = natgw_flow_source(flow);
	ret = natgw_rewrite_source(packet, from.addr, from.port);
	return ret ?: NATGW_REASON_TRANSLATED_OUT;
}
