// SPDX-License-Identifier: GPL-2.0-only
/* What of the mappings there are a new configuration keeps. */
#include <linux/in.h>
#include <linux/inetdevice.h>

#include "state/extaddr.h"
#include "state/mapping.h"

static bool forward_allows(const struct natgw_policy *policy, const struct natgw_mapping *mapping)
{
	const struct natgw_forward *forward;

	forward = natgw_policy_find_forward(policy, mapping->external.proto,
					    mapping->external.addr, mapping->external.port);
	if (!forward)
		return mapping->kind != NATGW_MAPPING_KIND_FORWARD;
	return mapping->kind == NATGW_MAPPING_KIND_FORWARD &&
	       forward->inside == mapping->inside.addr &&
	       mapping->inside.zone == policy->home &&
	       natgw_forward_inside_port(forward, mapping->external.port) == mapping->inside.port;
}

/*
 * A rule that still gives the pool to the host and maps as the mapping was
 * made; one that filters as it does first. Which packets it takes is not asked.
 */
static const struct natgw_rule *rule_of(const struct natgw_policy *policy,
					const struct natgw_mapping *mapping)
{
	enum natgw_behaviour_column column = natgw_mapping_column(mapping->inside.proto);
	const struct natgw_rule *found = NULL;
	u32 i;

	for (i = 0; i < policy->n_rules; i++) {
		const struct natgw_rule *rule = &policy->rules[i];

		if (rule->action != NATGW_ACTION_POOL || rule->pool->id != mapping->inside.pool)
			continue;
		if (mapping->inside.proto && rule->behaviour.mapping[column] != mapping->behaviour)
			continue;
		if (rule->proto && mapping->inside.proto && rule->proto != mapping->inside.proto)
			continue;
		if ((ntohl(mapping->inside.addr) ^ ntohl(rule->source.addr)) &
		    ntohl(inet_make_mask(rule->source.length)))
			continue;
		if (rule->behaviour.filtering[column] == mapping->filtering)
			return rule;
		if (!found)
			found = rule;
	}
	return found;
}

static bool pool_allows(const struct natgw_policy *policy, const struct natgw_mapping *mapping)
{
	const struct natgw_pool *pool = natgw_policy_pool_by_id(policy, mapping->inside.pool);
	bool whole = mapping->kind == NATGW_MAPPING_KIND_ADDRESS;
	bool dynamic;

	if (!pool || natgw_pool_address_index(pool, mapping->external.addr) < 0)
		return false;
	dynamic = pool->config.type == NATGW_POOL_TYPE_DYNAMIC;
	if (whole != (dynamic && mapping->external.addr != natgw_pool_dry_address(pool)))
		return false;
	if (!whole && mapping->external.proto != IPPROTO_ICMP &&
	    !natgw_pool_has_port(pool, ntohs(mapping->external.port)))
		return false;
	return rule_of(policy, mapping);
}

void natgw_mapping_refilter(const struct natgw_policy *policy, struct natgw_mapping *mapping)
{
	const struct natgw_rule *rule;

	if (mapping->kind != NATGW_MAPPING_KIND_PORT && mapping->kind != NATGW_MAPPING_KIND_ADDRESS)
		return;
	rule = rule_of(policy, mapping);
	if (rule)
		WRITE_ONCE(mapping->filtering,
			   rule->behaviour.filtering[natgw_mapping_column(mapping->inside.proto)]);
}

/* A withheld port is nobody's; without its mapping the gateway's own flow goes on as it is. */
static bool own_allows(const struct natgw_policy *policy, const struct natgw_mapping *mapping)
{
	return natgw_policy_find_external(policy, mapping->external.addr) &&
	       !natgw_extaddr_is_reserved(policy, mapping->external.addr, mapping->external.proto,
					  mapping->external.port);
}

bool natgw_mapping_allowed(const struct natgw_policy *policy, const struct natgw_mapping *mapping)
{
	__be32 external;

	if (mapping->external.proto && !forward_allows(policy, mapping))
		return false;
	switch (mapping->kind) {
	case NATGW_MAPPING_KIND_PORT:
	case NATGW_MAPPING_KIND_ADDRESS:
		if (mapping->inside.zone == policy->home &&
		    natgw_policy_static_to_external(policy, mapping->inside.addr, &external))
			return false;
		return pool_allows(policy, mapping);
	case NATGW_MAPPING_KIND_LOCAL:
		return own_allows(policy, mapping);
	default:
		return true;
	}
}
