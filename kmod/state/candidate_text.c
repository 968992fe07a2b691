// SPDX-License-Identifier: GPL-2.0-only
/* How objects of the configuration are named in a sentence: as the operator writes them. */
#include <linux/in.h>
#include <linux/kernel.h>

#include "state/candidate_types.h"

const char *natgw_label_range(char text[NATGW_RANGE_TEXT_SIZE],
			      const struct natgw_addr_range *range)
{
	if (range->first == range->last)
		scnprintf(text, NATGW_RANGE_TEXT_SIZE, "%pI4h", &range->first);
	else
		scnprintf(text, NATGW_RANGE_TEXT_SIZE, "%pI4h-%pI4h", &range->first, &range->last);
	return text;
}

const char *natgw_label_static(char label[NATGW_LABEL_SIZE], const struct natgw_static *fixed)
{
	if (fixed->length == 32)
		scnprintf(label, NATGW_LABEL_SIZE, "static %pI4 <-> %pI4", &fixed->inside,
			  &fixed->external);
	else
		scnprintf(label, NATGW_LABEL_SIZE, "static %pI4/%u <-> %pI4/%u", &fixed->inside,
			  fixed->length, &fixed->external, fixed->length);
	return label;
}

const char *natgw_label_forward(char label[NATGW_LABEL_SIZE], const struct natgw_forward *forward)
{
	const char *proto = forward->proto == IPPROTO_TCP ? "tcp" : "udp";
	char where[IFNAMSIZ + 8];

	if (*forward->ifname)
		scnprintf(where, sizeof(where), "%.*s", IFNAMSIZ, forward->ifname);
	else
		scnprintf(where, sizeof(where), "%pI4", &forward->external);

	if (forward->ports.first == forward->ports.last)
		scnprintf(label, NATGW_LABEL_SIZE, "forward %s %s:%u", proto, where,
			  forward->ports.first);
	else
		scnprintf(label, NATGW_LABEL_SIZE, "forward %s %s:%u-%u", proto, where,
			  forward->ports.first, forward->ports.last);
	return label;
}
