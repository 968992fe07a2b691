// SPDX-License-Identifier: GPL-2.0-only
/* See session.h. */
#include <linux/in.h>
#include <linux/random.h>
#include <linux/slab.h>
#include <net/dst.h>

#include "state/expire.h"
#include "state/permit.h"
#include "state/session.h"

/* One is made as refused, and is not for as long as it takes to look at its SYN. */
enum { REFUSED_SECONDS = 2 };

struct natgw_tuple_key natgw_session_key;
static struct kmem_cache *session_cache;

static u32 tuple_hash(const void *data, u32 len, u32 seed)
{
	return natgw_tuple_hash(data, seed, &natgw_session_key);
}

static int flow_compare(struct rhashtable_compare_arg *arg, const void *object)
{
	const struct natgw_flow *flow = object;

	return !natgw_tuple_equal(&flow->tuple, arg->key);
}

static const struct rhashtable_params params = {
	.head_offset = offsetof(struct natgw_flow, node),
	.key_offset = offsetof(struct natgw_flow, tuple),
	.key_len = sizeof(struct natgw_tuple),
	.hashfn = tuple_hash,
	.obj_cmpfn = flow_compare,
	.automatic_shrinking = true,
};

int natgw_session_cache_init(void)
{
	get_random_bytes(&natgw_session_key, sizeof(natgw_session_key));
	session_cache = kmem_cache_create("natgw_session", sizeof(struct natgw_session),
					  sizeof(struct natgw_session), 0, NULL);
	return session_cache ? 0 : -ENOMEM;
}

void natgw_session_cache_exit(void)
{
	kmem_cache_destroy(session_cache);
}

int natgw_session_init(struct natgw_net *nn)
{
	natgw_graveyard_init(&nn->session_graves, session_cache);
	return rhashtable_init(&nn->sessions, &params);
}

/* A session stands in the table twice: it is freed with its flow from inside. */
static void free_flow(void *ptr, void *arg)
{
	struct natgw_flow *flow = ptr;

	struct natgw_session *session = natgw_flow_session(flow);

	if (flow->tuple.realm != NATGW_OUTSIDE)
		return;
	dst_release(session->flow[NATGW_INSIDE].dst);
	dst_release(session->flow[NATGW_OUTSIDE].dst);
	kmem_cache_free(session_cache, session);
}

u8 natgw_session_end_cause(const struct natgw_session *session)
{
	switch (READ_ONCE(session->flow[NATGW_INSIDE].tcp_state)) {
	case NATGW_TCP_STATE_CSFIN:
	case NATGW_TCP_STATE_TRANS:
		return NATGW_END_CAUSE_CLOSED;
	default:
		return NATGW_END_CAUSE_EXPIRED;
	}
}

/* TCP that was seen to close, or refused: nothing more is to come from its remote end. */
static bool is_closed(const struct natgw_session *session)
{
	switch (READ_ONCE(session->flow[NATGW_INSIDE].tcp_state)) {
	case NATGW_TCP_STATE_CLOSED:
	case NATGW_TCP_STATE_CSFIN:
	case NATGW_TCP_STATE_TRANS:
		return true;
	default:
		return false;
	}
}

/* Unlinks the flows from inside that a pass over the table meets. Return: how many. */
static u32 unlink_inside(struct rhashtable *table)
{
	struct rhashtable_iter iter;
	struct natgw_flow *flow;
	u32 n = 0;

	rhashtable_walk_enter(table, &iter);
	rhashtable_walk_start(&iter);
	while ((flow = rhashtable_walk_next(&iter))) {
		if (IS_ERR(flow) || flow->tuple.realm != NATGW_INSIDE)
			continue;
		rhashtable_remove_fast(table, &flow->node, params);
		if (!(++n % 1024)) {
			rhashtable_walk_stop(&iter);
			cond_resched();
			rhashtable_walk_start(&iter);
		}
	}
	rhashtable_walk_stop(&iter);
	rhashtable_walk_exit(&iter);
	return n;
}

/*
 * The table is torn down bucket by bucket, so that a session must not go while
 * its other flow is still linked: flows from inside are unlinked first, in
 * passes until none is left, as a table that shrinks meanwhile may hide some.
 */
void natgw_session_exit(struct natgw_net *nn)
{
	while (unlink_inside(&nn->sessions))
		schedule_timeout_uninterruptible(1);
	rhashtable_free_and_destroy(&nn->sessions, free_flow, NULL);
	natgw_graveyard_exit(&nn->session_graves);
}

struct natgw_flow *natgw_session_find(struct natgw_net *nn, const struct natgw_tuple *tuple)
{
	return rhashtable_lookup(&nn->sessions, tuple, params);
}

struct natgw_mapping *natgw_session_mapping(struct natgw_net *nn,
					    const struct natgw_session *session)
{
	const struct natgw_tuple *tuple = &session->flow[NATGW_OUTSIDE].tuple;

	if (READ_ONCE(session->flow[NATGW_INSIDE].flags) & NATGW_SESSION_WHOLE)
		return natgw_mapping_find_exact(nn, 0, tuple->daddr, 0);
	return natgw_mapping_find_exact(nn, tuple->proto, tuple->daddr, tuple->dport);
}

/* Both tuples, from that of the first packet and the mapping. */
static void fill_tuples(struct natgw_session *session, const struct natgw_mapping *mapping,
			const struct natgw_tuple *tuple)
{
	struct natgw_tuple *out = &session->flow[NATGW_OUTSIDE].tuple;
	struct natgw_tuple *in = &session->flow[NATGW_INSIDE].tuple;
	bool whole = !mapping->inside.proto;

	if (tuple->realm == NATGW_INSIDE) {
		*in = *tuple;
		*out = natgw_tuple_swap(tuple);
		out->daddr = mapping->external.addr;
		out->dport = whole ? tuple->sport : mapping->external.port;
		if (tuple->proto == IPPROTO_ICMP)	/* both are the identifier */
			out->sport = out->dport;
	} else {
		*out = *tuple;
		*in = natgw_tuple_swap(tuple);
		in->saddr = mapping->inside.addr;
		in->sport = whole ? tuple->dport : mapping->inside.port;
		if (tuple->proto == IPPROTO_ICMP)
			in->dport = in->sport;
	}
	in->realm = NATGW_INSIDE;
	in->zone = mapping->inside.zone;
	out->realm = NATGW_OUTSIDE;
	out->zone = 0;
}

/*
 * A stranger's packet does not make a mapping younger (RFC 4787 REQ-6); a TCP
 * session has timers of its own.
 */
static u32 first_seen(const struct natgw_policy *policy, const struct natgw_mapping *mapping,
		      const struct natgw_tuple *tuple)
{
	if (tuple->realm == NATGW_INSIDE || tuple->proto == IPPROTO_TCP ||
	    policy->settings.inbound_refresh || mapping->kind != NATGW_MAPPING_KIND_PORT)
		return ktime_get_seconds();
	return READ_ONCE(mapping->last_outbound);
}

static struct natgw_session *session_alloc(const struct natgw_policy *policy,
					   const struct natgw_mapping *mapping,
					   const struct natgw_tuple *tuple)
{
	struct natgw_session *session;
	struct natgw_flow *head;

	session = kmem_cache_zalloc(session_cache, GFP_ATOMIC | __GFP_NOWARN);
	if (!session)
		return NULL;
	fill_tuples(session, mapping, tuple);
	head = natgw_session_head(session);
	spin_lock_init(&head->lock);
	head->created = ktime_get_seconds();
	head->last_seen = first_seen(policy, mapping, tuple);
	head->tcp_state = tuple->proto == IPPROTO_TCP ? NATGW_TCP_STATE_CLOSED :
							NATGW_TCP_STATE_NONE;
	if (tuple->realm == NATGW_OUTSIDE)
		head->flags |= NATGW_SESSION_FROM_OUTSIDE;
	if (mapping->kind != NATGW_MAPPING_KIND_PORT)
		head->flags |= NATGW_SESSION_REFRESH_IN;
	if (!mapping->inside.proto)
		head->flags |= NATGW_SESSION_WHOLE;
	return session;
}

static void session_made(struct natgw_net *nn, struct natgw_session *session,
			 struct natgw_mapping *mapping)
{
	struct natgw_subscriber *subscriber = natgw_mapping_subscriber(nn, mapping);

	if (subscriber)
		atomic_inc(&subscriber->sessions);
	natgw_stats_inc(nn->stats, NATGW_STAT_SESSIONS_CREATED);
	if (natgw_event_ops)
		natgw_event_ops->session_new(nn, session);
}

/*
 * The other direction goes in first: once the packet's own tuple can be found,
 * so can the answer's. The session's lock is held until both are in, so that
 * nobody ends it halfway (mark_dead() waits). Return: NULL, the same flow of
 * another CPU's session, or ERR_PTR(); ours is gone or buried then.
 */
static struct natgw_flow *session_insert(struct natgw_net *nn, struct natgw_session *session,
					 struct natgw_mapping *mapping, u8 realm)
{
	struct natgw_flow *head = natgw_session_head(session);
	struct natgw_flow *reply = &session->flow[!realm];
	struct natgw_flow *flow = &session->flow[realm];
	struct natgw_flow *other;

	spin_lock_bh(&head->lock);
	other = rhashtable_lookup_get_insert_fast(&nn->sessions, &reply->node, params);
	if (other) {
		spin_unlock_bh(&head->lock);
		kmem_cache_free(session_cache, session);
		return IS_ERR(other) ? other : &natgw_flow_session(other)->flow[realm];
	}
	other = rhashtable_lookup_get_insert_fast(&nn->sessions, &flow->node, params);
	if (!other) {
		session_made(nn, session, mapping);
		spin_unlock_bh(&head->lock);
		return NULL;
	}
	WRITE_ONCE(head->flags, head->flags | NATGW_SESSION_DEAD);
	spin_unlock_bh(&head->lock);
	rhashtable_remove_fast(&nn->sessions, &reply->node, params);
	natgw_graveyard_bury(&nn->session_graves, session);
	return other;
}

struct natgw_flow *natgw_session_create(struct natgw_net *nn, const struct natgw_policy *policy,
					struct natgw_mapping *mapping,
					const struct natgw_tuple *tuple, u8 *reason)
{
	bool permit = tuple->realm == NATGW_INSIDE &&
		      mapping->filtering == NATGW_FILTERING_BEHAVIOUR_ADF;
	struct natgw_session *session;
	struct natgw_flow *other;

	if (atomic_inc_return(&nn->n_sessions) > READ_ONCE(nn->max_sessions)) {
		*reason = NATGW_REASON_DROP_TABLE_FULL;
		natgw_expire_full(nn);
		goto err;
	}
	*reason = NATGW_REASON_DROP_MEMORY;
	if (!natgw_graveyard_reserve(&nn->session_graves))
		goto err;
	session = session_alloc(policy, mapping, tuple);
	if (!session)
		goto err;
	if (permit) {
		/* Without it the peer's other ports would be kept out of a live session. */
		if (!natgw_permit_get(nn, &mapping->external, tuple->daddr)) {
			kmem_cache_free(session_cache, session);
			goto err;
		}
		natgw_session_head(session)->flags |= NATGW_SESSION_PERMIT;
	}
	other = session_insert(nn, session, mapping, tuple->realm);
	if (!other)
		return &session->flow[tuple->realm];
	if (permit)
		natgw_permit_put(nn, &mapping->external, tuple->daddr);
	if (IS_ERR(other) || !natgw_tuple_equal(&other->tuple, tuple))
		goto err;
	atomic_dec(&nn->n_sessions);
	natgw_mapping_put(nn, mapping, NATGW_END_CAUSE_EXPIRED);
	return other;
err:
	atomic_dec(&nn->n_sessions);
	natgw_mapping_put(nn, mapping, NATGW_END_CAUSE_EVICTED);
	return NULL;
}

static bool mark_dead(struct natgw_session *session)
{
	struct natgw_flow *head = natgw_session_head(session);
	bool alive;

	spin_lock_bh(&head->lock);
	alive = !(head->flags & NATGW_SESSION_DEAD);
	WRITE_ONCE(head->flags, head->flags | NATGW_SESSION_DEAD);
	spin_unlock_bh(&head->lock);
	return alive;
}

static void unlink_session(struct natgw_net *nn, struct natgw_session *session, u8 cause)
{
	struct natgw_mapping *mapping = natgw_session_mapping(nn, session);
	u8 flags = natgw_session_head(session)->flags;
	struct natgw_subscriber *subscriber;

	rhashtable_remove_fast(&nn->sessions, &session->flow[NATGW_INSIDE].node, params);
	rhashtable_remove_fast(&nn->sessions, &session->flow[NATGW_OUTSIDE].node, params);
	dst_release(xchg(&session->flow[NATGW_INSIDE].dst, NULL));
	dst_release(xchg(&session->flow[NATGW_OUTSIDE].dst, NULL));
	atomic_dec(&nn->n_sessions);
	natgw_stats_inc(nn->stats, NATGW_STAT_SESSIONS_ENDED);
	if (natgw_event_ops)
		natgw_event_ops->session_end(nn, session, cause);
	if (flags & NATGW_SESSION_LOCAL)
		atomic_dec(&nn->n_local);
	if (WARN_ON_ONCE(!mapping))
		return;
	if (flags & NATGW_SESSION_PERMIT)
		natgw_permit_put(nn, &mapping->external,
				 session->flow[NATGW_INSIDE].tuple.daddr);
	subscriber = natgw_mapping_subscriber(nn, mapping);
	if (subscriber)
		atomic_dec(&subscriber->sessions);
	if (!is_closed(session) && !READ_ONCE(mapping->exposed))
		WRITE_ONCE(mapping->exposed, 1);
	natgw_mapping_put(nn, mapping, cause);
}

bool natgw_session_kill(struct natgw_net *nn, struct natgw_session *session, u8 cause)
{
	bool killed = false;

	local_bh_disable();
	if (natgw_graveyard_reserve(&nn->session_graves) &&
	    natgw_graveyard_reserve(&nn->mapping_graves) && mark_dead(session)) {
		unlink_session(nn, session, cause);
		natgw_graveyard_bury(&nn->session_graves, session);
		killed = true;
	}
	local_bh_enable();
	return killed;
}

static enum natgw_timeout timeout_of(const struct natgw_session *session)
{
	const struct natgw_flow *head = &session->flow[NATGW_INSIDE];

	switch (head->tuple.proto) {
	case IPPROTO_TCP:
		return natgw_tcp_state_timeout(READ_ONCE(head->tcp_state));
	case IPPROTO_UDP:
		return NATGW_TIMEOUT_UDP;
	case IPPROTO_ICMP:
		return NATGW_TIMEOUT_ICMP;
	default:
		return NATGW_TIMEOUT_OTHER;
	}
}

/*
 * A stranger's SYN that the inside host has refused: neither the one nor the
 * other makes the mapping live longer (RFC 7857 section 7.1).
 */
static bool is_refused_stranger(const struct natgw_flow *head)
{
	return READ_ONCE(head->tcp_state) == NATGW_TCP_STATE_CLOSED &&
	       READ_ONCE(head->flags) & NATGW_SESSION_FROM_OUTSIDE;
}

u32 natgw_session_remaining(const struct natgw_policy *policy,
			    const struct natgw_session *session)
{
	const struct natgw_flow *head = &session->flow[NATGW_INSIDE];
	u32 timeout = natgw_policy_timeout(policy, timeout_of(session), head->tuple.proto,
					   head->tuple.dport);
	u32 idle = (u32)ktime_get_seconds() - READ_ONCE(head->last_seen);

	if (is_refused_stranger(head))
		timeout = min_t(u32, timeout, REFUSED_SECONDS);
	return idle < timeout ? timeout - idle : 0;
}
