/* SPDX-License-Identifier: GPL-2.0-only */
/* What the steps of the pipeline share about one packet at one hook. */
#ifndef _NATGW_PACKET_CONTEXT_H
#define _NATGW_PACKET_CONTEXT_H

#include "packet/packet.h"
#include "state/session.h"

/*
 * For a variable of which every member is set before it is read: it is not zeroed first where the
 * kernel zeroes what is on the stack (CONFIG_INIT_STACK_ALL_ZERO), which takes longer than parsing.
 */
#if __has_attribute(__uninitialized__)
#define natgw_uninitialized __attribute__((__uninitialized__))
#else
#define natgw_uninitialized
#endif

/**
 * struct natgw_context - one packet at one hook
 * @nn: the namespace
 * @policy: its snapshot; one and the same for all steps
 * @in: the interface the packet came in by, in a VRF the enslaved one; NULL for
 *	the gateway's own
 * @out: the interface it leaves by; NULL where it is not routed yet
 * @zone: routing domain of @in, see struct natgw_tuple
 * @to_zone: routing domain of the inside host it was translated to
 * @now: ktime_get_seconds()
 * @packet: the packet
 */
struct natgw_context {
	struct natgw_net *nn;
	const struct natgw_policy *policy;
	const struct net_device *in;
	const struct net_device *out;
	u16 zone;
	u16 to_zone;
	u32 now;
	struct natgw_packet packet;
};

/* What is written over an endpoint of a packet; @zone of an inside one. */
struct natgw_endpoint {
	__be32 addr;
	__be16 port;
	u16 zone;
};

/* Where packets of @flow come from, as the other side sees it: the rewritten source. */
static inline struct natgw_endpoint natgw_flow_source(const struct natgw_flow *flow)
{
	const struct natgw_session *session = natgw_flow_session(flow);
	const struct natgw_tuple *other = &session->flow[!flow->tuple.realm].tuple;

	return (struct natgw_endpoint){ other->daddr, other->dport };
}

/* Where packets of @flow lead to: the rewritten destination. */
static inline struct natgw_endpoint natgw_flow_destination(const struct natgw_flow *flow)
{
	const struct natgw_session *session = natgw_flow_session(flow);
	const struct natgw_tuple *other = &session->flow[!flow->tuple.realm].tuple;

	return (struct natgw_endpoint){ other->saddr, other->sport, other->zone };
}

/* What rules are held against: the packet, or another of its interfaces as @tuple. */
static inline struct natgw_match natgw_context_match(const struct natgw_context *context,
						     const struct natgw_tuple *tuple)
{
	return (struct natgw_match){
		.tuple = tuple, .in = context->in, .out = context->out,
		.mark = context->packet.skb->mark,
	};
}

/* The external address of an inside host that the packet speaks of, where it has a static one. */
static inline bool natgw_context_static(const struct natgw_context *context, __be32 inside,
					__be32 *external)
{
	return context->zone == context->policy->home &&
	       natgw_policy_static_to_external(context->policy, inside, external);
}

#endif
