// SPDX-License-Identifier: GPL-2.0-only
/* See net.h. */
#include <linux/mm.h>
#include <linux/random.h>
#include <net/net_namespace.h>
#include <net/netns/generic.h>

#include "state/candidate.h"
#include "state/expire.h"
#include "state/extaddr.h"
#include "state/hold.h"
#include "state/net.h"
#include "state/permit.h"
#include "state/reconcile.h"
#include "state/review.h"
#include "state/session.h"

struct natgw_tuple_key natgw_table_key;
hsiphash_key_t natgw_hash_key;
const struct natgw_event_ops *natgw_event_ops;

static unsigned int net_id;
static const struct natgw_net_ops *net_ops;

struct natgw_net *natgw_net_get(const struct net *net)
{
	return net_generic(net, net_id);
}

/* By default sessions may take a quarter of the memory, at 256 bytes each with all they need. */
static u32 session_bound(const struct natgw_policy *policy)
{
	u64 pages = totalram_pages();

	if (policy->settings.max_sessions)
		return policy->settings.max_sessions;
	return min_t(u64, pages * (PAGE_SIZE / 4) / 256, INT_MAX / 2);
}

static struct natgw_pool *former_pool(const struct natgw_policy *former,
				      const struct natgw_pool *pool)
{
	struct natgw_pool *was = natgw_policy_pool_by_id(former, pool->id);

	if (!was || was->n_ranges != pool->n_ranges || was->config.type != pool->config.type ||
	    memcmp(was->ranges, pool->ranges, pool->n_ranges * sizeof(*pool->ranges)))
		return NULL;
	return was;
}

/* Pools that keep their addresses keep what is remembered of them. */
static int attach_states(struct natgw_policy *policy, const struct natgw_policy *former)
{
	u32 i;

	for (i = 0; i < policy->n_pools; i++) {
		struct natgw_pool *pool = policy->pools[i];
		struct natgw_pool *was;

		if (pool->state)
			continue;
		was = former_pool(former, pool);
		if (was) {
			refcount_inc(&was->state->ref);
			pool->state = was->state;
			continue;
		}
		pool->state = natgw_pool_state_create(pool->n_usable);
		if (!pool->state)
			return -ENOMEM;
	}
	return 0;
}

void natgw_net_end_zone(struct natgw_net *nn, u16 zone)
{
	mutex_lock(&nn->config_mutex);
	if (nn->enabled)
		natgw_review_zone(nn, zone);
	mutex_unlock(&nn->config_mutex);
}

static int enable(struct natgw_net *nn, struct netlink_ext_ack *extack)
{
	int ret;

	if (nn->enabled)
		return 0;
	ret = net_ops->enable(nn->net, extack);
	if (ret)
		return ret;
	natgw_expire_start(nn);
	nn->enabled = true;
	return 0;
}

static void disable(struct natgw_net *nn)
{
	if (!nn->enabled)
		return;
	net_ops->disable(nn->net);
	natgw_expire_stop(nn);
	nn->enabled = false;
}

static int commit(struct natgw_net *nn, struct natgw_policy *policy, u8 cause,
		  struct netlink_ext_ack *extack)
{
	struct natgw_policy *former = natgw_net_policy_locked(nn);
	bool empty = natgw_policy_is_empty(policy);
	struct natgw_reconcile *change;
	int ret;

	lockdep_assert_held(&nn->config_mutex);
	policy->generation = former->generation + 1;
	change = natgw_reconcile_create();
	ret = change ? attach_states(policy, former) : -ENOMEM;
	if (!ret && !empty)
		ret = enable(nn, extack);
	if (ret) {
		natgw_reconcile_destroy(change);
		natgw_policy_destroy(policy);
		return ret;
	}
	WRITE_ONCE(nn->max_sessions, session_bound(policy));
	rcu_assign_pointer(nn->policy, policy);
	synchronize_rcu();
	natgw_reconcile_withhold(change, nn, former, policy);
	natgw_review_commit(nn, former, policy, cause);
	natgw_reconcile_yield(change);
	natgw_reconcile_destroy(change);
	while (natgw_hold_sweep(nn))	/* it may hold fewer, or shorter */
		cond_resched();
	natgw_extaddr_prune(nn, policy);
	if (empty)
		disable(nn);
	natgw_policy_destroy(former);
	net_ops->changed(nn);
	if (natgw_event_ops) {
		rcu_read_lock();
		natgw_event_ops->config_changed(nn, policy->generation);
		rcu_read_unlock();
	}
	return 0;
}

int natgw_net_commit(struct natgw_net *nn, struct natgw_policy *policy,
		     struct netlink_ext_ack *extack)
{
	return commit(nn, policy, NATGW_END_CAUSE_CONFIG, extack);
}

static bool same_addresses(const struct natgw_policy *a, const struct natgw_policy *b)
{
	u32 i;

	if (a->home != b->home)
		return false;
	for (i = 0; i < a->n_pools; i++) {
		if (a->pools[i] != b->pools[i])
			return false;
	}
	for (i = 0; i < a->n_forwards; i++) {
		if (a->forwards[i].external != b->forwards[i].external)
			return false;
	}
	return true;
}

static int follow(struct natgw_net *nn)
{
	struct natgw_policy *policy;

	policy = natgw_candidate_follow(natgw_net_policy_locked(nn), nn->net);
	if (IS_ERR(policy))
		return PTR_ERR(policy);
	if (!same_addresses(policy, natgw_net_policy_locked(nn)))
		return commit(nn, policy, NATGW_END_CAUSE_ADDRESS, NULL);
	natgw_policy_destroy(policy);
	return 0;
}

void natgw_net_refresh(struct natgw_net *nn)
{
	mutex_lock(&nn->config_mutex);
	if (nn->enabled) {
		rcu_read_lock();
		natgw_extaddr_refresh(nn);
		rcu_read_unlock();
		/* Nobody will tell of this change again. */
		if (follow(nn) == -ENOMEM)
			queue_delayed_work(system_wq, &nn->refresh, HZ);
	}
	mutex_unlock(&nn->config_mutex);
}

static void refresh_work(struct work_struct *work)
{
	natgw_net_refresh(container_of(work, struct natgw_net, refresh.work));
}

u64 natgw_net_memory(struct natgw_net *nn)
{
	u64 bytes = sizeof(*nn);

	bytes += (u64)atomic_read(&nn->n_sessions) * sizeof(struct natgw_session);
	bytes += (u64)atomic_read(&nn->n_mappings) * sizeof(struct natgw_mapping);
	bytes += (u64)atomic_read(&nn->n_subscribers) * sizeof(struct natgw_subscriber);
	bytes += natgw_table_memory(&nn->sessions) + natgw_table_memory(&nn->mappings_inside) +
		 natgw_table_memory(&nn->mappings_external) + natgw_table_memory(&nn->subscribers) +
		 natgw_table_memory(&nn->permits) + natgw_table_memory(&nn->holds);
	return bytes + natgw_hold_memory(nn) + natgw_extaddr_memory(nn);
}

static int tables_init(struct natgw_net *nn)
{
	int ret;

	ret = natgw_session_init(nn);
	if (ret)
		return ret;
	ret = natgw_mapping_init(nn);
	if (ret)
		goto err_sessions;
	ret = natgw_subscriber_init(nn);
	if (ret)
		goto err_mappings;
	ret = natgw_permit_init(nn);
	if (ret)
		goto err_subscribers;
	ret = natgw_hold_init(nn);
	if (ret)
		goto err_permits;
	xa_init_flags(&nn->extaddrs, XA_FLAGS_LOCK_BH);
	return 0;

err_permits:
	natgw_permit_exit(nn);
err_subscribers:
	natgw_subscriber_exit(nn);
err_mappings:
	natgw_mapping_exit(nn);
err_sessions:
	natgw_session_exit(nn);
	return ret;
}

static int __net_init init_net_ns(struct net *net)
{
	struct natgw_net *nn = natgw_net_get(net);
	struct natgw_policy *policy;
	int ret, i;

	nn->net = net;
	natgw_quota_init(&nn->quota, net);
	mutex_init(&nn->config_mutex);
	for (i = 0; i < NATGW_HOST_LOCKS; i++)
		spin_lock_init(&nn->host_locks[i]);
	natgw_expire_init(nn);
	INIT_DELAYED_WORK(&nn->refresh, refresh_work);
	ret = net_ops->init(nn);
	if (ret)
		return ret;
	ret = -ENOMEM;
	nn->stats = alloc_percpu_gfp(struct natgw_stats, GFP_KERNEL_ACCOUNT);
	if (!nn->stats)
		goto err_ops;
	for_each_possible_cpu(i)
		u64_stats_init(&per_cpu_ptr(nn->stats, i)->syncp);
	policy = natgw_policy_create();
	if (!policy)
		goto err_stats;
	nn->max_sessions = session_bound(policy);
	RCU_INIT_POINTER(nn->policy, policy);
	ret = tables_init(nn);
	if (ret)
		goto err_policy;
	return 0;

err_policy:
	natgw_policy_destroy(policy);
err_stats:
	free_percpu(nn->stats);
err_ops:
	net_ops->exit(nn);
	return ret;
}

/* First the hooks go; the namespace waits for packets on their way before exit_net(). */
static void __net_exit pre_exit_net(struct net *net)
{
	struct natgw_net *nn = natgw_net_get(net);

	mutex_lock(&nn->config_mutex);
	disable(nn);
	mutex_unlock(&nn->config_mutex);
	cancel_delayed_work_sync(&nn->refresh);
	net_ops->exit(nn);
}

static void __net_exit exit_net(struct net *net)
{
	struct natgw_net *nn = natgw_net_get(net);

	natgw_candidate_destroy(nn->candidate);
	natgw_session_exit(nn);
	natgw_mapping_exit(nn);
	natgw_subscriber_exit(nn);
	natgw_permit_exit(nn);
	natgw_extaddr_flush(nn);
	natgw_hold_exit(nn);
	natgw_quota_exit(&nn->quota);
	natgw_policy_destroy(rcu_dereference_protected(nn->policy, true));
	free_percpu(nn->stats);
}

static struct pernet_operations pernet_ops = {
	.init = init_net_ns,
	.pre_exit = pre_exit_net,
	.exit = exit_net,
	.id = &net_id,
	.size = sizeof(struct natgw_net),
};

int natgw_net_init(const struct natgw_net_ops *ops)
{
	int ret;

	get_random_bytes(&natgw_hash_key, sizeof(natgw_hash_key));
	get_random_bytes(&natgw_table_key, sizeof(natgw_table_key));
	net_ops = ops;
	ret = natgw_session_cache_init();
	if (ret)
		return ret;
	ret = natgw_mapping_cache_init();
	if (ret)
		goto err_sessions;
	ret = register_pernet_subsys(&pernet_ops);
	if (ret)
		goto err_mappings;
	return 0;

err_mappings:
	natgw_mapping_cache_exit();
err_sessions:
	natgw_session_cache_exit();
	return ret;
}

void natgw_net_exit(void)
{
	unregister_pernet_subsys(&pernet_ops);
	rcu_barrier();	/* graves free objects of the caches */
	natgw_mapping_cache_exit();
	natgw_session_cache_exit();
}
