// SPDX-License-Identifier: GPL-2.0-only
/* The netlink family: registration, replies, dumps of the configuration, sockets that close. */
#include "control/netlink.h"

#include <linux/netlink.h>
#include <linux/slab.h>
#include <net/sock.h>

#include "control/event.h"
#include "control/netlink_gen.h"

static struct genl_split_ops *ops;
static struct genl_multicast_group *groups;

/* For operations that take no attributes: 1 stands for all of them. */
static const struct nla_policy nothing[] = {
	[1] = { .type = NLA_REJECT },
};

/*
 * The spec's format knows the right GENL_ADMIN_PERM only, which is one over
 * the whole machine. Whoever owns a namespace is to configure its gateway. And
 * where the spec has no attributes the kernel would take any.
 */
static void adjust(struct genl_split_ops *op)
{
	if (op->flags & GENL_ADMIN_PERM) {
		op->flags &= ~GENL_ADMIN_PERM;
		op->flags |= GENL_UNS_ADMIN_PERM;
	}
	if (!op->policy) {
		op->policy = nothing;
		op->maxattr = ARRAY_SIZE(nothing) - 1;
	}
}

/* Puts copies in place of the family's generated tables, which are constant. */
static int copy_tables(void)
{
	struct genl_family *family = &natgw_nl_family;
	unsigned int i;

	ops = kmemdup(family->split_ops, family->n_split_ops * sizeof(*ops), GFP_KERNEL);
	groups = kmemdup(family->mcgrps, family->n_mcgrps * sizeof(*groups), GFP_KERNEL);
	if (!ops || !groups) {
		kfree(ops);
		kfree(groups);
		return -ENOMEM;
	}
	for (i = 0; i < family->n_split_ops; i++)
		adjust(&ops[i]);
	for (i = 0; i < family->n_mcgrps; i++)
		natgw_compat_mcgrp_admin(&groups[i]);
	family->split_ops = ops;
	family->mcgrps = groups;
	return 0;
}

/* A socket may go without ending its transaction. */
static int socket_event(struct notifier_block *block, unsigned long event, void *data)
{
	struct netlink_notify *notify = data;

	if (event == NETLINK_URELEASE && notify->protocol == NETLINK_GENERIC)
		natgw_nl_transaction_abort(natgw_net_get(notify->net), notify->portid);
	return NOTIFY_DONE;
}

static struct notifier_block socket_notifier = {
	.notifier_call = socket_event,
};

int __init natgw_control_init(void)
{
	int err;

	err = copy_tables();
	if (err)
		return err;
	err = netlink_register_notifier(&socket_notifier);
	if (err)
		goto err_tables;
	err = genl_register_family(&natgw_nl_family);
	if (err)
		goto err_notifier;
	natgw_event_open();
	return 0;

err_notifier:
	netlink_unregister_notifier(&socket_notifier);
err_tables:
	kfree(groups);
	kfree(ops);
	return err;
}

void natgw_control_exit(void)
{
	natgw_event_close();
	genl_unregister_family(&natgw_nl_family);
	netlink_unregister_notifier(&socket_notifier);
	kfree(groups);
	kfree(ops);
}

int natgw_nl_reply_create(struct natgw_nl_reply *reply, struct genl_info *info, size_t size)
{
	reply->skb = genlmsg_new(size, GFP_KERNEL);
	if (!reply->skb)
		return -ENOMEM;
	reply->header = genlmsg_put_reply(reply->skb, info, &natgw_nl_family, 0,
					  info->genlhdr->cmd);
	return 0;
}

int natgw_nl_reply_send(struct natgw_nl_reply *reply, struct genl_info *info, int err)
{
	if (err) {
		WARN_ON_ONCE(err == -EMSGSIZE);
		nlmsg_free(reply->skb);
		return err;
	}
	genlmsg_end(reply->skb, reply->header);
	return genlmsg_reply(reply->skb, info);
}

int natgw_nl_dump_policy(struct sk_buff *skb, struct netlink_callback *cb, u8 cmd,
			 natgw_nl_put_nth put)
{
	struct natgw_net *nn = natgw_net_get(sock_net(cb->skb->sk));
	const struct natgw_policy *policy;
	void *header;
	int err;

	rcu_read_lock();
	policy = rcu_dereference(nn->policy);
	/* Not 0, which would never be found to differ from what comes later. */
	cb->seq = (policy->generation + 1) ?: 1;
	do {
		err = -EMSGSIZE;
		header = genlmsg_put(skb, NETLINK_CB(cb->skb).portid, cb->nlh->nlmsg_seq,
				     &natgw_nl_family, NLM_F_MULTI, cmd);
		if (!header)
			break;
		genl_dump_check_consistent(cb, header);
		err = put(skb, policy, cb->args[0]);
		if (err) {
			genlmsg_cancel(skb, header);
			break;
		}
		genlmsg_end(skb, header);
		cb->args[0]++;
	} while (true);
	rcu_read_unlock();

	if (err == -EMSGSIZE && !skb->len)
		return err;
	return skb->len;
}
