// SPDX-License-Identifier: GPL-2.0-only
/* What a configuration has to do with the addresses that interfaces have. */
#include <linux/errno.h>
#include <linux/inetdevice.h>
#include <linux/mm.h>
#include <linux/netdevice.h>
#include <linux/slab.h>

#include "state/candidate_types.h"
#include "state/refuse.h"
#include "state/sort.h"

enum known_kind {
	KNOWN_NETWORK,
	KNOWN_BROADCAST,
	KNOWN_OWN,	/* the gateway's own */
};

/* An address that the interfaces give a meaning. */
struct known {
	u32 addr;
	u8 kind;
	u8 length;	/* of the on-link prefix */
	char ifname[IFNAMSIZ];
};

/* Those of a namespace; @n counts on beyond @most where there are more. */
struct known_list {
	struct known *entries;
	u32 most;
	u32 n;
};

__be32 natgw_interface_address(struct net *net, const char *ifname)
{
	const struct in_ifaddr *ifa;
	struct net_device *dev;
	struct in_device *in_dev;
	__be32 addr = 0;

	rcu_read_lock();
	dev = dev_get_by_name_rcu(net, ifname);
	in_dev = dev ? __in_dev_get_rcu(dev) : NULL;
	if (in_dev) {
		in_dev_for_each_ifa_rcu(ifa, in_dev) {
			if (ifa->ifa_flags & IFA_F_SECONDARY || ifa->ifa_scope >= RT_SCOPE_HOST)
				continue;
			/* The first, but one of link scope only where there is no other. */
			if (!addr || ifa->ifa_scope < RT_SCOPE_LINK)
				addr = ifa->ifa_local;
			if (ifa->ifa_scope < RT_SCOPE_LINK)
				break;
		}
	}
	rcu_read_unlock();
	return addr;
}

static void add_known(struct known_list *list, const struct in_ifaddr *ifa, u32 addr, u8 kind)
{
	struct known *known;

	if (list->n >= list->most) {
		list->n++;
		return;
	}
	known = &list->entries[list->n++];
	known->addr = addr;
	known->kind = kind;
	known->length = ifa->ifa_prefixlen;
	strscpy(known->ifname, ifa->ifa_dev->dev->name, IFNAMSIZ);
}

static void collect(struct net *net, struct known_list *list)
{
	const struct in_ifaddr *ifa;
	struct in_device *in_dev;
	struct net_device *dev;

	list->n = 0;
	rcu_read_lock();
	for_each_netdev_rcu(net, dev) {
		in_dev = __in_dev_get_rcu(dev);
		if (!in_dev)
			continue;
		in_dev_for_each_ifa_rcu(ifa, in_dev) {
			u32 network = ntohl(ifa->ifa_address & ifa->ifa_mask);

			add_known(list, ifa, ntohl(ifa->ifa_local), KNOWN_OWN);
			/* Prefixes of 31 and 32 bits have neither (RFC 3021). */
			if (dev->flags & IFF_LOOPBACK || ifa->ifa_prefixlen > 30)
				continue;
			add_known(list, ifa, network, KNOWN_NETWORK);
			add_known(list, ifa, network | ~ntohl(ifa->ifa_mask), KNOWN_BROADCAST);
		}
	}
	rcu_read_unlock();
}

static int compare_addresses(const void *a, const void *b)
{
	const struct known *x = a, *y = b;

	if (x->addr != y->addr)
		return x->addr < y->addr ? -1 : 1;
	return 0;
}

/* The first entry within @range, or NULL; the gateway's own addresses only if @own. */
static const struct known *find_within(const struct known_list *list,
				       const struct natgw_addr_range *range, bool own)
{
	u32 low = 0, high = list->n;

	while (low < high) {
		u32 middle = low + (high - low) / 2;

		if (list->entries[middle].addr < range->first)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < list->n && list->entries[low].addr <= range->last; low++) {
		if (own || list->entries[low].kind != KNOWN_OWN)
			return &list->entries[low];
	}
	return NULL;
}

static const struct known *find_host(const struct known_list *list, __be32 addr)
{
	const struct natgw_addr_range range = { ntohl(addr), ntohl(addr) };

	return find_within(list, &range, false);
}

static int refuse_known(const struct natgw_draft *draft, const char *label,
			const struct known *known, const char *advice)
{
	u32 network = known->addr & ntohl(inet_make_mask(known->length));

	return natgw_refuse(draft->extack, -EINVAL, "%s: %pI4h is the %s address of %pI4h/%u on %s%s",
			    label, &known->addr,
			    known->kind == KNOWN_NETWORK ? "network" : "broadcast",
			    &network, known->length, known->ifname, advice);
}

static int check_pool(const struct natgw_draft *draft, const struct known_list *list,
		      const struct natgw_pool *pool)
{
	const struct natgw_pool_config *config = &pool->config;
	bool whole = config->type == NATGW_POOL_TYPE_DYNAMIC;
	char label[NATGW_LABEL_SIZE];
	u32 i;

	scnprintf(label, sizeof(label), "pool \"%s\"", config->name);
	for (i = 0; i < pool->n_ranges; i++) {
		const struct known *known = find_within(list, &pool->ranges[i], whole);

		if (!known)
			continue;
		if (known->kind != KNOWN_OWN)
			return refuse_known(draft, label, known, "; exclude it");
		/* The address left for PAT is as good as one of a PAT pool. */
		if (config->dry == NATGW_DRY_PAT &&
		    known->addr == pool->ranges[pool->n_ranges - 1].last)
			continue;
		return natgw_refuse(draft->extack, -EINVAL,
				    "%s: %pI4h is the gateway's own on %s and cannot be given to a host whole; exclude it",
				    label, &known->addr, known->ifname);
	}
	return 0;
}

static int check_pools(const struct natgw_draft *draft, const struct known_list *list)
{
	u32 i;
	int err;

	for (i = 0; i < draft->policy->n_pools; i++) {
		const struct natgw_pool *pool = draft->policy->pools[i];

		/* What is in force is left alone, and an interface's address is a host's. */
		if (*pool->config.ifname ||
		    natgw_policy_find_pool(draft->running, pool->config.name) == pool)
			continue;
		err = check_pool(draft, list, pool);
		if (err)
			return err;
	}
	return 0;
}

static int check_statics(const struct natgw_draft *draft, const struct known_list *list)
{
	const struct known *bad;
	char label[NATGW_LABEL_SIZE];
	__be32 external;
	u32 i;

	for (i = 0; i < draft->policy->n_statics; i++) {
		const struct natgw_static *fixed = &draft->policy->statics[i];

		if (fixed->length != 32)
			continue;
		if (natgw_policy_static_to_external(draft->running, fixed->inside, &external) &&
		    external == fixed->external)
			continue;
		bad = find_host(list, fixed->inside) ?: find_host(list, fixed->external);
		if (bad)
			return refuse_known(draft, natgw_label_static(label, fixed), bad, "");
	}
	return 0;
}

static int check_forwards(const struct natgw_draft *draft, const struct known_list *list)
{
	const struct known *bad;
	char label[NATGW_LABEL_SIZE];
	u32 i;

	for (i = 0; i < draft->policy->n_forwards; i++) {
		const struct natgw_forward *forward = &draft->policy->forwards[i], *before;

		before = natgw_policy_find_forward(draft->running, forward->proto,
						   forward->external, htons(forward->ports.first));
		if (before && before->inside == forward->inside)
			continue;
		bad = find_host(list, forward->inside);
		if (!bad && !*forward->ifname)
			bad = find_host(list, forward->external);
		if (bad)
			return refuse_known(draft, natgw_label_forward(label, forward), bad, "");
	}
	return 0;
}

int natgw_draft_check_onlink(struct natgw_draft *draft)
{
	struct known_list list = {};
	int err;

	collect(draft->net, &list);
	if (!list.n)
		return 0;
	list.most = list.n;
	list.entries = kvmalloc_array(list.most, sizeof(*list.entries), GFP_KERNEL);
	if (!list.entries)
		return -ENOMEM;

	/* Those that have come meanwhile came too late. */
	collect(draft->net, &list);
	list.n = min(list.n, list.most);
	natgw_sort(list.entries, list.n, sizeof(*list.entries), compare_addresses);
	err = check_pools(draft, &list) ?: check_statics(draft, &list) ?:
	      check_forwards(draft, &list);
	kvfree(list.entries);
	return err;
}
