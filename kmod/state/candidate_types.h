/* SPDX-License-Identifier: GPL-2.0-only */
/* What the files that make a candidate share; nobody else includes it. */
#ifndef _NATGW_STATE_CANDIDATE_TYPES_H
#define _NATGW_STATE_CANDIDATE_TYPES_H

#include <linux/rbtree.h>

#include "state/candidate.h"

enum {
	NATGW_LABEL_SIZE = 112,			/* of an object's name in a sentence */
	NATGW_RANGE_TEXT_SIZE = 32,		/* of an address range in a sentence */
	NATGW_TIMEOUT_SECONDS_MAX = 2147483,	/* 2^31 milliseconds */
};

struct natgw_candidate_pool {
	struct rb_node node;
	struct natgw_pool_config config;
};

struct natgw_candidate_rule {
	struct rb_node node;
	struct natgw_rule rule;
};

struct natgw_candidate_static {
	struct rb_node node;
	struct natgw_static fixed;
};

struct natgw_candidate_forward {
	struct rb_node node;
	struct natgw_forward forward;
};

/**
 * struct natgw_candidate - a configuration in the making
 * @pools: struct natgw_candidate_pool by name
 * @rules: struct natgw_candidate_rule by index
 * @statics: struct natgw_candidate_static by inside prefix
 * @forwards: struct natgw_candidate_forward by protocol, external side and ports
 * @n_pools: number of @pools
 * @n_rules: number of @rules
 * @n_statics: number of @statics
 * @n_forwards: number of @forwards
 * @follows: made because of an address change: what an interface cannot have is left out
 * @settings: knobs and timeouts
 *
 * Trees, so that a transaction of many thousand statements in any order stays cheap.
 */
struct natgw_candidate {
	struct rb_root pools;
	struct rb_root rules;
	struct rb_root statics;
	struct rb_root forwards;
	u32 n_pools;
	u32 n_rules;
	u32 n_statics;
	u32 n_forwards;
	bool follows;
	struct natgw_settings settings;
};

/* One of a pool's address ranges and where it ends up; also what a static takes. */
struct natgw_claim {
	struct natgw_addr_range range;
	u8 kind;		/* enum natgw_external_kind */
	bool follows;		/* an interface's address */
	u32 owner;		/* place of the pool or static in the snapshot */
};

/* A pool on its way into a snapshot. */
struct natgw_pool_draft {
	const struct natgw_pool_config *config;
	struct natgw_addr_range *ranges;
	u16 n_ranges;
};

/**
 * struct natgw_draft - a snapshot in the making
 * @candidate: what it is made of
 * @running: the snapshot in force
 * @policy: the new snapshot; owned until it is returned
 * @net: the namespace
 * @extack: gets the sentence of a refusal
 * @pools: one for each of @candidate->pools, by name
 * @claims: who takes which external addresses, sorted
 * @n_claims: number of @claims
 */
struct natgw_draft {
	const struct natgw_candidate *candidate;
	const struct natgw_policy *running;
	struct natgw_policy *policy;
	struct net *net;
	struct netlink_ext_ack *extack;
	struct natgw_pool_draft *pools;
	struct natgw_claim *claims;
	u32 n_claims;
};

/* candidate_text.c: names of objects in sentences; each returns its first argument. */
const char *natgw_label_range(char text[NATGW_RANGE_TEXT_SIZE],
			      const struct natgw_addr_range *range);
const char *natgw_label_static(char label[NATGW_LABEL_SIZE], const struct natgw_static *fixed);
const char *natgw_label_forward(char label[NATGW_LABEL_SIZE], const struct natgw_forward *forward);

/* candidate_ranges.c: sets of addresses. */

/**
 * natgw_ranges_sort() - sort address ranges
 * @ranges: not inverted; sorted in place
 * @n: their number
 *
 * Return: the place of the second of two that overlap, or 0 where none do.
 */
u32 natgw_ranges_sort(struct natgw_addr_range *ranges, u32 n);

/* The same for port ranges. */
u32 natgw_ports_sort(struct natgw_port_range *ranges, u32 n);

/**
 * natgw_ranges_merge() - make one range of adjacent ones
 * @ranges: sorted, not overlapping
 * @n: their number
 *
 * Return: how many are left.
 */
u32 natgw_ranges_merge(struct natgw_addr_range *ranges, u32 n);

/* The same for port ranges. */
u32 natgw_ports_merge(struct natgw_port_range *ranges, u32 n);

/* The range that @addr is in, of @n sorted ones, or NULL. */
const struct natgw_addr_range *natgw_ranges_find(const struct natgw_addr_range *ranges, u32 n,
						 u32 addr);

/* How many addresses @n ranges have. */
u64 natgw_ranges_count(const struct natgw_addr_range *ranges, u32 n);

/**
 * natgw_pool_ranges() - the addresses that a pool may use
 * @config: a pool with addresses, checked
 * @ranges: set to a new array, sorted and merged, NULL where nothing is left
 *
 * Return: its length or -ENOMEM.
 */
int natgw_pool_ranges(const struct natgw_pool_config *config, struct natgw_addr_range **ranges);

/* candidate_check*.c: what is wrong with one object by itself; 0 or a refusal. */
int natgw_check_interface(const char *label, const char *ifname, struct netlink_ext_ack *extack);
int natgw_check_hosts(const char *label, const struct natgw_addr_range *range,
		      struct netlink_ext_ack *extack);
int natgw_check_ports(const char *label, const struct natgw_port_range *range,
		      struct netlink_ext_ack *extack);
int natgw_check_behaviour(const char *label, const struct natgw_behaviour *behaviour,
			  struct netlink_ext_ack *extack);
int natgw_check_pool_name(const char *name, struct netlink_ext_ack *extack);
int natgw_check_rule(const struct natgw_rule *rule, struct netlink_ext_ack *extack);
int natgw_check_static(const struct natgw_static *fixed, struct netlink_ext_ack *extack);
int natgw_check_forward(const struct natgw_forward *forward, struct netlink_ext_ack *extack);

/* candidate_pool.c */

/**
 * natgw_pool_config_copy() - a pool's configuration with arrays of its own
 * @to: overwritten
 * @from: a configuration
 *
 * Return: 0 or -ENOMEM, and then @to owns nothing.
 */
int natgw_pool_config_copy(struct natgw_pool_config *to, const struct natgw_pool_config *from);

/* Frees what a copy owns, not the struct. */
void natgw_pool_config_release(struct natgw_pool_config *config);

/* Whether two configurations say the same. */
bool natgw_pool_config_equal(const struct natgw_pool_config *a, const struct natgw_pool_config *b);

/* Sets what was not said to its default, sorts the ports, and checks the rest. */
int natgw_pool_config_check(struct natgw_pool_config *config, struct netlink_ext_ack *extack);

/* candidate_timeout.c: what spans knobs, timeouts and overrides. */
int natgw_draft_settings(struct natgw_draft *draft);

/* candidate_external.c: who has which external address. */
int natgw_draft_pool_ranges(struct natgw_draft *draft);
int natgw_draft_statics(struct natgw_draft *draft);
int natgw_draft_claims(struct natgw_draft *draft);
int natgw_draft_externals(struct natgw_draft *draft);

/* The claim that an address is in, or NULL. */
const struct natgw_claim *natgw_draft_find_claim(const struct natgw_draft *draft, u32 addr);

/* candidate_forward.c */
int natgw_draft_forwards(struct natgw_draft *draft);

/* candidate_onlink.c: what depends on the interfaces' addresses. */

/* The primary address of an interface, or 0 where it has none or is not there. */
__be32 natgw_interface_address(struct net *net, const char *ifname);

/*
 * Refuses a host address that is the network or broadcast address of an on-link prefix, and a
 * dynamic pool with an address of the gateway's own.
 */
int natgw_draft_check_onlink(struct natgw_draft *draft);

#endif
