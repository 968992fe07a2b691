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

static void track_tcp(const struct natgw_packet *packet, struct natgw_flow *flow,
		      struct natgw_session *session)
{
	struct natgw_tcp_window *windows = session->flow[NATGW_OUTSIDE].windows;
	struct natgw_flow *head = natgw_session_head(session);
	enum natgw_direction dir = direction(flow, head);
	u8 changes = packet->tcp_flags & (NATGW_TCP_SYN | NATGW_TCP_FIN | NATGW_TCP_RST);
	struct natgw_tcp_segment segment = natgw_packet_segment(packet);

	if (!changes && READ_ONCE(head->tcp_state) == NATGW_TCP_STATE_ESTABLISHED) {
		if (!natgw_tcp_window_accepts(windows, dir, &segment))
			return;
		natgw_tcp_window_update(windows, dir, &segment, NATGW_TCP_STATE_ESTABLISHED);
		natgw_session_refresh(session);
		return;
	}

	spin_lock_bh(&head->lock);
	if (head->tcp_state == NATGW_TCP_STATE_CLOSED ||
	    natgw_tcp_window_accepts(windows, dir, &segment)) {
		u8 next = natgw_tcp_state_next(head->tcp_state, dir, packet->tcp_flags);

		if (next != head->tcp_state || keeps_alive(next, packet->tcp_flags))
			natgw_session_refresh(session);
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

void natgw_track(const struct natgw_context *context, struct natgw_flow *flow)
{
	const struct natgw_packet *packet = &context->packet;
	struct natgw_session *session = natgw_flow_session(flow);
	struct natgw_flow *head = natgw_session_head(session);

	WRITE_ONCE(flow->packets, flow->packets + 1);
	WRITE_ONCE(flow->bytes, flow->bytes + packet->length);
	if (direction(flow, head) == NATGW_REPLY)
		mark_replied(head);
	if (flow->tuple.proto == IPPROTO_TCP)
		track_tcp(packet, flow, session);
	else if (flow->tuple.realm == NATGW_INSIDE ||
		 READ_ONCE(head->flags) & NATGW_SESSION_REFRESH_IN ||
		 context->policy->settings.inbound_refresh)
		natgw_session_refresh(session);
}
