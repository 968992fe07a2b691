/* SPDX-License-Identifier: GPL-2.0-only */
/* Sessions: one five-tuple seen through a mapping; found under both of its tuples. */
#ifndef _NATGW_STATE_SESSION_H
#define _NATGW_STATE_SESSION_H

#include <linux/spinlock.h>
#include <linux/ktime.h>

#include "lib/tcp_state.h"
#include "lib/tcp_window.h"
#include "lib/tuple_hash.h"
#include "state/mapping.h"

struct dst_entry;

/* struct natgw_session.flags */
enum natgw_session_flags {
	NATGW_SESSION_FROM_OUTSIDE = BIT(0),	/* a packet from outside made it */
	NATGW_SESSION_REPLIED = BIT(1),		/* both directions were seen */
	NATGW_SESSION_PERMIT = BIT(2),		/* holds a permit of its remote address (ADF) */
	NATGW_SESSION_LOCAL = BIT(3),		/* with the gateway itself, see natgw_net.n_local */
	NATGW_SESSION_REFRESH_IN = BIT(4),	/* packets from outside set the timer back too */
	NATGW_SESSION_WHOLE = BIT(5),		/* its mapping is of a whole address */
	NATGW_SESSION_DEAD = BIT(6),		/* unlinked, or about to be; set under the lock */
};

/**
 * struct natgw_flow - one direction of a session; one cache line
 * @mapping: flow[NATGW_INSIDE] only: the session's, which cannot go before it
 * @tuple: of this direction's packets as they arrive; its realm is this
 *	   flow's index in natgw_session.flow
 * @dst: for the fast path: a route that was good
 * @bytes: IP bytes that passed
 * @packets: packets that passed (32 bits: wraps)
 * @iif: index of the device for whose packets @dst is good
 * @lock: flow[NATGW_INSIDE] only: the session's: tcp_state, flags, windows
 * @last_seen: flow[NATGW_INSIDE] only: seconds, when the timer was last set back
 * @created: flow[NATGW_INSIDE] only: seconds
 * @tcp_state: flow[NATGW_INSIDE] only: enum natgw_tcp_state
 * @flags: flow[NATGW_INSIDE] only: enum natgw_session_flags
 * @windows: flow[NATGW_OUTSIDE] only: TCP: what each side said, by enum natgw_direction
 */
struct natgw_flow {
	struct natgw_mapping *mapping;
	struct natgw_tuple tuple;
	struct dst_entry *dst;
	u64 bytes;
	u32 packets;
	u32 iif;
	union {
		struct {
			spinlock_t lock;	/* see above */
			u32 last_seen;
			u32 created;
			u8 tcp_state;
			u8 flags;
		};
		struct natgw_tcp_window windows[2];
	};
};

/**
 * struct natgw_session - both directions
 * @flow: by enum natgw_realm: the packets from inside, and those from outside
 *
 * From inside:  flow[INSIDE].tuple = inside -> remote; leaves as flow[OUTSIDE].tuple reversed.
 * From outside: flow[OUTSIDE].tuple = remote -> external; leaves as flow[INSIDE].tuple reversed.
 * Aligned to its size, so that a flow's address tells which of the two it is.
 */
struct natgw_session {
	struct natgw_flow flow[2];
};

/* What is kept once a session lies in the flow from inside. */
static inline struct natgw_flow *natgw_session_head(struct natgw_session *session)
{
	return &session->flow[NATGW_INSIDE];
}

/* The session a flow is part of. */
static inline struct natgw_session *natgw_flow_session(const struct natgw_flow *flow)
{
	return container_of(flow - flow->tuple.realm, struct natgw_session, flow[0]);
}

/* Its inside host shares the external address, or may have several of them. */
static inline bool natgw_session_shares(struct natgw_session *session)
{
	return !(READ_ONCE(natgw_session_head(session)->flags) & NATGW_SESSION_WHOLE);
}

static inline spinlock_t *natgw_session_lock(struct natgw_session *session)
{
	return &natgw_session_head(session)->lock;
}

/* Its endpoints: inside, external, remote as the inside host sees it. */
static inline void natgw_session_endpoints(const struct natgw_session *session, __be32 addr[3],
					   __be16 port[3])
{
	const struct natgw_tuple *in = &session->flow[NATGW_INSIDE].tuple;
	const struct natgw_tuple *out = &session->flow[NATGW_OUTSIDE].tuple;

	addr[0] = in->saddr;
	port[0] = in->sport;
	addr[1] = out->daddr;
	port[1] = out->dport;
	addr[2] = in->daddr;
	port[2] = in->dport;
}

int natgw_session_init(struct natgw_net *nn);
void natgw_session_exit(struct natgw_net *nn);
int natgw_session_cache_init(void);
void natgw_session_cache_exit(void);

/* The flow of an arriving packet; also an expired one. Context: under rcu_read_lock(). */
struct natgw_flow *natgw_session_find(struct natgw_net *nn, const struct natgw_tuple *tuple);

/**
 * natgw_session_create() - make a session
 * @nn: the namespace
 * @policy: the current snapshot
 * @mapping: with one session counted for us: consumed, also on failure
 * @tuple: of the packet that makes it; its realm says from which side
 * @reason: on NULL: NATGW_REASON_DROP_MEMORY or _TABLE_FULL
 *
 * Where another CPU made the same session meanwhile, that one is returned.
 *
 * Context: bottom halves off, under rcu_read_lock().
 * Return: the flow @tuple belongs to, or NULL.
 */
struct natgw_flow *natgw_session_create(struct natgw_net *nn, const struct natgw_policy *policy,
					struct natgw_mapping *mapping,
					const struct natgw_tuple *tuple, u8 *reason);

/**
 * natgw_session_kill() - end a session
 * @nn: the namespace
 * @session: the session
 * @cause: enum natgw_end_cause
 *
 * Context: softirq or process, under rcu_read_lock(). Return: false if it was
 * dead already, or if there is no memory to bury it.
 */
bool natgw_session_kill(struct natgw_net *nn, struct natgw_session *session, u8 cause);

/* Seconds until a session's timer ends; 0: it is over. Context: under rcu_read_lock(). */
u32 natgw_session_remaining(const struct natgw_policy *policy,
			    const struct natgw_session *session);

/**
 * natgw_session_alive() - whether a session's timer is still running
 * @policy: the current snapshot
 * @session: the session
 * @now: ktime_get_seconds()
 *
 * Most are of a session that has had another packet in the same second, and no timeout is shorter.
 *
 * Context: under rcu_read_lock(). Return: true as long as it has seconds left.
 */
static inline bool natgw_session_alive(const struct natgw_policy *policy,
				       const struct natgw_session *session, u32 now)
{
	return READ_ONCE(session->flow[NATGW_INSIDE].last_seen) == now ||
	       natgw_session_remaining(policy, session);
}

/**
 * natgw_session_refresh() - set a session's timer back
 * @session: the session
 * @now: ktime_get_seconds()
 *
 * Writes only when the second has changed. Context: any.
 */
static inline void natgw_session_refresh(struct natgw_session *session, u32 now)
{
	if (READ_ONCE(natgw_session_head(session)->last_seen) != now)
		WRITE_ONCE(natgw_session_head(session)->last_seen, now);
}

/* What ends a session whose timer is over: that it was closed, or just its age. */
u8 natgw_session_end_cause(const struct natgw_session *session);

/* The mapping of a session: there is one as long as the session lives. Under rcu_read_lock(). */
static inline struct natgw_mapping *natgw_session_mapping(const struct natgw_session *session)
{
	return session->flow[NATGW_INSIDE].mapping;
}

#endif
