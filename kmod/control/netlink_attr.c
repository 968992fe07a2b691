// SPDX-License-Identifier: GPL-2.0-only
/* Attributes that several objects have: ranges, prefixes, names. */
#include "control/netlink_attr.h"

#include <linux/in.h>

#include "control/netlink_gen.h"
#include "state/refuse.h"

static_assert(NATGW_A_POOL_UDP_FILTERING - NATGW_A_POOL_TCP_MAPPING == NATGW_NL_UDP_FILTERING);
static_assert(NATGW_A_RULE_UDP_FILTERING - NATGW_A_RULE_TCP_MAPPING == NATGW_NL_UDP_FILTERING);

static int refuse_missing(struct netlink_ext_ack *extack, const struct nlattr *nest, int attr,
			  const char *name)
{
	NL_SET_ERR_ATTR_MISS(extack, nest, attr);
	return natgw_refuse(extack, -EINVAL, "%s is missing", name);
}

int natgw_nl_require(struct genl_info *info, int attr, const char *name)
{
	if (info->attrs[attr])
		return 0;
	return refuse_missing(info->extack, NULL, attr, name);
}

int natgw_nl_get_transport(struct genl_info *info, int attr, u8 *proto)
{
	int err = natgw_nl_require(info, attr, "the protocol");

	if (err)
		return err;
	*proto = nla_get_u32(info->attrs[attr]);
	if (*proto == IPPROTO_TCP || *proto == IPPROTO_UDP)
		return 0;
	NL_SET_BAD_ATTR(info->extack, info->attrs[attr]);
	return natgw_refuse(info->extack, -EINVAL, "protocol %u has no ports; it must be tcp or udp",
			    *proto);
}

int natgw_nl_get_addr_range(const struct nlattr *attr, struct natgw_addr_range *range,
			    struct netlink_ext_ack *extack)
{
	struct nlattr *tb[NATGW_A_ADDRESS_RANGE_LAST + 1];
	int err;

	err = nla_parse_nested(tb, NATGW_A_ADDRESS_RANGE_LAST, attr,
			       natgw_address_range_nl_policy, extack);
	if (err)
		return err;
	if (!tb[NATGW_A_ADDRESS_RANGE_FIRST])
		return refuse_missing(extack, attr, NATGW_A_ADDRESS_RANGE_FIRST,
				      "the first address of a range");

	range->first = be32_to_cpu(nla_get_be32(tb[NATGW_A_ADDRESS_RANGE_FIRST]));
	range->last = range->first;
	if (tb[NATGW_A_ADDRESS_RANGE_LAST])
		range->last = be32_to_cpu(nla_get_be32(tb[NATGW_A_ADDRESS_RANGE_LAST]));
	if (range->first <= range->last)
		return 0;
	NL_SET_BAD_ATTR(extack, tb[NATGW_A_ADDRESS_RANGE_LAST]);
	return natgw_refuse(extack, -EINVAL, "address range %pI4h-%pI4h is inverted",
			    &range->first, &range->last);
}

int natgw_nl_get_port_range(const struct nlattr *attr, struct natgw_port_range *range,
			    struct netlink_ext_ack *extack)
{
	struct nlattr *tb[NATGW_A_PORT_RANGE_LAST + 1];
	int err;

	err = nla_parse_nested(tb, NATGW_A_PORT_RANGE_LAST, attr, natgw_port_range_nl_policy,
			       extack);
	if (err)
		return err;
	if (!tb[NATGW_A_PORT_RANGE_FIRST])
		return refuse_missing(extack, attr, NATGW_A_PORT_RANGE_FIRST,
				      "the first port of a range");

	range->first = nla_get_u32(tb[NATGW_A_PORT_RANGE_FIRST]);
	range->last = range->first;
	if (tb[NATGW_A_PORT_RANGE_LAST])
		range->last = nla_get_u32(tb[NATGW_A_PORT_RANGE_LAST]);
	if (range->first <= range->last)
		return 0;
	NL_SET_BAD_ATTR(extack, tb[NATGW_A_PORT_RANGE_LAST]);
	return natgw_refuse(extack, -EINVAL, "port range %u-%u is inverted", range->first,
			    range->last);
}

int natgw_nl_get_prefix(const struct nlattr *attr, struct natgw_prefix *prefix,
			struct netlink_ext_ack *extack)
{
	struct nlattr *tb[NATGW_A_PREFIX_LENGTH + 1];
	int err;

	err = nla_parse_nested(tb, NATGW_A_PREFIX_LENGTH, attr, natgw_prefix_nl_policy, extack);
	if (err)
		return err;
	if (!tb[NATGW_A_PREFIX_ADDRESS])
		return refuse_missing(extack, attr, NATGW_A_PREFIX_ADDRESS,
				      "the address of a prefix");

	prefix->addr = nla_get_in_addr(tb[NATGW_A_PREFIX_ADDRESS]);
	prefix->length = 32;
	if (tb[NATGW_A_PREFIX_LENGTH])
		prefix->length = nla_get_u32(tb[NATGW_A_PREFIX_LENGTH]);
	if (!(prefix->addr & ~natgw_nl_mask(prefix->length)))
		return 0;
	NL_SET_BAD_ATTR(extack, attr);
	return natgw_refuse(extack, -EINVAL, "prefix %pI4/%u has bits set beyond its length",
			    &prefix->addr, prefix->length);
}

int natgw_nl_put_addr_range(struct sk_buff *skb, int attr, const struct natgw_addr_range *range)
{
	struct nlattr *nest = nla_nest_start(skb, attr);

	if (!nest ||
	    nla_put_in_addr(skb, NATGW_A_ADDRESS_RANGE_FIRST, htonl(range->first)) ||
	    nla_put_in_addr(skb, NATGW_A_ADDRESS_RANGE_LAST, htonl(range->last)))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

int natgw_nl_put_port_range(struct sk_buff *skb, int attr, const struct natgw_port_range *range)
{
	struct nlattr *nest = nla_nest_start(skb, attr);

	if (!nest ||
	    nla_put_u32(skb, NATGW_A_PORT_RANGE_FIRST, range->first) ||
	    nla_put_u32(skb, NATGW_A_PORT_RANGE_LAST, range->last))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

int natgw_nl_put_prefix(struct sk_buff *skb, int attr, const struct natgw_prefix *prefix)
{
	struct nlattr *nest;

	if (!prefix->length)
		return 0;
	nest = nla_nest_start(skb, attr);
	if (!nest ||
	    nla_put_in_addr(skb, NATGW_A_PREFIX_ADDRESS, prefix->addr) ||
	    nla_put_u32(skb, NATGW_A_PREFIX_LENGTH, prefix->length))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

int natgw_nl_put_name(struct sk_buff *skb, int attr, const char *name)
{
	return *name ? nla_put_string(skb, attr, name) : 0;
}

/* The member that an attribute of a behaviour is about. */
static u8 *behaviour_member(struct natgw_behaviour *behaviour, int place)
{
	switch (place) {
	case NATGW_NL_TCP_MAPPING:
		return &behaviour->mapping[NATGW_BEHAVIOUR_TCP];
	case NATGW_NL_UDP_MAPPING:
		return &behaviour->mapping[NATGW_BEHAVIOUR_UDP];
	case NATGW_NL_TCP_FILTERING:
		return &behaviour->filtering[NATGW_BEHAVIOUR_TCP];
	default:
		return &behaviour->filtering[NATGW_BEHAVIOUR_UDP];
	}
}

void natgw_nl_get_behaviour(struct nlattr **attrs, int first, struct natgw_behaviour *behaviour)
{
	int place;

	for (place = 0; place <= NATGW_NL_UDP_FILTERING; place++) {
		if (attrs[first + place])
			*behaviour_member(behaviour, place) = nla_get_u32(attrs[first + place]);
	}
}

int natgw_nl_put_behaviour(struct sk_buff *skb, int first,
			   const struct natgw_behaviour *behaviour)
{
	struct natgw_behaviour copy = *behaviour;
	int place;
	u8 value;

	for (place = 0; place <= NATGW_NL_UDP_FILTERING; place++) {
		value = *behaviour_member(&copy, place);
		if (value && nla_put_u32(skb, first + place, value))
			return -EMSGSIZE;
	}
	return 0;
}
