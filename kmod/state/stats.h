/* SPDX-License-Identifier: GPL-2.0-only */
/* Counters: one a reason, and of objects made and ended. Per CPU, 64 bits, never reset. */
#ifndef _NATGW_STATE_STATS_H
#define _NATGW_STATE_STATS_H

#include <linux/natgw.h>
#include <linux/percpu.h>
#include <linux/u64_stats_sync.h>

/* Objects and events counted beside the reasons. */
enum natgw_stat {
	NATGW_STAT_SESSIONS_CREATED,
	NATGW_STAT_SESSIONS_ENDED,
	NATGW_STAT_MAPPINGS_CREATED,
	NATGW_STAT_MAPPINGS_ENDED,
	NATGW_STAT_FULL_PATH,
	NATGW_STAT_FAST_PATH,
	NATGW_STAT_BATCHED,
	NATGW_STAT_ARP_REPLIES,
	NATGW_STAT_ARP_ANNOUNCEMENTS,
	NATGW_STAT_ARP_CONFLICTS,
	NATGW_STAT_FRAGMENTS_GIVEN_UP,
	NATGW_STATS,
};

/**
 * struct natgw_stats - the counters of one CPU
 * @syncp: makes 64 bits readable in one piece on 32-bit machines
 * @reason: packets, by enum natgw_reason
 * @stat: by enum natgw_stat
 */
struct natgw_stats {
	struct u64_stats_sync syncp;
	u64_stats_t reason[NATGW_REASON_MAX + 1];
	u64_stats_t stat[NATGW_STATS];
};

/* The sum over all CPUs. */
struct natgw_stats_sum {
	u64 reason[NATGW_REASON_MAX + 1];
	u64 stat[NATGW_STATS];
};

/* Counts one packet. Context: any with bottom halves off, or process. */
static inline void natgw_stats_reason(struct natgw_stats __percpu *stats, u8 reason)
{
	struct natgw_stats *cpu = get_cpu_ptr(stats);

	u64_stats_update_begin(&cpu->syncp);
	u64_stats_inc(&cpu->reason[reason]);
	u64_stats_update_end(&cpu->syncp);
	put_cpu_ptr(stats);
}

/* Counts one object or event. Context: as natgw_stats_reason(). */
static inline void natgw_stats_inc(struct natgw_stats __percpu *stats, enum natgw_stat stat)
{
	struct natgw_stats *cpu = get_cpu_ptr(stats);

	u64_stats_update_begin(&cpu->syncp);
	u64_stats_inc(&cpu->stat[stat]);
	u64_stats_update_end(&cpu->syncp);
	put_cpu_ptr(stats);
}

/**
 * natgw_stats_sum() - add up the counters of all CPUs
 * @stats: per-CPU counters
 * @sum: overwritten
 *
 * Context: process. The sum is not one instant's: counters move meanwhile.
 */
void natgw_stats_sum(const struct natgw_stats __percpu *stats, struct natgw_stats_sum *sum);

#endif
