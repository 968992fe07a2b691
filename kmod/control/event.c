// SPDX-License-Identifier: GPL-2.0-only
/* Events: notifications in the multicast group "events", and tracepoints. */
#include "control/event.h"

#include <linux/hash.h>
#include <linux/ktime.h>

#include "control/netlink_gen.h"
#include "control/netlink_mapping.h"
#include "control/netlink_session.h"
#include "control/trace.h"

enum {
	EVENT_SIZE = 512,		/* of any one's attributes */
	EXHAUSTED_BITS = 6,
};

/* The four attributes that every notification has, as its own set numbers them. */
struct event_attrs {
	u8 cmd;
	int sequence;
	int time;
	int pad;
};

static const struct event_attrs session_attrs = {
	NATGW_CMD_SESSION_NTF, NATGW_A_SESSION_SEQUENCE, NATGW_A_SESSION_TIME, NATGW_A_SESSION_PAD
};

static const struct event_attrs mapping_attrs = {
	NATGW_CMD_MAPPING_NTF, NATGW_A_MAPPING_SEQUENCE, NATGW_A_MAPPING_TIME, NATGW_A_MAPPING_PAD
};

static const struct event_attrs pool_attrs = {
	NATGW_CMD_POOL_NTF, NATGW_A_POOL_SEQUENCE, NATGW_A_POOL_TIME, NATGW_A_POOL_PAD
};

static const struct event_attrs config_attrs = {
	NATGW_CMD_CONFIG_NTF, NATGW_A_CONFIG_SEQUENCE, NATGW_A_CONFIG_TIME, NATGW_A_CONFIG_PAD
};

/* A notification in the making. */
struct event {
	struct natgw_net *nn;
	struct sk_buff *skb;
	void *header;
	u32 *sequence;		/* filled in when it is sent */
};

static bool is_open;

/* Notifications leave in the order of their numbers: held from counting to sending. */
static DEFINE_SPINLOCK(send_lock);

/* When a pool was last said to have run dry, in seconds; two that collide share the limit. */
static u32 exhausted_at[BIT(EXHAUSTED_BITS)];

void natgw_event_open(void)
{
	WRITE_ONCE(is_open, true);
}

void natgw_event_close(void)
{
	WRITE_ONCE(is_open, false);
	/* Whoever saw it open has sent by then. */
	synchronize_rcu();
}

static bool has_listeners(struct natgw_net *nn)
{
	return READ_ONCE(is_open) &&
	       genl_has_listeners(&natgw_nl_family, nn->net, NATGW_NLGRP_EVENTS);
}

/* Listeners are told that something is missing, as if it had not fitted their sockets. */
static void lose(struct natgw_net *nn)
{
	atomic_inc(&nn->event_sequence);
	genl_set_err(&natgw_nl_family, nn->net, 0, NATGW_NLGRP_EVENTS, -ENOBUFS);
}

static bool begin(struct event *event, struct natgw_net *nn, const struct event_attrs *attrs)
{
	u64 now = div_u64(ktime_get_real_ns(), NSEC_PER_MSEC);
	struct nlattr *sequence;
	struct sk_buff *skb;

	skb = genlmsg_new(EVENT_SIZE, GFP_ATOMIC);
	if (!skb) {
		lose(nn);
		return false;
	}
	event->nn = nn;
	event->skb = skb;
	event->header = genlmsg_put(skb, 0, 0, &natgw_nl_family, 0, attrs->cmd);
	/* All of it fits: that is what EVENT_SIZE is for, and end() checks it. */
	sequence = nla_reserve(skb, attrs->sequence, sizeof(u32));
	nla_put_u64_64bit(skb, attrs->time, now, attrs->pad);
	event->sequence = nla_data(sequence);
	return true;
}

static void end(struct event *event, int err)
{
	struct natgw_net *nn = event->nn;

	if (WARN_ON_ONCE(err)) {
		nlmsg_free(event->skb);
		lose(nn);
		return;
	}
	genlmsg_end(event->skb, event->header);
	spin_lock_bh(&send_lock);
	*event->sequence = atomic_inc_return(&nn->event_sequence);
	genlmsg_multicast_netns(&natgw_nl_family, nn->net, event->skb, 0, NATGW_NLGRP_EVENTS,
				GFP_ATOMIC);
	spin_unlock_bh(&send_lock);
}

static void notify_session(struct natgw_net *nn, const struct natgw_session *session,
			   enum natgw_object_event what, u8 cause)
{
	struct event event;
	int err;

	if (!has_listeners(nn) || !begin(&event, nn, &session_attrs))
		return;
	err = nla_put_u32(event.skb, NATGW_A_SESSION_EVENT, what);
	if (!err && what == NATGW_OBJECT_EVENT_END)
		err = nla_put_u32(event.skb, NATGW_A_SESSION_CAUSE, cause);
	if (!err)
		err = natgw_nl_session_put(event.skb, nn, session);
	end(&event, err);
}

static void notify_mapping(struct natgw_net *nn, const struct natgw_mapping *mapping,
			   enum natgw_object_event what, u8 cause)
{
	struct event event;
	int err;

	if (!has_listeners(nn) || !begin(&event, nn, &mapping_attrs))
		return;
	err = nla_put_u32(event.skb, NATGW_A_MAPPING_EVENT, what);
	if (!err && what == NATGW_OBJECT_EVENT_END)
		err = nla_put_u32(event.skb, NATGW_A_MAPPING_CAUSE, cause);
	if (!err)
		err = natgw_nl_mapping_put(event.skb, nn, mapping);
	end(&event, err);
}

static void session_new(struct natgw_net *nn, const struct natgw_session *session)
{
	trace_natgw_session_new(nn, session, 0);
	notify_session(nn, session, NATGW_OBJECT_EVENT_NEW, 0);
}

static void session_end(struct natgw_net *nn, const struct natgw_session *session, u8 cause)
{
	trace_natgw_session_end(nn, session, cause);
	notify_session(nn, session, NATGW_OBJECT_EVENT_END, cause);
}

static void mapping_new(struct natgw_net *nn, const struct natgw_mapping *mapping)
{
	notify_mapping(nn, mapping, NATGW_OBJECT_EVENT_NEW, 0);
}

static void mapping_end(struct natgw_net *nn, const struct natgw_mapping *mapping, u8 cause)
{
	notify_mapping(nn, mapping, NATGW_OBJECT_EVENT_END, cause);
}

/* A dry pool refuses each packet; once a second is enough to know it (RFC 8158 section 5.6.5). */
static bool is_due(struct natgw_net *nn, u16 pool, u8 proto, u8 reason)
{
	u32 *last = &exhausted_at[hash_64((unsigned long)nn ^ pool << 16 ^ proto << 8 ^ reason,
					  EXHAUSTED_BITS)];
	u32 was = READ_ONCE(*last);
	u32 now = ktime_get_seconds();

	return was != now && cmpxchg(last, was, now) == was;
}

static void exhausted(struct natgw_net *nn, u16 pool, u8 proto, u8 reason)
{
	const char *name = natgw_nl_pool_name(nn, pool);
	struct event event;
	u32 what;
	int err;

	if (reason == NATGW_REASON_DROP_PORTS_EXHAUSTED ||
	    reason == NATGW_REASON_DROP_PORTS_HELD)
		what = NATGW_POOL_EVENT_PORTS_EXHAUSTED;
	else if (reason == NATGW_REASON_DROP_ADDRESSES_EXHAUSTED)
		what = NATGW_POOL_EVENT_ADDRESSES_EXHAUSTED;
	else
		return;
	if (!has_listeners(nn) || !is_due(nn, pool, proto, reason))
		return;
	if (!begin(&event, nn, &pool_attrs))
		return;
	err = nla_put_u32(event.skb, NATGW_A_POOL_EVENT, what);
	if (!err && name)
		err = nla_put_string(event.skb, NATGW_A_POOL_NAME, name);
	if (!err)
		err = nla_put_u32(event.skb, NATGW_A_POOL_PROTO, proto);
	end(&event, err);
}

static void config_changed(struct natgw_net *nn, u32 generation)
{
	struct event event;

	if (!has_listeners(nn) || !begin(&event, nn, &config_attrs))
		return;
	end(&event, nla_put_u32(event.skb, NATGW_A_CONFIG_GENERATION, generation));
}

static void dropped(struct natgw_net *nn, const struct sk_buff *skb, u8 reason)
{
	trace_natgw_packet_drop(nn, skb, reason);
}

const struct natgw_event_ops natgw_control_event_ops = {
	.session_new = session_new,
	.session_end = session_end,
	.mapping_new = mapping_new,
	.mapping_end = mapping_end,
	.exhausted = exhausted,
	.config_changed = config_changed,
	.dropped = dropped,
};
