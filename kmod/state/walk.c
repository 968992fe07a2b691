// SPDX-License-Identifier: GPL-2.0-only
/* See walk.h. */
#include "state/walk.h"

/* What a step hands on to a visitor. */
struct step {
	const struct natgw_policy *policy;
	void *visit;
	void *data;
};

static int step_table(struct natgw_net *nn, struct natgw_table *table,
		      struct natgw_table_walk *walk, int (*call)(void *object, void *data),
		      void *visit, void *data)
{
	struct step step = { .visit = visit, .data = data };
	int ret;

	rcu_read_lock();
	step.policy = rcu_dereference(nn->policy);
	ret = natgw_table_walk_step(table, walk, call, &step, NATGW_WALK_BATCH);
	rcu_read_unlock();
	return ret;
}

static int call_session_all(void *object, void *data)
{
	const struct natgw_flow *flow = object;
	struct step *step = data;

	if (READ_ONCE(flow->flags) & NATGW_SESSION_DEAD)
		return 0;
	return (*(natgw_session_visit *)step->visit)(natgw_flow_session(flow), step->data);
}

static int call_session(void *object, void *data)
{
	const struct step *step = data;

	if (!natgw_session_remaining(step->policy, natgw_flow_session(object)))
		return 0;
	return call_session_all(object, data);
}

static int call_mapping(void *object, void *data)
{
	struct step *step = data;

	return (*(natgw_mapping_visit *)step->visit)(object, step->data);
}

static int call_subscriber(void *object, void *data)
{
	struct step *step = data;

	return (*(natgw_subscriber_visit *)step->visit)(object, step->data);
}

void natgw_session_walk_start(struct natgw_net *nn, struct natgw_table_walk *walk)
{
	natgw_table_walk_start(&nn->sessions, walk);
}

int natgw_session_walk_step(struct natgw_net *nn, struct natgw_table_walk *walk,
			    natgw_session_visit visit, void *data)
{
	return step_table(nn, &nn->sessions, walk, call_session, &visit, data);
}

int natgw_session_walk_step_all(struct natgw_net *nn, struct natgw_table_walk *walk,
				natgw_session_visit visit, void *data)
{
	return step_table(nn, &nn->sessions, walk, call_session_all, &visit, data);
}

void natgw_mapping_walk_start(struct natgw_net *nn, struct natgw_table_walk *walk)
{
	natgw_table_walk_start(&nn->mappings_external, walk);
}

int natgw_mapping_walk_step(struct natgw_net *nn, struct natgw_table_walk *walk,
			    natgw_mapping_visit visit, void *data)
{
	return step_table(nn, &nn->mappings_external, walk, call_mapping, &visit, data);
}

void natgw_subscriber_walk_start(struct natgw_net *nn, struct natgw_table_walk *walk)
{
	natgw_table_walk_start(&nn->subscribers, walk);
}

int natgw_subscriber_walk_step(struct natgw_net *nn, struct natgw_table_walk *walk,
			       natgw_subscriber_visit visit, void *data)
{
	return step_table(nn, &nn->subscribers, walk, call_subscriber, &visit, data);
}
