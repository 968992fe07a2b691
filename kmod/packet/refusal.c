// SPDX-License-Identifier: GPL-2.0-only
/* See refusal.h. */
#include <linux/icmp.h>
#include <net/icmp.h>

#include "packet/refusal.h"

static bool is_lack(u8 reason)
{
	switch (reason) {
	case NATGW_REASON_DROP_PORTS_EXHAUSTED:
	case NATGW_REASON_DROP_PORTS_HELD:
	case NATGW_REASON_DROP_ADDRESSES_EXHAUSTED:
	case NATGW_REASON_DROP_TABLE_FULL:
	case NATGW_REASON_DROP_NO_ADDRESS:
	case NATGW_REASON_DROP_QUOTA:
		return true;
	default:
		return false;
	}
}

void natgw_refusal_send(const struct natgw_context *context, u8 reason)
{
	u8 refusal = context->policy->settings.icmp_refusal;

	if (!context->in || refusal == NATGW_ICMP_REFUSAL_NONE || !is_lack(reason))
		return;
	icmp_send(context->packet.skb, ICMP_DEST_UNREACH,
		  refusal == NATGW_ICMP_REFUSAL_HOST ? ICMP_HOST_UNREACH : ICMP_PKT_FILTERED, 0);
}
