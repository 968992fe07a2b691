// SPDX-License-Identifier: GPL-2.0-only
/* See review.h. */
#include "state/pool.h"
#include "state/review.h"
#include "state/walk.h"

/**
 * struct review - mappings held against a new snapshot
 * @nn: the namespace
 * @policy: the new snapshot
 * @new_rules: the rules are others than before
 * @doomed: how many are not allowed any more, or have not ended yet
 * @cause: enum natgw_end_cause of the sessions that end
 * @zone: of the inside hosts whose mappings end, where not @policy decides
 */
struct review {
	struct natgw_net *nn;
	const struct natgw_policy *policy;
	bool new_rules;
	u32 doomed;
	u8 cause;
	u16 zone;
};

/* Marks the address in the pool's new state, unless the mapping has ended and unmarked it. */
static void bind_again(struct natgw_net *nn, const struct natgw_pool *pool,
		       const struct natgw_mapping *mapping)
{
	spinlock_t *lock = natgw_net_host_lock(nn, mapping->inside.addr);

	spin_lock_bh(lock);
	if (refcount_read(&mapping->sessions))
		(void)natgw_pool_bind_exact(pool, mapping->external.addr);
	spin_unlock_bh(lock);
}

static int review_mapping(const struct natgw_mapping *mapping, void *data)
{
	struct natgw_mapping *changed = (struct natgw_mapping *)mapping;
	const struct natgw_pool *pool;
	struct review *review = data;

	if (!natgw_mapping_allowed(review->policy, mapping)) {
		WRITE_ONCE(changed->doomed, 1);
		review->doomed++;
		return 0;
	}
	WRITE_ONCE(changed->doomed, 0);
	natgw_mapping_refilter(review->policy, changed);
	pool = natgw_policy_pool_by_id(review->policy, mapping->inside.pool);
	if (mapping->kind == NATGW_MAPPING_KIND_ADDRESS && pool)
		bind_again(review->nn, pool, mapping);
	return 0;
}

/* A SYN that nobody has answered: sent again, it is to be held against the rules as they are. */
static bool is_unanswered(const struct natgw_session *session)
{
	const struct natgw_flow *head = &session->flow[NATGW_INSIDE];

	return READ_ONCE(head->tcp_state) == NATGW_TCP_STATE_INIT &&
	       !(READ_ONCE(head->flags) & (NATGW_SESSION_FROM_OUTSIDE | NATGW_SESSION_REPLIED));
}

static int doom_zone(const struct natgw_mapping *mapping, void *data)
{
	struct review *review = data;

	if (mapping->inside.zone == review->zone) {
		WRITE_ONCE(((struct natgw_mapping *)mapping)->doomed, 1);
		review->doomed++;
	}
	return 0;
}

static int end_doomed(const struct natgw_session *session, void *data)
{
	struct review *review = data;
	struct natgw_mapping *mapping = natgw_session_mapping(session);

	if (READ_ONCE(mapping->doomed) || (review->new_rules && is_unanswered(session)))
		natgw_session_kill(review->nn, (struct natgw_session *)session,
				   review->cause);
	return 0;
}

static int count_doomed(const struct natgw_mapping *mapping, void *data)
{
	struct review *review = data;

	review->doomed += READ_ONCE(mapping->doomed);
	return 0;
}

static void walk_mappings(struct review *review, natgw_mapping_visit visit)
{
	struct natgw_table_walk walk;

	review->doomed = 0;
	natgw_mapping_walk_start(review->nn, &walk);
	while (natgw_mapping_walk_step(review->nn, &walk, visit, review) == -EAGAIN)
		cond_resched();
}

/* Ends the sessions of those mappings that @judge finds doomed. */
static void end_some(struct review *review, natgw_mapping_visit judge)
{
	struct natgw_net *nn = review->nn;
	struct natgw_table_walk walk;
	u32 tries;

	walk_mappings(review, judge);
	if (!review->doomed && !review->new_rules)
		return;
	synchronize_rcu();	/* a packet that took a mapping just before has made its session */
	/* Where there was no memory to end a session its mapping is still there: again. */
	for (tries = 0; (!tries || review->doomed) && tries < HZ; tries++) {
		if (tries)
			schedule_timeout_uninterruptible(1);
		natgw_session_walk_start(nn, &walk);
		while (natgw_session_walk_step_all(nn, &walk, end_doomed, review) == -EAGAIN)
			cond_resched();
		walk_mappings(review, count_doomed);
	}
	natgw_graveyard_close(&nn->session_graves);
	natgw_graveyard_close(&nn->mapping_graves);
}

void natgw_review_commit(struct natgw_net *nn, const struct natgw_policy *former,
			 const struct natgw_policy *policy, u8 cause)
{
	struct review review = {
		.nn = nn, .policy = policy, .cause = cause,
		.new_rules = !natgw_policy_same_rules(former, policy),
	};

	lockdep_assert_held(&nn->config_mutex);
	end_some(&review, review_mapping);
}

void natgw_review_zone(struct natgw_net *nn, u16 zone)
{
	struct review review = { .nn = nn, .cause = NATGW_END_CAUSE_ADDRESS, .zone = zone };

	lockdep_assert_held(&nn->config_mutex);
	end_some(&review, doom_zone);
}
