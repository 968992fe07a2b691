// SPDX-License-Identifier: GPL-2.0-only
/* Who has which external address: pools, statics and the forwards outside of both. */
#include <linux/errno.h>
#include <linux/inetdevice.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include "state/candidate_types.h"
#include "state/refuse.h"
#include "state/sort.h"

static u32 static_last(__be32 first, u8 length)
{
	return ntohl(first | ~inet_make_mask(length));
}

/* Two pools that follow one interface would have one address. */
static int check_follower(const struct natgw_draft *draft, u32 place)
{
	const struct natgw_pool_config *config = draft->pools[place].config;
	u32 i;

	for (i = 0; i < place; i++) {
		if (strcmp(draft->pools[i].config->ifname, config->ifname))
			continue;
		return natgw_refuse(draft->extack, -EINVAL,
				    "pools \"%s\" and \"%s\" both follow interface %s",
				    draft->pools[i].config->name, config->name, config->ifname);
	}
	return 0;
}

static int draft_follower(struct natgw_draft *draft, struct natgw_pool_draft *pool)
{
	u32 addr = ntohl(natgw_interface_address(draft->net, pool->config->ifname));

	if (!addr)
		return 0;
	pool->ranges = kmalloc(sizeof(*pool->ranges), GFP_KERNEL_ACCOUNT);
	if (!pool->ranges)
		return -ENOMEM;
	pool->ranges[0] = (struct natgw_addr_range){ addr, addr };
	pool->n_ranges = 1;
	return 0;
}

int natgw_draft_pool_ranges(struct natgw_draft *draft)
{
	struct rb_node *node;
	u32 i = 0;
	int err;

	for (node = rb_first(&draft->candidate->pools); node; node = rb_next(node), i++) {
		struct natgw_pool_draft *pool = &draft->pools[i];

		pool->config = &rb_entry(node, struct natgw_candidate_pool, node)->config;
		if (*pool->config->ifname) {
			err = check_follower(draft, i) ?: draft_follower(draft, pool);
			if (err)
				return err;
			continue;
		}
		err = natgw_pool_ranges(pool->config, &pool->ranges);
		if (err < 0)
			return err;
		pool->n_ranges = err;
	}
	return 0;
}

/* Fills in the snapshot's statics. They come sorted by inside address. */
int natgw_draft_statics(struct natgw_draft *draft)
{
	char one[NATGW_LABEL_SIZE], other[NATGW_LABEL_SIZE];
	struct natgw_policy *policy = draft->policy;
	struct rb_node *node;
	u32 n = 0;

	policy->statics = kvmalloc_array(draft->candidate->n_statics, sizeof(*policy->statics),
					 GFP_KERNEL_ACCOUNT);
	if (!policy->statics)
		return -ENOMEM;

	for (node = rb_first(&draft->candidate->statics); node; node = rb_next(node), n++) {
		const struct natgw_static *previous = n ? &policy->statics[n - 1] : NULL;
		struct natgw_static *fixed = &policy->statics[n];

		*fixed = rb_entry(node, struct natgw_candidate_static, node)->fixed;
		if (!previous ||
		    static_last(previous->inside, previous->length) < ntohl(fixed->inside))
			continue;
		return natgw_refuse(draft->extack, -EINVAL,
				    "%s and %s: the inside addresses overlap",
				    natgw_label_static(one, previous),
				    natgw_label_static(other, fixed));
	}
	policy->n_statics = n;
	return 0;
}

static void collect_claims(struct natgw_draft *draft)
{
	const struct natgw_policy *policy = draft->policy;
	struct natgw_claim *claim = draft->claims;
	u32 i, j;

	for (i = 0; i < policy->n_statics; i++) {
		const struct natgw_static *fixed = &policy->statics[i];

		*claim++ = (struct natgw_claim){
			.range.first = ntohl(fixed->external),
			.range.last = static_last(fixed->external, fixed->length),
			.kind = NATGW_EXTERNAL_STATIC,
			.owner = i,
		};
	}
	for (i = 0; i < draft->candidate->n_pools; i++) {
		const struct natgw_pool_draft *pool = &draft->pools[i];

		for (j = 0; j < pool->n_ranges; j++)
			*claim++ = (struct natgw_claim){
				.range = pool->ranges[j],
				.kind = NATGW_EXTERNAL_POOL,
				.follows = *pool->config->ifname,
				.owner = i,
			};
	}
	draft->n_claims = claim - draft->claims;
}

static int compare_claims(const void *a, const void *b)
{
	const struct natgw_claim *x = a, *y = b;

	if (x->range.first != y->range.first)
		return x->range.first < y->range.first ? -1 : 1;
	/* What was written goes before what an interface happens to have. */
	if (x->follows != y->follows)
		return x->follows ? 1 : -1;
	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	return x->owner < y->owner ? -1 : x->owner > y->owner;
}

static int refuse_static_in_pool(const struct natgw_draft *draft, const struct natgw_claim *fixed,
				 const struct natgw_claim *pool)
{
	char label[NATGW_LABEL_SIZE];

	return natgw_refuse(draft->extack, -EINVAL, "%s: the external address%s in pool \"%s\"%s%s",
			    natgw_label_static(label, &draft->policy->statics[fixed->owner]),
			    fixed->range.first == fixed->range.last ? " lies" : "es lie",
			    draft->pools[pool->owner].config->name,
			    pool->follows ? ", which follows interface " : "",
			    draft->pools[pool->owner].config->ifname);
}

/* @b begins within @a. */
static int refuse_overlap(const struct natgw_draft *draft, const struct natgw_claim *a,
			  const struct natgw_claim *b)
{
	char one[NATGW_LABEL_SIZE], other[NATGW_LABEL_SIZE];

	if (a->kind != NATGW_EXTERNAL_STATIC && b->kind != NATGW_EXTERNAL_STATIC)
		return natgw_refuse(draft->extack, -EINVAL,
				    "pools \"%s\" and \"%s\" overlap at %pI4h",
				    draft->pools[a->owner].config->name,
				    draft->pools[b->owner].config->name, &b->range.first);
	if (a->kind != NATGW_EXTERNAL_STATIC)
		return refuse_static_in_pool(draft, b, a);
	if (b->kind != NATGW_EXTERNAL_STATIC)
		return refuse_static_in_pool(draft, a, b);
	return natgw_refuse(draft->extack, -EINVAL, "%s and %s: the external addresses overlap",
			    natgw_label_static(one, &draft->policy->statics[a->owner]),
			    natgw_label_static(other, &draft->policy->statics[b->owner]));
}

/*
 * Whether a pool goes without its interface's address, which is in use otherwise,
 * rather than that the change is refused: when the interface is what has changed,
 * or had changed before, so that this change has nothing to do with it.
 */
static bool gives_way(const struct natgw_draft *draft, const struct natgw_claim *claim)
{
	const struct natgw_pool_config *config;
	const struct natgw_pool *before;

	if (!claim->follows || draft->candidate->follows)
		return claim->follows;
	config = draft->pools[claim->owner].config;
	before = natgw_policy_find_pool(draft->running, config->name);
	return before && !before->n_ranges && !strcmp(before->config.ifname, config->ifname);
}

/* Sorts the claims and refuses or, for an interface's address that has changed, drops overlaps. */
int natgw_draft_claims(struct natgw_draft *draft)
{
	struct natgw_claim *claims;
	size_t most = draft->policy->n_statics;
	u32 n = 0, i;

	for (i = 0; i < draft->candidate->n_pools; i++)
		most += draft->pools[i].n_ranges;
	draft->claims = kvmalloc_array(most, sizeof(*claims), GFP_KERNEL);
	if (!draft->claims)
		return -ENOMEM;

	claims = draft->claims;
	collect_claims(draft);
	natgw_sort(claims, draft->n_claims, sizeof(*claims), compare_claims);
	for (i = 0; i < draft->n_claims; i++) {
		if (n && claims[i].range.first <= claims[n - 1].range.last) {
			if (!gives_way(draft, &claims[i]))
				return refuse_overlap(draft, &claims[n - 1], &claims[i]);
			draft->pools[claims[i].owner].n_ranges = 0;
			continue;
		}
		claims[n++] = claims[i];
	}
	draft->n_claims = n;
	return 0;
}

const struct natgw_claim *natgw_draft_find_claim(const struct natgw_draft *draft, u32 addr)
{
	u32 low = 0, high = draft->n_claims;

	while (low < high) {
		u32 middle = low + (high - low) / 2;

		if (draft->claims[middle].range.last < addr)
			low = middle + 1;
		else if (draft->claims[middle].range.first > addr)
			high = middle;
		else
			return &draft->claims[middle];
	}
	return NULL;
}

static int compare_externals(const void *a, const void *b)
{
	const struct natgw_external *x = a, *y = b;

	if (x->range.first != y->range.first)
		return x->range.first < y->range.first ? -1 : 1;
	return 0;
}

/*
 * Appends the addresses that only forwards use to @n externals, sorted and once
 * each. Returns how many there are then.
 */
static u32 append_forwards(const struct natgw_draft *draft, struct natgw_external *externals, u32 n)
{
	const struct natgw_policy *policy = draft->policy;
	u32 end = n, out = n, i;

	for (i = 0; i < policy->n_forwards; i++) {
		u32 addr = ntohl(policy->forwards[i].external);

		if (!addr || (end > n && externals[end - 1].range.first == addr) ||
		    natgw_draft_find_claim(draft, addr))
			continue;
		externals[end].range = (struct natgw_addr_range){ addr, addr };
		externals[end++].kind = NATGW_EXTERNAL_FORWARD;
	}

	natgw_sort(externals + n, end - n, sizeof(*externals), compare_externals);
	for (i = n; i < end; i++) {
		/* TCP and UDP forwards may share it. */
		if (out > n && externals[out - 1].range.first == externals[i].range.first)
			continue;
		externals[out++] = externals[i];
	}
	return out;
}

static struct natgw_external claimed_external(const struct natgw_policy *policy,
					      const struct natgw_claim *claim)
{
	struct natgw_external external = { .range = claim->range, .kind = claim->kind };

	if (claim->kind == NATGW_EXTERNAL_STATIC)
		external.fixed = &policy->statics[claim->owner];
	else
		external.pool = policy->pools[claim->owner];
	return external;
}

/* Fills in the snapshot's externals from the claims and the forwards outside of them. */
int natgw_draft_externals(struct natgw_draft *draft)
{
	struct natgw_policy *policy = draft->policy;
	struct natgw_external *externals;
	u32 claim = 0, forward = draft->n_claims, out = 0, end;

	externals = kvcalloc((size_t)draft->n_claims + policy->n_forwards, sizeof(*externals),
			     GFP_KERNEL_ACCOUNT);
	if (!externals)
		return -ENOMEM;
	policy->externals = externals;

	/* The forwards' stand behind room for the claims: merging never overtakes them. */
	end = append_forwards(draft, externals, draft->n_claims);
	while (claim < draft->n_claims || forward < end) {
		if (claim < draft->n_claims &&
		    (forward == end ||
		     draft->claims[claim].range.first < externals[forward].range.first))
			externals[out++] = claimed_external(policy, &draft->claims[claim++]);
		else
			externals[out++] = externals[forward++];
	}
	policy->n_externals = out;
	return 0;
}
