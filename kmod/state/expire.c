// SPDX-License-Identifier: GPL-2.0-only
/* See expire.h. */
#include <linux/in.h>

#include "state/expire.h"
#include "state/hold.h"
#include "state/walk.h"

/*
 * A run is one second's share: half a million sessions are seen in half a minute, more of them
 * in SWEEP_SECONDS at most, as each costs some waiting for memory. Lookups find an expired
 * session by themselves, so that the pace decides only how long its memory and port stay taken.
 */
enum {
	SWEEP_SECONDS = 120,
	SWEEP_LEAST = 16384,
};

/**
 * struct sweep - one run
 * @nn: the namespace
 * @policy: the snapshot
 * @visited: sessions seen
 * @evict: sessions to evict, beside those that are over
 */
struct sweep {
	struct natgw_net *nn;
	const struct natgw_policy *policy;
	u32 visited;
	u32 evict;
};

/* Nothing was established, or all is over: what a full table can do without. */
static bool may_evict(const struct natgw_session *session)
{
	const struct natgw_flow *head = &session->flow[NATGW_INSIDE];

	if (head->tuple.proto != IPPROTO_TCP)
		return !(READ_ONCE(head->flags) & NATGW_SESSION_REPLIED);
	return natgw_tcp_state_timeout(READ_ONCE(head->tcp_state)) !=
	       NATGW_TIMEOUT_TCP_ESTABLISHED;
}

/*
 * A session that strangers make starts at its mapping's age: that age is
 * brought up to date here, from the sessions which inside hosts refreshed.
 */
static void age_mapping(struct natgw_net *nn, const struct natgw_session *session)
{
	const struct natgw_flow *head = &session->flow[NATGW_INSIDE];
	struct natgw_mapping *mapping;
	u32 last = READ_ONCE(head->last_seen);

	if (head->tuple.proto == IPPROTO_TCP || (u32)ktime_get_seconds() - last > SWEEP_SECONDS)
		return;
	mapping = natgw_session_mapping(session);
	if ((s32)(last - READ_ONCE(mapping->last_outbound)) > 0)
		WRITE_ONCE(mapping->last_outbound, last);
}

static int visit(const struct natgw_session *session, void *data)
{
	struct sweep *sweep = data;

	sweep->visited++;
	if (!natgw_session_remaining(sweep->policy, session)) {
		natgw_session_kill(sweep->nn, (struct natgw_session *)session,
				   natgw_session_end_cause(session));
	} else if (sweep->evict && may_evict(session)) {
		sweep->evict--;
		natgw_session_kill(sweep->nn, (struct natgw_session *)session,
				   NATGW_END_CAUSE_EVICTED);
	} else {
		age_mapping(sweep->nn, session);
	}
	return 0;
}

/* How many to evict: a sixty-fourth of a full table, so that the next packets find room. */
static u32 eviction(struct natgw_net *nn, const struct natgw_policy *policy)
{
	u32 max = READ_ONCE(nn->max_sessions);

	if (policy->settings.table_full != NATGW_TABLE_FULL_EVICT ||
	    (u32)atomic_read(&nn->n_sessions) < max)
		return 0;
	return max / 64 + 1;
}

static void sweep_work(struct work_struct *work)
{
	struct natgw_net *nn = container_of(work, struct natgw_net, sweep.work);
	u32 n = atomic_read(&nn->n_sessions);
	u32 share = max_t(u32, SWEEP_LEAST, n / SWEEP_SECONDS);
	struct sweep sweep = { .nn = nn };
	int ret;

	do {
		rcu_read_lock();
		sweep.policy = rcu_dereference(nn->policy);
		if (!sweep.visited)
			sweep.evict = eviction(nn, sweep.policy);
		ret = natgw_session_walk_step_all(nn, &nn->sweep_walk, visit, &sweep);
		rcu_read_unlock();
		cond_resched();
	} while (ret == -EAGAIN && (sweep.visited < share || sweep.evict));
	if (!ret)	/* through: the next run begins anew */
		natgw_session_walk_start(nn, &nn->sweep_walk);
	while (natgw_hold_sweep(nn))
		cond_resched();
	natgw_graveyard_close(&nn->session_graves);
	natgw_graveyard_close(&nn->mapping_graves);
	queue_delayed_work(system_power_efficient_wq, &nn->sweep, HZ);
}

void natgw_expire_init(struct natgw_net *nn)
{
	INIT_DELAYED_WORK(&nn->sweep, sweep_work);
}

void natgw_expire_start(struct natgw_net *nn)
{
	if (nn->sweep_started)
		return;
	nn->sweep_started = true;
	natgw_session_walk_start(nn, &nn->sweep_walk);
	queue_delayed_work(system_power_efficient_wq, &nn->sweep, HZ);
}

void natgw_expire_stop(struct natgw_net *nn)
{
	if (!nn->sweep_started)
		return;
	WRITE_ONCE(nn->sweep_started, false);
	synchronize_rcu();	/* a packet may be about to bring the next run forward */
	cancel_delayed_work_sync(&nn->sweep);
}

void natgw_expire_full(struct natgw_net *nn)
{
	const struct natgw_policy *policy = rcu_dereference(nn->policy);

	if (READ_ONCE(nn->sweep_started) &&
	    policy->settings.table_full == NATGW_TABLE_FULL_EVICT)
		mod_delayed_work(system_power_efficient_wq, &nn->sweep, 0);
}
