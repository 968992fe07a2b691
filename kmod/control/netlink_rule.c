// SPDX-License-Identifier: GPL-2.0-only
/* rule-get, rule-new and rule-del: which inside traffic is translated, and how. */
#include "control/netlink.h"
#include "control/netlink_attr.h"
#include "control/netlink_gen.h"
#include "state/candidate.h"
#include "state/refuse.h"

static int put_ports(struct sk_buff *skb, int attr, const struct natgw_port_range *range)
{
	if (!range->first && range->last == U16_MAX)
		return 0;
	return natgw_nl_put_port_range(skb, attr, range);
}

static int put_match(struct sk_buff *skb, const struct natgw_rule *rule)
{
	if (natgw_nl_put_prefix(skb, NATGW_A_RULE_SRC, &rule->source) ||
	    natgw_nl_put_prefix(skb, NATGW_A_RULE_DST, &rule->destination) ||
	    natgw_nl_put_name(skb, NATGW_A_RULE_IIF, rule->iif) ||
	    natgw_nl_put_name(skb, NATGW_A_RULE_OIF, rule->oif) ||
	    put_ports(skb, NATGW_A_RULE_SPORT, &rule->sport) ||
	    put_ports(skb, NATGW_A_RULE_DPORT, &rule->dport))
		return -EMSGSIZE;
	if (rule->proto && nla_put_u32(skb, NATGW_A_RULE_PROTO, rule->proto))
		return -EMSGSIZE;
	if (rule->mark_mask &&
	    (nla_put_u32(skb, NATGW_A_RULE_MARK, rule->mark) ||
	     nla_put_u32(skb, NATGW_A_RULE_MARK_MASK, rule->mark_mask)))
		return -EMSGSIZE;
	return 0;
}

static int put_rule(struct sk_buff *skb, const struct natgw_policy *policy, u32 n)
{
	const struct natgw_rule *rule;

	if (n >= policy->n_rules)
		return -ENOENT;
	rule = &policy->rules[n];
	if (nla_put_u32(skb, NATGW_A_RULE_INDEX, rule->index) ||
	    put_match(skb, rule) ||
	    nla_put_u32(skb, NATGW_A_RULE_ACTION, rule->action) ||
	    natgw_nl_put_name(skb, NATGW_A_RULE_POOL, rule->pool_name) ||
	    natgw_nl_put_behaviour(skb, NATGW_A_RULE_TCP_MAPPING, &rule->override))
		return -EMSGSIZE;
	return 0;
}

int natgw_nl_rule_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	return natgw_nl_dump_policy(skb, cb, NATGW_CMD_RULE_GET, put_rule);
}

static int get_ranges(struct genl_info *info, struct natgw_rule *rule)
{
	struct nlattr **attrs = info->attrs;
	int err = 0;

	if (attrs[NATGW_A_RULE_SRC])
		err = natgw_nl_get_prefix(attrs[NATGW_A_RULE_SRC], &rule->source, info->extack);
	if (!err && attrs[NATGW_A_RULE_DST])
		err = natgw_nl_get_prefix(attrs[NATGW_A_RULE_DST], &rule->destination,
					  info->extack);
	if (!err && attrs[NATGW_A_RULE_SPORT])
		err = natgw_nl_get_port_range(attrs[NATGW_A_RULE_SPORT], &rule->sport,
					      info->extack);
	if (!err && attrs[NATGW_A_RULE_DPORT])
		err = natgw_nl_get_port_range(attrs[NATGW_A_RULE_DPORT], &rule->dport,
					      info->extack);
	return err;
}

static int get_match(struct genl_info *info, struct natgw_rule *rule)
{
	struct nlattr **attrs = info->attrs;

	if (attrs[NATGW_A_RULE_IIF])
		nla_strscpy(rule->iif, attrs[NATGW_A_RULE_IIF], sizeof(rule->iif));
	if (attrs[NATGW_A_RULE_OIF])
		nla_strscpy(rule->oif, attrs[NATGW_A_RULE_OIF], sizeof(rule->oif));
	if (attrs[NATGW_A_RULE_PROTO])
		rule->proto = nla_get_u32(attrs[NATGW_A_RULE_PROTO]);
	if (attrs[NATGW_A_RULE_MARK]) {
		rule->mark = nla_get_u32(attrs[NATGW_A_RULE_MARK]);
		rule->mark_mask = ~0U;
	}
	if (attrs[NATGW_A_RULE_MARK_MASK]) {
		if (!attrs[NATGW_A_RULE_MARK]) {
			NL_SET_BAD_ATTR(info->extack, attrs[NATGW_A_RULE_MARK_MASK]);
			return natgw_refuse(info->extack, -EINVAL,
					    "a mask of the mark needs a mark");
		}
		rule->mark_mask = nla_get_u32(attrs[NATGW_A_RULE_MARK_MASK]);
	}
	return get_ranges(info, rule);
}

static int apply_new(struct natgw_candidate *candidate, struct genl_info *info, void *data)
{
	return natgw_candidate_rule_add(candidate, data, info->extack);
}

int natgw_nl_rule_new_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct natgw_rule rule = {
		.sport = { .last = U16_MAX },
		.dport = { .last = U16_MAX },
	};
	struct natgw_nl_reply reply;
	int err;

	err = natgw_nl_require(info, NATGW_A_RULE_ACTION, "the action");
	if (!err)
		err = get_match(info, &rule);
	if (err)
		return err;
	rule.action = nla_get_u32(info->attrs[NATGW_A_RULE_ACTION]);
	if (info->attrs[NATGW_A_RULE_INDEX])
		rule.index = nla_get_u32(info->attrs[NATGW_A_RULE_INDEX]);
	if (info->attrs[NATGW_A_RULE_POOL])
		nla_strscpy(rule.pool_name, info->attrs[NATGW_A_RULE_POOL],
			    sizeof(rule.pool_name));
	natgw_nl_get_behaviour(info->attrs, NATGW_A_RULE_TCP_MAPPING, &rule.override);

	err = natgw_nl_reply_create(&reply, info, nla_total_size(sizeof(u32)));
	if (err)
		return err;
	err = natgw_nl_change(info, 0, apply_new, &rule);
	if (!err)
		err = nla_put_u32(reply.skb, NATGW_A_RULE_INDEX, rule.index);
	return natgw_nl_reply_send(&reply, info, err);
}

static int apply_del(struct natgw_candidate *candidate, struct genl_info *info, void *data)
{
	return natgw_candidate_rule_del(candidate, nla_get_u32(info->attrs[NATGW_A_RULE_INDEX]),
					info->extack);
}

int natgw_nl_rule_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	int err = natgw_nl_require(info, NATGW_A_RULE_INDEX, "the index");

	if (err)
		return err;
	return natgw_nl_change(info, NATGW_A_RULE_INDEX, apply_del, NULL);
}
