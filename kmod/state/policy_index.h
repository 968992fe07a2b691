/* SPDX-License-Identifier: GPL-2.0-only */
/* What is read of the rules for each packet, packed so that many of them cost little. */
#ifndef _NATGW_STATE_POLICY_INDEX_H
#define _NATGW_STATE_POLICY_INDEX_H

#include <asm/byteorder.h>
#include <linux/if.h>
#include <linux/string.h>
#include <linux/types.h>

struct natgw_policy;

/* A name of an interface as two words, first character lowest, zero behind its end. */
struct natgw_policy_name {
	u64 words[IFNAMSIZ / sizeof(u64)];
	bool outside;
};

/**
 * struct natgw_policy_key - what a rule compares, host order
 * @source: source prefix
 * @destination: destination prefix
 * @mark: wanted under @mark_mask
 * @mark_mask: 0 where the mark is not looked at
 * @iif: number of the incoming interface's name, or 0 for any
 * @oif: number of the outgoing interface's name, or 0 for any
 * @rule: the rule's place in the snapshot
 * @sport_first: lowest source port
 * @sport_last: highest source port
 * @dport_first: lowest destination port
 * @dport_last: highest destination port
 * @source_length: of the source prefix; the same in the whole group
 * @destination_length: of the destination prefix; the same in the whole group
 * @proto: IP protocol, or 0 for any
 * @ports: whether ports are looked at
 */
struct natgw_policy_key {
	u32 source;
	u32 destination;
	u32 mark;
	u32 mark_mask;
	u32 iif;
	u32 oif;
	u32 rule;
	u16 sport_first;
	u16 sport_last;
	u16 dport_first;
	u16 dport_last;
	u8 source_length;
	u8 destination_length;
	u8 proto;
	bool ports;
};

/**
 * struct natgw_policy_group - rules of equal prefix lengths
 * @source_mask: mask of their source prefixes
 * @destination_mask: mask of their destination prefixes
 * @first_rule: the lowest place among them
 * @begin: their first key
 * @end: one past their last key
 */
struct natgw_policy_group {
	u32 source_mask;
	u32 destination_mask;
	u32 first_rule;
	u32 begin;
	u32 end;
};

/**
 * struct natgw_policy_index - how a packet's rule is found
 * @n_names: number of @names
 * @n_groups: number of @groups
 * @names: every interface that a rule names or that is outside, sorted by words;
 *	   a name's number is its place plus one
 * @groups: sorted by first rule
 * @keys: one a rule; within a group sorted by source, destination, rule
 */
struct natgw_policy_index {
	u32 n_names;
	u32 n_groups;
	struct natgw_policy_name *names;
	struct natgw_policy_group *groups;
	struct natgw_policy_key *keys;
};

/**
 * natgw_policy_name_words() - a name in the form in which it is compared
 * @name: IFNAMSIZ bytes; what stands behind the NUL does not count, as a renamed
 *	  device keeps the end of its longer old name there
 * @words: filled in
 */
static inline void natgw_policy_name_words(const char *name, u64 words[2])
{
	const u64 ones = 0x0101010101010101ULL;
	__le64 raw[2];
	u64 zero;

	memcpy(raw, name, IFNAMSIZ);
	words[0] = le64_to_cpu(raw[0]);
	words[1] = le64_to_cpu(raw[1]);

	/* The lowest bit of zero is the 0x80 of the first byte that is 0. */
	zero = (words[0] - ones) & ~words[0] & (ones << 7);
	if (zero) {
		words[0] &= ((zero & -zero) >> 7) - 1;
		words[1] = 0;
		return;
	}
	zero = (words[1] - ones) & ~words[1] & (ones << 7);
	if (zero)
		words[1] &= ((zero & -zero) >> 7) - 1;
}

/* Order of two names: negative, 0 or positive. */
static inline int natgw_policy_name_compare(const u64 a[2], const u64 b[2])
{
	if (a[0] != b[0])
		return a[0] < b[0] ? -1 : 1;
	if (a[1] != b[1])
		return a[1] < b[1] ? -1 : 1;
	return 0;
}

/**
 * natgw_policy_index_find_name() - the number of an interface's name
 * @index: the index
 * @name: IFNAMSIZ bytes
 *
 * Return: the place of @name in @index->names plus one, or 0 where no rule knows it.
 */
u32 natgw_policy_index_find_name(const struct natgw_policy_index *index, const char *name);

/**
 * natgw_policy_index_create() - make the index of a snapshot
 * @policy: the snapshot; its rules and pools are complete
 *
 * Sets @policy->index and @policy->outside, or leaves both NULL where no rule, pool or
 * forward needs them. Context: process. Return: 0 or -ENOMEM.
 */
int natgw_policy_index_create(struct natgw_policy *policy);

/* Frees an index; NULL is allowed. */
void natgw_policy_index_destroy(struct natgw_policy_index *index);

#endif
