// SPDX-License-Identifier: GPL-2.0-only
/* mapping-get, mapping-count and mapping-del. */
#include "control/netlink_mapping.h"

#include <linux/ktime.h>

#include "control/netlink_gen.h"

bool natgw_nl_mapping_match(const struct natgw_nl_filter *filter,
			    const struct natgw_mapping *mapping)
{
	struct natgw_nl_subject subject = {
		.members = NATGW_NL_FILTER_PROTO | NATGW_NL_FILTER_INSIDE |
			   NATGW_NL_FILTER_INSIDE_PORT | NATGW_NL_FILTER_EXTERNAL |
			   NATGW_NL_FILTER_EXTERNAL_PORT | NATGW_NL_FILTER_POOL |
			   NATGW_NL_FILTER_VARIANT | NATGW_NL_FILTER_ZONE,
		.proto = mapping->inside.proto,
		.inside = mapping->inside.addr,
		.inside_port = mapping->inside.port,
		.external = mapping->external.addr,
		.external_port = mapping->external.port,
		.remote = mapping->inside.remote,
		.remote_port = mapping->inside.remote_port,
		.pool = mapping->inside.pool,
		.variant = mapping->kind,
		.zone = mapping->inside.zone,
	};

	if (mapping->behaviour != NATGW_MAPPING_BEHAVIOUR_EIM)
		subject.members |= NATGW_NL_FILTER_REMOTE;
	if (mapping->behaviour == NATGW_MAPPING_BEHAVIOUR_APDM)
		subject.members |= NATGW_NL_FILTER_REMOTE_PORT;
	return natgw_nl_filter_match(filter, &subject);
}

static int put_endpoints(struct sk_buff *skb, const struct natgw_mapping *mapping)
{
	if (nla_put_u32(skb, NATGW_A_MAPPING_PROTO, mapping->inside.proto) ||
	    nla_put_in_addr(skb, NATGW_A_MAPPING_INSIDE, mapping->inside.addr) ||
	    nla_put_u32(skb, NATGW_A_MAPPING_INSIDE_PORT, ntohs(mapping->inside.port)) ||
	    nla_put_in_addr(skb, NATGW_A_MAPPING_EXTERNAL, mapping->external.addr) ||
	    nla_put_u32(skb, NATGW_A_MAPPING_EXTERNAL_PORT, ntohs(mapping->external.port)))
		return -EMSGSIZE;
	if (mapping->behaviour != NATGW_MAPPING_BEHAVIOUR_EIM &&
	    nla_put_in_addr(skb, NATGW_A_MAPPING_REMOTE, mapping->inside.remote))
		return -EMSGSIZE;
	if (mapping->behaviour == NATGW_MAPPING_BEHAVIOUR_APDM &&
	    nla_put_u32(skb, NATGW_A_MAPPING_REMOTE_PORT, ntohs(mapping->inside.remote_port)))
		return -EMSGSIZE;
	return 0;
}

int natgw_nl_mapping_put(struct sk_buff *skb, struct natgw_net *nn,
			 const struct natgw_mapping *mapping)
{
	u32 idle = (u32)ktime_get_seconds() - READ_ONCE(mapping->last_outbound);
	const char *pool = natgw_nl_pool_name(nn, mapping->inside.pool);

	if (put_endpoints(skb, mapping) ||
	    (pool && nla_put_string(skb, NATGW_A_MAPPING_POOL, pool)) ||
	    nla_put_u32(skb, NATGW_A_MAPPING_KIND, mapping->kind) ||
	    nla_put_u32(skb, NATGW_A_MAPPING_MAPPING, mapping->behaviour) ||
	    nla_put_u32(skb, NATGW_A_MAPPING_FILTERING, mapping->filtering) ||
	    nla_put_u32(skb, NATGW_A_MAPPING_SESSIONS, refcount_read(&mapping->sessions)) ||
	    nla_put_u32(skb, NATGW_A_MAPPING_IDLE, idle) ||
	    natgw_nl_put_vrf(skb, NATGW_A_MAPPING_VRF, nn, mapping->inside.zone))
		return -EMSGSIZE;
	return 0;
}

static int dump_one(const struct natgw_mapping *mapping, void *data)
{
	struct natgw_nl_walk *walk = data;
	void *header;

	if (!natgw_nl_mapping_match(&walk->filter, mapping))
		return 0;
	header = natgw_nl_walk_put_header(walk);
	if (!header)
		return -EMSGSIZE;
	return natgw_nl_walk_put_end(walk, header,
				     natgw_nl_mapping_put(walk->skb, walk->nn, mapping));
}

static int dump_step(struct natgw_nl_walk *walk)
{
	return natgw_mapping_walk_step(walk->nn, &walk->walk, dump_one, walk);
}

static const struct natgw_nl_table dumped = {
	.cmd = NATGW_CMD_MAPPING_GET,
	.get_filter = natgw_nl_filter_get,
	.start = natgw_mapping_walk_start,
	.step = dump_step,
};

int natgw_nl_mapping_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	return natgw_nl_walk_dump(skb, cb, &dumped);
}

static int count_one(const struct natgw_mapping *mapping, void *data)
{
	struct natgw_nl_walk *walk = data;

	walk->count += natgw_nl_mapping_match(&walk->filter, mapping);
	return 0;
}

static int count_step(struct natgw_nl_walk *walk)
{
	return natgw_mapping_walk_step(walk->nn, &walk->walk, count_one, walk);
}

static const struct natgw_nl_table counted = {
	.counts = true,
	.start = natgw_mapping_walk_start,
	.step = count_step,
};

/* A mapping ends with the last of its sessions. */
static int kill_one(const struct natgw_session *session, void *data)
{
	struct natgw_nl_walk *walk = data;
	const struct natgw_mapping *mapping;

	mapping = natgw_session_mapping(session);
	if (natgw_nl_mapping_match(&walk->filter, mapping))
		natgw_nl_walk_kill(walk, session);
	return 0;
}

static int kill_step(struct natgw_nl_walk *walk)
{
	return natgw_session_walk_step_all(walk->nn, &walk->walk, kill_one, walk);
}

static const struct natgw_nl_table killed = {
	.start = natgw_session_walk_start,
	.step = kill_step,
};

int natgw_nl_mapping_count_doit(struct sk_buff *skb, struct genl_info *info)
{
	return natgw_nl_walk_reply(info, &counted, NULL, NATGW_A_MAPPING_COUNT,
				   NATGW_A_MAPPING_PAD);
}

int natgw_nl_mapping_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	return natgw_nl_walk_reply(info, &counted, &killed, NATGW_A_MAPPING_COUNT,
				   NATGW_A_MAPPING_PAD);
}
