// SPDX-License-Identifier: GPL-2.0-only
/* The life of a configuration snapshot and of the pools in it. */
#include "state/policy.h"

#include <linux/mm.h>
#include <linux/slab.h>

#include "lib/hold.h"
#include "state/policy_index.h"
#include "state/pool.h"

void natgw_settings_reset(struct natgw_settings *settings)
{
	u32 i;

	memset(settings, 0, sizeof(*settings));
	settings->fastpath = NATGW_FASTPATH_AUTO;
	settings->table_full = NATGW_TABLE_FULL_REFUSE;
	settings->icmp_refusal = NATGW_ICMP_REFUSAL_ADMIN;
	settings->syn_refusal = NATGW_SYN_REFUSAL_PORT;
	settings->port_hold = NATGW_HOLD_SECONDS;
	settings->port_hold_max = NATGW_HOLD_MAX;
	for (i = 0; i <= NATGW_TIMEOUT_MAX; i++)
		settings->timeouts[i] = natgw_timeout_default(i);
}

void natgw_pool_put(struct natgw_pool *pool)
{
	if (!pool || !refcount_dec_and_test(&pool->ref))
		return;

	if (pool->state)
		natgw_pool_state_put(pool->state);
	kfree(pool->config.addresses);
	kfree(pool->config.excludes);
	kfree(pool->config.ports);
	kfree(pool->ranges);
	kfree(pool->offsets);
	kfree(pool);
}

struct natgw_policy *natgw_policy_create(void)
{
	struct natgw_policy *policy;

	policy = kzalloc(sizeof(*policy), GFP_KERNEL_ACCOUNT);
	if (policy)
		natgw_settings_reset(&policy->settings);
	return policy;
}

void natgw_policy_destroy(struct natgw_policy *policy)
{
	u32 i;

	if (!policy)
		return;

	for (i = 0; policy->pools && i < policy->n_pools; i++)
		natgw_pool_put(policy->pools[i]);
	natgw_policy_index_destroy(policy->index);
	kvfree(policy->pools);
	kvfree(policy->pools_by_id);
	kvfree(policy->rules);
	kvfree(policy->statics);
	kvfree(policy->forwards);
	kvfree(policy->forwards_inside);
	kvfree(policy->externals);
	kvfree(policy->outside);
	kfree(policy);
}

static bool same_rule(const struct natgw_rule *a, const struct natgw_rule *b)
{
	return a->index == b->index && a->source.addr == b->source.addr &&
	       a->source.length == b->source.length &&
	       a->destination.addr == b->destination.addr &&
	       a->destination.length == b->destination.length && !strcmp(a->iif, b->iif) &&
	       !strcmp(a->oif, b->oif) && a->proto == b->proto &&
	       !memcmp(&a->sport, &b->sport, sizeof(a->sport)) &&
	       !memcmp(&a->dport, &b->dport, sizeof(a->dport)) && a->mark == b->mark &&
	       a->mark_mask == b->mark_mask && a->action == b->action &&
	       !strcmp(a->pool_name, b->pool_name);
}

bool natgw_policy_same_rules(const struct natgw_policy *a, const struct natgw_policy *b)
{
	u32 i;

	for (i = 0; i < min(a->n_rules, b->n_rules); i++) {
		if (!same_rule(&a->rules[i], &b->rules[i]))
			return false;
	}
	return a->n_rules == b->n_rules;
}

static void destroy_after_grace_period(struct rcu_head *rcu)
{
	natgw_policy_destroy(container_of(rcu, struct natgw_policy, rcu));
}

void natgw_policy_destroy_rcu(struct natgw_policy *policy)
{
	if (policy)
		call_rcu(&policy->rcu, destroy_after_grace_period);
}
