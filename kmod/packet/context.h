/* SPDX-License-Identifier: GPL-2.0-only */
/* What the steps of the pipeline share about one packet at one hook. */
#ifndef _NATGW_PACKET_CONTEXT_H
#define _NATGW_PACKET_CONTEXT_H

#include "packet/packet.h"
#include "state/session.h"

/**
 * struct natgw_context - one packet at one hook
 * @nn: the namespace
 * @policy: its snapshot; one and the same for all steps
 * @in: the interface the packet came in by; NULL for the gateway's own
 * @out: the interface it leaves by; NULL where it is not routed yet
 * @packet: the packet
 */
struct natgw_context {
	struct natgw_net *nn;
	const struct natgw_policy *policy;
	const struct net_device *in;
	const struct net_device *out;
	struct natgw_packet packet;
};

/* What is written over an endpoint of a packet. */
struct natgw_endpoint {
	__be32 addr;
	__be16 port;
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

	return (struct natgw_endpoint){ other->saddr, other->sport };
}

#endif
