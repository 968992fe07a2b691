// SPDX-License-Identifier: GPL-2.0-only
/* The configuration's objects and their messages. */
#include <string.h>

#include <netlink/attr.h>
#include <netlink/genl/genl.h>
#include <netlink/msg.h>

#include "model.h"
#include "model_attr.h"

static bool has(uint32_t set, unsigned int field)
{
	return set & (1U << field);
}

/* What is not said is not sent. */
static int put_if(struct nl_msg *msg, bool said, int type, uint32_t value)
{
	return said ? nla_put_u32(msg, type, value) : 0;
}

static int put_string_if(struct nl_msg *msg, int type, const char *text)
{
	return *text ? nla_put_string(msg, type, text) : 0;
}

/* @tcp_mapping is the first of four attributes whose order is the same in pools and rules. */
static int put_behaviour(struct nl_msg *msg, int tcp_mapping, const struct behaviour *behaviour)
{
	const uint32_t values[] = {
		behaviour->tcp_mapping ? behaviour->tcp_mapping : behaviour->mapping,
		behaviour->udp_mapping ? behaviour->udp_mapping : behaviour->mapping,
		behaviour->tcp_filtering ? behaviour->tcp_filtering : behaviour->filtering,
		behaviour->udp_filtering ? behaviour->udp_filtering : behaviour->filtering,
	};

	for (int i = 0; i < 4; i++) {
		if (put_if(msg, values[i], tcp_mapping + i, values[i]))
			return -1;
	}
	return 0;
}

static void get_behaviour(struct nlattr *attrs[], int tcp_mapping, struct behaviour *behaviour)
{
	behaviour->tcp_mapping = attr_u32(attrs[tcp_mapping]);
	behaviour->udp_mapping = attr_u32(attrs[tcp_mapping + 1]);
	behaviour->tcp_filtering = attr_u32(attrs[tcp_mapping + 2]);
	behaviour->udp_filtering = attr_u32(attrs[tcp_mapping + 3]);
}

_Static_assert(NATGW_A_POOL_UDP_FILTERING == NATGW_A_POOL_TCP_MAPPING + 3 &&
	       NATGW_A_RULE_UDP_FILTERING == NATGW_A_RULE_TCP_MAPPING + 3,
	       "put_behaviour() and get_behaviour() count on the order");

static int put_address_list(struct nl_msg *msg, int type, const struct address_list *list)
{
	for (unsigned int i = 0; i < list->count; i++) {
		if (attr_put_address_range(msg, type, &list->range[i]))
			return -1;
	}
	return 0;
}

/* To say that nothing is excluded takes an empty nest: no nest says nothing. */
static int put_exclude(struct nl_msg *msg, const struct pool *pool)
{
	struct nlattr *nest;

	if (!has(pool->has, POOL_EXCLUDE) || pool->exclude.count)
		return put_address_list(msg, NATGW_A_POOL_EXCLUDE, &pool->exclude);
	nest = nla_nest_start(msg, NATGW_A_POOL_EXCLUDE | NLA_F_NESTED);
	if (!nest)
		return -1;
	return nla_nest_end_keep_empty(msg, nest);
}

static int put_port_list(struct nl_msg *msg, int type, const struct port_list *list)
{
	for (unsigned int i = 0; i < list->count; i++) {
		if (attr_put_port_range(msg, type, &list->range[i]))
			return -1;
	}
	return 0;
}

int model_put_pool(struct nl_msg *msg, const void *object)
{
	const struct pool *pool = object;

	if (nla_put_string(msg, NATGW_A_POOL_NAME, pool->name) ||
	    put_string_if(msg, NATGW_A_POOL_INTERFACE, pool->interface) ||
	    put_address_list(msg, NATGW_A_POOL_ADDRESS, &pool->addresses) ||
	    put_exclude(msg, pool) || put_port_list(msg, NATGW_A_POOL_PORT, &pool->ports) ||
	    put_if(msg, has(pool->has, POOL_TYPE), NATGW_A_POOL_TYPE, pool->type) ||
	    put_if(msg, has(pool->has, POOL_DRY), NATGW_A_POOL_DRY, pool->dry) ||
	    put_if(msg, has(pool->has, POOL_PAIRED), NATGW_A_POOL_PAIRED, pool->paired) ||
	    put_if(msg, has(pool->has, POOL_PARITY), NATGW_A_POOL_PARITY, pool->parity) ||
	    put_if(msg, has(pool->has, POOL_PRESERVE), NATGW_A_POOL_PRESERVE, pool->preserve) ||
	    put_if(msg, has(pool->has, POOL_MSS), NATGW_A_POOL_MSS, pool->mss))
		return -1;
	return put_behaviour(msg, NATGW_A_POOL_TCP_MAPPING, &pool->behaviour);
}

/* Lists are attributes that repeat, which a table of attributes by number cannot hold. */
static int get_pool_lists(struct nlmsghdr *message, struct pool *pool)
{
	struct nlattr *attr;
	int rest, err = 0;

	nlmsg_for_each_attr(attr, message, GENL_HDRLEN, rest) {
		struct address_list *addresses = &pool->addresses;
		struct port_list *ports = &pool->ports;

		switch (nla_type(attr)) {
		case NATGW_A_POOL_EXCLUDE:
			addresses = &pool->exclude;
			/* fallthrough */
		case NATGW_A_POOL_ADDRESS:
			if (addresses->count == PARSE_RANGES_MAX)
				return -1;
			err = attr_address_range(attr, &addresses->range[addresses->count++]);
			break;
		case NATGW_A_POOL_PORT:
			if (ports->count == PARSE_RANGES_MAX)
				return -1;
			err = attr_port_range(attr, &ports->range[ports->count++]);
			break;
		default:
			break;
		}
		if (err)
			return -1;
	}
	return 0;
}

int model_get_pool(struct nlmsghdr *message, void *object)
{
	static const struct {
		int attr;
		enum pool_field field;
	} fields[] = {
		{ NATGW_A_POOL_TYPE, POOL_TYPE },	    { NATGW_A_POOL_DRY, POOL_DRY },
		{ NATGW_A_POOL_PAIRED, POOL_PAIRED },	    { NATGW_A_POOL_PARITY, POOL_PARITY },
		{ NATGW_A_POOL_PRESERVE, POOL_PRESERVE },   { NATGW_A_POOL_SIZE, POOL_SIZE },
		{ NATGW_A_POOL_EXTERNAL, POOL_EXTERNAL },   { NATGW_A_POOL_MSS, POOL_MSS },
	};
	struct nlattr *attrs[NATGW_A_POOL_MAX + 1];
	struct pool *pool = object;

	memset(pool, 0, sizeof(*pool));
	if (attr_parse(message, attrs, NATGW_A_POOL_MAX))
		return -1;
	attr_string(attrs[NATGW_A_POOL_NAME], pool->name, sizeof(pool->name));
	attr_string(attrs[NATGW_A_POOL_INTERFACE], pool->interface, sizeof(pool->interface));
	pool->type = attr_u32(attrs[NATGW_A_POOL_TYPE]);
	pool->dry = attr_u32(attrs[NATGW_A_POOL_DRY]);
	pool->paired = attr_u32(attrs[NATGW_A_POOL_PAIRED]);
	pool->parity = attr_u32(attrs[NATGW_A_POOL_PARITY]);
	pool->preserve = attr_u32(attrs[NATGW_A_POOL_PRESERVE]);
	pool->mss = attr_u32(attrs[NATGW_A_POOL_MSS]);
	pool->size = attr_u32(attrs[NATGW_A_POOL_SIZE]);
	pool->external = attr_address(attrs[NATGW_A_POOL_EXTERNAL]);
	get_behaviour(attrs, NATGW_A_POOL_TCP_MAPPING, &pool->behaviour);
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		if (attrs[fields[i].attr])
			pool->has |= 1U << fields[i].field;
	}
	return get_pool_lists(message, pool);
}

int model_put_rule(struct nl_msg *msg, const void *object)
{
	const struct rule *rule = object;
	uint32_t said = rule->has;

	if (put_if(msg, has(said, RULE_INDEX), NATGW_A_RULE_INDEX, rule->index) ||
	    (has(said, RULE_SRC) && attr_put_prefix(msg, NATGW_A_RULE_SRC, &rule->src)) ||
	    (has(said, RULE_DST) && attr_put_prefix(msg, NATGW_A_RULE_DST, &rule->dst)) ||
	    put_string_if(msg, NATGW_A_RULE_IIF, rule->iif) ||
	    put_string_if(msg, NATGW_A_RULE_OIF, rule->oif) ||
	    put_if(msg, has(said, RULE_PROTO), NATGW_A_RULE_PROTO, rule->proto) ||
	    (has(said, RULE_SPORT) && attr_put_port_range(msg, NATGW_A_RULE_SPORT, &rule->sport)) ||
	    (has(said, RULE_DPORT) && attr_put_port_range(msg, NATGW_A_RULE_DPORT, &rule->dport)) ||
	    put_if(msg, has(said, RULE_MARK), NATGW_A_RULE_MARK, rule->mark.value) ||
	    put_if(msg, has(said, RULE_MARK), NATGW_A_RULE_MARK_MASK, rule->mark.mask) ||
	    put_if(msg, has(said, RULE_ACTION), NATGW_A_RULE_ACTION, rule->action) ||
	    put_string_if(msg, NATGW_A_RULE_POOL, rule->pool))
		return -1;
	return put_behaviour(msg, NATGW_A_RULE_TCP_MAPPING, &rule->behaviour);
}

static int get_rule_matches(struct nlattr *attrs[], struct rule *rule)
{
	if ((attrs[NATGW_A_RULE_SRC] && attr_prefix(attrs[NATGW_A_RULE_SRC], &rule->src)) ||
	    (attrs[NATGW_A_RULE_DST] && attr_prefix(attrs[NATGW_A_RULE_DST], &rule->dst)) ||
	    (attrs[NATGW_A_RULE_SPORT] &&
	     attr_port_range(attrs[NATGW_A_RULE_SPORT], &rule->sport)) ||
	    (attrs[NATGW_A_RULE_DPORT] && attr_port_range(attrs[NATGW_A_RULE_DPORT], &rule->dport)))
		return -1;
	attr_string(attrs[NATGW_A_RULE_IIF], rule->iif, sizeof(rule->iif));
	attr_string(attrs[NATGW_A_RULE_OIF], rule->oif, sizeof(rule->oif));
	rule->proto = attr_u32(attrs[NATGW_A_RULE_PROTO]);
	rule->mark.value = attr_u32(attrs[NATGW_A_RULE_MARK]);
	rule->mark.mask = attrs[NATGW_A_RULE_MARK_MASK] ?
				  attr_u32(attrs[NATGW_A_RULE_MARK_MASK]) : UINT32_MAX;
	return 0;
}

int model_get_rule(struct nlmsghdr *message, void *object)
{
	static const struct {
		int attr;
		enum rule_field field;
	} fields[] = {
		{ NATGW_A_RULE_INDEX, RULE_INDEX }, { NATGW_A_RULE_SRC, RULE_SRC },
		{ NATGW_A_RULE_DST, RULE_DST },	    { NATGW_A_RULE_IIF, RULE_IIF },
		{ NATGW_A_RULE_OIF, RULE_OIF },	    { NATGW_A_RULE_PROTO, RULE_PROTO },
		{ NATGW_A_RULE_SPORT, RULE_SPORT }, { NATGW_A_RULE_DPORT, RULE_DPORT },
		{ NATGW_A_RULE_MARK, RULE_MARK },   { NATGW_A_RULE_ACTION, RULE_ACTION },
	};
	struct nlattr *attrs[NATGW_A_RULE_MAX + 1];
	struct rule *rule = object;

	memset(rule, 0, sizeof(*rule));
	if (attr_parse(message, attrs, NATGW_A_RULE_MAX) || get_rule_matches(attrs, rule))
		return -1;
	rule->index = attr_u32(attrs[NATGW_A_RULE_INDEX]);
	rule->action = attr_u32(attrs[NATGW_A_RULE_ACTION]);
	attr_string(attrs[NATGW_A_RULE_POOL], rule->pool, sizeof(rule->pool));
	get_behaviour(attrs, NATGW_A_RULE_TCP_MAPPING, &rule->behaviour);
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		if (attrs[fields[i].attr])
			rule->has |= 1U << fields[i].field;
	}
	return 0;
}

int model_put_static_key(struct nl_msg *msg, const void *object)
{
	const struct fixed *fixed = object;

	if (attr_put_address(msg, NATGW_A_STATIC_INSIDE, fixed->inside.address))
		return -1;
	return nla_put_u32(msg, NATGW_A_STATIC_LENGTH, fixed->inside.length);
}

int model_put_static(struct nl_msg *msg, const void *object)
{
	const struct fixed *fixed = object;

	if (model_put_static_key(msg, fixed))
		return -1;
	return attr_put_address(msg, NATGW_A_STATIC_EXTERNAL, fixed->external.address);
}

int model_get_static(struct nlmsghdr *message, void *object)
{
	struct nlattr *attrs[NATGW_A_STATIC_MAX + 1];
	struct fixed *fixed = object;

	if (attr_parse(message, attrs, NATGW_A_STATIC_MAX))
		return -1;
	fixed->inside.address = attr_address(attrs[NATGW_A_STATIC_INSIDE]);
	fixed->external.address = attr_address(attrs[NATGW_A_STATIC_EXTERNAL]);
	fixed->inside.length = attrs[NATGW_A_STATIC_LENGTH] ?
				       (uint8_t)attr_u32(attrs[NATGW_A_STATIC_LENGTH]) : 32;
	fixed->external.length = fixed->inside.length;
	return 0;
}

int model_put_forward_key(struct nl_msg *msg, const void *object)
{
	const struct forward *forward = object;
	const struct endpoint *external = &forward->external;

	if (nla_put_u32(msg, NATGW_A_FORWARD_PROTO, forward->proto) ||
	    put_string_if(msg, NATGW_A_FORWARD_INTERFACE, external->ifname) ||
	    (!*external->ifname &&
	     attr_put_address(msg, NATGW_A_FORWARD_EXTERNAL, external->address)))
		return -1;
	return attr_put_port_range(msg, NATGW_A_FORWARD_EXTERNAL_PORT, &external->ports);
}

int model_put_forward(struct nl_msg *msg, const void *object)
{
	const struct forward *forward = object;

	if (model_put_forward_key(msg, forward) ||
	    attr_put_address(msg, NATGW_A_FORWARD_INSIDE, forward->inside.address))
		return -1;
	return nla_put_u32(msg, NATGW_A_FORWARD_INSIDE_PORT, forward->inside.ports.first);
}

int model_get_forward(struct nlmsghdr *message, void *object)
{
	struct nlattr *attrs[NATGW_A_FORWARD_MAX + 1];
	struct forward *forward = object;
	struct port_range *external = &forward->external.ports;
	struct port_range *inside = &forward->inside.ports;

	memset(forward, 0, sizeof(*forward));
	if (attr_parse(message, attrs, NATGW_A_FORWARD_MAX) ||
	    !attrs[NATGW_A_FORWARD_EXTERNAL_PORT] ||
	    attr_port_range(attrs[NATGW_A_FORWARD_EXTERNAL_PORT], external))
		return -1;
	forward->proto = attr_u32(attrs[NATGW_A_FORWARD_PROTO]);
	forward->external.address = attr_address(attrs[NATGW_A_FORWARD_EXTERNAL]);
	attr_string(attrs[NATGW_A_FORWARD_INTERFACE], forward->external.ifname,
		    sizeof(forward->external.ifname));
	forward->inside.address = attr_address(attrs[NATGW_A_FORWARD_INSIDE]);
	inside->first = attrs[NATGW_A_FORWARD_INSIDE_PORT] ?
				attr_port(attrs[NATGW_A_FORWARD_INSIDE_PORT]) : external->first;
	inside->last = (uint16_t)(inside->first + (external->last - external->first));
	return 0;
}

int model_put_timeout(struct nl_msg *msg, const void *object)
{
	const struct timeout *timeout = object;

	if (put_if(msg, timeout->name, NATGW_A_TIMEOUT_NAME, timeout->name) ||
	    put_if(msg, timeout->proto, NATGW_A_TIMEOUT_PROTO, timeout->proto) ||
	    (timeout->proto &&
	     attr_put_port_range(msg, NATGW_A_TIMEOUT_PORT, &timeout->ports)))
		return -1;
	return put_if(msg, timeout->seconds, NATGW_A_TIMEOUT_SECONDS, timeout->seconds);
}

int model_get_timeout(struct nlmsghdr *message, void *object)
{
	struct nlattr *attrs[NATGW_A_TIMEOUT_MAX + 1];
	struct timeout *timeout = object;

	memset(timeout, 0, sizeof(*timeout));
	if (attr_parse(message, attrs, NATGW_A_TIMEOUT_MAX))
		return -1;
	timeout->name = attr_u32(attrs[NATGW_A_TIMEOUT_NAME]);
	timeout->proto = attr_u32(attrs[NATGW_A_TIMEOUT_PROTO]);
	timeout->seconds = attr_u32(attrs[NATGW_A_TIMEOUT_SECONDS]);
	timeout->standard = attr_u32(attrs[NATGW_A_TIMEOUT_DEFAULT]);
	timeout->minimum = attr_u32(attrs[NATGW_A_TIMEOUT_MINIMUM]);
	if (!attrs[NATGW_A_TIMEOUT_PORT])
		return 0;
	return attr_port_range(attrs[NATGW_A_TIMEOUT_PORT], &timeout->ports);
}

/* By enum setting_field. */
static const int setting_attrs[SETTING_COUNT] = {
	[SETTING_FASTPATH] = NATGW_A_SETTING_FASTPATH,
	[SETTING_MAX_SESSIONS] = NATGW_A_SETTING_MAX_SESSIONS,
	[SETTING_TABLE_FULL] = NATGW_A_SETTING_TABLE_FULL,
	[SETTING_ICMP_REFUSAL] = NATGW_A_SETTING_ICMP_REFUSAL,
	[SETTING_IP_OPTIONS] = NATGW_A_SETTING_IP_OPTIONS,
	[SETTING_INBOUND_REFRESH] = NATGW_A_SETTING_INBOUND_REFRESH,
	[SETTING_ALLOW_SHORT_TIMEOUTS] = NATGW_A_SETTING_ALLOW_SHORT_TIMEOUTS,
	[SETTING_PORT_HOLD] = NATGW_A_SETTING_PORT_HOLD,
	[SETTING_PORT_HOLD_MAX] = NATGW_A_SETTING_PORT_HOLD_MAX,
	[SETTING_SYN_REFUSAL] = NATGW_A_SETTING_SYN_REFUSAL,
	[SETTING_TCP_REFUSAL] = NATGW_A_SETTING_TCP_REFUSAL,
};

int model_put_settings(struct nl_msg *msg, const void *object)
{
	const struct settings *settings = object;

	for (unsigned int i = 0; i < SETTING_COUNT; i++) {
		if (put_if(msg, has(settings->has, i), setting_attrs[i], settings->value[i]))
			return -1;
	}
	return 0;
}

int model_get_settings(struct nlmsghdr *message, void *object)
{
	struct nlattr *attrs[NATGW_A_SETTING_MAX + 1];
	struct settings *settings = object;

	memset(settings, 0, sizeof(*settings));
	if (attr_parse(message, attrs, NATGW_A_SETTING_MAX))
		return -1;
	for (unsigned int i = 0; i < SETTING_COUNT; i++) {
		const struct nlattr *attr = attrs[setting_attrs[i]];

		settings->value[i] = attr_u32(attr);
		if (attr)
			settings->has |= 1U << i;
	}
	return 0;
}
