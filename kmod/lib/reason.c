// SPDX-License-Identifier: GPL-2.0-only
/* What can be said of a reason. */

#include "lib/reason.h"

#include <linux/build_bug.h>
#include <linux/kernel.h>

static const char * const names[] = {
	[NATGW_REASON_TRANSLATED_OUT] = "translated-out",
	[NATGW_REASON_TRANSLATED_IN] = "translated-in",
	[NATGW_REASON_HAIRPIN] = "hairpin",
	[NATGW_REASON_ICMP_ERROR_OUT] = "icmp-error-out",
	[NATGW_REASON_ICMP_ERROR_IN] = "icmp-error-in",
	[NATGW_REASON_STATIC_OUT] = "static-out",
	[NATGW_REASON_STATIC_IN] = "static-in",
	[NATGW_REASON_EXEMPT] = "exempt",
	[NATGW_REASON_NOT_CLAIMED] = "not-claimed",
	[NATGW_REASON_LOCAL] = "local",
	[NATGW_REASON_DROP_RULE] = "drop-rule",
	[NATGW_REASON_DROP_MALFORMED] = "drop-malformed",
	[NATGW_REASON_DROP_TRUNCATED] = "drop-truncated",
	[NATGW_REASON_DROP_NO_MAPPING] = "drop-no-mapping",
	[NATGW_REASON_DROP_FILTERED] = "drop-filtered",
	[NATGW_REASON_DROP_NO_SESSION] = "drop-no-session",
	[NATGW_REASON_DROP_PORTS_EXHAUSTED] = "drop-ports-exhausted",
	[NATGW_REASON_DROP_PORTS_HELD] = "drop-ports-held",
	[NATGW_REASON_DROP_ADDRESSES_EXHAUSTED] = "drop-addresses-exhausted",
	[NATGW_REASON_DROP_TABLE_FULL] = "drop-table-full",
	[NATGW_REASON_DROP_MEMORY] = "drop-memory",
	[NATGW_REASON_DROP_PROTOCOL] = "drop-protocol",
	[NATGW_REASON_DROP_SPECIAL_ADDRESS] = "drop-special-address",
	[NATGW_REASON_DROP_ICMP_TYPE] = "drop-icmp-type",
	[NATGW_REASON_DROP_ICMP_CHECKSUM] = "drop-icmp-checksum",
	[NATGW_REASON_DROP_ICMP_QUOTE] = "drop-icmp-quote",
	[NATGW_REASON_DROP_SPOOFED] = "drop-spoofed",
	[NATGW_REASON_DROP_WRITE] = "drop-write",
	[NATGW_REASON_DROP_NO_ADDRESS] = "drop-no-address",
	[NATGW_REASON_DROP_ROUTE] = "drop-route",
	[NATGW_REASON_DROP_QUOTA] = "drop-quota",
	[NATGW_REASON_DROP_OPTIONS] = "drop-options",
	[NATGW_REASON_DROP_REDIRECT] = "drop-redirect",
};

const char *natgw_reason_name(int reason)
{
	BUILD_BUG_ON(ARRAY_SIZE(names) != NATGW_REASON_MAX + 1);

	if (reason < 0 || reason >= ARRAY_SIZE(names) || !names[reason])
		return "unknown";
	return names[reason];
}
