// SPDX-License-Identifier: GPL-2.0-only
/* session-get, session-count and session-del. */
#include "control/netlink_session.h"

#include <linux/in.h>
#include <linux/ktime.h>

#include "control/netlink_gen.h"

/* The id of the pool a session's mapping is from; 0: of none. */
static u16 pool_of(const struct natgw_session *session)
{
	return natgw_session_mapping(session)->inside.pool;
}

static bool matches(struct natgw_nl_walk *walk, const struct natgw_session *session)
{
	struct natgw_nl_subject subject = {
		.members = NATGW_NL_FILTER_PROTO | NATGW_NL_FILTER_INSIDE |
			   NATGW_NL_FILTER_INSIDE_PORT | NATGW_NL_FILTER_EXTERNAL |
			   NATGW_NL_FILTER_EXTERNAL_PORT | NATGW_NL_FILTER_REMOTE |
			   NATGW_NL_FILTER_REMOTE_PORT | NATGW_NL_FILTER_VARIANT |
			   NATGW_NL_FILTER_ZONE,
		.proto = session->flow[NATGW_INSIDE].tuple.proto,
		.zone = session->flow[NATGW_INSIDE].tuple.zone,
		.variant = READ_ONCE(session->flow[NATGW_INSIDE].tcp_state),
	};
	__be32 addr[3];
	__be16 port[3];

	natgw_session_endpoints(session, addr, port);
	subject.inside = addr[NATGW_NL_INSIDE];
	subject.inside_port = port[NATGW_NL_INSIDE];
	subject.external = addr[NATGW_NL_EXTERNAL];
	subject.external_port = port[NATGW_NL_EXTERNAL];
	subject.remote = addr[NATGW_NL_REMOTE];
	subject.remote_port = port[NATGW_NL_REMOTE];
	if (walk->filter.want.members & NATGW_NL_FILTER_POOL) {
		subject.pool = pool_of(session);
		subject.members |= NATGW_NL_FILTER_POOL;
	}
	return natgw_nl_filter_match(&walk->filter, &subject);
}

static int put_endpoints(struct sk_buff *skb, const struct natgw_session *session)
{
	__be32 addr[3];
	__be16 port[3];

	natgw_session_endpoints(session, addr, port);
	if (nla_put_u32(skb, NATGW_A_SESSION_PROTO, session->flow[NATGW_INSIDE].tuple.proto) ||
	    nla_put_in_addr(skb, NATGW_A_SESSION_INSIDE, addr[NATGW_NL_INSIDE]) ||
	    nla_put_u32(skb, NATGW_A_SESSION_INSIDE_PORT, ntohs(port[NATGW_NL_INSIDE])) ||
	    nla_put_in_addr(skb, NATGW_A_SESSION_EXTERNAL, addr[NATGW_NL_EXTERNAL]) ||
	    nla_put_u32(skb, NATGW_A_SESSION_EXTERNAL_PORT,
			ntohs(port[NATGW_NL_EXTERNAL])) ||
	    nla_put_in_addr(skb, NATGW_A_SESSION_REMOTE, addr[NATGW_NL_REMOTE]) ||
	    nla_put_u32(skb, NATGW_A_SESSION_REMOTE_PORT, ntohs(port[NATGW_NL_REMOTE])))
		return -EMSGSIZE;
	return 0;
}

static int put_u64(struct sk_buff *skb, int attr, u64 value)
{
	return nla_put_u64_64bit(skb, attr, value, NATGW_A_SESSION_PAD);
}

static int put_counters(struct sk_buff *skb, const struct natgw_session *session)
{
	const struct natgw_flow *out = &session->flow[NATGW_INSIDE];
	const struct natgw_flow *in = &session->flow[NATGW_OUTSIDE];

	if (put_u64(skb, NATGW_A_SESSION_PACKETS_OUT, READ_ONCE(out->packets)) ||
	    put_u64(skb, NATGW_A_SESSION_BYTES_OUT, READ_ONCE(out->bytes)) ||
	    put_u64(skb, NATGW_A_SESSION_PACKETS_IN, READ_ONCE(in->packets)) ||
	    put_u64(skb, NATGW_A_SESSION_BYTES_IN, READ_ONCE(in->bytes)))
		return -EMSGSIZE;
	return 0;
}

static int put_state(struct sk_buff *skb, const struct natgw_policy *policy,
		     const struct natgw_session *session)
{
	const struct natgw_flow *head = &session->flow[NATGW_INSIDE];
	u32 age = (u32)ktime_get_seconds() - head->created;
	const struct natgw_tuple *tuple = &head->tuple;
	u8 state = READ_ONCE(head->tcp_state);
	u32 origin = NATGW_ORIGIN_INSIDE;
	u8 flags = READ_ONCE(head->flags);

	if (flags & NATGW_SESSION_FROM_OUTSIDE)
		origin = NATGW_ORIGIN_OUTSIDE;
	if ((tuple->proto == IPPROTO_TCP && nla_put_u32(skb, NATGW_A_SESSION_TCP_STATE, state)) ||
	    nla_put_u32(skb, NATGW_A_SESSION_EXPIRES, natgw_session_remaining(policy, session)) ||
	    nla_put_u32(skb, NATGW_A_SESSION_AGE, age) ||
	    nla_put_u32(skb, NATGW_A_SESSION_ORIGIN, origin))
		return -EMSGSIZE;
	if ((natgw_policy_find_external(policy, tuple->daddr) &&
	     nla_put_flag(skb, NATGW_A_SESSION_HAIRPIN)) ||
	    (flags & NATGW_SESSION_REPLIED && nla_put_flag(skb, NATGW_A_SESSION_REPLIED)) ||
	    (flags & NATGW_SESSION_LOCAL && nla_put_flag(skb, NATGW_A_SESSION_LOCAL)))
		return -EMSGSIZE;
	return 0;
}

int natgw_nl_session_put(struct sk_buff *skb, struct natgw_net *nn,
			 const struct natgw_session *session)
{
	const char *pool = natgw_nl_pool_name(nn, pool_of(session));

	if (put_endpoints(skb, session) ||
	    (pool && nla_put_string(skb, NATGW_A_SESSION_POOL, pool)) ||
	    put_state(skb, rcu_dereference(nn->policy), session) ||
	    put_counters(skb, session) ||
	    natgw_nl_put_vrf(skb, NATGW_A_SESSION_VRF, nn,
			     session->flow[NATGW_INSIDE].tuple.zone))
		return -EMSGSIZE;
	return 0;
}

static int dump_one(const struct natgw_session *session, void *data)
{
	struct natgw_nl_walk *walk = data;
	void *header;

	if (!matches(walk, session))
		return 0;
	header = natgw_nl_walk_put_header(walk);
	if (!header)
		return -EMSGSIZE;
	return natgw_nl_walk_put_end(walk, header,
				     natgw_nl_session_put(walk->skb, walk->nn, session));
}

static int dump_step(struct natgw_nl_walk *walk)
{
	return natgw_session_walk_step(walk->nn, &walk->walk, dump_one, walk);
}

static const struct natgw_nl_table dumped = {
	.cmd = NATGW_CMD_SESSION_GET,
	.get_filter = natgw_nl_filter_get,
	.start = natgw_session_walk_start,
	.step = dump_step,
};

int natgw_nl_session_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	return natgw_nl_walk_dump(skb, cb, &dumped);
}

static int count_one(const struct natgw_session *session, void *data)
{
	struct natgw_nl_walk *walk = data;

	walk->count += matches(walk, session);
	return 0;
}

static int count_step(struct natgw_nl_walk *walk)
{
	return natgw_session_walk_step(walk->nn, &walk->walk, count_one, walk);
}

static const struct natgw_nl_table counted = {
	.counts = true,
	.start = natgw_session_walk_start,
	.step = count_step,
};

static int kill_one(const struct natgw_session *session, void *data)
{
	struct natgw_nl_walk *walk = data;

	if (matches(walk, session))
		walk->count += natgw_nl_walk_kill(walk, session);
	return 0;
}

/* Those past their time too: they hold ports and addresses until the sweep comes by. */
static int kill_step(struct natgw_nl_walk *walk)
{
	return natgw_session_walk_step_all(walk->nn, &walk->walk, kill_one, walk);
}

static const struct natgw_nl_table killed = {
	.start = natgw_session_walk_start,
	.step = kill_step,
};

int natgw_nl_session_count_doit(struct sk_buff *skb, struct genl_info *info)
{
	return natgw_nl_walk_reply(info, &counted, NULL, NATGW_A_SESSION_COUNT,
				   NATGW_A_SESSION_PAD);
}

int natgw_nl_session_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	return natgw_nl_walk_reply(info, &killed, NULL, NATGW_A_SESSION_COUNT,
				   NATGW_A_SESSION_PAD);
}
