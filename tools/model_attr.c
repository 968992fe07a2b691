// SPDX-License-Identifier: GPL-2.0-only
/* Single attributes. */
#include <arpa/inet.h>
#include <string.h>

#include <linux/natgw.h>
#include <netlink/attr.h>
#include <netlink/genl/genl.h>
#include <netlink/msg.h>

#include "model_attr.h"

int attr_parse(struct nlmsghdr *message, struct nlattr *attrs[], int max)
{
	return genlmsg_parse(message, 0, attrs, max, NULL) ? -1 : 0;
}

int attr_parse_nest(struct nlattr *nest, struct nlattr *attrs[], int max)
{
	return nla_parse_nested(attrs, max, nest, NULL) ? -1 : 0;
}

uint32_t attr_u32(const struct nlattr *attr)
{
	uint32_t value = 0;

	if (attr && nla_len(attr) >= (int)sizeof(value))
		memcpy(&value, nla_data(attr), sizeof(value));
	return value;
}

uint64_t attr_u64(const struct nlattr *attr)
{
	uint64_t value = 0;

	if (attr && nla_len(attr) >= (int)sizeof(value))
		memcpy(&value, nla_data(attr), sizeof(value));
	return value;
}

uint16_t attr_port(const struct nlattr *attr)
{
	return (uint16_t)attr_u32(attr);
}

uint32_t attr_address(const struct nlattr *attr)
{
	return ntohl(attr_u32(attr));
}

void attr_string(const struct nlattr *attr, char *text, size_t size)
{
	size_t length = attr ? strnlen(nla_data(attr), (size_t)nla_len(attr)) : 0;

	if (length >= size)
		length = size - 1;
	if (length)
		memcpy(text, nla_data(attr), length);
	text[length] = '\0';
}

int attr_port_range(struct nlattr *nest, struct port_range *range)
{
	struct nlattr *attrs[NATGW_A_PORT_RANGE_MAX + 1];

	if (attr_parse_nest(nest, attrs, NATGW_A_PORT_RANGE_MAX) ||
	    !attrs[NATGW_A_PORT_RANGE_FIRST])
		return -1;
	range->first = attr_port(attrs[NATGW_A_PORT_RANGE_FIRST]);
	range->last = attrs[NATGW_A_PORT_RANGE_LAST] ?
			      attr_port(attrs[NATGW_A_PORT_RANGE_LAST]) : range->first;
	return 0;
}

int attr_address_range(struct nlattr *nest, struct address_range *range)
{
	struct nlattr *attrs[NATGW_A_ADDRESS_RANGE_MAX + 1];

	if (attr_parse_nest(nest, attrs, NATGW_A_ADDRESS_RANGE_MAX) ||
	    !attrs[NATGW_A_ADDRESS_RANGE_FIRST])
		return -1;
	range->first = attr_address(attrs[NATGW_A_ADDRESS_RANGE_FIRST]);
	range->last = attrs[NATGW_A_ADDRESS_RANGE_LAST] ?
			      attr_address(attrs[NATGW_A_ADDRESS_RANGE_LAST]) : range->first;
	return 0;
}

int attr_prefix(struct nlattr *nest, struct prefix *prefix)
{
	struct nlattr *attrs[NATGW_A_PREFIX_MAX + 1];

	if (attr_parse_nest(nest, attrs, NATGW_A_PREFIX_MAX) || !attrs[NATGW_A_PREFIX_ADDRESS])
		return -1;
	prefix->address = attr_address(attrs[NATGW_A_PREFIX_ADDRESS]);
	prefix->length = attrs[NATGW_A_PREFIX_LENGTH] ?
				 (uint8_t)attr_u32(attrs[NATGW_A_PREFIX_LENGTH]) : 32;
	return 0;
}

int attr_put_address(struct nl_msg *msg, int type, uint32_t address)
{
	return nla_put_u32(msg, type, htonl(address)) ? -1 : 0;
}

int attr_put_port_range(struct nl_msg *msg, int type, const struct port_range *range)
{
	struct nlattr *nest = nla_nest_start(msg, type | NLA_F_NESTED);

	if (!nest || nla_put_u32(msg, NATGW_A_PORT_RANGE_FIRST, range->first) ||
	    nla_put_u32(msg, NATGW_A_PORT_RANGE_LAST, range->last))
		return -1;
	nla_nest_end(msg, nest);
	return 0;
}

int attr_put_address_range(struct nl_msg *msg, int type, const struct address_range *range)
{
	struct nlattr *nest = nla_nest_start(msg, type | NLA_F_NESTED);

	if (!nest || attr_put_address(msg, NATGW_A_ADDRESS_RANGE_FIRST, range->first) ||
	    attr_put_address(msg, NATGW_A_ADDRESS_RANGE_LAST, range->last))
		return -1;
	nla_nest_end(msg, nest);
	return 0;
}

int attr_put_prefix(struct nl_msg *msg, int type, const struct prefix *prefix)
{
	struct nlattr *nest = nla_nest_start(msg, type | NLA_F_NESTED);

	if (!nest || attr_put_address(msg, NATGW_A_PREFIX_ADDRESS, prefix->address) ||
	    nla_put_u32(msg, NATGW_A_PREFIX_LENGTH, prefix->length))
		return -1;
	nla_nest_end(msg, nest);
	return 0;
}
