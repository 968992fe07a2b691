/* SPDX-License-Identifier: GPL-2.0-only */
/* Tracepoints: a session was made, a session ended, a packet was dropped. */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM natgw

#if !defined(_NATGW_CONTROL_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define _NATGW_CONTROL_TRACE_H

#include <linux/ip.h>
#include <linux/natgw.h>
#include <linux/tracepoint.h>
#include <net/net_namespace.h>

#include "lib/reason.h"
#include "state/session.h"

TRACE_DEFINE_ENUM(NATGW_END_CAUSE_EXPIRED);
TRACE_DEFINE_ENUM(NATGW_END_CAUSE_CLOSED);
TRACE_DEFINE_ENUM(NATGW_END_CAUSE_ADMIN);
TRACE_DEFINE_ENUM(NATGW_END_CAUSE_CONFIG);
TRACE_DEFINE_ENUM(NATGW_END_CAUSE_ADDRESS);
TRACE_DEFINE_ENUM(NATGW_END_CAUSE_EVICTED);

/* Endpoints in the order inside, external, remote; addresses in network, ports in host order. */
DECLARE_EVENT_CLASS(natgw_session,
		    TP_PROTO(const struct natgw_net *nn, const struct natgw_session *session,
			     u8 cause),
		    TP_ARGS(nn, session, cause),
		    TP_STRUCT__entry(__field(unsigned int, netns)
				     __field(u8, proto)
				     __field(u8, cause)
				     __array(u32, addr, 3)
				     __array(u16, port, 3)
				     __field(u64, bytes_out)
				     __field(u64, bytes_in)
		    ),
		    TP_fast_assign(__be32 addr[3];
				   __be16 port[3];

				   natgw_session_endpoints(session, addr, port);
				   memcpy(__entry->addr, addr, sizeof(addr));
				   __entry->port[0] = ntohs(port[0]);
				   __entry->port[1] = ntohs(port[1]);
				   __entry->port[2] = ntohs(port[2]);
				   __entry->netns = nn->net->ns.inum;
				   __entry->proto = session->flow[NATGW_INSIDE].tuple.proto;
				   __entry->cause = cause;
				   __entry->bytes_out = session->flow[NATGW_INSIDE].bytes;
				   __entry->bytes_in = session->flow[NATGW_OUTSIDE].bytes;
		    ),
		    TP_printk("netns=%u proto=%u inside=%pI4:%u external=%pI4:%u remote=%pI4:%u bytes_out=%llu bytes_in=%llu cause=%s",
			      __entry->netns, __entry->proto,
			      &__entry->addr[0], __entry->port[0],
			      &__entry->addr[1], __entry->port[1],
			      &__entry->addr[2], __entry->port[2],
			      __entry->bytes_out, __entry->bytes_in,
			      __print_symbolic(__entry->cause,
					       { 0, "-" },
					       { NATGW_END_CAUSE_EXPIRED, "expired" },
					       { NATGW_END_CAUSE_CLOSED, "closed" },
					       { NATGW_END_CAUSE_ADMIN, "admin" },
					       { NATGW_END_CAUSE_CONFIG, "config" },
					       { NATGW_END_CAUSE_ADDRESS, "address" },
					       { NATGW_END_CAUSE_EVICTED, "evicted" }))
);

DEFINE_EVENT(natgw_session, natgw_session_new,
	     TP_PROTO(const struct natgw_net *nn, const struct natgw_session *session, u8 cause),
	     TP_ARGS(nn, session, cause)
);

DEFINE_EVENT(natgw_session, natgw_session_end,
	     TP_PROTO(const struct natgw_net *nn, const struct natgw_session *session, u8 cause),
	     TP_ARGS(nn, session, cause)
);

TRACE_EVENT(natgw_packet_drop,
	    TP_PROTO(const struct natgw_net *nn, const struct sk_buff *skb, u8 reason),
	    TP_ARGS(nn, skb, reason),
	    TP_STRUCT__entry(__field(const void *, skbaddr)
			     __field(unsigned int, netns)
			     __field(u8, reason)
			     __field(u8, proto)
			     __field(u32, saddr)
			     __field(u32, daddr)
	    ),
	    TP_fast_assign(__entry->skbaddr = skb;
			   __entry->netns = nn->net->ns.inum;
			   __entry->reason = reason;
			   __entry->proto = ip_hdr(skb)->protocol;
			   __entry->saddr = (__force u32)ip_hdr(skb)->saddr;
			   __entry->daddr = (__force u32)ip_hdr(skb)->daddr;
	    ),
	    TP_printk("skbaddr=%p netns=%u proto=%u saddr=%pI4 daddr=%pI4 reason=%s",
		      __entry->skbaddr, __entry->netns, __entry->proto,
		      &__entry->saddr, &__entry->daddr, natgw_reason_name(__entry->reason))
);

#endif

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH control
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE trace
#include <trace/define_trace.h>
