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

/* The network or broadcast address of an on-link prefix. */
struct no_host {
	u32 addr;
	u8 length;
	char ifname[IFNAMSIZ];
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

/* Writes at most @most entries; returns how many there are. */
static u32 collect(struct net *net, struct no_host *list, u32 most)
{
	const struct in_ifaddr *ifa;
	struct in_device *in_dev;
	struct net_device *dev;
	u32 n = 0;

	rcu_read_lock();
	for_each_netdev_rcu(net, dev) {
		in_dev = __in_dev_get_rcu(dev);
		/* What is on loopback no host has anyway. */
		if (!in_dev || dev->flags & IFF_LOOPBACK)
			continue;
		in_dev_for_each_ifa_rcu(ifa, in_dev) {
			u32 network = ntohl(ifa->ifa_address & ifa->ifa_mask);

			/* Prefixes of 31 and 32 bits have neither address (RFC 3021). */
			if (ifa->ifa_prefixlen > 30)
				continue;
			if (n + 2 <= most) {
				list[n].addr = network;
				list[n + 1].addr = network | ~ntohl(ifa->ifa_mask);
				list[n].length = ifa->ifa_prefixlen;
				list[n + 1].length = ifa->ifa_prefixlen;
				strscpy(list[n].ifname, dev->name, IFNAMSIZ);
				strscpy(list[n + 1].ifname, dev->name, IFNAMSIZ);
			}
			n += 2;
		}
	}
	rcu_read_unlock();
	return n;
}

static int compare_addresses(const void *a, const void *b)
{
	const struct no_host *x = a, *y = b;

	if (x->addr != y->addr)
		return x->addr < y->addr ? -1 : 1;
	return 0;
}

/* The first of @n sorted entries within @range, or NULL. */
static const struct no_host *find_within(const struct no_host *list, u32 n,
					 const struct natgw_addr_range *range)
{
	u32 low = 0, high = n;

	while (low < high) {
		u32 middle = low + (high - low) / 2;

		if (list[middle].addr < range->first)
			low = middle + 1;
		else
			high = middle;
	}
	return low < n && list[low].addr <= range->last ? &list[low] : NULL;
}

static int refuse_no_host(const struct natgw_draft *draft, const char *label,
			  const struct no_host *bad, const char *advice)
{
	__be32 mask = inet_make_mask(bad->length);
	u32 network = bad->addr & ntohl(mask);

	return natgw_refuse(draft->extack, -EINVAL, "%s: %pI4h is the %s address of %pI4h/%u on %s%s",
			    label, &bad->addr, bad->addr == network ? "network" : "broadcast",
			    &network, bad->length, bad->ifname, advice);
}

static const struct no_host *find_host(const struct no_host *list, u32 n, __be32 addr)
{
	const struct natgw_addr_range range = { ntohl(addr), ntohl(addr) };

	return find_within(list, n, &range);
}

static int check_pools(const struct natgw_draft *draft, const struct no_host *list, u32 n)
{
	char label[NATGW_LABEL_SIZE];
	u32 i, j;

	for (i = 0; i < draft->policy->n_pools; i++) {
		const struct natgw_pool *pool = draft->policy->pools[i];

		/* What is in force is left alone, and an interface's address is a host's. */
		if (*pool->config.ifname ||
		    natgw_policy_find_pool(draft->running, pool->config.name) == pool)
			continue;
		for (j = 0; j < pool->n_ranges; j++) {
			const struct no_host *bad = find_within(list, n, &pool->ranges[j]);

			if (!bad)
				continue;
			scnprintf(label, sizeof(label), "pool \"%s\"", pool->config.name);
			return refuse_no_host(draft, label, bad, "; exclude it");
		}
	}
	return 0;
}

static int check_statics(const struct natgw_draft *draft, const struct no_host *list, u32 n)
{
	const struct no_host *bad;
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
		bad = find_host(list, n, fixed->inside) ?: find_host(list, n, fixed->external);
		if (bad)
			return refuse_no_host(draft, natgw_label_static(label, fixed), bad, "");
	}
	return 0;
}

static int check_forwards(const struct natgw_draft *draft, const struct no_host *list, u32 n)
{
	const struct no_host *bad;
	char label[NATGW_LABEL_SIZE];
	u32 i;

	for (i = 0; i < draft->policy->n_forwards; i++) {
		const struct natgw_forward *forward = &draft->policy->forwards[i], *before;

		before = natgw_policy_find_forward(draft->running, forward->proto,
						   forward->external, htons(forward->ports.first));
		if (before && before->inside == forward->inside)
			continue;
		bad = find_host(list, n, forward->inside);
		if (!bad && !*forward->ifname)
			bad = find_host(list, n, forward->external);
		if (bad)
			return refuse_no_host(draft, natgw_label_forward(label, forward), bad, "");
	}
	return 0;
}

int natgw_draft_check_onlink(struct natgw_draft *draft)
{
	struct no_host *list;
	u32 most, n;
	int err;

	most = collect(draft->net, NULL, 0);
	if (!most)
		return 0;
	list = kvmalloc_array(most, sizeof(*list), GFP_KERNEL);
	if (!list)
		return -ENOMEM;

	/* Those that have come meanwhile came too late. */
	n = min(most, collect(draft->net, list, most));
	natgw_sort(list, n, sizeof(*list), compare_addresses);
	err = check_pools(draft, list, n) ?: check_statics(draft, list, n) ?:
	      check_forwards(draft, list, n);
	kvfree(list);
	return err;
}
