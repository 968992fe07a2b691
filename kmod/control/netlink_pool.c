// SPDX-License-Identifier: GPL-2.0-only
/* pool-get, pool-new, pool-set and pool-del: named sets of external addresses and ports. */
#include <linux/slab.h>
#include <net/sock.h>

#include "control/netlink.h"
#include "control/netlink_attr.h"
#include "control/netlink_gen.h"
#include "state/candidate.h"
#include "state/refuse.h"

/* Room for a pool with as many ranges of each kind as there may be. */
enum {
	RANGE_SIZE = NLA_HDRLEN + 2 * (NLA_HDRLEN + sizeof(u32)),
	POOL_SIZE = 512 + 3 * NATGW_POOL_RANGES_MAX * RANGE_SIZE,
};

static int put_ranges(struct sk_buff *skb, const struct natgw_pool_config *config)
{
	unsigned int i;
	int err = 0;

	for (i = 0; !err && i < config->n_addresses; i++)
		err = natgw_nl_put_addr_range(skb, NATGW_A_POOL_ADDRESS, &config->addresses[i]);
	for (i = 0; !err && i < config->n_excludes; i++)
		err = natgw_nl_put_addr_range(skb, NATGW_A_POOL_EXCLUDE, &config->excludes[i]);
	for (i = 0; !err && i < config->n_ports; i++)
		err = natgw_nl_put_port_range(skb, NATGW_A_POOL_PORT, &config->ports[i]);
	return err;
}

static int put_pool(struct sk_buff *skb, const struct natgw_pool *pool)
{
	const struct natgw_pool_config *config = &pool->config;

	if (nla_put_string(skb, NATGW_A_POOL_NAME, config->name) ||
	    nla_put_u32(skb, NATGW_A_POOL_TYPE, config->type) ||
	    natgw_nl_put_name(skb, NATGW_A_POOL_INTERFACE, config->ifname) ||
	    put_ranges(skb, config) ||
	    natgw_nl_put_behaviour(skb, NATGW_A_POOL_TCP_MAPPING, &config->behaviour) ||
	    nla_put_u32(skb, NATGW_A_POOL_PAIRED, config->paired) ||
	    nla_put_u32(skb, NATGW_A_POOL_PARITY, config->parity) ||
	    nla_put_u32(skb, NATGW_A_POOL_PRESERVE, config->preserve) ||
	    nla_put_u32(skb, NATGW_A_POOL_MSS, config->mss) ||
	    nla_put_u32(skb, NATGW_A_POOL_SIZE, pool->n_usable))
		return -EMSGSIZE;
	if (config->type == NATGW_POOL_TYPE_DYNAMIC &&
	    nla_put_u32(skb, NATGW_A_POOL_DRY, config->dry))
		return -EMSGSIZE;
	if (*config->ifname && pool->n_ranges &&
	    nla_put_in_addr(skb, NATGW_A_POOL_EXTERNAL, htonl(pool->ranges[0].first)))
		return -EMSGSIZE;
	return 0;
}

static void get_name(const struct nlattr *attr, char name[NATGW_NAME_MAX])
{
	nla_strscpy(name, attr, NATGW_NAME_MAX);
}

static int refuse_unknown(struct genl_info *info, const char *name)
{
	NL_SET_BAD_ATTR(info->extack, info->attrs[NATGW_A_POOL_NAME]);
	return natgw_refuse(info->extack, -ENOENT, "pool \"%s\" does not exist", name);
}

int natgw_nl_pool_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct natgw_net *nn = natgw_nl_net(info);
	const struct natgw_pool *pool;
	struct natgw_nl_reply reply;
	char name[NATGW_NAME_MAX];
	int err;

	err = natgw_nl_require(info, NATGW_A_POOL_NAME, "the name");
	if (!err)
		err = natgw_nl_reply_create(&reply, info, POOL_SIZE);
	if (err)
		return err;
	get_name(info->attrs[NATGW_A_POOL_NAME], name);
	rcu_read_lock();
	pool = natgw_policy_find_pool(rcu_dereference(nn->policy), name);
	err = pool ? put_pool(reply.skb, pool) : refuse_unknown(info, name);
	rcu_read_unlock();
	return natgw_nl_reply_send(&reply, info, err);
}

static int put_nth(struct sk_buff *skb, const struct natgw_policy *policy, u32 n)
{
	return n < policy->n_pools ? put_pool(skb, policy->pools[n]) : -ENOENT;
}

/* One pool only, by the name in the request: all of the dump is its first message. */
static int dump_named(struct sk_buff *skb, struct netlink_callback *cb)
{
	const struct nlattr *attr = genl_info_dump(cb)->attrs[NATGW_A_POOL_NAME];
	struct natgw_net *nn = natgw_net_get(sock_net(cb->skb->sk));
	const struct natgw_pool *pool;
	char name[NATGW_NAME_MAX];
	void *header;
	int err = 0;

	if (cb->args[0]++)
		return 0;
	header = genlmsg_put(skb, NETLINK_CB(cb->skb).portid, cb->nlh->nlmsg_seq,
			     &natgw_nl_family, NLM_F_MULTI, NATGW_CMD_POOL_GET);
	if (!header)
		return -EMSGSIZE;
	get_name(attr, name);
	rcu_read_lock();
	pool = natgw_policy_find_pool(rcu_dereference(nn->policy), name);
	if (!pool)
		err = natgw_refuse(cb->extack, -ENOENT, "pool \"%s\" does not exist", name);
	else
		err = put_pool(skb, pool);
	rcu_read_unlock();
	if (err) {
		genlmsg_cancel(skb, header);
		return err;
	}
	genlmsg_end(skb, header);
	return skb->len;
}

int natgw_nl_pool_get_start(struct netlink_callback *cb)
{
	/* The largest pool has to fit in a message. */
	cb->min_dump_alloc = NLMSG_ALIGN(POOL_SIZE) + NLMSG_HDRLEN + GENL_HDRLEN;
	return 0;
}

int natgw_nl_pool_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct nlattr **attrs = genl_info_dump(cb)->attrs;

	if (attrs && attrs[NATGW_A_POOL_NAME])
		return dump_named(skb, cb);
	return natgw_nl_dump_policy(skb, cb, NATGW_CMD_POOL_GET, put_nth);
}

/**
 * struct pool_request - the lists of a pool as a request has them
 * @n: how many of each there are
 * @addresses: so many
 * @excludes: so many
 * @ports: so many
 * @clear_excludes: there is an empty exclusion, and no other
 */
struct pool_request {
	struct {
		u16 addresses, excludes, ports;
	} n;
	struct natgw_addr_range addresses[NATGW_POOL_RANGES_MAX];
	struct natgw_addr_range excludes[NATGW_POOL_RANGES_MAX];
	struct natgw_port_range ports[NATGW_POOL_RANGES_MAX];
	bool clear_excludes;
};

static int refuse_full(struct genl_info *info, const struct nlattr *attr, const char *what)
{
	NL_SET_BAD_ATTR(info->extack, attr);
	return natgw_refuse(info->extack, -E2BIG, "a pool has at most %u %s ranges",
			    NATGW_POOL_RANGES_MAX, what);
}

static int get_range(struct genl_info *info, const struct nlattr *attr,
		     struct pool_request *request)
{
	switch (nla_type(attr)) {
	case NATGW_A_POOL_ADDRESS:
		if (request->n.addresses == NATGW_POOL_RANGES_MAX)
			return refuse_full(info, attr, "address");
		return natgw_nl_get_addr_range(attr, &request->addresses[request->n.addresses++],
					       info->extack);
	case NATGW_A_POOL_EXCLUDE:
		if (!nla_len(attr)) {
			request->clear_excludes = true;
			return 0;
		}
		if (request->n.excludes == NATGW_POOL_RANGES_MAX)
			return refuse_full(info, attr, "excluded address");
		return natgw_nl_get_addr_range(attr, &request->excludes[request->n.excludes++],
					       info->extack);
	case NATGW_A_POOL_PORT:
		if (request->n.ports == NATGW_POOL_RANGES_MAX)
			return refuse_full(info, attr, "port");
		return natgw_nl_get_port_range(attr, &request->ports[request->n.ports++],
					       info->extack);
	default:
		return 0;
	}
}

/* The caller frees the request. */
static struct pool_request *get_lists(struct genl_info *info)
{
	struct pool_request *request;
	const struct nlattr *attr;
	int remaining;
	int err = 0;

	request = kzalloc(sizeof(*request), GFP_KERNEL);
	if (!request)
		return ERR_PTR(-ENOMEM);
	nlmsg_for_each_attr(attr, info->nlhdr, GENL_HDRLEN, remaining) {
		err = get_range(info, attr, request);
		if (err)
			goto err_free;
	}
	if (request->clear_excludes && request->n.excludes) {
		NL_SET_BAD_ATTR(info->extack, info->attrs[NATGW_A_POOL_EXCLUDE]);
		err = natgw_refuse(info->extack, -EINVAL,
				   "an empty exclusion stands for none, but there are others");
		goto err_free;
	}
	return request;

err_free:
	kfree(request);
	return ERR_PTR(err);
}

static void merge_lists(struct natgw_pool_config *config, struct pool_request *request)
{
	if (request->n.addresses) {
		config->addresses = request->addresses;
		config->n_addresses = request->n.addresses;
	}
	if (request->n.excludes || request->clear_excludes) {
		config->excludes = request->excludes;
		config->n_excludes = request->n.excludes;
	}
	if (request->n.ports) {
		config->ports = request->ports;
		config->n_ports = request->n.ports;
	}
}

/* Addresses in place of an interface, or the reverse: what the other had is gone. */
static int merge_source(struct natgw_pool_config *config, struct genl_info *info,
			struct pool_request *request)
{
	struct nlattr *interface = info->attrs[NATGW_A_POOL_INTERFACE];

	if (interface && request->n.addresses) {
		NL_SET_BAD_ATTR(info->extack, interface);
		return natgw_refuse(info->extack, -EINVAL,
				    "a pool has addresses or an interface, not both");
	}
	if (interface) {
		nla_strscpy(config->ifname, interface, sizeof(config->ifname));
		config->n_addresses = 0;
		config->n_excludes = 0;
	} else if (request->n.addresses) {
		*config->ifname = '\0';
	}
	merge_lists(config, request);
	return 0;
}

/* Overwrites of @config what the request says. */
static int merge(struct natgw_pool_config *config, struct genl_info *info,
		 struct pool_request *request)
{
	struct nlattr **attrs = info->attrs;

	if (attrs[NATGW_A_POOL_TYPE])
		config->type = nla_get_u32(attrs[NATGW_A_POOL_TYPE]);
	if (attrs[NATGW_A_POOL_DRY])
		config->dry = nla_get_u32(attrs[NATGW_A_POOL_DRY]);
	if (attrs[NATGW_A_POOL_PAIRED])
		config->paired = nla_get_u32(attrs[NATGW_A_POOL_PAIRED]);
	if (attrs[NATGW_A_POOL_PARITY])
		config->parity = nla_get_u32(attrs[NATGW_A_POOL_PARITY]);
	if (attrs[NATGW_A_POOL_PRESERVE])
		config->preserve = nla_get_u32(attrs[NATGW_A_POOL_PRESERVE]);
	if (attrs[NATGW_A_POOL_MSS])
		config->mss = nla_get_u32(attrs[NATGW_A_POOL_MSS]);
	natgw_nl_get_behaviour(attrs, NATGW_A_POOL_TCP_MAPPING, &config->behaviour);
	return merge_source(config, info, request);
}

static int apply_new(struct natgw_candidate *candidate, struct genl_info *info, void *data)
{
	struct natgw_pool_config config = { .preserve = true };
	int err;

	get_name(info->attrs[NATGW_A_POOL_NAME], config.name);
	err = merge(&config, info, data);
	if (err)
		return err;
	return natgw_candidate_pool_add(candidate, &config, info->extack);
}

static int apply_set(struct natgw_candidate *candidate, struct genl_info *info, void *data)
{
	const struct natgw_pool_config *former;
	struct natgw_pool_config config;
	char name[NATGW_NAME_MAX];
	int err;

	get_name(info->attrs[NATGW_A_POOL_NAME], name);
	former = natgw_candidate_pool_get(candidate, name);
	if (!former)
		return refuse_unknown(info, name);
	config = *former;
	err = merge(&config, info, data);
	if (err)
		return err;
	return natgw_candidate_pool_set(candidate, &config, info->extack);
}

static int change(struct genl_info *info, natgw_nl_apply apply)
{
	struct pool_request *request;
	int err;

	err = natgw_nl_require(info, NATGW_A_POOL_NAME, "the name");
	if (err)
		return err;
	request = get_lists(info);
	if (IS_ERR(request))
		return PTR_ERR(request);
	err = natgw_nl_change(info, NATGW_A_POOL_NAME, apply, request);
	kfree(request);
	return err;
}

int natgw_nl_pool_new_doit(struct sk_buff *skb, struct genl_info *info)
{
	return change(info, apply_new);
}

int natgw_nl_pool_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	return change(info, apply_set);
}

static int apply_del(struct natgw_candidate *candidate, struct genl_info *info, void *data)
{
	char name[NATGW_NAME_MAX];

	get_name(info->attrs[NATGW_A_POOL_NAME], name);
	return natgw_candidate_pool_del(candidate, name, info->extack);
}

int natgw_nl_pool_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	int err = natgw_nl_require(info, NATGW_A_POOL_NAME, "the name");

	if (err)
		return err;
	return natgw_nl_change(info, NATGW_A_POOL_NAME, apply_del, NULL);
}
