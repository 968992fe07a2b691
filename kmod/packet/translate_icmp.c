// SPDX-License-Identifier: GPL-2.0-only
/* See translate_icmp.h. */
#include <linux/in.h>

#include "lib/reason.h"
#include "packet/admit.h"
#include "packet/icmp.h"
#include "packet/mark.h"
#include "packet/rewrite.h"
#include "packet/translate.h"
#include "packet/translate_icmp.h"
#include "packet/vrf.h"

/* The flow that answers to the quoted packet: the session it belonged to. */
static struct natgw_flow *find_answer(const struct natgw_context *context, u8 realm)
{
	struct natgw_tuple tuple = natgw_tuple_swap(&context->packet.quote.tuple);

	if (context->packet.quote.fragment)
		return NULL;
	tuple.realm = realm;
	if (realm == NATGW_INSIDE)
		tuple.zone = context->zone;
	return natgw_admit_find(context, &tuple);
}

/* The inside endpoint behind the quoted source, which is an external one. */
static bool find_inside(const struct natgw_context *context, struct natgw_endpoint *to)
{
	const struct natgw_tuple *quote = &context->packet.quote.tuple;
	const struct natgw_mapping *mapping;
	struct natgw_flow *flow;

	to->port = quote->sport;
	to->zone = context->policy->home;
	if (natgw_policy_static_to_inside(context->policy, quote->saddr, &to->addr))
		return true;
	flow = find_answer(context, NATGW_OUTSIDE);
	if (flow) {
		*to = natgw_flow_destination(flow);
		return true;
	}
	/* The session may be over, the mapping alive; a bound host has all of its address. */
	if (context->packet.quote.fragment)
		mapping = natgw_mapping_find_exact(context->nn, 0, quote->saddr, 0);
	else
		mapping = natgw_mapping_find_external(context->nn, quote->proto, quote->saddr,
						      quote->sport);
	if (!mapping)
		return false;
	to->addr = mapping->inside.addr;
	to->zone = mapping->inside.zone;
	if (mapping->inside.proto)
		to->port = mapping->inside.port;
	return true;
}

/* The external endpoint behind the quoted destination, which is an inside one. */
static bool find_external(const struct natgw_context *context, struct natgw_endpoint *to)
{
	const struct natgw_tuple *quote = &context->packet.quote.tuple;
	struct natgw_flow *flow;

	to->port = quote->dport;
	if (natgw_context_static(context, quote->daddr, &to->addr))
		return true;
	flow = find_answer(context, NATGW_INSIDE);
	if (flow)
		*to = natgw_flow_source(flow);
	return flow;
}

u8 natgw_translate_icmp_in(struct natgw_context *context)
{
	struct natgw_packet *packet = &context->packet;
	__be32 daddr = packet->tuple.daddr;
	__be16 port = packet->quote.tuple.sport;
	struct natgw_endpoint to;
	bool hairpin;
	int ret;

	/* Not verifying the quoted checksum, this is what tells a forgery (requirements 11.6). */
	if (packet->quote.tuple.saddr != daddr)
		return NATGW_REASON_DROP_ICMP_QUOTE;
	hairpin = !natgw_policy_is_outside(context->policy, context->in) &&
		  find_external(context, &to);
	if (!find_inside(context, &to)) {
		if (natgw_translate_no_target(context) == NATGW_REASON_LOCAL && !hairpin)
			return NATGW_REASON_LOCAL;
		return NATGW_REASON_DROP_NO_SESSION;
	}
	ret = natgw_translate_refuse_options(context) ?: natgw_vrf_enter(context, &to);
	if (!ret)
		ret = natgw_icmp_rewrite_quote_source(packet, to.addr, to.port);
	if (!ret)
		ret = natgw_rewrite_destination(packet, to.addr, 0);
	if (ret)
		return ret;
	if (hairpin)
		natgw_mark_hairpin(context, daddr, port);
	else
		natgw_mark_in(context);
	return NATGW_REASON_ICMP_ERROR_IN;
}

/* The sender's own external address where it has one, else that of the flow it speaks of. */
static u8 rewrite_sender(struct natgw_context *context, __be32 external)
{
	struct natgw_packet *packet = &context->packet;
	__be32 own;
	int ret;

	if (!context->in && natgw_translate_is_own(context, packet->tuple.saddr))
		return 0;
	if (natgw_context_static(context, packet->tuple.saddr, &own))
		return natgw_rewrite_source(packet, own, 0);
	ret = natgw_rewrite_source(packet, external, 0);
	if (!ret)
		natgw_rewrite_id_whole(packet, context->nn->net);
	return ret;
}

static u8 unknown_out(const struct natgw_context *context)
{
	struct natgw_match match = natgw_context_match(context, &context->packet.tuple);
	const struct natgw_rule *rule;
	__be32 external;

	if (!context->in && natgw_translate_is_own(context, context->packet.tuple.saddr))
		return natgw_translate_leaves(context) ? NATGW_REASON_LOCAL : 0;
	if (natgw_context_static(context, context->packet.tuple.saddr, &external) &&
	    natgw_translate_leaves(context))
		return NATGW_REASON_DROP_NO_SESSION;
	rule = natgw_policy_find_rule(context->policy, &match);
	if (!rule)
		return NATGW_REASON_NOT_CLAIMED;
	return rule->action == NATGW_ACTION_EXEMPT ? NATGW_REASON_EXEMPT :
						     NATGW_REASON_DROP_NO_SESSION;
}

/*
 * The other half of an error across a hairpin. Between the two it quotes what
 * connection tracking has seen: both inside addresses. The session is that of
 * the sender's host with the endpoint that the error was sent to.
 */
static u8 hairpin_out(struct natgw_context *context)
{
	const struct natgw_cb *cb = natgw_cb(context->packet.skb);
	struct natgw_tuple *quote = &context->packet.quote.tuple;
	struct natgw_endpoint to;
	__be16 port = quote->dport;
	int ret;

	natgw_tuple_set_source(quote, cb->daddr, cb->dport);
	if (!find_external(context, &to))
		return NATGW_REASON_DROP_NO_SESSION;
	if (quote->proto == IPPROTO_ICMP)	/* one identifier, which is right already */
		to.port = port;
	ret = natgw_icmp_rewrite_quote_destination(&context->packet, to.addr, to.port);
	return ret ?: rewrite_sender(context, to.addr);
}

u8 natgw_translate_icmp_out(struct natgw_context *context, bool hairpin)
{
	struct natgw_packet *packet = &context->packet;
	struct natgw_endpoint to;
	int ret;

	/* What the gateway says of a packet that it led into a VRF. */
	if (!context->in)
		context->zone = natgw_mark_recall_zone(context->nn->net,
						       &packet->quote.tuple);
	if (hairpin)
		return hairpin_out(context);
	if (!context->in && natgw_mark_recall(context->nn->net, &packet->quote.tuple, &to)) {
		/* Raised between the two translations of a hairpin packet (RFC 5508 REQ-7). */
		ret = natgw_icmp_rewrite_quote_destination(packet, to.addr, to.port);
		return ret ?: NATGW_REASON_ICMP_ERROR_OUT;
	}
	if (!natgw_translate_leaves(context) || !find_external(context, &to))
		return unknown_out(context);
	ret = natgw_translate_refuse_options(context);
	if (!ret)
		ret = natgw_icmp_rewrite_quote_destination(packet, to.addr, to.port);
	if (!ret)
		ret = rewrite_sender(context, to.addr);
	return ret ?: NATGW_REASON_ICMP_ERROR_OUT;
}
