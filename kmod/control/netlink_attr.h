/* SPDX-License-Identifier: GPL-2.0-only */
/* Attributes that several objects have: ranges, prefixes, names. */
#ifndef _NATGW_CONTROL_NETLINK_ATTR_H
#define _NATGW_CONTROL_NETLINK_ATTR_H

#include <net/netlink.h>

#include "state/policy.h"

struct genl_info;

/*
 * These read an attribute whose policy was checked already. What a policy
 * cannot say is refused with a sentence that names the attribute.
 * Context: process. Return: 0 or -EINVAL.
 */
int natgw_nl_get_addr_range(const struct nlattr *attr, struct natgw_addr_range *range,
			    struct netlink_ext_ack *extack);
int natgw_nl_get_port_range(const struct nlattr *attr, struct natgw_port_range *range,
			    struct netlink_ext_ack *extack);
int natgw_nl_get_prefix(const struct nlattr *attr, struct natgw_prefix *prefix,
			struct netlink_ext_ack *extack);

/* The network mask of a prefix length of 0 to 32. */
static inline __be32 natgw_nl_mask(u32 length)
{
	return length ? htonl(~0U << (32 - length)) : 0;
}

/**
 * natgw_nl_require() - refuse a request that lacks an attribute
 * @info: the request
 * @attr: the attribute's number
 * @name: what to call it in the sentence
 *
 * Return: 0 or -EINVAL.
 */
int natgw_nl_require(struct genl_info *info, int attr, const char *name);

/* Reads TCP or UDP from the attribute @attr, which has to be there. Return: 0 or -EINVAL. */
int natgw_nl_get_transport(struct genl_info *info, int attr, u8 *proto);

/*
 * These put an attribute into a message; an empty name, an unset behaviour or
 * a prefix that matches all is left out, as the request had it.
 * Return: 0 or -EMSGSIZE.
 */
int natgw_nl_put_addr_range(struct sk_buff *skb, int attr, const struct natgw_addr_range *range);
int natgw_nl_put_port_range(struct sk_buff *skb, int attr, const struct natgw_port_range *range);
int natgw_nl_put_prefix(struct sk_buff *skb, int attr, const struct natgw_prefix *prefix);
int natgw_nl_put_name(struct sk_buff *skb, int attr, const char *name);

/* Where the four attributes of a behaviour are in an object's set: they follow one another. */
enum natgw_nl_behaviour_place {
	NATGW_NL_TCP_MAPPING,
	NATGW_NL_UDP_MAPPING,
	NATGW_NL_TCP_FILTERING,
	NATGW_NL_UDP_FILTERING,
};

/* Overwrites of @behaviour what the request says; @first is the set's tcp-mapping. */
void natgw_nl_get_behaviour(struct nlattr **attrs, int first, struct natgw_behaviour *behaviour);

/* Return: 0 or -EMSGSIZE. */
int natgw_nl_put_behaviour(struct sk_buff *skb, int first,
			   const struct natgw_behaviour *behaviour);

#endif
