// SPDX-License-Identifier: GPL-2.0-only
/* timeout-get, timeout-set and timeout-del: how long sessions live without packets. */
#include "control/netlink.h"
#include "control/netlink_attr.h"
#include "control/netlink_gen.h"
#include "state/candidate.h"
#include "state/refuse.h"

static int put_named(struct sk_buff *skb, const struct natgw_settings *settings, u32 name)
{
	u32 minimum = natgw_timeout_minimum(name);

	if (nla_put_u32(skb, NATGW_A_TIMEOUT_NAME, name) ||
	    nla_put_u32(skb, NATGW_A_TIMEOUT_SECONDS, settings->timeouts[name]) ||
	    nla_put_u32(skb, NATGW_A_TIMEOUT_DEFAULT, natgw_timeout_default(name)))
		return -EMSGSIZE;
	if (minimum && nla_put_u32(skb, NATGW_A_TIMEOUT_MINIMUM, minimum))
		return -EMSGSIZE;
	return 0;
}

static int put_override(struct sk_buff *skb, const struct natgw_timeout_override *override)
{
	if (nla_put_u32(skb, NATGW_A_TIMEOUT_PROTO, override->proto) ||
	    natgw_nl_put_port_range(skb, NATGW_A_TIMEOUT_PORT, &override->ports) ||
	    nla_put_u32(skb, NATGW_A_TIMEOUT_SECONDS, override->seconds))
		return -EMSGSIZE;
	return 0;
}

static int put_timeout(struct sk_buff *skb, const struct natgw_policy *policy, u32 n)
{
	const struct natgw_settings *settings = &policy->settings;

	if (n < NATGW_TIMEOUT_MAX)
		return put_named(skb, settings, n + 1);
	n -= NATGW_TIMEOUT_MAX;
	if (n < settings->n_overrides)
		return put_override(skb, &settings->overrides[n]);
	return -ENOENT;
}

int natgw_nl_timeout_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	return natgw_nl_dump_policy(skb, cb, NATGW_CMD_TIMEOUT_GET, put_timeout);
}

/**
 * struct timeout_request - a timeout as a request has it
 * @name: enum natgw_timeout, or 0 where @override is meant
 * @override: protocol and ports; and the seconds, also of a named one
 */
struct timeout_request {
	u8 name;
	struct natgw_timeout_override override;
};

static int get_timeout(struct genl_info *info, struct timeout_request *request)
{
	struct nlattr **attrs = info->attrs;
	int err;

	if (attrs[NATGW_A_TIMEOUT_NAME]) {
		request->name = nla_get_u32(attrs[NATGW_A_TIMEOUT_NAME]);
		if (!attrs[NATGW_A_TIMEOUT_PROTO] && !attrs[NATGW_A_TIMEOUT_PORT])
			return 0;
		NL_SET_BAD_ATTR(info->extack, attrs[NATGW_A_TIMEOUT_NAME]);
		return natgw_refuse(info->extack, -EINVAL,
				    "a timeout has a name or a protocol and ports, not both");
	}
	err = natgw_nl_get_transport(info, NATGW_A_TIMEOUT_PROTO, &request->override.proto);
	if (!err)
		err = natgw_nl_require(info, NATGW_A_TIMEOUT_PORT, "the port");
	if (err)
		return err;
	return natgw_nl_get_port_range(attrs[NATGW_A_TIMEOUT_PORT], &request->override.ports,
				       info->extack);
}

static int apply_set(struct natgw_candidate *candidate, struct genl_info *info, void *data)
{
	const struct timeout_request *request = data;

	if (request->name)
		return natgw_candidate_timeout_set(candidate, request->name,
						   request->override.seconds, info->extack);
	return natgw_candidate_override_set(candidate, &request->override, info->extack);
}

int natgw_nl_timeout_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct timeout_request request = {};
	int err;

	err = get_timeout(info, &request);
	if (!err)
		err = natgw_nl_require(info, NATGW_A_TIMEOUT_SECONDS, "the number of seconds");
	if (err)
		return err;
	request.override.seconds = nla_get_u32(info->attrs[NATGW_A_TIMEOUT_SECONDS]);
	return natgw_nl_change(info, NATGW_A_TIMEOUT_SECONDS, apply_set, &request);
}

static int apply_del(struct natgw_candidate *candidate, struct genl_info *info, void *data)
{
	const struct timeout_request *request = data;

	if (request->name)
		return natgw_candidate_timeout_set(candidate, request->name,
						   natgw_timeout_default(request->name),
						   info->extack);
	return natgw_candidate_override_del(candidate, &request->override, info->extack);
}

int natgw_nl_timeout_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct timeout_request request = {};
	int err = get_timeout(info, &request);

	if (err)
		return err;
	return natgw_nl_change(info, NATGW_A_TIMEOUT_PORT, apply_del, &request);
}
