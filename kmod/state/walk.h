/* SPDX-License-Identifier: GPL-2.0-only */
/* Walks over the tables in steps, for dumps, the sweep and changes of configuration. */
#ifndef _NATGW_STATE_WALK_H
#define _NATGW_STATE_WALK_H

#include "state/session.h"

/* Objects and empty buckets of one step, so that its RCU section stays short. */
enum { NATGW_WALK_BATCH = 256 };

/**
 * typedef natgw_session_visit - called for each session of a walk
 * @session: under rcu_read_lock(); live, not expired
 * @data: the caller's
 *
 * Return: 0 to go on; anything else ends the walk before this session counts as visited.
 */
typedef int (*natgw_session_visit)(const struct natgw_session *session, void *data);
typedef int (*natgw_mapping_visit)(const struct natgw_mapping *mapping, void *data);
typedef int (*natgw_subscriber_visit)(const struct natgw_subscriber *subscriber, void *data);

/*
 * Walks: start, and any number of steps. A step visits sessions (each once,
 * not by flow), mappings or subscribers until the visitor returns nonzero or
 * the table is through; 0 at its end, else what the visitor returned, or
 * -EAGAIN after about NATGW_WALK_BATCH objects (go on after cond_resched()). An object
 * at which the visitor returned nonzero is visited again by the next step.
 * A start waits for a resize under way; one that begins later sets @disturbed.
 * Context: process.
 */
void natgw_session_walk_start(struct natgw_net *nn, struct natgw_table_walk *walk);
int natgw_session_walk_step(struct natgw_net *nn, struct natgw_table_walk *walk,
			    natgw_session_visit visit, void *data);
/* The same, also those whose timer is over: for the sweep and for changes of configuration. */
int natgw_session_walk_step_all(struct natgw_net *nn, struct natgw_table_walk *walk,
				natgw_session_visit visit, void *data);
void natgw_mapping_walk_start(struct natgw_net *nn, struct natgw_table_walk *walk);
int natgw_mapping_walk_step(struct natgw_net *nn, struct natgw_table_walk *walk,
			    natgw_mapping_visit visit, void *data);
void natgw_subscriber_walk_start(struct natgw_net *nn, struct natgw_table_walk *walk);
int natgw_subscriber_walk_step(struct natgw_net *nn, struct natgw_table_walk *walk,
			       natgw_subscriber_visit visit, void *data);

#endif
