// SPDX-License-Identifier: GPL-2.0-only
/* See translate.h. ICMP errors are in translate_icmp.c. */
#include <linux/in.h>
#include <linux/inetdevice.h>
#include <net/route.h>

#include "lib/reason.h"
#include "packet/admit.h"
#include "packet/mark.h"
#include "packet/mss.h"
#include "packet/refusal.h"
#include "packet/reset.h"
#include "packet/rewrite.h"
#include "packet/track.h"
#include "packet/translate.h"
#include "packet/translate_icmp.h"
#include "packet/unsolicited.h"
#include "packet/vrf.h"

u8 natgw_translate_no_target(const struct natgw_context *context)
{
	__be32 addr = context->packet.tuple.daddr;

	return inet_addr_type_dev_table(context->nn->net, context->in, addr) == RTN_LOCAL ?
	       NATGW_REASON_LOCAL : NATGW_REASON_DROP_NO_MAPPING;
}

bool natgw_translate_leaves(const struct natgw_context *context)
{
	return !context->policy->n_outside ||
	       natgw_policy_is_outside(context->policy, context->out);
}

bool natgw_translate_is_own(const struct natgw_context *context, __be32 addr)
{
	const struct net_device *dev;

	if (!addr)	/* a host that has none yet: DHCP */
		return true;
	dev = __ip_dev_find(context->nn->net, addr, false);
	if (!dev)
		return false;
	return natgw_policy_find_external(context->policy, addr) || dev == context->out ||
	       natgw_policy_is_outside(context->policy, dev);
}

u8 natgw_translate_refuse_options(const struct natgw_context *context)
{
	if (likely(natgw_packet_ip(&context->packet)->ihl == 5) ||
	    context->policy->settings.ip_options == NATGW_IP_OPTIONS_PASS)
		return 0;
	return NATGW_REASON_DROP_OPTIONS;
}

/* What else changes where an endpoint does: the segment size, the identification. */
static u8 rewrite_beside(struct natgw_context *context, struct natgw_flow *flow)
{
	u8 reason = natgw_mss_clamp(context, flow);

	if (!reason && natgw_session_shares(natgw_flow_session(flow)))
		natgw_rewrite_id_whole(&context->packet, context->nn->net);
	return reason;
}

static u8 rewrite_destination(struct natgw_context *context, struct natgw_flow *flow)
{
	struct natgw_endpoint to = natgw_flow_destination(flow);
	int ret = natgw_vrf_enter(context, &to);

	if (ret)
		return ret;
	natgw_track(context, flow);
	ret = natgw_rewrite_destination(&context->packet, to.addr, to.port) ?:
	      rewrite_beside(context, flow);
	return ret ?: NATGW_REASON_TRANSLATED_IN;
}

u8 natgw_translate_to_inside(struct natgw_context *context, const struct natgw_tuple *tuple,
			     struct natgw_flow **session)
{
	struct natgw_packet *packet = &context->packet;
	struct natgw_endpoint to = { .port = packet->tuple.dport, .zone = context->policy->home };
	struct natgw_flow *flow;
	u8 reason;
	int ret;

	if (natgw_policy_static_to_inside(context->policy, tuple->daddr, &to.addr)) {
		ret = natgw_vrf_enter(context, &to);
		if (!ret)
			ret = natgw_rewrite_destination(packet, to.addr, to.port);
		return ret ?: NATGW_REASON_STATIC_IN;
	}
	flow = natgw_admit_find(context, tuple);
	if (!flow)
		flow = natgw_admit_inbound(context, tuple, &reason);
	if (!flow)
		return reason;
	if (session)
		*session = flow;
	return rewrite_destination(context, flow);
}

/**
 * hairpin_source() - how the outside sees the source of a packet to an external address
 * @context: parsed; its tuple has realm inside
 * @tuple: its source is replaced and the realm set to outside, where the packet is from inside
 *
 * Return: 0 (see whether @tuple's realm has changed), or the reason for a drop.
 */
static u8 hairpin_source(struct natgw_context *context, struct natgw_tuple *tuple)
{
	struct natgw_match match = natgw_context_match(context, tuple);
	struct natgw_mapping_request request = { .tuple = tuple };
	const struct natgw_rule *rule;
	struct natgw_endpoint source;
	struct natgw_flow *flow;
	u8 reason = 0;

	source.port = tuple->sport;
	flow = natgw_admit_find(context, tuple);	/* a forward's, before a static's address */
	if (!flow && !natgw_policy_is_outside(context->policy, context->in) &&
	    natgw_context_static(context, tuple->saddr, &source.addr))
		goto found;
	if (!flow) {
		rule = natgw_policy_find_rule(context->policy, &match);
		if (!rule || rule->action == NATGW_ACTION_EXEMPT)
			return 0;
		if (rule->action == NATGW_ACTION_DROP)
			return NATGW_REASON_DROP_RULE;
		request.rule = rule;
		flow = natgw_admit_outbound(context, &request, &reason);
		if (!flow)
			return reason;
	}
	source = natgw_flow_source(flow);
found:
	tuple->saddr = source.addr;
	tuple->sport = source.port;
	if (tuple->proto == IPPROTO_ICMP)
		tuple->dport = source.port;
	tuple->realm = NATGW_OUTSIDE;
	tuple->zone = 0;
	return 0;
}

/*
 * A port of the gateway's own that is the same on both sides: there is nothing
 * to rewrite, and strangers who call a service of the gateway make no sessions.
 */
static bool is_own_endpoint(const struct natgw_context *context, u8 proto, __be32 addr,
			    __be16 port)
{
	const struct natgw_mapping *mapping;

	mapping = natgw_mapping_find_exact(context->nn, proto, addr, port);
	return mapping && mapping->kind == NATGW_MAPPING_KIND_LOCAL &&
	       mapping->inside.addr == addr && mapping->inside.port == port;
}

static u8 receive_own(struct natgw_context *context, const struct natgw_tuple *tuple)
{
	struct natgw_flow *flow = natgw_admit_find(context, tuple);

	if (flow)
		natgw_track(context, flow);
	return NATGW_REASON_LOCAL;
}

static u8 translate_flow_in(struct natgw_context *context)
{
	struct natgw_packet *packet = &context->packet;
	struct natgw_tuple tuple = packet->tuple;
	__be32 daddr = tuple.daddr;
	__be16 dport = tuple.dport;
	__be32 inside;
	bool hairpin;
	u8 reason;

	tuple.realm = NATGW_OUTSIDE;
	if (!natgw_policy_static_to_inside(context->policy, daddr, &inside)) {
		if (is_own_endpoint(context, tuple.proto, daddr, dport))
			return receive_own(context, &tuple);
		if (!natgw_admit_has_target(context, &tuple))
			return natgw_translate_no_target(context);
		if (packet->kind == NATGW_PACKET_ICMP_OTHER)
			return NATGW_REASON_DROP_ICMP_TYPE;
	}
	reason = natgw_translate_refuse_options(context);
	if (reason)
		return reason;
	tuple.realm = NATGW_INSIDE;
	tuple.zone = context->zone;
	reason = hairpin_source(context, &tuple);
	if (reason)
		return reason;
	hairpin = tuple.saddr != packet->tuple.saddr;
	tuple.realm = NATGW_OUTSIDE;
	tuple.zone = 0;
	reason = natgw_translate_to_inside(context, &tuple, NULL);
	if (natgw_reason_is_drop(reason))
		return reason;
	if (!hairpin) {
		natgw_mark_in(context);
		return reason;
	}
	natgw_mark_hairpin(context, daddr, dport);
	return NATGW_REASON_HAIRPIN;
}

/* What most packets from outside belong to: a session. An ICMP query from there has none. */
static struct natgw_flow *find_from_outside(const struct natgw_context *context)
{
	struct natgw_tuple tuple = context->packet.tuple;

	if (!natgw_policy_is_outside(context->policy, context->in) ||
	    natgw_policy_find_external(context->policy, tuple.saddr) ||
	    (context->packet.kind != NATGW_PACKET_FLOW &&
	     context->packet.kind != NATGW_PACKET_OTHER) ||
	    natgw_admit_is_icmp_request(&context->packet))
		return NULL;
	tuple.realm = NATGW_OUTSIDE;
	return natgw_admit_find(context, &tuple);
}

/*
 * From outside comes neither an address of ours nor that of an inside host, as
 * long as hosts are told by their addresses: a rule with an iif allows the same
 * numbers on both sides (RFC 4787 section 9), and so does a VRF.
 */
static bool is_spoofed(const struct natgw_context *context)
{
	struct natgw_tuple tuple = context->packet.tuple;
	struct natgw_match match = { .tuple = &tuple };
	const struct natgw_rule *rule;
	__be32 external;

	if (!natgw_policy_is_outside(context->policy, context->in))
		return false;
	if (natgw_policy_find_external(context->policy, tuple.saddr))
		return true;
	if (natgw_vrf_is_outside_address(context, tuple.saddr))
		return false;
	if (natgw_context_static(context, tuple.saddr, &external))
		return true;
	rule = natgw_policy_find_rule(context->policy, &match);
	return rule && rule->action == NATGW_ACTION_POOL && rule->source.length;
}

u8 natgw_translate_in(struct natgw_context *context)
{
	struct sk_buff *skb = context->packet.skb;
	struct natgw_flow *flow;
	u8 reason;

	if (!natgw_policy_find_external(context->policy, ip_hdr(skb)->daddr))
		return NATGW_REASON_NOT_CLAIMED;
	reason = natgw_packet_parse(skb, &context->packet);
	if (reason)
		return reason;
	flow = find_from_outside(context);
	if (flow) {
		reason = natgw_translate_refuse_options(context) ?:
			 rewrite_destination(context, flow);
		natgw_mark_in(context);
		return reason;
	}
	if (is_spoofed(context))
		return NATGW_REASON_DROP_SPOOFED;
	if (context->packet.kind == NATGW_PACKET_ICMP_ERROR)
		return natgw_translate_icmp_in(context);
	reason = translate_flow_in(context);
	if (!natgw_unsolicited_is_syn(context))
		return reason;
	if (reason == NATGW_REASON_DROP_NO_MAPPING || reason == NATGW_REASON_DROP_FILTERED)
		natgw_unsolicited_hold(context);
	/* natgw_unsolicited_local() says what becomes of one to the gateway itself. */
	return reason == NATGW_REASON_LOCAL ? 0 : reason;
}

static u8 rewrite_source(struct natgw_context *context, struct natgw_flow *flow)
{
	struct natgw_endpoint from = natgw_flow_source(flow);
	int ret;

	natgw_track(context, flow);
	ret = natgw_rewrite_source(&context->packet, from.addr, from.port) ?:
	      rewrite_beside(context, flow);
	if (ret)
		return ret;
	natgw_unsolicited_answered(context);
	return NATGW_REASON_TRANSLATED_OUT;
}

/*
 * The gateway's own traffic from an address it shares: a mapping of its own
 * keeps others off the port. What answers to a service has none and needs none.
 */
static u8 translate_own(struct natgw_context *context)
{
	const struct natgw_packet *packet = &context->packet;
	struct natgw_mapping_request request = {
		.tuple = &packet->tuple, .own = packet->tuple.saddr,
	};
	struct natgw_flow *flow;
	u8 reason = 0;

	if (!natgw_translate_leaves(context))
		return 0;	/* between the gateway and the inside */
	if (packet->kind != NATGW_PACKET_FLOW ||
	    natgw_portmap_column(packet->tuple.proto) < 0 ||
	    !natgw_policy_find_external(context->policy, packet->tuple.saddr) ||
	    natgw_extaddr_is_reserved(context->policy, packet->tuple.saddr, packet->tuple.proto,
				      packet->tuple.sport))
		return NATGW_REASON_LOCAL;
	flow = natgw_admit_find(context, &packet->tuple);
	if (!flow && is_own_endpoint(context, packet->tuple.proto, packet->tuple.saddr,
				     packet->tuple.sport))
		return NATGW_REASON_LOCAL;
	if (!flow)
		flow = natgw_admit_outbound(context, &request, &reason);
	if (!flow)
		return reason == NATGW_REASON_DROP_PORTS_EXHAUSTED ? reason : NATGW_REASON_LOCAL;
	return rewrite_source(context, flow);
}

/* What a hairpin packet was sent to; natgw_translate_in() has made its session. */
static u8 translate_hairpin(struct natgw_context *context)
{
	struct natgw_packet *packet = &context->packet;
	struct natgw_tuple tuple = packet->tuple;
	struct natgw_flow *flow;
	__be32 external;
	int ret;

	if (natgw_context_static(context, tuple.saddr, &external)) {
		ret = natgw_rewrite_source(packet, external, tuple.sport);
		return ret;
	}
	tuple.daddr = natgw_cb(packet->skb)->daddr;
	tuple.dport = natgw_cb(packet->skb)->dport;
	if (tuple.proto == IPPROTO_ICMP)	/* the identifier from before the rewrite */
		tuple.sport = tuple.dport;
	flow = natgw_admit_find(context, &tuple);
	if (!flow)
		return NATGW_REASON_DROP_NO_SESSION;
	ret = rewrite_source(context, flow);
	return natgw_reason_is_drop(ret) ? ret : 0;
}

/* Addresses that mean something on their own network only do not get out, claimed or not. */
static bool may_not_leave(const struct natgw_context *context)
{
	const struct natgw_tuple *tuple = &context->packet.tuple;

	return context->in && natgw_policy_is_outside(context->policy, context->out) &&
	       !natgw_policy_is_outside(context->policy, context->in) &&
	       (natgw_admit_is_special(tuple->saddr) ||
		natgw_admit_goes_to_special(context, tuple->daddr));
}

u8 natgw_translate_open(struct natgw_context *context, const struct natgw_mapping_request *request,
			struct natgw_flow **flow)
{
	u8 reason;

	*flow = natgw_admit_outbound(context, request, &reason);
	if (*flow)
		return rewrite_source(context, *flow);
	if (reason != NATGW_REASON_DROP_NO_SESSION)
		natgw_refusal_send(context, reason);
	else if (context->policy->settings.tcp_refusal == NATGW_TCP_REFUSAL_RESET)
		natgw_reset_send(context);
	return reason;
}

static u8 translate_by_rule(struct natgw_context *context)
{
	struct natgw_mapping_request request = { .tuple = &context->packet.tuple };
	struct natgw_match match = natgw_context_match(context, request.tuple);
	const struct natgw_rule *rule = natgw_policy_find_rule(context->policy, &match);
	struct natgw_flow *flow;

	if (!rule)
		return may_not_leave(context) ? NATGW_REASON_DROP_SPECIAL_ADDRESS :
						NATGW_REASON_NOT_CLAIMED;
	if (rule->action == NATGW_ACTION_EXEMPT)
		return NATGW_REASON_EXEMPT;
	if (rule->action == NATGW_ACTION_DROP)
		return NATGW_REASON_DROP_RULE;
	request.rule = rule;
	return natgw_translate_refuse_options(context) ?:
	       natgw_translate_open(context, &request, &flow);
}

static u8 translate_static(struct natgw_context *context, __be32 external)
{
	struct natgw_packet *packet = &context->packet;
	int ret;

	if (!natgw_translate_leaves(context))
		return NATGW_REASON_NOT_CLAIMED;
	if (natgw_admit_is_special(packet->tuple.daddr))
		return NATGW_REASON_DROP_SPECIAL_ADDRESS;
	ret = natgw_translate_refuse_options(context);
	if (!ret)
		ret = natgw_rewrite_source(packet, external, packet->tuple.sport);
	return ret ?: NATGW_REASON_STATIC_OUT;
}

/*
 * An outside host may have the numbers of an inside one (RFC 4787 section 9):
 * what came in by an outside interface is inside only by a rule that says so.
 */
static bool may_be_inside(const struct natgw_context *context)
{
	struct natgw_match match = natgw_context_match(context, &context->packet.tuple);

	return !natgw_policy_is_outside(context->policy, context->in) ||
	       natgw_policy_find_rule(context->policy, &match);
}

/*
 * No inside host has an external address, but for a static that exchanges it
 * for itself. The gateway's own may come by here: an IPsec tunnel's outer packet.
 */
static bool is_stolen(const struct natgw_context *context)
{
	__be32 addr = context->packet.tuple.saddr;

	return context->in && natgw_policy_find_external(context->policy, addr) &&
	       !__ip_dev_find(context->nn->net, addr, false);
}

static u8 translate_flow_out(struct natgw_context *context)
{
	struct natgw_packet *packet = &context->packet;
	struct natgw_flow *flow = NULL;
	__be32 external;

	if (!context->in && natgw_translate_is_own(context, packet->tuple.saddr))
		return translate_own(context);
	if (packet->kind != NATGW_PACKET_ICMP_OTHER && may_be_inside(context))
		flow = natgw_admit_find(context, &packet->tuple);
	if (flow)
		return natgw_translate_refuse_options(context) ?: rewrite_source(context, flow);
	if (natgw_context_static(context, packet->tuple.saddr, &external))
		return translate_static(context, external);
	if (is_stolen(context))
		return NATGW_REASON_DROP_SPOOFED;
	return translate_by_rule(context);
}

/*
 * What cannot be read cannot be translated either: it is dropped where it is
 * claimed, so that it is held against the rules by its addresses alone.
 */
static u8 unreadable(struct natgw_context *context, u8 reason)
{
	const struct iphdr *iph = ip_hdr(context->packet.skb);
	struct natgw_tuple tuple = { .saddr = iph->saddr, .daddr = iph->daddr };
	struct natgw_match match = natgw_context_match(context, &tuple);
	const struct natgw_rule *rule;
	__be32 external;

	if (natgw_context_static(context, iph->saddr, &external) &&
	    natgw_translate_leaves(context))
		return reason;
	tuple.proto = iph->protocol;
	rule = natgw_policy_find_rule(context->policy, &match);
	if (!rule || rule->action == NATGW_ACTION_EXEMPT || !context->in)
		return NATGW_REASON_NOT_CLAIMED;
	return reason;
}

u8 natgw_translate_out(struct natgw_context *context)
{
	struct sk_buff *skb = context->packet.skb;
	bool hairpin = natgw_marked_hairpin(skb);
	u8 reason;

	if (natgw_marked_in(skb) && !hairpin)
		return 0;
	if (context->out->flags & IFF_LOOPBACK)	/* the gateway to itself */
		return 0;
	reason = natgw_packet_parse(skb, &context->packet);
	if (reason)
		return hairpin ? reason : unreadable(context, reason);
	natgw_mark_restore(context);
	hairpin = natgw_marked_hairpin(skb);
	if (natgw_marked_in(skb) && !hairpin)
		return 0;
	context->packet.tuple.realm = NATGW_INSIDE;
	context->packet.tuple.zone = context->zone;
	if (context->packet.kind == NATGW_PACKET_ICMP_ERROR)
		return natgw_translate_icmp_out(context, hairpin);
	return hairpin ? translate_hairpin(context) : translate_flow_out(context);
}
