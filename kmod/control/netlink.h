/* SPDX-License-Identifier: GPL-2.0-only */
/* The netlink family: what all of its objects share. docs/netlink/natgw.yaml is the contract. */
#ifndef _NATGW_CONTROL_NETLINK_H
#define _NATGW_CONTROL_NETLINK_H

#include <net/genetlink.h>

#include "state/net.h"

struct natgw_candidate;

/* Module set-up, in main.c's order: the namespaces are there before and still there after. */
int natgw_control_init(void);
void natgw_control_exit(void);

/* The natgw that a request is about. Context: process. */
static inline struct natgw_net *natgw_nl_net(const struct genl_info *info)
{
	return natgw_net_get(read_pnet(&info->_net));
}

/**
 * typedef natgw_nl_apply - one change of a candidate
 * @candidate: to be changed, or left alone on error
 * @info: the request
 * @data: the handler's
 *
 * Context: process, config mutex held. Return: 0 or a negative errno with a sentence.
 */
typedef int (*natgw_nl_apply)(struct natgw_candidate *candidate, struct genl_info *info,
			      void *data);

/**
 * natgw_nl_change() - change the configuration
 * @info: the request
 * @attr: attribute to blame when @apply refuses and blames none; 0: none
 * @apply: the change
 * @data: for @apply
 *
 * In a transaction of the request's socket its candidate is changed, and that
 * is all. Else the change is a transaction of its own: it is validated and
 * holds when this returns. While another socket has a transaction open it is refused.
 *
 * Context: process; takes the config mutex. Return: 0, -EBUSY, or what @apply or the commit says.
 */
int natgw_nl_change(struct genl_info *info, int attr, natgw_nl_apply apply, void *data);

/* Ends the transaction of a socket that is closed. Context: process. */
void natgw_nl_transaction_abort(struct natgw_net *nn, u32 portid);

/* A reply in the making: the message and its genetlink header. */
struct natgw_nl_reply {
	struct sk_buff *skb;
	void *header;
};

/**
 * natgw_nl_reply_create() - begin the reply to a request
 * @reply: filled in
 * @info: the request
 * @size: bytes of attributes it has room for
 *
 * Made before a change takes place, so that no change is reported as failed.
 * Context: process. Return: 0 or -ENOMEM.
 */
int natgw_nl_reply_create(struct natgw_nl_reply *reply, struct genl_info *info, size_t size);

/**
 * natgw_nl_reply_send() - send a reply or, on error, drop it
 * @reply: consumed
 * @info: the request
 * @err: 0, or why there is no reply; -EMSGSIZE where an attribute did not fit
 *
 * Context: process. Return: @err, or what sending says.
 */
int natgw_nl_reply_send(struct natgw_nl_reply *reply, struct genl_info *info, int err);

/**
 * typedef natgw_nl_put_nth - put one of a snapshot's objects into a message
 * @skb: the message
 * @policy: the snapshot
 * @n: which
 *
 * Context: under rcu_read_lock(). Return: 0, -EMSGSIZE, or -ENOENT past the last.
 */
typedef int (*natgw_nl_put_nth)(struct sk_buff *skb, const struct natgw_policy *policy, u32 n);

/**
 * natgw_nl_dump_policy() - dump objects of the configuration
 * @skb: the message
 * @cb: the dump; position in args[0]
 * @cmd: command of each message
 * @put: puts one object
 *
 * Where the configuration changes between messages the dump says so (NLM_F_DUMP_INTR).
 * Context: process. Return: as dumpit callbacks do.
 */
int natgw_nl_dump_policy(struct sk_buff *skb, struct netlink_callback *cb, u8 cmd,
			 natgw_nl_put_nth put);

#endif
