// SPDX-License-Identifier: GPL-2.0-only
/* What packets ask of a configuration snapshot: each answer costs a binary search at most. */
#include <linux/in.h>
#include <linux/rcupdate.h>
#include <net/l3mdev.h>

#include "state/policy.h"
#include "state/policy_index.h"

/* A packet in the form that a rule's key compares. */
struct subject {
	u32 source;
	u32 destination;
	u32 mark;
	u32 iif;
	u32 iif_master;
	u32 oif;
	u32 oif_master;
	bool from_outside;
	bool any_oif;
	bool has_ports;
	u8 proto;
	u16 sport;
	u16 dport;
};

static u32 find_name(const struct natgw_policy_index *index, const struct net_device *dev)
{
	return dev ? natgw_policy_index_find_name(index, dev->name) : 0;
}

/* An interface's number, and that of its VRF's device; 0 where no rule names it. */
static void find_names(const struct natgw_policy_index *index, const struct net_device *dev,
		       u32 *number, u32 *master)
{
	*number = find_name(index, dev);
	*master = dev && netif_is_l3_slave(dev) ?
		  find_name(index, l3mdev_master_dev_rcu(dev)) : 0;
}

static bool is_outside_name(const struct natgw_policy_index *index, u32 number)
{
	return number && index->names[number - 1].outside;
}

static void subject_init(struct subject *subject, const struct natgw_policy_index *index,
			 const struct natgw_match *match)
{
	const struct natgw_tuple *tuple = match->tuple;

	*subject = (struct subject){
		.source = ntohl(tuple->saddr),
		.destination = ntohl(tuple->daddr),
		.mark = match->mark,
		.any_oif = !match->out,
		.has_ports = tuple->proto == IPPROTO_TCP || tuple->proto == IPPROTO_UDP,
		.proto = tuple->proto,
		.sport = ntohs(tuple->sport),
		.dport = ntohs(tuple->dport),
	};
	find_names(index, match->in, &subject->iif, &subject->iif_master);
	find_names(index, match->out, &subject->oif, &subject->oif_master);
	subject->from_outside = is_outside_name(index, subject->iif) ||
				is_outside_name(index, subject->iif_master);
}

/* Prefixes are compared by the caller. */
static bool key_matches(const struct natgw_policy_key *key, const struct subject *subject)
{
	if (key->proto && key->proto != subject->proto)
		return false;
	if (key->iif ? key->iif != subject->iif && key->iif != subject->iif_master :
		       subject->from_outside)
		return false;
	if (key->oif && !subject->any_oif && key->oif != subject->oif &&
	    key->oif != subject->oif_master)
		return false;
	if ((subject->mark & key->mark_mask) != key->mark)
		return false;
	if (!key->ports)
		return true;
	return subject->has_ports &&
	       subject->sport >= key->sport_first && subject->sport <= key->sport_last &&
	       subject->dport >= key->dport_first && subject->dport <= key->dport_last;
}

/* The first key of @group that is not below the prefixes, or the group's end. */
static u32 group_lower_bound(const struct natgw_policy_index *index,
			     const struct natgw_policy_group *group, u32 source, u32 destination)
{
	u32 low = group->begin, high = group->end;

	while (low < high) {
		u32 middle = low + (high - low) / 2;
		const struct natgw_policy_key *key = &index->keys[middle];

		if (key->source < source ||
		    (key->source == source && key->destination < destination))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The first rule of @group before @best that matches, else @best. */
static u32 group_find_rule(const struct natgw_policy_index *index,
			   const struct natgw_policy_group *group,
			   const struct subject *subject, u32 best)
{
	u32 destination = subject->destination & group->destination_mask;
	u32 source = subject->source & group->source_mask;
	u32 i;

	for (i = group_lower_bound(index, group, source, destination); i < group->end; i++) {
		const struct natgw_policy_key *key = &index->keys[i];

		if (key->source != source || key->destination != destination || key->rule >= best)
			break;
		if (key_matches(key, subject))
			return key->rule;
	}
	return best;
}

const struct natgw_rule *natgw_policy_find_rule(const struct natgw_policy *policy,
						const struct natgw_match *match)
{
	const struct natgw_policy_index *index = policy->index;
	u32 best = policy->n_rules, i;
	struct subject subject;

	if (!best)
		return NULL;

	subject_init(&subject, index, match);
	for (i = 0; i < index->n_groups && index->groups[i].first_rule < best; i++)
		best = group_find_rule(index, &index->groups[i], &subject, best);
	return best < policy->n_rules ? &policy->rules[best] : NULL;
}

bool natgw_policy_is_outside(const struct natgw_policy *policy, const struct net_device *dev)
{
	u32 number, master;

	if (!dev || !policy->n_outside)
		return false;
	find_names(policy->index, dev, &number, &master);
	return is_outside_name(policy->index, number) || is_outside_name(policy->index, master);
}

bool natgw_policy_static_to_external(const struct natgw_policy *policy, __be32 inside,
				     __be32 *external)
{
	u32 addr = ntohl(inside), low = 0, high = policy->n_statics;
	const struct natgw_static *fixed;
	u32 host;

	/* Behind the last static that begins at or below the address. */
	while (low < high) {
		u32 middle = low + (high - low) / 2;

		if (ntohl(policy->statics[middle].inside) <= addr)
			low = middle + 1;
		else
			high = middle;
	}
	if (!low)
		return false;

	fixed = &policy->statics[low - 1];
	host = addr - ntohl(fixed->inside);
	if ((u64)host >> (32 - fixed->length))
		return false;
	*external = htonl(ntohl(fixed->external) + host);
	return true;
}

bool natgw_policy_static_to_inside(const struct natgw_policy *policy, __be32 external,
				   __be32 *inside)
{
	const struct natgw_external *found = natgw_policy_find_external(policy, external);

	if (!found || found->kind != NATGW_EXTERNAL_STATIC)
		return false;
	*inside = htonl(ntohl(found->fixed->inside) + (ntohl(external) - found->range.first));
	return true;
}

/* Order of a forward's first external port and an external endpoint. */
static bool forward_begins_behind(const struct natgw_forward *forward, u8 proto, u32 addr, u16 port)
{
	u32 external = ntohl(forward->external);

	if (forward->proto != proto)
		return forward->proto > proto;
	if (external != addr)
		return external > addr;
	return forward->ports.first > port;
}

const struct natgw_forward *natgw_policy_find_forward(const struct natgw_policy *policy, u8 proto,
						      __be32 external, __be16 port)
{
	u32 addr = ntohl(external), low = 0, high = policy->n_forwards;
	const struct natgw_forward *forward;

	/* Address 0 is that of forwards whose interface has none. */
	if (!addr)
		return NULL;
	while (low < high) {
		u32 middle = low + (high - low) / 2;

		if (forward_begins_behind(&policy->forwards[middle], proto, addr, ntohs(port)))
			high = middle;
		else
			low = middle + 1;
	}
	if (!low)
		return NULL;

	forward = &policy->forwards[low - 1];
	if (forward->proto != proto || forward->external != external ||
	    forward->ports.last < ntohs(port))
		return NULL;
	return forward;
}

/* Order of a forward's first inside port and an inside endpoint. */
static bool inside_begins_behind(const struct natgw_forward *forward, u8 proto, u32 addr, u16 port)
{
	u32 inside = ntohl(forward->inside);

	if (forward->proto != proto)
		return forward->proto > proto;
	if (inside != addr)
		return inside > addr;
	return forward->inside_port > port;
}

const struct natgw_forward *natgw_policy_find_forward_inside(const struct natgw_policy *policy,
							     u8 proto, __be32 inside, __be16 port)
{
	u32 low = 0, high = policy->n_forwards_inside;
	const struct natgw_forward *forward;

	while (low < high) {
		u32 middle = low + (high - low) / 2;

		if (inside_begins_behind(policy->forwards_inside[middle], proto, ntohl(inside),
					 ntohs(port)))
			high = middle;
		else
			low = middle + 1;
	}
	if (!low)
		return NULL;

	forward = policy->forwards_inside[low - 1];
	if (forward->proto != proto || forward->inside != inside ||
	    ntohs(port) - forward->inside_port > forward->ports.last - forward->ports.first)
		return NULL;
	return forward;
}

const struct natgw_external *natgw_policy_find_external(const struct natgw_policy *policy,
							__be32 addr)
{
	u32 wanted = ntohl(addr), low = 0, high = policy->n_externals;

	while (low < high) {
		u32 middle = low + (high - low) / 2;
		const struct natgw_external *external = &policy->externals[middle];

		if (external->range.last < wanted)
			low = middle + 1;
		else if (external->range.first > wanted)
			high = middle;
		else
			return external;
	}
	return NULL;
}
