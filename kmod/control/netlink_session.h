/* SPDX-License-Identifier: GPL-2.0-only */
/* Sessions in messages. */
#ifndef _NATGW_CONTROL_NETLINK_SESSION_H
#define _NATGW_CONTROL_NETLINK_SESSION_H

#include "control/netlink_table.h"

/**
 * natgw_nl_session_put() - put all attributes of a session into a message
 * @skb: the message
 * @nn: the namespace
 * @session: the session
 *
 * Context: under rcu_read_lock(). Return: 0 or -EMSGSIZE.
 */
int natgw_nl_session_put(struct sk_buff *skb, struct natgw_net *nn,
			 const struct natgw_session *session);

#endif
