/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What state and packet announce. The room above installs the functions, so
 * that nothing here points up.
 */
#ifndef _NATGW_STATE_EVENT_H
#define _NATGW_STATE_EVENT_H

#include <linux/types.h>

struct natgw_mapping;
struct natgw_net;
struct natgw_session;
struct sk_buff;

/**
 * struct natgw_event_ops - who is told
 * @session_new: a session was made
 * @session_end: a session ended, for a cause of enum natgw_end_cause
 * @mapping_new: a mapping was made
 * @mapping_end: a mapping ended, likewise
 * @exhausted: a pool refused; reason as for the packet
 * @config_changed: another configuration holds, of that generation
 * @dropped: a packet was dropped for that enum natgw_reason
 *
 * Context of all: softirq or process, under rcu_read_lock(), some with the
 * inside host's lock held: no sleeping, no call back into state.
 */
struct natgw_event_ops {
	void (*session_new)(struct natgw_net *nn, const struct natgw_session *session);
	void (*session_end)(struct natgw_net *nn, const struct natgw_session *session, u8 cause);
	void (*mapping_new)(struct natgw_net *nn, const struct natgw_mapping *mapping);
	void (*mapping_end)(struct natgw_net *nn, const struct natgw_mapping *mapping, u8 cause);
	void (*exhausted)(struct natgw_net *nn, u16 pool, u8 proto, u8 reason);
	void (*config_changed)(struct natgw_net *nn, u32 generation);
	void (*dropped)(struct natgw_net *nn, const struct sk_buff *skb, u8 reason);
};

/* Set once by main.c before the first namespace is set up, cleared after the last one is gone. */
extern const struct natgw_event_ops *natgw_event_ops;

#endif
