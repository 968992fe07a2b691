// SPDX-License-Identifier: GPL-2.0-only
/* From a candidate to a snapshot: validation of the whole, and the arrays that packets read. */
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <net/l3mdev.h>

#include "state/candidate_types.h"
#include "state/policy_index.h"
#include "state/refuse.h"
#include "state/sort.h"

/* Ids beyond twice the number of pools, so that one is always free. */
#define POOL_ID_MAX (4 * NATGW_POOLS_MAX - 1)

static bool pool_unchanged(const struct natgw_pool *pool, const struct natgw_pool_draft *draft)
{
	return natgw_pool_config_equal(&pool->config, draft->config) &&
	       pool->n_ranges == draft->n_ranges &&
	       !memcmp(pool->ranges, draft->ranges, draft->n_ranges * sizeof(*draft->ranges));
}

/* An id that neither the running snapshot nor this one uses. */
static u16 new_pool_id(const struct natgw_draft *draft)
{
	struct natgw_policy *policy = draft->policy;
	u32 i;

again:
	policy->last_pool_id = policy->last_pool_id % POOL_ID_MAX + 1;
	if (natgw_policy_pool_by_id(draft->running, policy->last_pool_id))
		goto again;
	for (i = 0; i < policy->n_pools; i++) {
		if (policy->pools[i]->id == policy->last_pool_id)
			goto again;
	}
	return policy->last_pool_id;
}

/* A new pool; it takes over the draft's ranges. */
static struct natgw_pool *make_pool(struct natgw_pool_draft *draft)
{
	struct natgw_pool *pool;
	u32 i;

	pool = kzalloc(sizeof(*pool), GFP_KERNEL_ACCOUNT);
	if (!pool)
		return NULL;
	refcount_set(&pool->ref, 1);
	if (natgw_pool_config_copy(&pool->config, draft->config))
		goto err_config;
	pool->offsets = kmalloc_array(draft->n_ranges, sizeof(*pool->offsets), GFP_KERNEL_ACCOUNT);
	if (!pool->offsets)
		goto err_offsets;

	for (i = 0; i < draft->n_ranges; i++) {
		pool->offsets[i] = pool->n_usable;
		pool->n_usable += draft->ranges[i].last - draft->ranges[i].first + 1;
	}
	pool->n_ranges = draft->n_ranges;
	pool->ranges = draft->ranges;
	draft->ranges = NULL;
	return pool;

err_offsets:
	natgw_pool_config_release(&pool->config);
err_config:
	kfree(pool);
	return NULL;
}

static int compare_ids(const void *a, const void *b)
{
	const struct natgw_pool *x = *(struct natgw_pool *const *)a;
	const struct natgw_pool *y = *(struct natgw_pool *const *)b;

	return (int)x->id - y->id;
}

/* Fills in the snapshot's pools; a pool that has not changed is the running one's. */
static int draft_pools(struct natgw_draft *draft)
{
	struct natgw_policy *policy = draft->policy;
	u32 n = draft->candidate->n_pools, i;

	policy->pools = kvmalloc_array(n, sizeof(*policy->pools), GFP_KERNEL_ACCOUNT);
	policy->pools_by_id = kvmalloc_array(n, sizeof(*policy->pools_by_id), GFP_KERNEL_ACCOUNT);
	if (!policy->pools || !policy->pools_by_id)
		return -ENOMEM;

	for (i = 0; i < n; i++) {
		struct natgw_pool_draft *from = &draft->pools[i];
		struct natgw_pool *before, *pool;

		before = natgw_policy_find_pool(draft->running, from->config->name);
		if (before && pool_unchanged(before, from)) {
			refcount_inc(&before->ref);
			pool = before;
		} else {
			pool = make_pool(from);
			if (!pool)
				return -ENOMEM;
			pool->id = before ? before->id : new_pool_id(draft);
		}
		policy->pools[i] = pool;
		policy->pools_by_id[i] = pool;
		policy->n_pools = i + 1;
	}
	natgw_sort(policy->pools_by_id, n, sizeof(*policy->pools_by_id), compare_ids);
	return 0;
}

static int resolve_rule(const struct natgw_draft *draft, struct natgw_rule *rule)
{
	u32 i;

	if (rule->action != NATGW_ACTION_POOL)
		return 0;

	rule->pool = natgw_policy_find_pool(draft->policy, rule->pool_name);
	if (!rule->pool) {
		/* Say what the operator did: took the pool away, or named none. */
		if (natgw_policy_find_pool(draft->running, rule->pool_name))
			return natgw_refuse(draft->extack, -EBUSY, "pool \"%s\" is used by rule %u",
					    rule->pool_name, rule->index);
		return natgw_refuse(draft->extack, -ENOENT,
				    "rule %u names pool \"%s\", which does not exist", rule->index,
				    rule->pool_name);
	}

	rule->behaviour = rule->pool->config.behaviour;
	for (i = 0; i < NATGW_BEHAVIOUR_COLUMNS; i++) {
		if (rule->override.mapping[i])
			rule->behaviour.mapping[i] = rule->override.mapping[i];
		if (rule->override.filtering[i])
			rule->behaviour.filtering[i] = rule->override.filtering[i];
	}
	return 0;
}

/* Fills in the snapshot's rules. They come sorted by index. */
static int draft_rules(struct natgw_draft *draft)
{
	struct natgw_policy *policy = draft->policy;
	struct rb_node *node;
	int err;

	policy->rules = kvmalloc_array(draft->candidate->n_rules, sizeof(*policy->rules),
				       GFP_KERNEL_ACCOUNT);
	if (!policy->rules)
		return -ENOMEM;

	for (node = rb_first(&draft->candidate->rules); node; node = rb_next(node)) {
		struct natgw_rule *rule = &policy->rules[policy->n_rules];

		*rule = rb_entry(node, struct natgw_candidate_rule, node)->rule;
		err = resolve_rule(draft, rule);
		if (err)
			return err;
		policy->n_rules++;
	}
	return 0;
}

/* See struct natgw_policy. */
static void draft_home(struct natgw_draft *draft)
{
	struct natgw_policy *policy = draft->policy;
	const struct net_device *dev = NULL;
	u32 i;

	rcu_read_lock();
	for (i = 0; i < policy->n_outside && !dev; i++)
		dev = dev_get_by_name_rcu(draft->net, policy->outside[i]);
	policy->home = min_t(int, l3mdev_master_ifindex_rcu(dev), NATGW_ZONE_NONE);
	rcu_read_unlock();
}

static int draft_all(struct natgw_draft *draft)
{
	int err;

	draft->pools = kvcalloc(draft->candidate->n_pools, sizeof(*draft->pools), GFP_KERNEL);
	if (!draft->pools)
		return -ENOMEM;

	/* Each step leans on those before it. */
	err = natgw_draft_settings(draft) ?:
	      natgw_draft_pool_ranges(draft) ?:
	      natgw_draft_statics(draft) ?:
	      natgw_draft_claims(draft) ?:
	      draft_pools(draft) ?:
	      natgw_draft_forwards(draft) ?:
	      natgw_draft_externals(draft) ?:
	      draft_rules(draft) ?:
	      natgw_policy_index_create(draft->policy);
	if (!err)
		draft_home(draft);
	if (!err && !draft->candidate->follows)
		err = natgw_draft_check_onlink(draft);
	return err;
}

static void draft_release(struct natgw_draft *draft)
{
	u32 i;

	for (i = 0; draft->pools && i < draft->candidate->n_pools; i++)
		kfree(draft->pools[i].ranges);
	kvfree(draft->pools);
	kvfree(draft->claims);
}

struct natgw_policy *natgw_candidate_finish(struct natgw_candidate *candidate,
					    const struct natgw_policy *running, struct net *net,
					    struct netlink_ext_ack *extack)
{
	struct natgw_draft draft = {
		.candidate = candidate,
		.running = running,
		.net = net,
		.extack = extack,
	};
	int err;

	draft.policy = natgw_policy_create();
	if (!draft.policy)
		return ERR_PTR(-ENOMEM);
	draft.policy->generation = running->generation + 1;
	draft.policy->last_pool_id = running->last_pool_id;

	err = draft_all(&draft);
	draft_release(&draft);
	if (err) {
		natgw_policy_destroy(draft.policy);
		return ERR_PTR(err);
	}
	return draft.policy;
}

struct natgw_policy *natgw_candidate_follow(const struct natgw_policy *running, struct net *net)
{
	struct natgw_candidate *candidate;
	struct natgw_policy *policy;

	candidate = natgw_candidate_create(running);
	if (IS_ERR(candidate))
		return ERR_CAST(candidate);
	candidate->follows = true;
	policy = natgw_candidate_finish(candidate, running, net, NULL);
	natgw_candidate_destroy(candidate);
	return policy;
}
