// SPDX-License-Identifier: GPL-2.0-only
/* See walk.h. */
#include "state/walk.h"

typedef int (*visit_object)(struct natgw_net *nn, const struct natgw_policy *policy, void *object,
			    void *visit, void *data);

static int step(struct natgw_net *nn, struct natgw_walk *walk, visit_object call, void *visit,
		void *data)
{
	const struct natgw_policy *policy;
	void *object;
	int ret = 0;
	u32 n = 0;

	if (rhashtable_walk_start_check(&walk->iter)) {	/* resized between two steps */
		walk->disturbed = true;
	} else if (!walk->iter.p && walk->iter.skip) {
		/* Where we stood is gone, and another one in its place: the bucket anew. */
		walk->iter.skip = 0;
		walk->disturbed = true;
	}
	policy = rcu_dereference(nn->policy);
	object = rhashtable_walk_peek(&walk->iter);
	while (object) {
		if (IS_ERR(object)) {	/* -EAGAIN: resized; the iterator begins again */
			walk->disturbed = true;
		} else {
			ret = call(nn, policy, object, visit, data);
			if (ret)
				break;
		}
		object = rhashtable_walk_next(&walk->iter);
		if (object && ++n >= NATGW_WALK_BATCH) {
			ret = -EAGAIN;
			break;
		}
	}
	rhashtable_walk_stop(&walk->iter);
	return ret;
}

static int call_session(struct natgw_net *nn, const struct natgw_policy *policy, void *object,
			void *visit, void *data)
{
	struct natgw_flow *flow = object;
	struct natgw_session *session;

	if (flow->tuple.realm != NATGW_INSIDE || READ_ONCE(flow->flags) & NATGW_SESSION_DEAD)
		return 0;
	session = natgw_flow_session(flow);
	if (!natgw_session_remaining(policy, session))
		return 0;
	return (*(natgw_session_visit *)visit)(session, data);
}

static int call_session_all(struct natgw_net *nn, const struct natgw_policy *policy, void *object,
			    void *visit, void *data)
{
	struct natgw_flow *flow = object;

	if (flow->tuple.realm != NATGW_INSIDE || READ_ONCE(flow->flags) & NATGW_SESSION_DEAD)
		return 0;
	return (*(natgw_session_visit *)visit)(natgw_flow_session(flow), data);
}

static int call_mapping(struct natgw_net *nn, const struct natgw_policy *policy, void *object,
			void *visit, void *data)
{
	return (*(natgw_mapping_visit *)visit)(object, data);
}

static int call_subscriber(struct natgw_net *nn, const struct natgw_policy *policy, void *object,
			   void *visit, void *data)
{
	return (*(natgw_subscriber_visit *)visit)(object, data);
}

static void start(struct rhashtable *table, struct natgw_walk *walk)
{
	/* A resize under way would show the objects it has not moved yet twice. */
	flush_work(&table->run_work);
	walk->disturbed = false;
	rhashtable_walk_enter(table, &walk->iter);
}

void natgw_session_walk_start(struct natgw_net *nn, struct natgw_walk *walk)
{
	start(&nn->sessions, walk);
}

int natgw_session_walk_step(struct natgw_net *nn, struct natgw_walk *walk,
			    natgw_session_visit visit, void *data)
{
	return step(nn, walk, call_session, &visit, data);
}

int natgw_session_walk_step_all(struct natgw_net *nn, struct natgw_walk *walk,
				natgw_session_visit visit, void *data)
{
	return step(nn, walk, call_session_all, &visit, data);
}

void natgw_mapping_walk_start(struct natgw_net *nn, struct natgw_walk *walk)
{
	start(&nn->mappings_external, walk);
}

int natgw_mapping_walk_step(struct natgw_net *nn, struct natgw_walk *walk,
			    natgw_mapping_visit visit, void *data)
{
	return step(nn, walk, call_mapping, &visit, data);
}

void natgw_subscriber_walk_start(struct natgw_net *nn, struct natgw_walk *walk)
{
	start(&nn->subscribers, walk);
}

int natgw_subscriber_walk_step(struct natgw_net *nn, struct natgw_walk *walk,
			       natgw_subscriber_visit visit, void *data)
{
	return step(nn, walk, call_subscriber, &visit, data);
}

void natgw_walk_end(struct natgw_walk *walk)
{
	rhashtable_walk_exit(&walk->iter);
}
