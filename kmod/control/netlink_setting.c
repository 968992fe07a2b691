// SPDX-License-Identifier: GPL-2.0-only
/* setting-get and setting-set: choices of the namespace. */
#include "control/netlink.h"
#include "control/netlink_gen.h"
#include "state/candidate.h"

static int put_settings(struct sk_buff *skb, const struct natgw_settings *settings)
{
	if (nla_put_u32(skb, NATGW_A_SETTING_FASTPATH, settings->fastpath) ||
	    nla_put_u32(skb, NATGW_A_SETTING_MAX_SESSIONS, settings->max_sessions) ||
	    nla_put_u32(skb, NATGW_A_SETTING_TABLE_FULL, settings->table_full) ||
	    nla_put_u32(skb, NATGW_A_SETTING_ICMP_REFUSAL, settings->icmp_refusal) ||
	    nla_put_u32(skb, NATGW_A_SETTING_IP_OPTIONS, settings->ip_options) ||
	    nla_put_u32(skb, NATGW_A_SETTING_INBOUND_REFRESH, settings->inbound_refresh) ||
	    nla_put_u32(skb, NATGW_A_SETTING_ALLOW_SHORT_TIMEOUTS,
			settings->allow_short_timeouts) ||
	    nla_put_u32(skb, NATGW_A_SETTING_PORT_HOLD, settings->port_hold) ||
	    nla_put_u32(skb, NATGW_A_SETTING_PORT_HOLD_MAX, settings->port_hold_max) ||
	    nla_put_u32(skb, NATGW_A_SETTING_SYN_REFUSAL, settings->syn_refusal) ||
	    nla_put_u32(skb, NATGW_A_SETTING_TCP_REFUSAL, settings->tcp_refusal))
		return -EMSGSIZE;
	return 0;
}

int natgw_nl_setting_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct natgw_net *nn = natgw_nl_net(info);
	struct natgw_nl_reply reply;
	int err;

	err = natgw_nl_reply_create(&reply, info, NLMSG_DEFAULT_SIZE);
	if (err)
		return err;
	rcu_read_lock();
	err = put_settings(reply.skb, &rcu_dereference(nn->policy)->settings);
	rcu_read_unlock();
	return natgw_nl_reply_send(&reply, info, err);
}

static int apply_settings(struct natgw_candidate *candidate, struct genl_info *info, void *data)
{
	struct natgw_settings *settings = natgw_candidate_settings(candidate);
	struct nlattr **attrs = info->attrs;

	if (attrs[NATGW_A_SETTING_FASTPATH])
		settings->fastpath = nla_get_u32(attrs[NATGW_A_SETTING_FASTPATH]);
	if (attrs[NATGW_A_SETTING_MAX_SESSIONS])
		settings->max_sessions = nla_get_u32(attrs[NATGW_A_SETTING_MAX_SESSIONS]);
	if (attrs[NATGW_A_SETTING_TABLE_FULL])
		settings->table_full = nla_get_u32(attrs[NATGW_A_SETTING_TABLE_FULL]);
	if (attrs[NATGW_A_SETTING_ICMP_REFUSAL])
		settings->icmp_refusal = nla_get_u32(attrs[NATGW_A_SETTING_ICMP_REFUSAL]);
	if (attrs[NATGW_A_SETTING_IP_OPTIONS])
		settings->ip_options = nla_get_u32(attrs[NATGW_A_SETTING_IP_OPTIONS]);
	if (attrs[NATGW_A_SETTING_INBOUND_REFRESH])
		settings->inbound_refresh = nla_get_u32(attrs[NATGW_A_SETTING_INBOUND_REFRESH]);
	if (attrs[NATGW_A_SETTING_ALLOW_SHORT_TIMEOUTS])
		settings->allow_short_timeouts =
			nla_get_u32(attrs[NATGW_A_SETTING_ALLOW_SHORT_TIMEOUTS]);
	if (attrs[NATGW_A_SETTING_PORT_HOLD])
		settings->port_hold = nla_get_u32(attrs[NATGW_A_SETTING_PORT_HOLD]);
	if (attrs[NATGW_A_SETTING_PORT_HOLD_MAX])
		settings->port_hold_max = nla_get_u32(attrs[NATGW_A_SETTING_PORT_HOLD_MAX]);
	if (attrs[NATGW_A_SETTING_SYN_REFUSAL])
		settings->syn_refusal = nla_get_u32(attrs[NATGW_A_SETTING_SYN_REFUSAL]);
	if (attrs[NATGW_A_SETTING_TCP_REFUSAL])
		settings->tcp_refusal = nla_get_u32(attrs[NATGW_A_SETTING_TCP_REFUSAL]);
	return 0;
}

int natgw_nl_setting_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	return natgw_nl_change(info, 0, apply_settings, NULL);
}
