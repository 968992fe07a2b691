// SPDX-License-Identifier: GPL-2.0-only
/* forward-get, forward-new and forward-del: external ports that lead to an inside host. */
#include "control/netlink.h"
#include "control/netlink_attr.h"
#include "control/netlink_gen.h"
#include "state/candidate.h"
#include "state/refuse.h"

static int put_forward(struct sk_buff *skb, const struct natgw_policy *policy, u32 n)
{
	const struct natgw_forward *forward;

	if (n >= policy->n_forwards)
		return -ENOENT;
	forward = &policy->forwards[n];
	if (nla_put_u32(skb, NATGW_A_FORWARD_PROTO, forward->proto) ||
	    nla_put_in_addr(skb, NATGW_A_FORWARD_EXTERNAL, forward->external) ||
	    natgw_nl_put_name(skb, NATGW_A_FORWARD_INTERFACE, forward->ifname) ||
	    natgw_nl_put_port_range(skb, NATGW_A_FORWARD_EXTERNAL_PORT, &forward->ports) ||
	    nla_put_in_addr(skb, NATGW_A_FORWARD_INSIDE, forward->inside) ||
	    nla_put_u32(skb, NATGW_A_FORWARD_INSIDE_PORT, forward->inside_port))
		return -EMSGSIZE;
	return 0;
}

int natgw_nl_forward_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	return natgw_nl_dump_policy(skb, cb, NATGW_CMD_FORWARD_GET, put_forward);
}

/* The external side, by which a forward is known. */
static int get_external(struct genl_info *info, struct natgw_forward *forward)
{
	struct nlattr *interface = info->attrs[NATGW_A_FORWARD_INTERFACE];
	struct nlattr *external = info->attrs[NATGW_A_FORWARD_EXTERNAL];
	int err;

	err = natgw_nl_get_transport(info, NATGW_A_FORWARD_PROTO, &forward->proto);
	if (err)
		return err;
	if (!external == !interface) {
		if (interface)
			NL_SET_BAD_ATTR(info->extack, interface);
		return natgw_refuse(info->extack, -EINVAL,
				    "a forward needs an external address or an interface, %s",
				    interface ? "not both" : "and has neither");
	}
	if (external)
		forward->external = nla_get_in_addr(external);
	else
		nla_strscpy(forward->ifname, interface, sizeof(forward->ifname));
	err = natgw_nl_require(info, NATGW_A_FORWARD_EXTERNAL_PORT, "the external port");
	if (err)
		return err;
	return natgw_nl_get_port_range(info->attrs[NATGW_A_FORWARD_EXTERNAL_PORT],
				       &forward->ports, info->extack);
}

static int apply_new(struct natgw_candidate *candidate, struct genl_info *info, void *data)
{
	return natgw_candidate_forward_add(candidate, data, info->extack);
}

int natgw_nl_forward_new_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct natgw_forward forward = {};
	int err;

	err = get_external(info, &forward);
	if (!err)
		err = natgw_nl_require(info, NATGW_A_FORWARD_INSIDE, "the inside address");
	if (err)
		return err;
	forward.inside = nla_get_in_addr(info->attrs[NATGW_A_FORWARD_INSIDE]);
	forward.inside_port = forward.ports.first;
	if (info->attrs[NATGW_A_FORWARD_INSIDE_PORT])
		forward.inside_port = nla_get_u32(info->attrs[NATGW_A_FORWARD_INSIDE_PORT]);
	return natgw_nl_change(info, NATGW_A_FORWARD_EXTERNAL_PORT, apply_new, &forward);
}

static int apply_del(struct natgw_candidate *candidate, struct genl_info *info, void *data)
{
	return natgw_candidate_forward_del(candidate, data, info->extack);
}

int natgw_nl_forward_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct natgw_forward forward = {};
	int err;

	err = get_external(info, &forward);
	if (err)
		return err;
	return natgw_nl_change(info, NATGW_A_FORWARD_EXTERNAL_PORT, apply_del, &forward);
}
