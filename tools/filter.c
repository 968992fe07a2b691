// SPDX-License-Identifier: GPL-2.0-only
/* Which mappings, sessions or subscribers are meant. */
#include <string.h>

#include "filter.h"
#include "names.h"

#define WORD(word, what, reader, member, number) \
	{ word, what, reader, .offset = offsetof(struct filter, member), .group = (number) }
#define CHOICE(word, what, member, number, table) \
	{ word, what, parse_choice, .offset = offsetof(struct filter, member), .group = (number), \
	  .choices = table }

const struct keyword filter_mapping_keywords[] = {
	WORD("proto", "PROTOCOL", parse_proto, proto, FILTER_PROTO),
	WORD("inside", "ADDRESS[:PORT]", parse_filter_prefix, inside, FILTER_INSIDE),
	WORD("external", "ADDRESS[:PORT]", parse_filter_endpoint, external, FILTER_EXTERNAL),
	WORD("remote", "ADDRESS[:PORT]", parse_filter_endpoint, remote, FILTER_REMOTE),
	WORD("pool", "NAME", parse_pool, pool, FILTER_POOL),
	WORD("vrf", "INTERFACE", parse_interface, vrf, FILTER_VRF),
	CHOICE("kind", "KIND", kind, FILTER_KIND, mapping_kind_choices),
	{ .name = NULL },
};

const struct keyword filter_session_keywords[] = {
	WORD("proto", "PROTOCOL", parse_proto, proto, FILTER_PROTO),
	WORD("inside", "ADDRESS[:PORT]", parse_filter_prefix, inside, FILTER_INSIDE),
	WORD("external", "ADDRESS[:PORT]", parse_filter_endpoint, external, FILTER_EXTERNAL),
	WORD("remote", "ADDRESS[:PORT]", parse_filter_endpoint, remote, FILTER_REMOTE),
	WORD("pool", "NAME", parse_pool, pool, FILTER_POOL),
	WORD("vrf", "INTERFACE", parse_interface, vrf, FILTER_VRF),
	CHOICE("state", "STATE", state, FILTER_STATE, tcp_state_choices),
	{ .name = NULL },
};

const struct keyword filter_subscriber_keywords[] = {
	WORD("inside", "ADDRESS", parse_prefix, inside.prefix, FILTER_INSIDE),
	WORD("external", "ADDRESS", parse_address, external.prefix.address, FILTER_EXTERNAL),
	WORD("pool", "NAME", parse_pool, pool, FILTER_POOL),
	WORD("vrf", "INTERFACE", parse_interface, vrf, FILTER_VRF),
	{ .name = NULL },
};

int filter_parse(struct words *words, const struct keyword *keywords, struct filter *filter)
{
	memset(filter, 0, sizeof(*filter));
	return parse_keywords(words, keywords, filter, &filter->has);
}
