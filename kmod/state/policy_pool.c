// SPDX-License-Identifier: GPL-2.0-only
/* Pools of a snapshot: which they are, and which addresses and ports they have. */
#include <linux/minmax.h>
#include <linux/string.h>

#include "state/policy.h"

struct natgw_pool *natgw_policy_find_pool(const struct natgw_policy *policy, const char *name)
{
	u32 low = 0, high = policy->n_pools;

	while (low < high) {
		u32 middle = low + (high - low) / 2;
		int order = strcmp(policy->pools[middle]->config.name, name);

		if (!order)
			return policy->pools[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

struct natgw_pool *natgw_policy_pool_by_id(const struct natgw_policy *policy, u16 id)
{
	u32 low = 0, high = policy->n_pools;

	while (low < high) {
		u32 middle = low + (high - low) / 2;
		struct natgw_pool *pool = policy->pools_by_id[middle];

		if (pool->id == id)
			return pool;
		if (pool->id < id)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

__be32 natgw_pool_address(const struct natgw_pool *pool, u32 n)
{
	u32 low = 0, high = pool->n_ranges;

	/* The last range with no more than n addresses before it. */
	while (high - low > 1) {
		u32 middle = low + (high - low) / 2;

		if (pool->offsets[middle] <= n)
			low = middle;
		else
			high = middle;
	}
	return htonl(pool->ranges[low].first + (n - pool->offsets[low]));
}

int natgw_pool_address_index(const struct natgw_pool *pool, __be32 addr)
{
	u32 wanted = ntohl(addr), low = 0, high = pool->n_ranges;

	while (low < high) {
		u32 middle = low + (high - low) / 2;
		const struct natgw_addr_range *range = &pool->ranges[middle];

		if (range->last < wanted)
			low = middle + 1;
		else if (range->first > wanted)
			high = middle;
		else
			return pool->offsets[middle] + (wanted - range->first);
	}
	return -1;
}

bool natgw_pool_has_port(const struct natgw_pool *pool, u16 port)
{
	const struct natgw_pool_config *config = &pool->config;
	u32 low = 0, high = config->n_ports;

	if (!high)
		return port;
	while (low < high) {
		u32 middle = low + (high - low) / 2;

		if (config->ports[middle].last < port)
			low = middle + 1;
		else if (config->ports[middle].first > port)
			high = middle;
		else
			return true;
	}
	return false;
}
