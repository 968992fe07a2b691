// SPDX-License-Identifier: GPL-2.0-only
/* Building and asking the index of a snapshot's rules and interface names. */
#include "state/policy_index.h"

#include <linux/inetdevice.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include "state/policy.h"
#include "state/sort.h"

u32 natgw_policy_index_find_name(const struct natgw_policy_index *index, const char *name)
{
	u32 low = 0, high = index->n_names;
	u64 words[2];

	natgw_policy_name_words(name, words);
	while (low < high) {
		u32 middle = low + (high - low) / 2;
		int order = natgw_policy_name_compare(index->names[middle].words, words);

		if (!order)
			return middle + 1;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return 0;
}

static int compare_names(const void *a, const void *b)
{
	const struct natgw_policy_name *x = a, *y = b;

	return natgw_policy_name_compare(x->words, y->words);
}

static void add_name(struct natgw_policy_index *index, const char *name, bool outside)
{
	struct natgw_policy_name *entry;

	if (!*name)
		return;
	entry = &index->names[index->n_names++];
	natgw_policy_name_words(name, entry->words);
	entry->outside = outside;
}

/* Sorts the names and makes one of equal ones. Returns how many are outside. */
static u32 merge_names(struct natgw_policy_index *index)
{
	struct natgw_policy_name *names = index->names;
	u32 n = 0, n_outside = 0, i;

	natgw_sort(names, index->n_names, sizeof(*names), compare_names);
	for (i = 0; i < index->n_names; i++) {
		if (n && !compare_names(&names[n - 1], &names[i]))
			names[n - 1].outside |= names[i].outside;
		else
			names[n++] = names[i];
	}
	for (i = 0; i < n; i++)
		n_outside += names[i].outside;
	index->n_names = n;
	return n_outside;
}

static int build_names(struct natgw_policy *policy, struct natgw_policy_index *index)
{
	size_t most = 2 * (size_t)policy->n_rules + policy->n_pools + policy->n_forwards;
	u32 n_outside, n = 0, i, j;
	__le64 raw[2];

	index->names = kvmalloc_array(most, sizeof(*index->names), GFP_KERNEL_ACCOUNT);
	if (!index->names)
		return -ENOMEM;

	for (i = 0; i < policy->n_rules; i++) {
		const struct natgw_rule *rule = &policy->rules[i];

		add_name(index, rule->iif, false);
		add_name(index, rule->oif, rule->action == NATGW_ACTION_POOL);
	}
	for (i = 0; i < policy->n_pools; i++)
		add_name(index, policy->pools[i]->config.ifname, true);
	for (i = 0; i < policy->n_forwards; i++)
		add_name(index, policy->forwards[i].ifname, true);
	n_outside = merge_names(index);
	if (!n_outside)
		return 0;

	policy->outside = kvcalloc(n_outside, sizeof(*policy->outside), GFP_KERNEL_ACCOUNT);
	if (!policy->outside)
		return -ENOMEM;
	for (i = 0; i < index->n_names; i++) {
		if (!index->names[i].outside)
			continue;
		for (j = 0; j < ARRAY_SIZE(raw); j++)
			raw[j] = cpu_to_le64(index->names[i].words[j]);
		memcpy(policy->outside[n++], raw, sizeof(raw));
	}
	policy->n_outside = n;
	return 0;
}

static bool any_port(const struct natgw_port_range *range)
{
	return !range->first && range->last == U16_MAX;
}

static void fill_key(struct natgw_policy_key *key, const struct natgw_policy_index *index,
		     const struct natgw_rule *rule, u32 place)
{
	*key = (struct natgw_policy_key){
		.source = ntohl(rule->source.addr),
		.destination = ntohl(rule->destination.addr),
		.mark = rule->mark,
		.mark_mask = rule->mark_mask,
		.iif = *rule->iif ? natgw_policy_index_find_name(index, rule->iif) : 0,
		.oif = *rule->oif ? natgw_policy_index_find_name(index, rule->oif) : 0,
		.rule = place,
		.sport_first = rule->sport.first,
		.sport_last = rule->sport.last,
		.dport_first = rule->dport.first,
		.dport_last = rule->dport.last,
		.source_length = rule->source.length,
		.destination_length = rule->destination.length,
		.proto = rule->proto,
		.ports = !any_port(&rule->sport) || !any_port(&rule->dport),
	};
}

static int compare_keys(const void *a, const void *b)
{
	const struct natgw_policy_key *x = a, *y = b;

	if (x->source_length != y->source_length)
		return x->source_length < y->source_length ? -1 : 1;
	if (x->destination_length != y->destination_length)
		return x->destination_length < y->destination_length ? -1 : 1;
	if (x->source != y->source)
		return x->source < y->source ? -1 : 1;
	if (x->destination != y->destination)
		return x->destination < y->destination ? -1 : 1;
	return x->rule < y->rule ? -1 : 1;
}

static int compare_groups(const void *a, const void *b)
{
	const struct natgw_policy_group *x = a, *y = b;

	return x->first_rule < y->first_rule ? -1 : 1;
}

/* Whether the key at @place, of the sorted keys, is the first of a group. */
static bool begins_group(const struct natgw_policy_key *keys, u32 place)
{
	return !place || keys[place].source_length != keys[place - 1].source_length ||
	       keys[place].destination_length != keys[place - 1].destination_length;
}

/* Cuts the sorted keys into groups. */
static int build_groups(struct natgw_policy_index *index, u32 n_keys)
{
	const struct natgw_policy_key *key = index->keys;
	struct natgw_policy_group *group = NULL;
	u32 n = 0, i;

	for (i = 0; i < n_keys; i++)
		n += begins_group(key, i);
	index->groups = kvcalloc(n, sizeof(*index->groups), GFP_KERNEL_ACCOUNT);
	if (!index->groups)
		return -ENOMEM;

	for (i = 0; i < n_keys; i++) {
		if (begins_group(key, i)) {
			group = &index->groups[index->n_groups++];
			group->source_mask = ntohl(inet_make_mask(key[i].source_length));
			group->destination_mask = ntohl(inet_make_mask(key[i].destination_length));
			group->first_rule = key[i].rule;
			group->begin = i;
		}
		group->first_rule = min(group->first_rule, key[i].rule);
		group->end = i + 1;
	}
	natgw_sort(index->groups, index->n_groups, sizeof(*index->groups), compare_groups);
	return 0;
}

static int build_keys(const struct natgw_policy *policy, struct natgw_policy_index *index)
{
	u32 i;

	if (!policy->n_rules)
		return 0;
	index->keys = kvmalloc_array(policy->n_rules, sizeof(*index->keys), GFP_KERNEL_ACCOUNT);
	if (!index->keys)
		return -ENOMEM;
	for (i = 0; i < policy->n_rules; i++)
		fill_key(&index->keys[i], index, &policy->rules[i], i);
	natgw_sort(index->keys, policy->n_rules, sizeof(*index->keys), compare_keys);
	return build_groups(index, policy->n_rules);
}

int natgw_policy_index_create(struct natgw_policy *policy)
{
	struct natgw_policy_index *index;
	int err;

	if (!policy->n_rules && !policy->n_pools && !policy->n_forwards)
		return 0;
	index = kzalloc(sizeof(*index), GFP_KERNEL_ACCOUNT);
	if (!index)
		return -ENOMEM;

	/* Freed with the policy, also where it stays incomplete. */
	policy->index = index;
	err = build_names(policy, index);
	return err ?: build_keys(policy, index);
}

void natgw_policy_index_destroy(struct natgw_policy_index *index)
{
	if (!index)
		return;
	kvfree(index->names);
	kvfree(index->groups);
	kvfree(index->keys);
	kfree(index);
}
