// SPDX-License-Identifier: GPL-2.0-only
/* stats-get: all counters. Open to everybody, as it shows totals only. */
#include <linux/slab.h>

#include "control/netlink.h"
#include "control/netlink_gen.h"

static int put_reason(struct sk_buff *skb, u32 reason, u64 packets)
{
	struct nlattr *nest = nla_nest_start(skb, NATGW_A_STATS_REASON);

	if (!nest ||
	    nla_put_u32(skb, NATGW_A_REASON_COUNT_REASON, reason) ||
	    nla_put_u64_64bit(skb, NATGW_A_REASON_COUNT_PACKETS, packets,
			      NATGW_A_REASON_COUNT_PAD))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int put_u64(struct sk_buff *skb, int attr, u64 value)
{
	return nla_put_u64_64bit(skb, attr, value, NATGW_A_STATS_PAD);
}

static int put_totals(struct sk_buff *skb, const struct natgw_net *nn, const u64 *stat)
{
	if (put_u64(skb, NATGW_A_STATS_SESSIONS, atomic_read(&nn->n_sessions)) ||
	    put_u64(skb, NATGW_A_STATS_MAPPINGS, atomic_read(&nn->n_mappings)) ||
	    put_u64(skb, NATGW_A_STATS_SUBSCRIBERS, atomic_read(&nn->n_subscribers)) ||
	    put_u64(skb, NATGW_A_STATS_SESSIONS_CREATED, stat[NATGW_STAT_SESSIONS_CREATED]) ||
	    put_u64(skb, NATGW_A_STATS_SESSIONS_ENDED, stat[NATGW_STAT_SESSIONS_ENDED]) ||
	    put_u64(skb, NATGW_A_STATS_MAPPINGS_CREATED, stat[NATGW_STAT_MAPPINGS_CREATED]) ||
	    put_u64(skb, NATGW_A_STATS_MAPPINGS_ENDED, stat[NATGW_STAT_MAPPINGS_ENDED]) ||
	    put_u64(skb, NATGW_A_STATS_FAST_PACKETS, stat[NATGW_STAT_FAST_PATH]) ||
	    put_u64(skb, NATGW_A_STATS_FULL_PACKETS, stat[NATGW_STAT_FULL_PATH]) ||
	    put_u64(skb, NATGW_A_STATS_ARP_REPLIES, stat[NATGW_STAT_ARP_REPLIES]) ||
	    put_u64(skb, NATGW_A_STATS_ARP_ANNOUNCEMENTS,
		    stat[NATGW_STAT_ARP_ANNOUNCEMENTS]) ||
	    put_u64(skb, NATGW_A_STATS_ARP_CONFLICTS, stat[NATGW_STAT_ARP_CONFLICTS]) ||
	    put_u64(skb, NATGW_A_STATS_FRAGMENTS_GIVEN_UP, stat[NATGW_STAT_FRAGMENTS_GIVEN_UP]) ||
	    put_u64(skb, NATGW_A_STATS_BATCHED_PACKETS, stat[NATGW_STAT_BATCHED]))
		return -EMSGSIZE;
	return 0;
}

int natgw_nl_stats_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct natgw_net *nn = natgw_nl_net(info);
	struct natgw_stats_sum *sum;
	struct natgw_nl_reply reply;
	u32 reason;
	int err;

	sum = kmalloc(sizeof(*sum), GFP_KERNEL);
	if (!sum)
		return -ENOMEM;
	err = natgw_nl_reply_create(&reply, info, NLMSG_DEFAULT_SIZE);
	if (err)
		goto out;
	natgw_stats_sum(nn->stats, sum);
	for (reason = 1; !err && reason <= NATGW_REASON_MAX; reason++)
		err = put_reason(reply.skb, reason, sum->reason[reason]);
	if (!err)
		err = put_totals(reply.skb, nn, sum->stat);
	err = natgw_nl_reply_send(&reply, info, err);
out:
	kfree(sum);
	return err;
}
