// SPDX-License-Identifier: GPL-2.0-only
/* See refusal.h. */
#include <linux/icmp.h>
#include <net/icmp.h>

#include "packet/refusal.h"

/* The code of type 3 for what a host is told of, or -1. */
static int code_of(u8 reason, u8 refusal)
{
	switch (reason) {
	case NATGW_REASON_DROP_PORTS_EXHAUSTED:
	case NATGW_REASON_DROP_PORTS_HELD:
	case NATGW_REASON_DROP_ADDRESSES_EXHAUSTED:
	case NATGW_REASON_DROP_TABLE_FULL:
	case NATGW_REASON_DROP_NO_ADDRESS:
	case NATGW_REASON_DROP_QUOTA:
		return refusal == NATGW_ICMP_REFUSAL_HOST ? ICMP_HOST_UNREACH : ICMP_PKT_FILTERED;
	case NATGW_REASON_DROP_PROTOCOL:	/* SCTP by PAT, say: another way may be tried */
		return ICMP_PROT_UNREACH;
	default:
		return -1;
	}
}

void natgw_refusal_send(const struct natgw_context *context, u8 reason)
{
	u8 refusal = context->policy->settings.icmp_refusal;
	struct sk_buff *skb = context->packet.skb;
	struct net_device *out = skb->dev;
	int code = code_of(reason, refusal);

	if (!context->in || refusal == NATGW_ICMP_REFUSAL_NONE || code < 0)
		return;
	/* The way back is looked for in the routing domain of the packet's device. */
	skb->dev = (struct net_device *)context->in;
	icmp_send(skb, ICMP_DEST_UNREACH, code, 0);
	skb->dev = out;
}
