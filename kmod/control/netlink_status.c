// SPDX-License-Identifier: GPL-2.0-only
/* status-get: what the namespace holds. Open to everybody, as it shows totals only. */
#include <linux/module.h>

#include "control/netlink.h"
#include "control/netlink_gen.h"
#include "packet/fastpath_aside.h"
#include "packet/fastpath_port.h"
#include "state/mapping.h"
#include "state/session.h"

static int put_u64(struct sk_buff *skb, int attr, u64 value)
{
	return nla_put_u64_64bit(skb, attr, value, NATGW_A_STATUS_PAD);
}

static int put_config(struct sk_buff *skb, struct natgw_net *nn)
{
	const struct natgw_policy *policy;
	int err = -EMSGSIZE;

	rcu_read_lock();
	policy = rcu_dereference(nn->policy);
	if (!nla_put_u32(skb, NATGW_A_STATUS_GENERATION, policy->generation) &&
	    !nla_put_u32(skb, NATGW_A_STATUS_ACTIVE, READ_ONCE(nn->enabled)) &&
	    !nla_put_u32(skb, NATGW_A_STATUS_TRANSACTION, !!READ_ONCE(nn->candidate)) &&
	    !nla_put_u32(skb, NATGW_A_STATUS_POOLS, policy->n_pools) &&
	    !nla_put_u32(skb, NATGW_A_STATUS_RULES, policy->n_rules) &&
	    !nla_put_u32(skb, NATGW_A_STATUS_STATICS, policy->n_statics) &&
	    !nla_put_u32(skb, NATGW_A_STATUS_FORWARDS, policy->n_forwards))
		err = 0;
	rcu_read_unlock();
	return err;
}

static int put_tables(struct sk_buff *skb, struct natgw_net *nn)
{
	if (put_u64(skb, NATGW_A_STATUS_SESSIONS, atomic_read(&nn->n_sessions)) ||
	    put_u64(skb, NATGW_A_STATUS_MAPPINGS, atomic_read(&nn->n_mappings)) ||
	    put_u64(skb, NATGW_A_STATUS_SUBSCRIBERS, atomic_read(&nn->n_subscribers)) ||
	    put_u64(skb, NATGW_A_STATUS_MAX_SESSIONS, READ_ONCE(nn->max_sessions)) ||
	    put_u64(skb, NATGW_A_STATUS_HELD_PORTS, atomic_read(&nn->n_held)) ||
	    put_u64(skb, NATGW_A_STATUS_MEMORY, natgw_net_memory(nn)) ||
	    nla_put_u32(skb, NATGW_A_STATUS_SESSION_SIZE, sizeof(struct natgw_session)) ||
	    nla_put_u32(skb, NATGW_A_STATUS_MAPPING_SIZE, sizeof(struct natgw_mapping)) ||
	    nla_put_u32(skb, NATGW_A_STATUS_SEQUENCE, atomic_read(&nn->event_sequence)))
		return -EMSGSIZE;
	return 0;
}

static int put_quota(struct sk_buff *skb, const struct natgw_quota *quota)
{
	if (!quota->limited)
		return 0;
	if (put_u64(skb, NATGW_A_STATUS_USER_MEMORY, atomic64_read(&quota->charged)) ||
	    put_u64(skb, NATGW_A_STATUS_USER_MEMORY_MAX, natgw_quota_bound()))
		return -EMSGSIZE;
	return 0;
}

/* As many as there is room for; their number comes of its own. */
static void put_device_name(const struct net_device *dev, void *data)
{
	struct sk_buff *skb = data;

	if (nla_put_string(skb, NATGW_A_STATUS_FAST_PATH_DEVICE, dev->name))
		return;
}

static int put_fastpath(struct sk_buff *skb, struct natgw_net *nn)
{
	struct nlattr *count;
	const char *why_not;
	int err = -EMSGSIZE;

	rcu_read_lock();
	why_not = natgw_fastpath_why_not(nn);
	if (nla_put_u32(skb, NATGW_A_STATUS_FAST_PATH, !why_not) ||
	    (why_not && nla_put_string(skb, NATGW_A_STATUS_FAST_PATH_WHY_NOT, why_not)))
		goto out;
	count = nla_reserve(skb, NATGW_A_STATUS_FAST_PATH_DEVICES, sizeof(u32));
	if (!count)
		goto out;
	*(u32 *)nla_data(count) = natgw_fastpath_devices(nn, put_device_name, skb);
	err = 0;
out:
	rcu_read_unlock();
	return err;
}

int natgw_nl_status_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	const char *version = THIS_MODULE->version ?: "";
	struct natgw_net *nn = natgw_nl_net(info);
	struct natgw_nl_reply reply;
	int err;

	err = natgw_nl_reply_create(&reply, info, NLMSG_DEFAULT_SIZE);
	if (err)
		return err;
	err = nla_put_string(reply.skb, NATGW_A_STATUS_VERSION, version);
	if (!err)
		err = put_config(reply.skb, nn);
	if (!err)
		err = put_tables(reply.skb, nn);
	if (!err)
		err = put_quota(reply.skb, &nn->quota);
	if (!err)
		err = put_fastpath(reply.skb, nn);
	return natgw_nl_reply_send(&reply, info, err);
}
