// SPDX-License-Identifier: GPL-2.0-only
/* Sets of addresses and ports, as sorted arrays of ranges. */
#include <linux/mm.h>
#include <linux/slab.h>

#include "state/candidate_types.h"
#include "state/sort.h"

static int compare_ranges(const void *a, const void *b)
{
	const struct natgw_addr_range *x = a, *y = b;

	if (x->first != y->first)
		return x->first < y->first ? -1 : 1;
	return 0;
}

static int compare_ports(const void *a, const void *b)
{
	const struct natgw_port_range *x = a, *y = b;

	return (int)x->first - y->first;
}

u32 natgw_ranges_sort(struct natgw_addr_range *ranges, u32 n)
{
	u32 i;

	natgw_sort(ranges, n, sizeof(*ranges), compare_ranges);
	for (i = 1; i < n; i++) {
		if (ranges[i].first <= ranges[i - 1].last)
			return i;
	}
	return 0;
}

u32 natgw_ports_sort(struct natgw_port_range *ranges, u32 n)
{
	u32 i;

	natgw_sort(ranges, n, sizeof(*ranges), compare_ports);
	for (i = 1; i < n; i++) {
		if (ranges[i].first <= ranges[i - 1].last)
			return i;
	}
	return 0;
}

u32 natgw_ranges_merge(struct natgw_addr_range *ranges, u32 n)
{
	u32 out = 0, i;

	for (i = 0; i < n; i++) {
		if (out && ranges[i].first - ranges[out - 1].last == 1)
			ranges[out - 1].last = ranges[i].last;
		else
			ranges[out++] = ranges[i];
	}
	return out;
}

u32 natgw_ports_merge(struct natgw_port_range *ranges, u32 n)
{
	u32 out = 0, i;

	for (i = 0; i < n; i++) {
		if (out && ranges[i].first - ranges[out - 1].last == 1)
			ranges[out - 1].last = ranges[i].last;
		else
			ranges[out++] = ranges[i];
	}
	return out;
}

const struct natgw_addr_range *natgw_ranges_find(const struct natgw_addr_range *ranges, u32 n,
						 u32 addr)
{
	u32 low = 0, high = n;

	while (low < high) {
		u32 middle = low + (high - low) / 2;

		if (ranges[middle].last < addr)
			low = middle + 1;
		else if (ranges[middle].first > addr)
			high = middle;
		else
			return &ranges[middle];
	}
	return NULL;
}

u64 natgw_ranges_count(const struct natgw_addr_range *ranges, u32 n)
{
	u64 count = 0;
	u32 i;

	for (i = 0; i < n; i++)
		count += (u64)ranges[i].last - ranges[i].first + 1;
	return count;
}

/* Writes @addresses less @excludes, both sorted and merged, to @out. Returns how many ranges. */
static u32 subtract(const struct natgw_addr_range *addresses, u32 n_addresses,
		    const struct natgw_addr_range *excludes, u32 n_excludes,
		    struct natgw_addr_range *out)
{
	u32 n = 0, i, j = 0;

	for (i = 0; i < n_addresses; i++) {
		u64 next = addresses[i].first;

		for (; j < n_excludes && excludes[j].first <= addresses[i].last; j++) {
			if (excludes[j].first > next)
				out[n++] = (struct natgw_addr_range){ next, excludes[j].first - 1 };
			next = max_t(u64, next, (u64)excludes[j].last + 1);
			/* It may reach into the next range of addresses too. */
			if (excludes[j].last > addresses[i].last)
				break;
		}
		if (next <= addresses[i].last)
			out[n++] = (struct natgw_addr_range){ next, addresses[i].last };
	}
	return n;
}

int natgw_pool_ranges(const struct natgw_pool_config *config, struct natgw_addr_range **ranges)
{
	u32 n_addresses = config->n_addresses, n_excludes = config->n_excludes, n;
	struct natgw_addr_range *work, *out;

	*ranges = NULL;
	work = kvmalloc_array(2 * (n_addresses + n_excludes), sizeof(*work), GFP_KERNEL);
	if (!work)
		return -ENOMEM;

	memcpy(work, config->addresses, n_addresses * sizeof(*work));
	memcpy(work + n_addresses, config->excludes, n_excludes * sizeof(*work));
	natgw_ranges_sort(work, n_addresses);
	natgw_ranges_sort(work + n_addresses, n_excludes);
	out = work + n_addresses + n_excludes;
	n = subtract(work, natgw_ranges_merge(work, n_addresses),
		     work + n_addresses, natgw_ranges_merge(work + n_addresses, n_excludes), out);
	if (n) {
		*ranges = kmemdup(out, n * sizeof(*out), GFP_KERNEL_ACCOUNT);
		if (!*ranges) {
			kvfree(work);
			return -ENOMEM;
		}
	}
	kvfree(work);
	return n;
}
