// SPDX-License-Identifier: GPL-2.0-only
/* See session.h. */
#include <linux/in.h>
#include <linux/slab.h>
#include <net/dst.h>

#include "state/expire.h"
#include "state/permit.h"
#include "state/session.h"
#include "state/session_find.h"

/* One is made as refused, and is not for as long as it takes to look at its SYN. */
enum { REFUSED_SECONDS = 2 };

static struct kmem_cache *session_cache;

int natgw_session_cache_init(void)
{
	/* Tables keep addresses in a form that kmemleak does not know. */
	session_cache = kmem_cache_create("natgw_session", sizeof(struct natgw_session),
					  sizeof(struct natgw_session), SLAB_NOLEAKTRACE, NULL);
	return session_cache ? 0 : -ENOMEM;
}

void natgw_session_cache_exit(void)
{
	kmem_cache_destroy(session_cache);
}

int natgw_session_init(struct natgw_net *nn)
{
	natgw_graveyard_init(&nn->session_graves, session_cache);
	return natgw_table_init(&nn->sessions, &natgw_session_params);
}

static void free_session(void *flow)
{
	struct natgw_session *session = natgw_flow_session(flow);

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

void natgw_session_exit(struct natgw_net *nn)
{
	natgw_quota_uncharge(&nn->quota, (s64)atomic_read(&nn->n_sessions) * NATGW_QUOTA_SESSION);
	natgw_table_destroy(&nn->sessions, free_session);
	natgw_graveyard_exit(&nn->session_graves);
}

struct natgw_flow *natgw_session_find(struct natgw_net *nn, const struct natgw_tuple *tuple)
{
	return natgw_table_find(&nn->sessions, tuple, natgw_session_params);
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
					   struct natgw_mapping *mapping,
					   const struct natgw_tuple *tuple)
{
	struct natgw_session *session;
	struct natgw_flow *head;

	session = kmem_cache_zalloc(session_cache, GFP_ATOMIC | __GFP_NOWARN);
	if (!session)
		return NULL;
	fill_tuples(session, mapping, tuple);
	head = natgw_session_head(session);
	head->mapping = mapping;
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
	if (mapping->subscriber)
		atomic_inc(&mapping->subscriber->sessions);
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
	other = natgw_table_insert(&nn->sessions, reply, natgw_session_params);
	if (other) {
		spin_unlock_bh(&head->lock);
		kmem_cache_free(session_cache, session);
		return IS_ERR(other) ? other : &natgw_flow_session(other)->flow[realm];
	}
	other = natgw_table_insert(&nn->sessions, flow, natgw_session_params);
	if (!other) {
		session_made(nn, session, mapping);
		spin_unlock_bh(&head->lock);
		return NULL;
	}
	WRITE_ONCE(head->flags, head->flags | NATGW_SESSION_DEAD);
	spin_unlock_bh(&head->lock);
	natgw_table_remove(&nn->sessions, reply, natgw_session_params);
	natgw_graveyard_bury(&nn->session_graves, session);
	return other;
}

/* One more, if there may be. Its mapping, and all else that lives by it, is charged with it. */
static bool count_session(struct natgw_net *nn)
{
	if (atomic_inc_return(&nn->n_sessions) > READ_ONCE(nn->max_sessions))
		natgw_expire_full(nn);
	else if (natgw_quota_charge(&nn->quota, NATGW_QUOTA_SESSION))
		return true;
	atomic_dec(&nn->n_sessions);
	return false;
}

static void uncount_session(struct natgw_net *nn)
{
	natgw_quota_uncharge(&nn->quota, NATGW_QUOTA_SESSION);
	atomic_dec(&nn->n_sessions);
}

struct natgw_flow *natgw_session_create(struct natgw_net *nn, const struct natgw_policy *policy,
					struct natgw_mapping *mapping,
					const struct natgw_tuple *tuple, u8 *reason)
{
	bool permit = tuple->realm == NATGW_INSIDE &&
		      mapping->filtering == NATGW_FILTERING_BEHAVIOUR_ADF;
	struct natgw_session *session;
	struct natgw_flow *other;

	*reason = NATGW_REASON_DROP_TABLE_FULL;
	if (!count_session(nn))
		goto err_mapping;
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
	uncount_session(nn);
	natgw_mapping_put(nn, mapping, NATGW_END_CAUSE_EXPIRED);
	return other;
err:
	uncount_session(nn);
err_mapping:
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
	struct natgw_mapping *mapping = natgw_session_mapping(session);
	u8 flags = natgw_session_head(session)->flags;

	natgw_table_remove(&nn->sessions, &session->flow[NATGW_INSIDE], natgw_session_params);
	natgw_table_remove(&nn->sessions, &session->flow[NATGW_OUTSIDE], natgw_session_params);
	dst_release(xchg(&session->flow[NATGW_INSIDE].dst, NULL));
	dst_release(xchg(&session->flow[NATGW_OUTSIDE].dst, NULL));
	uncount_session(nn);
	natgw_stats_inc(nn->stats, NATGW_STAT_SESSIONS_ENDED);
	if (natgw_event_ops)
		natgw_event_ops->session_end(nn, session, cause);
	if (flags & NATGW_SESSION_LOCAL)
		atomic_dec(&nn->n_local);
	if (flags & NATGW_SESSION_PERMIT)
		natgw_permit_put(nn, &mapping->external,
				 session->flow[NATGW_INSIDE].tuple.daddr);
	if (mapping->subscriber)
		atomic_dec(&mapping->subscriber->sessions);
	if (!is_closed(session) && !READ_ONCE(mapping->exposed))
		WRITE_ONCE(mapping->exposed, 1);
	natgw_mapping_put(nn, mapping, cause);
}

bool natgw_session_kill(struct natgw_net *nn, struct natgw_session *session, u8 cause)
{
	const struct natgw_mapping *mapping = natgw_session_mapping(session);
	bool killed = false;

	prefetch(mapping);
	natgw_session_expect(nn, &session->flow[NATGW_OUTSIDE].tuple);
	local_bh_disable();
	if (natgw_graveyard_reserve(&nn->session_graves) &&
	    natgw_graveyard_reserve(&nn->mapping_graves) && mark_dead(session)) {
		natgw_mapping_expect_inside(nn, &mapping->inside);
		natgw_mapping_expect_external(nn, &mapping->external);
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
