// SPDX-License-Identifier: GPL-2.0-only
/* What requests about mappings, sessions and subscribers share: filters, and walks over tables. */
#include "control/netlink_table.h"

#include <linux/sched.h>
#include <linux/slab.h>
#include <net/l3mdev.h>
#include <net/sock.h>

#include "control/netlink_attr.h"
#include "control/netlink_gen.h"
#include "state/refuse.h"

enum {
	COUNT_TRIES = 8,	/* a table that grows at every try is counted as it is then */
	KILL_TRIES = HZ,	/* a tick apart */
};

/* natgw_nl_filter_get() reads both sets by the numbers of the one. */
static_assert((int)NATGW_A_MAPPING_PROTO == (int)NATGW_A_SESSION_PROTO);
static_assert((int)NATGW_A_MAPPING_INSIDE == (int)NATGW_A_SESSION_INSIDE);
static_assert((int)NATGW_A_MAPPING_INSIDE_LENGTH == (int)NATGW_A_SESSION_INSIDE_LENGTH);
static_assert((int)NATGW_A_MAPPING_INSIDE_PORT == (int)NATGW_A_SESSION_INSIDE_PORT);
static_assert((int)NATGW_A_MAPPING_EXTERNAL == (int)NATGW_A_SESSION_EXTERNAL);
static_assert((int)NATGW_A_MAPPING_EXTERNAL_PORT == (int)NATGW_A_SESSION_EXTERNAL_PORT);
static_assert((int)NATGW_A_MAPPING_REMOTE == (int)NATGW_A_SESSION_REMOTE);
static_assert((int)NATGW_A_MAPPING_REMOTE_PORT == (int)NATGW_A_SESSION_REMOTE_PORT);
static_assert((int)NATGW_A_MAPPING_POOL == (int)NATGW_A_SESSION_POOL);
static_assert((int)NATGW_A_MAPPING_VRF == (int)NATGW_A_SESSION_VRF);
static_assert((int)NATGW_A_MAPPING_KIND == (int)NATGW_A_SESSION_TCP_STATE);

int natgw_nl_filter_get_prefix(const struct nlattr *addr, const struct nlattr *length,
			       __be32 *prefix, __be32 *mask, struct netlink_ext_ack *extack)
{
	*mask = htonl(~0U);
	if (length) {
		if (!addr) {
			NL_SET_BAD_ATTR(extack, length);
			return natgw_refuse(extack, -EINVAL,
					    "a prefix length needs an inside address");
		}
		*mask = natgw_nl_mask(nla_get_u32(length));
	}
	if (addr)
		*prefix = nla_get_in_addr(addr) & *mask;
	return 0;
}

int natgw_nl_filter_get_pool(const struct nlattr *attr, struct natgw_net *nn, u16 *pool,
			     struct netlink_ext_ack *extack)
{
	const struct natgw_pool *found;
	char name[NATGW_NAME_MAX];
	int err = 0;

	nla_strscpy(name, attr, sizeof(name));
	rcu_read_lock();
	found = natgw_policy_find_pool(rcu_dereference(nn->policy), name);
	if (found) {
		*pool = found->id;
	} else {
		NL_SET_BAD_ATTR(extack, attr);
		err = natgw_refuse(extack, -ENOENT, "pool \"%s\" does not exist", name);
	}
	rcu_read_unlock();
	return err;
}

int natgw_nl_filter_get_vrf(const struct nlattr *attr, struct natgw_net *nn, u16 *zone,
			    struct netlink_ext_ack *extack)
{
	const struct net_device *dev;
	char name[IFNAMSIZ];
	int err = 0;

	nla_strscpy(name, attr, sizeof(name));
	rcu_read_lock();
	dev = dev_get_by_name_rcu(nn->net, name);
	if (dev && netif_is_l3_master(dev)) {
		*zone = min_t(int, dev->ifindex, NATGW_ZONE_NONE);
	} else {
		NL_SET_BAD_ATTR(extack, attr);
		err = natgw_refuse(extack, -ENOENT, "VRF \"%s\" does not exist", name);
	}
	rcu_read_unlock();
	return err;
}

int natgw_nl_put_vrf(struct sk_buff *skb, int attr, struct natgw_net *nn, u16 zone)
{
	const struct net_device *dev = zone ? dev_get_by_index_rcu(nn->net, zone) : NULL;

	return dev ? nla_put_string(skb, attr, dev->name) : 0;
}

static void get_ports(struct natgw_nl_subject *want, struct nlattr **attrs)
{
	if (attrs[NATGW_A_MAPPING_INSIDE_PORT]) {
		want->inside_port = htons(nla_get_u32(attrs[NATGW_A_MAPPING_INSIDE_PORT]));
		want->members |= NATGW_NL_FILTER_INSIDE_PORT;
	}
	if (attrs[NATGW_A_MAPPING_EXTERNAL_PORT]) {
		want->external_port = htons(nla_get_u32(attrs[NATGW_A_MAPPING_EXTERNAL_PORT]));
		want->members |= NATGW_NL_FILTER_EXTERNAL_PORT;
	}
	if (attrs[NATGW_A_MAPPING_REMOTE_PORT]) {
		want->remote_port = htons(nla_get_u32(attrs[NATGW_A_MAPPING_REMOTE_PORT]));
		want->members |= NATGW_NL_FILTER_REMOTE_PORT;
	}
}

static void get_scalars(struct natgw_nl_subject *want, struct nlattr **attrs)
{
	if (attrs[NATGW_A_MAPPING_PROTO]) {
		want->proto = nla_get_u32(attrs[NATGW_A_MAPPING_PROTO]);
		want->members |= NATGW_NL_FILTER_PROTO;
	}
	if (attrs[NATGW_A_MAPPING_EXTERNAL]) {
		want->external = nla_get_in_addr(attrs[NATGW_A_MAPPING_EXTERNAL]);
		want->members |= NATGW_NL_FILTER_EXTERNAL;
	}
	if (attrs[NATGW_A_MAPPING_REMOTE]) {
		want->remote = nla_get_in_addr(attrs[NATGW_A_MAPPING_REMOTE]);
		want->members |= NATGW_NL_FILTER_REMOTE;
	}
	if (attrs[NATGW_A_MAPPING_KIND]) {
		want->variant = nla_get_u32(attrs[NATGW_A_MAPPING_KIND]);
		want->members |= NATGW_NL_FILTER_VARIANT;
	}
	get_ports(want, attrs);
}

int natgw_nl_filter_get(struct natgw_nl_filter *filter, struct natgw_net *nn,
			struct nlattr **attrs, struct netlink_ext_ack *extack)
{
	struct natgw_nl_subject *want = &filter->want;
	int err;

	get_scalars(want, attrs);
	err = natgw_nl_filter_get_prefix(attrs[NATGW_A_MAPPING_INSIDE],
					 attrs[NATGW_A_MAPPING_INSIDE_LENGTH], &want->inside,
					 &filter->inside_mask, extack);
	if (err)
		return err;
	if (attrs[NATGW_A_MAPPING_INSIDE])
		want->members |= NATGW_NL_FILTER_INSIDE;
	if (attrs[NATGW_A_MAPPING_VRF]) {
		want->members |= NATGW_NL_FILTER_ZONE;
		err = natgw_nl_filter_get_vrf(attrs[NATGW_A_MAPPING_VRF], nn, &want->zone, extack);
		if (err)
			return err;
	}
	if (!attrs[NATGW_A_MAPPING_POOL])
		return 0;
	want->members |= NATGW_NL_FILTER_POOL;
	return natgw_nl_filter_get_pool(attrs[NATGW_A_MAPPING_POOL], nn, &want->pool, extack);
}

bool natgw_nl_filter_match(const struct natgw_nl_filter *filter,
			   const struct natgw_nl_subject *subject)
{
	const struct natgw_nl_subject *want = &filter->want;
	u32 members = want->members;

	if (!members)
		return true;
	if (members & ~subject->members)
		return false;
	if (members & NATGW_NL_FILTER_INSIDE &&
	    (subject->inside & filter->inside_mask) != want->inside)
		return false;
	return (!(members & NATGW_NL_FILTER_ZONE) || subject->zone == want->zone) &&
	       (!(members & NATGW_NL_FILTER_PROTO) || subject->proto == want->proto) &&
	       (!(members & NATGW_NL_FILTER_INSIDE_PORT) ||
		subject->inside_port == want->inside_port) &&
	       (!(members & NATGW_NL_FILTER_EXTERNAL) || subject->external == want->external) &&
	       (!(members & NATGW_NL_FILTER_EXTERNAL_PORT) ||
		subject->external_port == want->external_port) &&
	       (!(members & NATGW_NL_FILTER_REMOTE) || subject->remote == want->remote) &&
	       (!(members & NATGW_NL_FILTER_REMOTE_PORT) ||
		subject->remote_port == want->remote_port) &&
	       (!(members & NATGW_NL_FILTER_POOL) || subject->pool == want->pool) &&
	       (!(members & NATGW_NL_FILTER_VARIANT) || subject->variant == want->variant);
}

/* Steps until the table is through or a visitor has had enough. Return: 0 or what it said. */
static int step_on(struct natgw_nl_walk *walk)
{
	int ret;

	while ((ret = walk->table->step(walk)) == -EAGAIN)
		cond_resched();
	return ret;
}

static void walk_once(struct natgw_nl_walk *walk)
{
	walk->table->start(walk->nn, &walk->walk);
	step_on(walk);
}

static u64 walk_all(struct natgw_nl_walk *walk, const struct natgw_nl_table *table)
{
	u32 tries = 0;

	walk->table = table;
	walk->count = 0;
	walk_once(walk);
	while (table->counts && walk->walk.disturbed && ++tries < COUNT_TRIES) {
		walk->count = 0;
		walk_once(walk);
	}
	while (walk->left && tries++ < KILL_TRIES) {
		schedule_timeout_uninterruptible(1);
		walk->left = false;
		walk_once(walk);
	}
	return walk->count;
}

bool natgw_nl_walk_kill(struct natgw_nl_walk *walk, const struct natgw_session *session)
{
	if (natgw_session_kill(walk->nn, (struct natgw_session *)session, NATGW_END_CAUSE_ADMIN))
		return true;
	if (!(READ_ONCE(session->flow[NATGW_INSIDE].flags) & NATGW_SESSION_DEAD))
		walk->left = true;
	return false;
}

int natgw_nl_walk_reply(struct genl_info *info, const struct natgw_nl_table *first,
			const struct natgw_nl_table *second, int attr, int pad)
{
	struct natgw_nl_walk walk = { .nn = natgw_nl_net(info) };
	struct natgw_nl_reply reply;
	u64 count;
	int err;

	err = natgw_nl_filter_get(&walk.filter, walk.nn, info->attrs, info->extack);
	if (!err)
		err = natgw_nl_reply_create(&reply, info, nla_total_size_64bit(sizeof(u64)));
	if (err)
		return err;
	count = walk_all(&walk, first);
	if (second)
		walk_all(&walk, second);
	if (walk.left)
		err = natgw_refuse(info->extack, -ENOMEM,
				   "there is no memory to end all of them; some have ended");
	else
		err = nla_put_u64_64bit(reply.skb, attr, count, pad);
	return natgw_nl_reply_send(&reply, info, err);
}

/* Not in a dump's start callback: what it says in @cb->extack is lost (before 6.7). */
static struct natgw_nl_walk *begin(struct netlink_callback *cb, const struct natgw_nl_table *table)
{
	struct nlattr **attrs = genl_info_dump(cb)->attrs;
	struct natgw_nl_walk *walk;
	int err = 0;

	walk = kzalloc(sizeof(*walk), GFP_KERNEL);
	if (!walk)
		return ERR_PTR(-ENOMEM);
	walk->table = table;
	walk->nn = natgw_net_get(sock_net(cb->skb->sk));
	walk->cb = cb;
	if (attrs)
		err = table->get_filter(&walk->filter, walk->nn, attrs, cb->extack);
	if (err) {
		kfree(walk);
		return ERR_PTR(err);
	}
	table->start(walk->nn, &walk->walk);
	/* Not 0, which would never be found to differ from what comes later. */
	cb->prev_seq = 1;
	cb->args[0] = (unsigned long)walk;
	return walk;
}

int natgw_nl_walk_dump(struct sk_buff *skb, struct netlink_callback *cb,
		       const struct natgw_nl_table *table)
{
	struct natgw_nl_walk *walk = (struct natgw_nl_walk *)cb->args[0];
	int err = 0;

	if (!walk)
		walk = begin(cb, table);
	if (IS_ERR(walk))
		return PTR_ERR(walk);
	walk->skb = skb;
	cb->seq = walk->walk.disturbed ? 2 : 1;
	if (!walk->over) {
		err = step_on(walk);
		walk->over = !err;
	}
	/* Grown or shrunk meanwhile: some objects may have been left out or come twice. */
	cb->seq = walk->walk.disturbed ? 2 : 1;
	if (err && !skb->len)
		return err;
	return skb->len;
}

int natgw_nl_walk_done(struct netlink_callback *cb)
{
	kfree((struct natgw_nl_walk *)cb->args[0]);
	return 0;
}

void *natgw_nl_walk_put_header(struct natgw_nl_walk *walk)
{
	struct netlink_callback *cb = walk->cb;
	void *header;

	header = genlmsg_put(walk->skb, NETLINK_CB(cb->skb).portid, cb->nlh->nlmsg_seq,
			     &natgw_nl_family, NLM_F_MULTI, walk->table->cmd);
	if (header)
		genl_dump_check_consistent(cb, header);
	return header;
}

int natgw_nl_walk_put_end(struct natgw_nl_walk *walk, void *header, int err)
{
	if (err)
		genlmsg_cancel(walk->skb, header);
	else
		genlmsg_end(walk->skb, header);
	return err;
}

const char *natgw_nl_pool_name(struct natgw_net *nn, u16 pool)
{
	const struct natgw_pool *found = NULL;

	if (pool)
		found = natgw_policy_pool_by_id(rcu_dereference(nn->policy), pool);
	return found ? found->config.name : NULL;
}
