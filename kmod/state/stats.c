// SPDX-License-Identifier: GPL-2.0-only
/* See stats.h. */
#include <linux/cpumask.h>
#include <linux/string.h>

#include "state/stats.h"

static void add_cpu(const struct natgw_stats *cpu, struct natgw_stats_sum *sum)
{
	struct natgw_stats_sum one;
	unsigned int start, i;

	do {
		start = u64_stats_fetch_begin(&cpu->syncp);
		for (i = 0; i < ARRAY_SIZE(one.reason); i++)
			one.reason[i] = u64_stats_read(&cpu->reason[i]);
		for (i = 0; i < ARRAY_SIZE(one.stat); i++)
			one.stat[i] = u64_stats_read(&cpu->stat[i]);
	} while (u64_stats_fetch_retry(&cpu->syncp, start));

	for (i = 0; i < ARRAY_SIZE(one.reason); i++)
		sum->reason[i] += one.reason[i];
	for (i = 0; i < ARRAY_SIZE(one.stat); i++)
		sum->stat[i] += one.stat[i];
}

void natgw_stats_sum(const struct natgw_stats __percpu *stats, struct natgw_stats_sum *sum)
{
	int cpu;

	memset(sum, 0, sizeof(*sum));
	for_each_possible_cpu(cpu)
		add_cpu(per_cpu_ptr(stats, cpu), sum);
}
