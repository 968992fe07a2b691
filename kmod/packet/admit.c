// SPDX-License-Identifier: GPL-2.0-only
/* See admit.h. */
#include <linux/icmp.h>
#include <linux/in.h>
#include <net/route.h>

#include "packet/admit.h"
#include "state/permit.h"

struct natgw_flow *natgw_admit_find(const struct natgw_context *context,
				    const struct natgw_tuple *tuple)
{
	struct natgw_flow *flow = natgw_session_find(context->nn, tuple);
	struct natgw_session *session;

	if (!flow)
		return NULL;
	session = natgw_flow_session(flow);
	if (READ_ONCE(natgw_session_head(session)->flags) & NATGW_SESSION_DEAD)
		return NULL;
	if (natgw_session_alive(context->policy, session, context->now))
		return flow;
	natgw_session_kill(context->nn, session, natgw_session_end_cause(session));
	return NULL;
}

bool natgw_admit_is_icmp_request(const struct natgw_packet *packet)
{
	return packet->kind == NATGW_PACKET_FLOW && packet->tuple.proto == IPPROTO_ICMP &&
	       (packet->icmp_type == ICMP_ECHO || packet->icmp_type == ICMP_TIMESTAMP);
}

/* What may open a session, whichever side it comes from. Return: 0 or the reason why not. */
static u8 may_open(const struct natgw_packet *packet)
{
	const u8 opening = NATGW_TCP_SYN | NATGW_TCP_ACK | NATGW_TCP_RST | NATGW_TCP_FIN;

	switch (packet->tuple.proto) {
	case IPPROTO_TCP:
		if ((packet->tcp_flags & opening) != NATGW_TCP_SYN)
			return NATGW_REASON_DROP_NO_SESSION;
		return 0;
	case IPPROTO_UDP:
		return packet->tuple.sport ? 0 : NATGW_REASON_DROP_MALFORMED;
	case IPPROTO_ICMP:
		if (packet->kind == NATGW_PACKET_ICMP_OTHER)
			return NATGW_REASON_DROP_ICMP_TYPE;
		return natgw_admit_is_icmp_request(packet) ? 0 : NATGW_REASON_DROP_NO_SESSION;
	default:
		return 0;
	}
}

bool natgw_admit_is_special(__be32 addr)
{
	return ipv4_is_multicast(addr) || ipv4_is_loopback(addr) ||
	       !(addr & htonl(0xff000000)) || ipv4_is_linklocal_169(addr) ||
	       (addr & htonl(0xf0000000)) == htonl(0xf0000000);
}

bool natgw_admit_goes_to_special(const struct natgw_context *context, __be32 addr)
{
	const struct rtable *rt = skb_rtable(context->packet.skb);

	if (natgw_admit_is_special(addr))
		return true;
	return context->out && rt && (rt->rt_type == RTN_BROADCAST || rt->rt_type == RTN_MULTICAST);
}

struct natgw_flow *natgw_admit_outbound(const struct natgw_context *context,
					const struct natgw_mapping_request *request, u8 *reason)
{
	const struct natgw_tuple *tuple = request->tuple;
	struct natgw_mapping *mapping;

	*reason = NATGW_REASON_DROP_ROUTE;
	if (tuple->zone == NATGW_ZONE_NONE)
		return NULL;
	*reason = NATGW_REASON_DROP_SPECIAL_ADDRESS;
	if (natgw_admit_goes_to_special(context, tuple->daddr) ||
	    natgw_admit_is_special(tuple->saddr) ||
	    inet_addr_type(context->nn->net, tuple->saddr) == RTN_BROADCAST)
		return NULL;
	*reason = may_open(&context->packet);
	if (*reason)
		return NULL;
	mapping = natgw_mapping_get_outbound(context->nn, context->policy, request, reason);
	if (!mapping)
		return NULL;
	return natgw_session_create(context->nn, context->policy, mapping, tuple, reason);
}

static bool filter_allows(const struct natgw_context *context, const struct natgw_mapping *mapping,
			  const struct natgw_tuple *tuple)
{
	switch (READ_ONCE(mapping->filtering)) {
	case NATGW_FILTERING_BEHAVIOUR_EIF:
		return true;
	case NATGW_FILTERING_BEHAVIOUR_ADF:
		return natgw_permit_test(context->nn, &mapping->external, tuple->saddr);
	default:	/* APDF: only what a session is there for */
		return false;
	}
}

/* A query from outside is for whoever has the whole address, never for one identifier's owner. */
static bool leads_to(const struct natgw_context *context, const struct natgw_mapping *mapping)
{
	return mapping->kind == NATGW_MAPPING_KIND_ADDRESS ||
	       !natgw_admit_is_icmp_request(&context->packet);
}

struct natgw_flow *natgw_admit_inbound(const struct natgw_context *context,
				       const struct natgw_tuple *tuple, u8 *reason)
{
	struct natgw_mapping *mapping;

	if (natgw_admit_is_special(tuple->saddr)) {
		*reason = NATGW_REASON_DROP_SPOOFED;
		return NULL;
	}
	mapping = natgw_mapping_get_inbound(context->nn, context->policy, tuple, reason);
	if (!mapping)
		return NULL;
	if (!leads_to(context, mapping))
		*reason = NATGW_REASON_DROP_NO_MAPPING;
	else if (!filter_allows(context, mapping, tuple))
		*reason = NATGW_REASON_DROP_FILTERED;
	else
		*reason = may_open(&context->packet);
	if (!*reason)
		return natgw_session_create(context->nn, context->policy, mapping, tuple, reason);
	natgw_mapping_put(context->nn, mapping, NATGW_END_CAUSE_EXPIRED);
	return NULL;
}

bool natgw_admit_has_target(const struct natgw_context *context, const struct natgw_tuple *tuple)
{
	const struct natgw_mapping *mapping;

	mapping = natgw_mapping_find_external(context->nn, tuple->proto, tuple->daddr,
					      tuple->dport);
	if (mapping)
		return leads_to(context, mapping);
	return natgw_policy_find_forward(context->policy, tuple->proto, tuple->daddr,
					 tuple->dport);
}
