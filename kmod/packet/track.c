// SPDX-License-Identifier: GPL-2.0-only
/* See track.h. */
#include <linux/in.h>

#include "packet/track.h"

static enum natgw_direction direction(const struct natgw_flow *flow, const struct natgw_flow *head)
{
	bool from_outside = READ_ONCE(head->flags) & NATGW_SESSION_FROM_OUTSIDE;

	return (flow->tuple.realm == NATGW_OUTSIDE) == from_outside ? NATGW_ORIGINAL :
								      NATGW_REPLY;
}

/* Where no state is gained, only an open connection's segments set the timer back. */
static bool keeps_alive(u8 state, u8 flags)
{
	if (flags & NATGW_TCP_SYN)
		return false;
	return state == NATGW_TCP_STATE_ESTABLISHED || state == NATGW_TCP_STATE_CFIN ||
	       state == NATGW_TCP_STATE_SFIN;
}

/* Segments that may change the state. */
static void track_tcp(const struct natgw_context *context, struct natgw_flow *flow)
{
	struct natgw_session *session = natgw_flow_session(flow);
	struct natgw_tcp_window *windows = session->flow[NATGW_OUTSIDE].windows;
	struct natgw_tcp_segment segment = natgw_packet_segment(&context->packet);
	struct natgw_flow *head = natgw_session_head(session);
	enum natgw_direction dir = direction(flow, head);

	spin_lock_bh(&head->lock);
	if (head->tcp_state == NATGW_TCP_STATE_CLOSED ||
	    natgw_tcp_window_accepts(windows, dir, &segment)) {
		u8 next = natgw_tcp_state_next(head->tcp_state, dir, segment.flags);

		if (next != head->tcp_state || keeps_alive(next, segment.flags))
			natgw_session_refresh(session, context->now);
		WRITE_ONCE(head->tcp_state, next);
		natgw_tcp_window_update(windows, dir, &segment, next);
	}
	spin_unlock_bh(&head->lock);
}

static void mark_replied(struct natgw_flow *head)
{
	if (READ_ONCE(head->flags) & NATGW_SESSION_REPLIED)
		return;
	spin_lock_bh(&head->lock);
	WRITE_ONCE(head->flags, head->flags | NATGW_SESSION_REPLIED);
	spin_unlock_bh(&head->lock);
}

static void count(const struct natgw_context *context, struct natgw_flow *flow)
{
	WRITE_ONCE(flow->packets, flow->packets + 1);
	WRITE_ONCE(flow->bytes, flow->bytes + context->packet.length);
}

void natgw_track_established(const struct natgw_context *context, struct natgw_flow *flow)
{
	struct natgw_session *session = natgw_flow_session(flow);
	struct natgw_flow *head = natgw_session_head(session);
	const struct natgw_packet *packet = &context->packet;
	enum natgw_direction dir = direction(flow, head);

	count(context, flow);
	if (dir == NATGW_REPLY)
		mark_replied(head);
	if (flow->tuple.proto == IPPROTO_TCP)
		natgw_tcp_window_acknowledge(session->flow[NATGW_OUTSIDE].windows, dir, packet->ack,
					     packet->window);
	else if (flow->tuple.realm == NATGW_OUTSIDE &&
		 !(READ_ONCE(head->flags) & NATGW_SESSION_REFRESH_IN) &&
		 !context->policy->settings.inbound_refresh)
		return;
	natgw_session_refresh(session, context->now);
}

void natgw_track(const struct natgw_context *context, struct natgw_flow *flow)
{
	struct natgw_flow *head = natgw_session_head(natgw_flow_session(flow));
	u8 changes = context->packet.tcp_flags & (NATGW_TCP_SYN | NATGW_TCP_FIN | NATGW_TCP_RST);

	if (flow->tuple.proto != IPPROTO_TCP ||
	    (!changes && READ_ONCE(head->tcp_state) == NATGW_TCP_STATE_ESTABLISHED)) {
		natgw_track_established(context, flow);
		return;
	}
	count(context, flow);
	if (direction(flow, head) == NATGW_REPLY)
		mark_replied(head);
	track_tcp(context, flow);
}
