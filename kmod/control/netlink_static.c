// SPDX-License-Identifier: GPL-2.0-only
/* static-get, static-new and static-del: fixed one-to-one translations. */
#include "control/netlink.h"
#include "control/netlink_attr.h"
#include "control/netlink_gen.h"
#include "state/candidate.h"

static int put_static(struct sk_buff *skb, const struct natgw_policy *policy, u32 n)
{
	const struct natgw_static *fixed;

	if (n >= policy->n_statics)
		return -ENOENT;
	fixed = &policy->statics[n];
	if (nla_put_in_addr(skb, NATGW_A_STATIC_INSIDE, fixed->inside) ||
	    nla_put_in_addr(skb, NATGW_A_STATIC_EXTERNAL, fixed->external) ||
	    nla_put_u32(skb, NATGW_A_STATIC_LENGTH, fixed->length))
		return -EMSGSIZE;
	return 0;
}

int natgw_nl_static_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	return natgw_nl_dump_policy(skb, cb, NATGW_CMD_STATIC_GET, put_static);
}

static u8 get_length(const struct genl_info *info)
{
	const struct nlattr *length = info->attrs[NATGW_A_STATIC_LENGTH];

	return length ? nla_get_u32(length) : 32;
}

static int apply_new(struct natgw_candidate *candidate, struct genl_info *info, void *data)
{
	return natgw_candidate_static_add(candidate, data, info->extack);
}

int natgw_nl_static_new_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct natgw_static fixed;
	int err;

	err = natgw_nl_require(info, NATGW_A_STATIC_INSIDE, "the inside address");
	if (!err)
		err = natgw_nl_require(info, NATGW_A_STATIC_EXTERNAL, "the external address");
	if (err)
		return err;
	fixed.inside = nla_get_in_addr(info->attrs[NATGW_A_STATIC_INSIDE]);
	fixed.external = nla_get_in_addr(info->attrs[NATGW_A_STATIC_EXTERNAL]);
	fixed.length = get_length(info);
	return natgw_nl_change(info, NATGW_A_STATIC_INSIDE, apply_new, &fixed);
}

static int apply_del(struct natgw_candidate *candidate, struct genl_info *info, void *data)
{
	return natgw_candidate_static_del(candidate, data, info->extack);
}

int natgw_nl_static_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct natgw_prefix inside;
	int err;

	err = natgw_nl_require(info, NATGW_A_STATIC_INSIDE, "the inside address");
	if (err)
		return err;
	inside.addr = nla_get_in_addr(info->attrs[NATGW_A_STATIC_INSIDE]);
	inside.length = get_length(info);
	return natgw_nl_change(info, NATGW_A_STATIC_INSIDE, apply_del, &inside);
}
