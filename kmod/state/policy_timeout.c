// SPDX-License-Identifier: GPL-2.0-only
/* The timeouts there are, and what the RFCs say of them. */
#include "state/policy.h"

const struct natgw_timeout_kind natgw_timeout_kinds[NATGW_TIMEOUT_MAX + 1] = {
	[NATGW_TIMEOUT_UDP] = { "udp", 300, 120, "RFC 4787 REQ-5" },
	[NATGW_TIMEOUT_TCP_OPENING] = { "tcp-opening", 240, 240, "RFC 5382 REQ-5" },
	[NATGW_TIMEOUT_TCP_ESTABLISHED] = { "tcp-established", 7440, 7440, "RFC 5382 REQ-5" },
	[NATGW_TIMEOUT_TCP_CLOSING] = { "tcp-closing", 240, 240, "RFC 5382 REQ-5" },
	/* RFC 7857 section 2.2: four minutes, but only SHOULD. */
	[NATGW_TIMEOUT_TCP_RESET] = { "tcp-reset", 240, 0, "" },
	[NATGW_TIMEOUT_ICMP] = { "icmp", 60, 60, "RFC 5508 REQ-2" },
	[NATGW_TIMEOUT_OTHER] = { "other", 300, 0, "" },
};

u32 natgw_timeout_default(u8 timeout)
{
	return timeout <= NATGW_TIMEOUT_MAX ? natgw_timeout_kinds[timeout].seconds : 0;
}

u32 natgw_timeout_minimum(u8 timeout)
{
	return timeout <= NATGW_TIMEOUT_MAX ? natgw_timeout_kinds[timeout].minimum : 0;
}

u32 natgw_policy_timeout(const struct natgw_policy *policy, u8 timeout, u8 proto, __be16 dport)
{
	const struct natgw_settings *settings = &policy->settings;
	u32 i;

	if (timeout != NATGW_TIMEOUT_UDP && timeout != NATGW_TIMEOUT_TCP_ESTABLISHED)
		return settings->timeouts[timeout];

	for (i = 0; i < settings->n_overrides; i++) {
		const struct natgw_timeout_override *override = &settings->overrides[i];

		if (override->proto == proto && ntohs(dport) >= override->ports.first &&
		    ntohs(dport) <= override->ports.last)
			return override->seconds;
	}
	return settings->timeouts[timeout];
}
