// SPDX-License-Identifier: GPL-2.0-only
/* subscriber-get: inside hosts that have mappings. */
#include "control/netlink_gen.h"
#include "control/netlink_table.h"

static bool matches(const struct natgw_nl_filter *filter,
		    const struct natgw_subscriber *subscriber)
{
	struct natgw_nl_subject subject = {
		.members = NATGW_NL_FILTER_INSIDE | NATGW_NL_FILTER_EXTERNAL |
			   NATGW_NL_FILTER_POOL | NATGW_NL_FILTER_ZONE,
		.inside = subscriber->key.addr,
		.external = READ_ONCE(subscriber->external),
		.pool = subscriber->key.pool,
		.zone = subscriber->key.zone,
	};

	return natgw_nl_filter_match(filter, &subject);
}

static int put_subscriber(struct sk_buff *skb, struct natgw_net *nn,
			  const struct natgw_subscriber *subscriber)
{
	const char *pool = natgw_nl_pool_name(nn, subscriber->key.pool);
	__be32 external = READ_ONCE(subscriber->external);

	if (nla_put_in_addr(skb, NATGW_A_SUBSCRIBER_INSIDE, subscriber->key.addr) ||
	    (pool && nla_put_string(skb, NATGW_A_SUBSCRIBER_POOL, pool)) ||
	    (external && nla_put_in_addr(skb, NATGW_A_SUBSCRIBER_EXTERNAL, external)) ||
	    nla_put_u32(skb, NATGW_A_SUBSCRIBER_MAPPINGS, READ_ONCE(subscriber->mappings)) ||
	    nla_put_u32(skb, NATGW_A_SUBSCRIBER_SESSIONS, atomic_read(&subscriber->sessions)) ||
	    natgw_nl_put_vrf(skb, NATGW_A_SUBSCRIBER_VRF, nn, subscriber->key.zone))
		return -EMSGSIZE;
	return 0;
}

static int dump_one(const struct natgw_subscriber *subscriber, void *data)
{
	struct natgw_nl_walk *walk = data;
	void *header;

	if (!matches(&walk->filter, subscriber))
		return 0;
	header = natgw_nl_walk_put_header(walk);
	if (!header)
		return -EMSGSIZE;
	return natgw_nl_walk_put_end(walk, header,
				     put_subscriber(walk->skb, walk->nn, subscriber));
}

static int dump_step(struct natgw_nl_walk *walk)
{
	return natgw_subscriber_walk_step(walk->nn, &walk->walk, dump_one, walk);
}

static int get_filter(struct natgw_nl_filter *filter, struct natgw_net *nn,
		      struct nlattr **attrs, struct netlink_ext_ack *extack)
{
	struct natgw_nl_subject *want = &filter->want;
	int err;

	err = natgw_nl_filter_get_prefix(attrs[NATGW_A_SUBSCRIBER_INSIDE],
					 attrs[NATGW_A_SUBSCRIBER_INSIDE_LENGTH], &want->inside,
					 &filter->inside_mask, extack);
	if (err)
		return err;
	if (attrs[NATGW_A_SUBSCRIBER_INSIDE])
		want->members |= NATGW_NL_FILTER_INSIDE;
	if (attrs[NATGW_A_SUBSCRIBER_EXTERNAL]) {
		want->external = nla_get_in_addr(attrs[NATGW_A_SUBSCRIBER_EXTERNAL]);
		want->members |= NATGW_NL_FILTER_EXTERNAL;
	}
	if (attrs[NATGW_A_SUBSCRIBER_VRF]) {
		want->members |= NATGW_NL_FILTER_ZONE;
		err = natgw_nl_filter_get_vrf(attrs[NATGW_A_SUBSCRIBER_VRF], nn, &want->zone,
					      extack);
		if (err)
			return err;
	}
	if (!attrs[NATGW_A_SUBSCRIBER_POOL])
		return 0;
	want->members |= NATGW_NL_FILTER_POOL;
	return natgw_nl_filter_get_pool(attrs[NATGW_A_SUBSCRIBER_POOL], nn, &want->pool, extack);
}

static const struct natgw_nl_table dumped = {
	.cmd = NATGW_CMD_SUBSCRIBER_GET,
	.get_filter = get_filter,
	.start = natgw_subscriber_walk_start,
	.step = dump_step,
};

int natgw_nl_subscriber_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	return natgw_nl_walk_dump(skb, cb, &dumped);
}
